//! What an account holds apart from the platform: what the checks look at.

mod trail;

use serde::{Deserialize, Serialize};

pub use trail::SimTrail;

use super::place::SimPlace;
use crate::ids::{AccountId, Region};

/// What an account holds in a region apart from the platform. A new one is as the documents ask;
/// [`SimPlace::furnish`] changes it, as its administrator would.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SimAccount {
    /// The trails that cover the region.
    pub trails: Vec<SimTrail>,
}

impl SimAccount {
    /// An account as the documents ask.
    pub(super) fn documented(account: &AccountId, region: &Region) -> Self {
        Self {
            trails: vec![SimTrail::documented(account, region)],
        }
    }
}

impl SimPlace {
    /// Changes what the account holds, as its administrator would; this is no call.
    pub fn furnish(&self, change: impl FnOnce(&mut SimAccount)) {
        self.arrange(|place, _| change(&mut place.holds));
    }
}
