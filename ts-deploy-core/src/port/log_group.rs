//! Log groups of `CloudWatch Logs` (`logs`).

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{PortResult, ReadPort};

/// A log group of the account and region (`DescribeLogGroups`). Its name is one there, whoever made
/// it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogGroup {
    /// Its name: `lambdaDeleteOldSnapshotsRDS-dest`.
    pub name: String,
    /// When it was made; `None` when it is not told.
    pub created: Option<Timestamp>,
}

/// Reads log groups. Calls are repeatable.
#[async_trait]
pub trait LogGroupReader: Send + Sync {
    /// The log group of exactly this name; `None` when there is none.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn log_group(&self, name: &str) -> PortResult<Option<LogGroup>>;
}

impl ReadPort for dyn LogGroupReader {
    const NAME: &'static str = "log group reader";
}
