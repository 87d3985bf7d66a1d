//! Stacks, as their owner or Service Catalog made them (`cloudformation`).

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{PortResult, ReadPort};
use crate::ids::StackName;
use crate::parameter::LiveParameters;

/// The ARN (stack id) of one incarnation of a stack. A stack of the same name made later has
/// another; a deleted one is still found by it for 90 days.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StackArn(pub String);

impl std::fmt::Display for StackArn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The state of a stack, in `CloudFormation`'s own spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(
    missing_docs,
    reason = "the names are AWS's own; StackStatus::group says what they mean"
)]
#[non_exhaustive]
pub enum StackStatus {
    CreateInProgress,
    CreateComplete,
    CreateFailed,
    RollbackInProgress,
    RollbackComplete,
    RollbackFailed,
    DeleteInProgress,
    DeleteComplete,
    DeleteFailed,
    UpdateInProgress,
    UpdateCompleteCleanupInProgress,
    UpdateComplete,
    UpdateFailed,
    UpdateRollbackInProgress,
    UpdateRollbackCompleteCleanupInProgress,
    UpdateRollbackComplete,
    UpdateRollbackFailed,
    ReviewInProgress,
    ImportInProgress,
    ImportComplete,
    ImportRollbackInProgress,
    ImportRollbackComplete,
    ImportRollbackFailed,
    /// A state this version does not know; never taken for success.
    #[serde(other)]
    Unknown,
}

/// What a stack's state means for whoever deploys it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StackGroup {
    /// Something is going on: only waiting is allowed.
    InProgress,
    /// The last change is in.
    Complete,
    /// Stable, can be updated, but the last change is not in.
    RolledBack,
    /// A failed creation, rolled back: it can only be deleted.
    DeadEnd,
    /// Failed, with what was made still there.
    Failed,
    /// Not there any more.
    Gone,
    /// Not known: look at it by hand.
    Unknown,
}

impl StackStatus {
    /// Every state, as AWS lists them; the one that this version does not know last.
    pub const ALL: [Self; 24] = [
        Self::CreateInProgress,
        Self::CreateComplete,
        Self::CreateFailed,
        Self::RollbackInProgress,
        Self::RollbackComplete,
        Self::RollbackFailed,
        Self::DeleteInProgress,
        Self::DeleteComplete,
        Self::DeleteFailed,
        Self::UpdateInProgress,
        Self::UpdateCompleteCleanupInProgress,
        Self::UpdateComplete,
        Self::UpdateFailed,
        Self::UpdateRollbackInProgress,
        Self::UpdateRollbackCompleteCleanupInProgress,
        Self::UpdateRollbackComplete,
        Self::UpdateRollbackFailed,
        Self::ReviewInProgress,
        Self::ImportInProgress,
        Self::ImportComplete,
        Self::ImportRollbackInProgress,
        Self::ImportRollbackComplete,
        Self::ImportRollbackFailed,
        Self::Unknown,
    ];

    /// What the state means.
    pub fn group(self) -> StackGroup {
        match self {
            Self::CreateInProgress
            | Self::RollbackInProgress
            | Self::DeleteInProgress
            | Self::UpdateInProgress
            | Self::UpdateCompleteCleanupInProgress
            | Self::UpdateRollbackInProgress
            | Self::UpdateRollbackCompleteCleanupInProgress
            | Self::ImportInProgress
            | Self::ImportRollbackInProgress => StackGroup::InProgress,
            Self::CreateComplete | Self::UpdateComplete | Self::ImportComplete => {
                StackGroup::Complete
            }
            Self::UpdateRollbackComplete | Self::ImportRollbackComplete => StackGroup::RolledBack,
            Self::RollbackComplete | Self::ReviewInProgress => StackGroup::DeadEnd,
            Self::CreateFailed
            | Self::UpdateFailed
            | Self::RollbackFailed
            | Self::UpdateRollbackFailed
            | Self::DeleteFailed
            | Self::ImportRollbackFailed => StackGroup::Failed,
            Self::DeleteComplete => StackGroup::Gone,
            Self::Unknown => StackGroup::Unknown,
        }
    }

    /// AWS's spelling: `CREATE_COMPLETE`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CreateInProgress => "CREATE_IN_PROGRESS",
            Self::CreateComplete => "CREATE_COMPLETE",
            Self::CreateFailed => "CREATE_FAILED",
            Self::RollbackInProgress => "ROLLBACK_IN_PROGRESS",
            Self::RollbackComplete => "ROLLBACK_COMPLETE",
            Self::RollbackFailed => "ROLLBACK_FAILED",
            Self::DeleteInProgress => "DELETE_IN_PROGRESS",
            Self::DeleteComplete => "DELETE_COMPLETE",
            Self::DeleteFailed => "DELETE_FAILED",
            Self::UpdateInProgress => "UPDATE_IN_PROGRESS",
            Self::UpdateCompleteCleanupInProgress => "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
            Self::UpdateComplete => "UPDATE_COMPLETE",
            Self::UpdateFailed => "UPDATE_FAILED",
            Self::UpdateRollbackInProgress => "UPDATE_ROLLBACK_IN_PROGRESS",
            Self::UpdateRollbackCompleteCleanupInProgress => {
                "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"
            }
            Self::UpdateRollbackComplete => "UPDATE_ROLLBACK_COMPLETE",
            Self::UpdateRollbackFailed => "UPDATE_ROLLBACK_FAILED",
            Self::ReviewInProgress => "REVIEW_IN_PROGRESS",
            Self::ImportInProgress => "IMPORT_IN_PROGRESS",
            Self::ImportComplete => "IMPORT_COMPLETE",
            Self::ImportRollbackInProgress => "IMPORT_ROLLBACK_IN_PROGRESS",
            Self::ImportRollbackComplete => "IMPORT_ROLLBACK_COMPLETE",
            Self::ImportRollbackFailed => "IMPORT_ROLLBACK_FAILED",
            Self::Unknown => "unknown",
        }
    }
}

impl std::fmt::Display for StackStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A stack as `cloudformation:DescribeStacks` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stack {
    /// Its ARN.
    pub arn: StackArn,
    /// Its name.
    pub name: StackName,
    /// Its state.
    pub status: StackStatus,
    /// AWS's words on the state.
    pub status_reason: Option<String>,
    /// What it was given; no-echo values are masked.
    pub parameters: LiveParameters,
    /// What it gives.
    pub outputs: BTreeMap<String, String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// One event of a stack (`cloudformation:DescribeStackEvents`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StackEvent {
    /// Unique; events are de-duplicated by it.
    pub id: String,
    /// The stack it happened in.
    pub stack: StackArn,
    /// When.
    pub at: Timestamp,
    /// The resource's name in the template; the stack's own name for the stack itself.
    pub logical_id: String,
    /// Its type: `AWS::RDS::DBInstance`.
    pub resource_type: String,
    /// Its id in AWS; for a nested stack, that stack's ARN. Empty while it has none.
    pub physical_id: String,
    /// The resource's state, in AWS's spelling: `CREATE_FAILED`.
    pub status: String,
    /// AWS's words.
    pub reason: Option<String>,
    /// The token of the operation that caused it.
    pub token: Option<String>,
}

/// Reads stacks. Calls are repeatable; a stack is best named by its ARN, which still finds it
/// after it was deleted.
#[async_trait]
pub trait StackReader: Send + Sync {
    /// The stack of this ARN or name; `None` when there is none. A deleted stack is found by its
    /// ARN, with [`StackStatus::DeleteComplete`].
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn stack(&self, arn_or_name: &str) -> PortResult<Option<Stack>>;

    /// All events of this one stack, the oldest first, nested stacks' not included. A nested
    /// stack is an event's `physical_id` where `resource_type` is `AWS::CloudFormation::Stack`.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn events(&self, stack: &StackArn) -> PortResult<Vec<StackEvent>>;
}

impl ReadPort for dyn StackReader {
    const NAME: &'static str = "stack reader";
}
