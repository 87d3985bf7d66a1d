//! What state a stack is in, and what that means.

use serde::de::IntoDeserializer as _;
use serde::de::value::{Error as Unread, StrDeserializer};
use serde::{Deserialize, Serialize};

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

    /// The state that AWS spells so; [`Unknown`](Self::Unknown) for any other word.
    pub fn of(word: &str) -> Self {
        let word: StrDeserializer<'_, Unread> = word.into_deserializer();
        Self::deserialize(word).unwrap_or(Self::Unknown)
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
