//! Where something is deployed.

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, Region};

/// The up to three places of a deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TargetName {
    /// The main account in the main region.
    Main,
    /// The DR account in the DR region.
    Dr,
    /// The DR account in the main region, where snapshots are copied.
    DrInMainRegion,
}

impl TargetName {
    /// The word used in the spec, in messages and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Dr => "dr",
            Self::DrInMainRegion => "dr-in-main-region",
        }
    }
}

impl std::fmt::Display for TargetName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// An account and region.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Target {
    /// Which of the deployment's places it is.
    pub name: TargetName,
    /// The account.
    pub account: AccountId,
    /// The region.
    pub region: Region,
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({} in {})", self.name, self.account, self.region)
    }
}
