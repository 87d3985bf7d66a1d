//! Eventual consistency: reads that show later what was done.
//!
//! What AWS finds by an id, it shows at once: a provisioned product by its name, its record, its
//! stack by ARN or name. What it searches or lists lags: a provisioned product's stack (it comes
//! from a search), the history of its records, a stack's events, which may come out of order,
//! imported portfolios, their principals and the products found through them, new roles, and the
//! parameter store's reads.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::naming::digits;
use super::parameters::HeldParameter;
use super::world::World;

/// What reads see of a world at a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sight {
    seed: u64,
    /// The longest lag, in seconds; none when 0.
    longest: u32,
    pub(super) now: Timestamp,
}

/// What reads show of a parameter until they show what was written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Shadow {
    pub(super) shown: Option<HeldParameter>,
    pub(super) until: Timestamp,
}

impl World {
    /// What reads see now.
    pub(super) fn sight(&self) -> Sight {
        Sight {
            seed: self.seed,
            longest: self.lag,
            now: self.now,
        }
    }
}

impl Sight {
    /// True when reads lag at all.
    pub(super) fn lags(self) -> bool {
        self.longest > 0
    }

    /// When reads show what was done to `what` at this time: at once, or after its own part of the
    /// longest lag, by the world's seed.
    pub(super) fn shown_at(self, what: &str, done: Timestamp) -> Timestamp {
        if !self.lags() {
            return done;
        }
        let own = [self.seed.to_string(), done.to_string()];
        let chance = digits(8, &["lag", &own[0], what, &own[1]]);
        let chance = i64::from_str_radix(&chance, 16).unwrap_or_default();
        let seconds = 1 + chance % i64::from(self.longest);
        let shown = done.checked_add(SignedDuration::from_secs(seconds));
        shown.unwrap_or(Timestamp::MAX)
    }

    /// Whether reads show by now what was done to `what` at this time.
    pub(super) fn shows(self, what: &str, done: Timestamp) -> bool {
        self.shown_at(what, done) <= self.now
    }
}
