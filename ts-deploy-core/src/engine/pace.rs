//! When to look again.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::expectation::Expectation;
use crate::plan::Duration;

/// How often a change that runs in AWS is looked at: seldom while it cannot have ended, often when
/// it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// The least time between two looks.
    pub floor: SignedDuration,
    /// The most time between two looks.
    pub ceiling: SignedDuration,
}

impl Default for Pace {
    /// 10 seconds to 5 minutes.
    fn default() -> Self {
        Self {
            floor: SignedDuration::from_secs(10),
            ceiling: SignedDuration::from_mins(5),
        }
    }
}

/// How long errors are retried before they are shorter apart than the ceiling allows.
const DOUBLINGS: u32 = 6;

impl Pace {
    /// The next look at a change begun at `begun`, now being `now`.
    ///
    /// With `learned` durations (seconds, of earlier runs) the end is expected around their mean,
    /// as far spread as they are, else where the documents say. Looks are far apart while nothing
    /// can have ended and a [`floor`](Self::floor) apart where the end is likely, so that the end
    /// is seen some two thirds of a floor late on average; `docs/waiting.md` has what that costs.
    /// Where only a wide range is documented they move apart with the time passed. The ceiling
    /// bounds how late a failure long before the expected end is seen.
    pub fn next(
        &self,
        begun: Timestamp,
        now: Timestamp,
        documented: Duration,
        learned: &[u64],
    ) -> Timestamp {
        let elapsed = now.duration_since(begun).as_secs_f64().max(0.0);
        let delay = self.floor.as_secs_f64().max(1.0) / 2.0;
        let wait = Expectation::of(documented, learned).wait(elapsed, delay);
        // Whole seconds: the last bits of a logarithm differ between machines.
        let wait = SignedDuration::try_from_secs_f64(wait.round()).unwrap_or(self.ceiling);
        self.bounded(now, wait)
    }

    /// The earliest and latest expected end, in seconds after the beginning.
    pub fn window(documented: Duration, learned: &[u64]) -> (i64, i64) {
        let seconds = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
        match (learned.iter().min(), learned.iter().max()) {
            // Earlier runs spread by a tenth either way, a single one too.
            (Some(least), Some(most)) => (
                seconds(least / 10 * 9),
                seconds((most / 10).saturating_mul(11)),
            ),
            _ => (
                i64::from(documented.least) * 60,
                i64::from(documented.most.max(documented.least)) * 60,
            ),
        }
    }

    /// The next try after `failures` calls in a row that did not answer: twice as long each time.
    pub fn after_failure(&self, now: Timestamp, failures: u32) -> Timestamp {
        let factor = 1_i32 << failures.clamp(1, DOUBLINGS).saturating_sub(1);
        let wait = self.floor.checked_mul(factor).unwrap_or(self.ceiling);
        self.bounded(now, wait)
    }

    fn bounded(&self, now: Timestamp, wait: SignedDuration) -> Timestamp {
        // A look that is due at once would be looked at for ever.
        let floor = self.floor.max(SignedDuration::from_secs(1));
        let wait = wait.clamp(floor, self.ceiling.max(floor));
        now.checked_add(wait).unwrap_or(Timestamp::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATA: Duration = Duration {
        least: 120,
        most: 180,
    };

    fn wait(elapsed_minutes: i64, learned: &[u64]) -> i64 {
        let begun = Timestamp::UNIX_EPOCH;
        let now = begun + SignedDuration::from_mins(elapsed_minutes);
        let pace = Pace {
            floor: SignedDuration::from_secs(15),
            ceiling: SignedDuration::from_mins(30),
        };
        pace.next(begun, now, DATA, learned)
            .duration_since(now)
            .as_secs()
    }

    #[test]
    fn looks_are_far_apart_while_nothing_can_have_ended() {
        assert_eq!(wait(0, &[]), 30 * 60);
        assert!(wait(90, &[]) > 5 * 60, "{}", wait(90, &[]));
    }

    #[test]
    fn looks_are_close_together_where_the_end_is_expected() {
        assert!(wait(150, &[]) < 60, "{}", wait(150, &[]));
    }

    #[test]
    fn earlier_runs_narrow_the_window() {
        let learned = [8000, 8400];
        assert!(
            wait(133, &learned) < wait(133, &[]),
            "{}",
            wait(133, &learned)
        );
    }

    #[test]
    fn no_look_comes_sooner_than_the_floor_or_later_than_the_ceiling() {
        let begun = Timestamp::UNIX_EPOCH;
        let pace = Pace::default();
        for minutes in 0..1000 {
            let now = begun + SignedDuration::from_mins(minutes);
            let wait = pace.next(begun, now, DATA, &[]).duration_since(now);
            assert!(
                wait >= pace.floor && wait <= pace.ceiling,
                "{minutes}: {wait}"
            );
        }
    }

    #[test]
    fn failures_in_a_row_stretch_the_wait() {
        let now = Timestamp::UNIX_EPOCH;
        let waits: Vec<i64> = (1..=4)
            .map(|n| {
                Pace::default()
                    .after_failure(now, n)
                    .duration_since(now)
                    .as_secs()
            })
            .collect();
        assert_eq!(waits, [10, 20, 40, 80]);
    }
}
