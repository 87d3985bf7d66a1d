//! One budget of calls for all waits of an account and region.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::ids::{AccountId, Region};
use crate::target::{Target, TargetName};

/// How far apart looks at one place are, however many waits there are.
const APART: SignedDuration = SignedDuration::from_millis(500);

/// How far they move apart at most when AWS asks to slow down.
const FURTHEST: SignedDuration = SignedDuration::from_secs(32);

/// A place whose calls are counted together: AWS throttles by account and region.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// An account and region.
    Known(AccountId, Region),
    /// A target of which nobody said where it is: apart from all others.
    Named(TargetName),
}

/// What is booked at one place.
#[derive(Debug)]
struct Calendar {
    looks: BTreeSet<Timestamp>,
    apart: SignedDuration,
}

impl Default for Calendar {
    fn default() -> Self {
        Self {
            looks: BTreeSet::new(),
            apart: APART,
        }
    }
}

impl Calendar {
    fn book(&mut self, now: Timestamp, wanted: Timestamp) -> Timestamp {
        // What is past needs no room any more.
        let past = now.checked_sub(self.apart).unwrap_or(Timestamp::MIN);
        self.looks = self.looks.split_off(&past);
        let from = wanted.checked_sub(self.apart).unwrap_or(Timestamp::MIN);
        let mut at = wanted;
        for booked in self.looks.range(from..) {
            let free = |one: Timestamp| one.checked_add(self.apart).unwrap_or(Timestamp::MAX);
            if *booked >= free(at) {
                break;
            }
            if at < free(*booked) {
                at = free(*booked);
            }
        }
        self.looks.insert(at);
        at
    }
}

/// The calls that the waits of a process may spend, by account and region.
///
/// It answers "not before"; it does not sleep, and it never ends a wait. Looks that several waits
/// want at one moment are spread out. When AWS asks to slow down, they move apart for all waits of
/// that account and region, twice as far each time, and by a tenth together again with each call
/// that is answered.
///
/// Clones share what is booked. A process that drives several deployments gives each engine
/// [`of`](Self::of) one budget, with that deployment's targets:
///
/// ```
/// use ts_deploy_core::engine::{CallBudget, Options};
/// let shared = CallBudget::default();
/// let options = Options { budget: shared.of([]), ..Options::default() };
/// # let _ = options;
/// ```
#[derive(Clone, Debug, Default)]
pub struct CallBudget {
    calendars: Arc<Mutex<BTreeMap<Place, Calendar>>>,
    targets: BTreeMap<TargetName, (AccountId, Region)>,
}

impl CallBudget {
    /// The same budget, for a deployment with these targets. A target that is not among them has
    /// room of its own, under its name.
    #[must_use]
    pub fn of(&self, targets: impl IntoIterator<Item = Target>) -> Self {
        let targets = targets.into_iter();
        Self {
            calendars: Arc::clone(&self.calendars),
            targets: targets
                .map(|one| (one.name, (one.account, one.region)))
                .collect(),
        }
    }

    /// Books the next look of a wait in `target` that would like it at `wanted`, now being `now`:
    /// not before the time answered, which is never earlier than `wanted`.
    pub fn not_before(&self, target: TargetName, now: Timestamp, wanted: Timestamp) -> Timestamp {
        let mut calendars = self.calendars();
        calendars
            .entry(self.place(target))
            .or_default()
            .book(now, wanted)
    }

    /// AWS asked to slow down in `target`: looks move apart.
    pub fn throttled(&self, target: TargetName) {
        let mut calendars = self.calendars();
        let calendar = calendars.entry(self.place(target)).or_default();
        calendar.apart = calendar.apart.saturating_mul(2).min(FURTHEST);
    }

    /// A look in `target` was answered: looks may come closer together again.
    pub fn answered(&self, target: TargetName) {
        let mut calendars = self.calendars();
        if let Some(calendar) = calendars.get_mut(&self.place(target)) {
            calendar.apart = (calendar.apart - calendar.apart / 10).max(APART);
        }
    }

    fn place(&self, target: TargetName) -> Place {
        match self.targets.get(&target) {
            Some((account, region)) => Place::Known(account.clone(), region.clone()),
            None => Place::Named(target),
        }
    }

    fn calendars(&self) -> MutexGuard<'_, BTreeMap<Place, Calendar>> {
        self.calendars
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn at(millis: i64) -> Timestamp {
        NOW + SignedDuration::from_millis(millis)
    }

    fn target(account: &str) -> Target {
        Target {
            name: TargetName::Main,
            account: AccountId::parse(account).unwrap(),
            region: Region::parse("us-east-1").unwrap(),
        }
    }

    fn book(budget: &CallBudget, wanted: i64) -> Timestamp {
        budget.not_before(TargetName::Main, NOW, at(wanted))
    }

    #[test]
    fn looks_wanted_at_one_moment_are_spread_out() {
        let budget = CallBudget::default();
        let booked: Vec<_> = (0..3).map(|_| book(&budget, 10_000)).collect();
        assert_eq!(booked, [at(10_000), at(10_500), at(11_000)]);
    }

    #[test]
    fn a_look_in_the_far_future_keeps_nobody_from_looking_sooner() {
        let budget = CallBudget::default();
        book(&budget, 300_000);
        assert_eq!(book(&budget, 10_000), at(10_000));
    }

    #[test]
    fn a_gap_that_is_wide_enough_is_used() {
        let budget = CallBudget::default();
        book(&budget, 10_000);
        book(&budget, 11_000);
        assert_eq!(book(&budget, 10_100), at(10_500));
    }

    #[test]
    fn deployments_in_one_account_and_region_share_a_budget() {
        let shared = CallBudget::default();
        let one = shared.of([target("111122223333")]);
        let other = shared.of([target("111122223333")]);
        assert_ne!(book(&one, 10_000), book(&other, 10_000));
    }

    #[test]
    fn deployments_in_different_accounts_do_not_disturb_each_other() {
        let shared = CallBudget::default();
        let one = shared.of([target("111122223333")]);
        let other = shared.of([target("444455556666")]);
        assert_eq!(book(&one, 10_000), book(&other, 10_000));
    }

    #[test]
    fn throttling_moves_the_looks_of_all_waits_apart() {
        let budget = CallBudget::default();
        budget.throttled(TargetName::Main);
        budget.throttled(TargetName::Main);
        assert_eq!([book(&budget, 0), book(&budget, 0)], [at(0), at(2_000)]);
    }

    #[test]
    fn answered_calls_bring_looks_together_again() {
        let budget = CallBudget::default();
        budget.throttled(TargetName::Main);
        for _ in 0..20 {
            budget.answered(TargetName::Main);
        }
        assert_eq!([book(&budget, 0), book(&budget, 0)], [at(0), at(500)]);
    }

    #[test]
    fn throttling_without_end_still_lets_look() {
        let budget = CallBudget::default();
        for _ in 0..1000 {
            budget.throttled(TargetName::Main);
        }
        book(&budget, 0);
        assert_eq!(book(&budget, 0), NOW + FURTHEST);
    }

    #[test]
    fn what_is_past_is_forgotten() {
        let budget = CallBudget::default();
        for second in 0..1000 {
            let now = NOW + SignedDuration::from_secs(second);
            budget.not_before(TargetName::Main, now, now);
        }
        assert!(budget.calendars().values().all(|one| one.looks.len() < 5));
    }
}
