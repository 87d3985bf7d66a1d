//! What an account holds apart from the platform: what the checks look at.

mod furnish;
mod log_policy;
mod network;
mod trail;
mod vpc;

use serde::{Deserialize, Serialize};

pub use network::SimVpc;
pub use trail::SimTrail;

use super::place::SimPlace;
use crate::ids::{AccountId, Region};
use crate::port::log_policy::LogPolicy;

/// What an account holds in a region apart from the platform. A new one is as the documents ask;
/// [`SimPlace::furnish`] changes it, as its administrator would.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SimAccount {
    /// The trails that cover the region.
    pub trails: Vec<SimTrail>,
    /// The resource policies of `CloudWatch Logs`.
    pub log_policies: Vec<LogPolicy>,
    /// The VPCs, each with what is in it.
    #[serde(default)]
    pub vpcs: Vec<SimVpc>,
}

impl SimAccount {
    /// An account as the documents ask.
    pub(super) fn documented(account: &AccountId, region: &Region) -> Self {
        Self {
            trails: vec![SimTrail::documented(account, region)],
            log_policies: vec![log_policy::documented(region)],
            vpcs: Vec::new(),
        }
    }
}

impl SimPlace {
    /// Changes what the account holds, as its administrator would; this is no call.
    pub fn furnish(&self, change: impl FnOnce(&mut SimAccount)) {
        self.arrange(|place, _| change(&mut place.holds));
    }
}
