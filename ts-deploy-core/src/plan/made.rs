//! What a step makes, told so that it can be found and removed without the step.

use serde::{Deserialize, Serialize};

use crate::target::TargetName;

/// What a step makes. The journal keeps it, so that it is not forgotten with a spec that says nothing
/// of the step any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// What it is, by its name in AWS: `parameter /acme/licence`.
    pub what: String,
    /// Where it is.
    pub target: TargetName,
    /// The commands of the AWS CLI that remove it by hand, in order and without a region; empty where
    /// none does it alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removal: Vec<String>,
}
