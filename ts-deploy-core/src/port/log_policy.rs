//! Resource policies of `CloudWatch Logs` (`logs`).

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{ChangePort, PortResult, ReadPort};

/// A resource policy of the account and region (`DescribeResourcePolicies`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogPolicy {
    /// Its name; putting one of the same name replaces it.
    pub name: String,
    /// The document: JSON, at most 5,120 characters.
    pub document: String,
}

/// Reads resource policies. Calls are repeatable; the list is whole.
#[async_trait]
pub trait LogPolicyReader: Send + Sync {
    /// All resource policies of the account in the region; AWS allows ten.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn policies(&self) -> PortResult<Vec<LogPolicy>>;
}

impl ReadPort for dyn LogPolicyReader {
    const NAME: &'static str = "log policy reader";
}

/// Changes resource policies.
#[async_trait]
pub trait LogPolicyWriter: Send + Sync {
    /// Makes the policy, or replaces the one of its name (`PutResourcePolicy`). Repeatable.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`LimitExceeded`](super::ErrorKind::LimitExceeded)
    /// when there are ten of other names already.
    async fn put(&self, policy: &LogPolicy) -> PortResult<()>;
}

impl ChangePort for dyn LogPolicyWriter {
    const NAME: &'static str = "log policy writer";
}
