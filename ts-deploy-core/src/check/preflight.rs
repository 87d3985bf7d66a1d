//! All checks of a deployment, side by side.

use std::pin::pin;
use std::sync::Arc;

use futures::future::{Either, select};
use futures::stream::{self, StreamExt};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{Check, CheckContext, Looked, Verdict};
use crate::clock::Clock;
use crate::engine::TokenSeed;
use crate::finding::{Finding, Severity};
use crate::ids::DeploymentName;
use crate::plan::{Observation, ReadContext, Step, StepError};
use crate::port::Readers;
use crate::target::TargetName;

/// How many checks look at the same time. AWS answers a handful of readers of one account without
/// throttling; IAM and the quotas are the first to complain.
pub const SIDE_BY_SIDE: usize = 8;

/// How long one check may take before it counts as not checked, and how long it may be looked at what its fix
/// would change.
pub const LOOK_LIMIT: SignedDuration = SignedDuration::from_mins(5);

/// One check, as it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// The check's id: `cloudtrail`.
    pub id: &'static str,
    /// The row of the deployment documents: `R3`.
    pub row: &'static str,
    /// What people call it.
    pub title: String,
    /// Where it looked.
    pub target: TargetName,
    /// When it had looked; a finding is as old as this.
    pub at: Timestamp,
    /// How long that took.
    pub took: SignedDuration,
    /// True when a fix that is asked for now would change something, as far as that can be told.
    pub fixable: bool,
    /// How it ended.
    #[serde(flatten)]
    pub verdict: Verdict,
}

impl Checked {
    /// True for how `check` ended.
    pub fn is_of(&self, check: &dyn Check) -> bool {
        self.id == check.id() && self.target == check.target()
    }
}

/// All checks, as they ended, in the order they were given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Preflight(pub Vec<Checked>);

impl Preflight {
    /// Runs the checks, [`SIDE_BY_SIDE`] at a time; one that takes longer than [`LOOK_LIMIT`]
    /// counts as not checked. Whose the accounts are ([`Check::account_of`]) is looked at before
    /// anything else: where the credentials belong to another one, nothing more of that target is asked,
    /// and its other checks count as not checked.
    pub async fn run(checks: &[Arc<dyn Check>], ports: Readers<'_>, clock: &dyn Clock) -> Self {
        let of_accounts = |(_, check): &Placed<'_>| check.account_of().is_some();
        let (accounts, others): (Vec<Placed<'_>>, Vec<Placed<'_>>) =
            checks.iter().enumerate().partition(of_accounts);
        let mut ended = side_by_side(accounts, ports, clock).await;
        let asked = Self(ended.iter().map(|(_, checked)| checked.clone()).collect());
        let mut meant = Vec::new();
        for (place, check) in others {
            match asked.another_account(checks, check.target()) {
                Some(found) => ended.push((place, left_out(check.as_ref(), found, clock.now()))),
                None => meant.push((place, check)),
            }
        }
        ended.extend(side_by_side(meant, ports, clock).await);
        ended.sort_by_key(|(place, _)| *place);
        Self(ended.into_iter().map(|(_, checked)| checked).collect())
    }

    /// What one of `checks` found that says that the credentials of `target` belong to another account.
    pub(super) fn another_account(
        &self,
        checks: &[Arc<dyn Check>],
        target: TargetName,
    ) -> Option<&Finding> {
        let of_account = |one: &&Checked| {
            let tells =
                |check: &Arc<dyn Check>| check.account_of().is_some() && one.is_of(check.as_ref());
            one.target == target && checks.iter().any(tells)
        };
        let found = self.0.iter().filter(of_account);
        let mut found = found.filter_map(|one| match &one.verdict {
            Verdict::Found { findings, .. } => findings.blocking().next(),
            _ => None,
        });
        found.next()
    }

    /// True when something blocks.
    pub fn blocks(&self) -> bool {
        self.findings()
            .any(|finding| finding.severity == Severity::Blocks)
    }

    /// Every finding, in the order of the checks.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter().flat_map(|checked| checked.verdict.findings())
    }

    /// How many passed, found something, and could not look.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for checked in &self.0 {
            match checked.verdict {
                Verdict::Passed { .. } => counts.passed += 1,
                Verdict::Found { .. } => counts.found += 1,
                Verdict::NotChecked { .. } => counts.not_checked += 1,
            }
        }
        counts
    }
}

/// How many checks ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Looked and found nothing.
    pub passed: usize,
    /// Found something.
    pub found: usize,
    /// Could not look.
    pub not_checked: usize,
}

/// A check and its place among those that were given.
type Placed<'a> = (usize, &'a Arc<dyn Check>);

/// Looks at checks, [`SIDE_BY_SIDE`] at a time.
async fn side_by_side(
    checks: Vec<Placed<'_>>,
    ports: Readers<'_>,
    clock: &dyn Clock,
) -> Vec<(usize, Checked)> {
    let looks = checks.into_iter().map(|(place, check)| async move {
        let checked = checked(check.as_ref(), ports, clock).await;
        (place, checked)
    });
    // In any order, so that a slow one holds back none of those after it.
    let looks = stream::iter(looks).buffer_unordered(SIDE_BY_SIDE);
    looks.collect().await
}

/// A check that is not looked at, since its account is another one, as `found` says.
fn left_out(check: &dyn Check, found: &Finding, at: Timestamp) -> Checked {
    Checked {
        id: check.id(),
        row: check.row(),
        title: check.title(),
        target: check.target(),
        at,
        took: SignedDuration::ZERO,
        fixable: false,
        verdict: Verdict::of_another_account(check, found),
    }
}

async fn checked(check: &dyn Check, ports: Readers<'_>, clock: &dyn Clock) -> Checked {
    let began = clock.now();
    let looked = look(check, ports, clock).await;
    let verdict = Verdict::of(check, looked);
    let fixable = match (&verdict, check.fix()) {
        (Verdict::Found { .. }, Some(fix)) => mends(fix.as_ref(), ports, clock).await,
        _ => false,
    };
    let at = clock.now();
    Checked {
        id: check.id(),
        row: check.row(),
        title: check.title(),
        target: check.target(),
        at,
        took: at.duration_since(began),
        fixable,
        verdict,
    }
}

/// Whether `fix` would change something now; where that cannot be told, asking for it tells.
async fn mends(fix: &dyn Step, ports: Readers<'_>, clock: &dyn Clock) -> bool {
    let Ok(nobody) = DeploymentName::parse("preflight") else {
        return true;
    };
    let tokens = TokenSeed::new(nobody);
    let cx = ReadContext {
        ports,
        now: clock.now(),
        open: None,
        confirmed: None,
        tokens: &tokens,
        detail: false,
    };
    // One that takes too long tells as little as one that cannot look. What it says cannot be mended so
    // is as certain as that there is nothing to mend.
    let observed = timed(fix.observe(&cx), clock, "looking what its fix would change").await;
    !matches!(
        observed,
        Ok(Observation::InSync { .. } | Observation::Blocked(_)) | Err(StepError::Failed(_))
    )
}

/// Gives a look [`LOOK_LIMIT`].
async fn timed<T>(
    looking: impl Future<Output = Result<T, StepError>>,
    clock: &dyn Clock,
    doing: &'static str,
) -> Result<T, StepError> {
    // A limit past the end of time is none.
    let until = clock.now().checked_add(LOOK_LIMIT);
    let until = until.unwrap_or(Timestamp::MAX);
    match select(pin!(looking), clock.sleep_until(until)).await {
        Either::Left((looked, _)) => looked,
        Either::Right(((), _)) => Err(StepError::TimedOut {
            doing,
            seconds: LOOK_LIMIT.as_secs(),
        }),
    }
}

async fn look(
    check: &dyn Check,
    ports: Readers<'_>,
    clock: &dyn Clock,
) -> Result<Looked, StepError> {
    let now = clock.now();
    let cx = CheckContext { ports, now };
    timed(check.look(&cx), clock, "checking").await
}
