//! When to look again.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::plan::Duration;

/// How often a change that runs in AWS is looked at: seldom while it cannot have ended, often when
/// it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// Never sooner than this after the last look.
    pub floor: SignedDuration,
    /// Never later.
    pub ceiling: SignedDuration,
}

impl Default for Pace {
    /// 15 seconds to 5 minutes.
    fn default() -> Self {
        Self {
            floor: SignedDuration::from_secs(15),
            ceiling: SignedDuration::from_mins(5),
        }
    }
}

/// How long errors are retried before they are shorter apart than the ceiling allows.
const DOUBLINGS: u32 = 6;

impl Pace {
    /// The next look at a change begun at `begun`, now being `now`.
    ///
    /// With `learned` durations (seconds, of earlier runs) the end is expected around them, else
    /// between the documented least and most. Before the earliest expected end a quarter of the
    /// remaining time is waited; within the expected window, the window's twentieth; past it, a
    /// twentieth of the elapsed time.
    pub fn next(
        &self,
        begun: Timestamp,
        now: Timestamp,
        documented: Duration,
        learned: &[u64],
    ) -> Timestamp {
        let elapsed = now.duration_since(begun).as_secs().max(0);
        let (least, most) = Self::window(documented, learned);
        let wait = if elapsed < least {
            ((least - elapsed) / 4).max((most - least) / 20)
        } else if elapsed < most {
            (most - least) / 20
        } else {
            elapsed / 20
        };
        self.bounded(now, SignedDuration::from_secs(wait))
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
        assert_eq!(wait(100, &[]), 5 * 60);
    }

    #[test]
    fn looks_are_close_together_where_the_end_is_expected() {
        assert_eq!(wait(130, &[]), 3 * 60);
    }

    #[test]
    fn earlier_runs_narrow_the_window() {
        let learned = [8000, 8400];
        assert!(wait(133, &learned) < 2 * 60, "{}", wait(133, &learned));
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
        assert_eq!(waits, [15, 30, 60, 120]);
    }
}
