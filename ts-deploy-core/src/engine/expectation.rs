//! What is known of how long a change takes, and where looks are best placed for it.

use jiff::SignedDuration;

use crate::plan::Duration;

/// When a change is expected to end, in seconds after it began.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Expectation {
    /// Around a time, from earlier runs or a narrow documented range.
    ///
    /// The end is taken to be spread by the logistic distribution, which is close to the normal one,
    /// has somewhat longer tails, and lets the next look be written down in closed form.
    Around {
        /// The middle.
        centre: f64,
        /// The scale of the distribution: its standard deviation is 1.81 times that.
        scale: f64,
        /// The mean delay that is good enough, however often may be asked.
        rough: f64,
    },
    /// At any time after the least that the documents give: nothing else is known.
    After {
        /// The least.
        least: f64,
    },
}

/// How far earlier runs are taken to spread, as a share of their mean, before they have shown it.
const PRIOR_SPREAD: f64 = 0.1;

/// What that guess weighs, in runs.
const PRIOR_WEIGHT: f64 = 2.0;

/// The standard deviation of the logistic distribution of scale 1: pi / sqrt(3).
const DEVIATION: f64 = 1.813_799_364_234_218;

/// A documented range wider than this (most to least) says nothing about where in it the end is.
const TELLING: u32 = 3;

/// How many scales cover a documented range: 95 in 100 of the ends lie within 7.3 scales.
const RANGE: f64 = 7.3;

/// How many looks a documented scale is worth: documents are rough, earlier runs are not.
const ROUGHLY: f64 = 20.0;

/// How many scales past the middle a change is overdue: 1 in 400 ends later.
const OVERDUE: f64 = 6.0;

impl Expectation {
    /// From what earlier runs took, in seconds; from the documents when there are none.
    pub(super) fn of(documented: Duration, learned: &[u64]) -> Self {
        let learned: Vec<f64> = learned.iter().map(|took| seconds(*took)).collect();
        if learned.is_empty() {
            Self::documented(documented)
        } else {
            Self::learned(&learned)
        }
    }

    fn learned(took: &[f64]) -> Self {
        let runs: f64 = took.iter().map(|_| 1.0).sum();
        let mean = took.iter().sum::<f64>() / runs;
        let prior = PRIOR_WEIGHT * (PRIOR_SPREAD * mean).powi(2);
        let seen: f64 = took.iter().map(|one| (one - mean).powi(2)).sum();
        let variance = (prior + seen) / (PRIOR_WEIGHT + runs - 1.0);
        // The mean itself is known from few runs only.
        let deviation = (variance * (1.0 + 1.0 / runs)).sqrt();
        Self::Around {
            centre: mean,
            scale: (deviation / DEVIATION).max(0.1),
            rough: 0.0,
        }
    }

    fn documented(Duration { least, most }: Duration) -> Self {
        let (from, to) = (60.0 * f64::from(least), 60.0 * f64::from(most.max(least)));
        if least == 0 || most > least.saturating_mul(TELLING) {
            return Self::After { least: from };
        }
        let scale = ((to - from) / RANGE).max(1.0);
        Self::Around {
            centre: f64::midpoint(from, to),
            scale,
            rough: scale / ROUGHLY,
        }
    }

    /// How long to wait for the next look, in seconds, `elapsed` after the beginning, so that the
    /// end is seen with a mean delay of about `delay` in as few looks as can do that.
    ///
    /// Of all ways to spread a number of looks, the one with the least mean delay has them closer
    /// together in proportion to the square root of the hazard: the chance that what has not ended
    /// yet ends now.
    pub(super) fn wait(&self, elapsed: f64, delay: f64) -> f64 {
        match *self {
            Self::Around {
                centre,
                scale,
                rough,
            } => {
                let delay = delay.max(rough);
                let at = (elapsed - centre) / scale;
                if at > OVERDUE {
                    return delay + (at - OVERDUE) * scale / 10.0;
                }
                // The integral of the square root of the logistic hazard, and its inverse.
                let passed = 2.0 * (at / 2.0).exp().asinh();
                let next = 2.0 * f64::midpoint(passed, delay / scale).sinh().ln();
                (next - at) * scale
            }
            // Ends spread evenly over the orders of magnitude have a hazard that falls as time
            // passes, and looks move apart with the square root of it.
            Self::After { least } if elapsed < least => least - elapsed,
            Self::After { .. } => (delay * elapsed / 2.0).sqrt(),
        }
    }
}

/// Whole seconds as a number to reckon with.
fn seconds(whole: u64) -> f64 {
    let whole = i64::try_from(whole).unwrap_or(i64::MAX);
    SignedDuration::from_secs(whole).as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn earlier_runs_that_agree_narrow_what_is_expected() {
        let scale = |took: &[u64]| match Expectation::of(
            Duration {
                least: 5,
                most: 180,
            },
            took,
        ) {
            Expectation::Around { scale, .. } => scale,
            Expectation::After { .. } => f64::INFINITY,
        };
        assert!(scale(&[9000; 8]) < scale(&[9000]) / 2.0);
        assert!(scale(&[9000]) < scale(&[]));
    }

    #[test]
    fn a_wide_documented_range_says_only_when_the_end_is_possible() {
        let wide = Duration {
            least: 5,
            most: 180,
        };
        assert_eq!(
            Expectation::of(wide, &[]),
            Expectation::After { least: 300.0 }
        );
    }

    #[test]
    fn waits_are_finite_and_above_nothing_whatever_was_learned() {
        for took in [1, 2, 60, 9000, u64::MAX] {
            let expected = Expectation::of(Duration { least: 0, most: 0 }, &[took]);
            for elapsed in [0.0, 1.0, 59.0, 9000.0, 1e7, 1e18] {
                let wait = expected.wait(elapsed, 5.0);
                assert!(wait.is_finite() && wait > 0.0, "{took} {elapsed}: {wait}");
            }
        }
    }

    #[test]
    fn what_is_long_overdue_is_looked_at_less_and_less() {
        let expected = Expectation::of(Duration { least: 5, most: 5 }, &[300]);
        assert!(expected.wait(40_000.0, 5.0) > 60.0);
    }
}
