//! A change set: what an update would do to a stack, before it does it.

use serde::{Deserialize, Serialize};

use super::StackArn;
use crate::ids::text_type;

text_type! {
    /// The name of a change set on its stack.
    ChangeSetName, "a change set's name",
    "it has 1 to 128 letters, digits and hyphens, and begins with a letter", "update-3f9a12bc",
    |text| (1..=128).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// The ARN of one change set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChangeSetArn(pub String);

impl std::fmt::Display for ChangeSetArn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// How far the making of a change set is, in `CloudFormation`'s own spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum ChangeSetStatus {
    /// It is about to be made.
    CreatePending,
    /// It is being made.
    CreateInProgress,
    /// It is made.
    CreateComplete,
    /// It is about to be deleted.
    DeletePending,
    /// It is being deleted.
    DeleteInProgress,
    /// It is deleted.
    DeleteComplete,
    /// It could not be deleted.
    DeleteFailed,
    /// It could not be made, or there is nothing to change; see [`ChangeSet::is_no_change`].
    Failed,
    /// A state this version does not know; never taken for success.
    #[serde(other)]
    Unknown,
}

impl ChangeSetStatus {
    /// AWS's spelling: `CREATE_COMPLETE`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CreatePending => "CREATE_PENDING",
            Self::CreateInProgress => "CREATE_IN_PROGRESS",
            Self::CreateComplete => "CREATE_COMPLETE",
            Self::DeletePending => "DELETE_PENDING",
            Self::DeleteInProgress => "DELETE_IN_PROGRESS",
            Self::DeleteComplete => "DELETE_COMPLETE",
            Self::DeleteFailed => "DELETE_FAILED",
            Self::Failed => "FAILED",
            Self::Unknown => "unknown",
        }
    }
}

impl std::fmt::Display for ChangeSetStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a change set can be executed, in `CloudFormation`'s own spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum ExecutionStatus {
    /// Not, or not yet.
    Unavailable,
    /// It can be executed.
    Available,
    /// It is being executed.
    ExecuteInProgress,
    /// It was executed.
    ExecuteComplete,
    /// It was executed and failed.
    ExecuteFailed,
    /// The stack has changed since: it cannot be executed any more.
    Obsolete,
    /// A state this version does not know; never taken for leave to execute.
    #[serde(other)]
    Unknown,
}

impl ExecutionStatus {
    /// AWS's spelling: `AVAILABLE`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unavailable => "UNAVAILABLE",
            Self::Available => "AVAILABLE",
            Self::ExecuteInProgress => "EXECUTE_IN_PROGRESS",
            Self::ExecuteComplete => "EXECUTE_COMPLETE",
            Self::ExecuteFailed => "EXECUTE_FAILED",
            Self::Obsolete => "OBSOLETE",
            Self::Unknown => "unknown",
        }
    }
}

impl std::fmt::Display for ExecutionStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a change set would do with one resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ResourceAction {
    /// Make it.
    Add,
    /// Change it; see [`Replacement`].
    Modify,
    /// Remove it.
    Remove,
    /// Take an existing one over.
    Import,
    /// Only the execution will tell.
    Dynamic,
    /// Bring it back to what the template says.
    SyncWithActual,
    /// An action this version does not know; never taken for harmless.
    #[serde(other)]
    Unknown,
}

/// Whether a change of a resource makes another one in its place, and so loses what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Replacement {
    /// It stays.
    False,
    /// It depends on values known only while it is executed.
    Conditional,
    /// It is replaced.
    True,
}

/// One change in a change set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceChange {
    /// What is done.
    pub action: ResourceAction,
    /// The resource's name in the template.
    pub logical_id: String,
    /// Its id in AWS; `None` for one that is not there yet.
    pub physical_id: Option<String>,
    /// Its type: `AWS::KMS::Key`.
    pub resource_type: String,
    /// Whether it is replaced.
    pub replacement: Replacement,
}

impl ResourceChange {
    /// True when what the resource holds may be lost: it is removed or replaced, or nobody can tell
    /// that it is not.
    pub fn may_lose(&self) -> bool {
        match self.action {
            ResourceAction::Remove | ResourceAction::Dynamic | ResourceAction::Unknown => true,
            ResourceAction::Modify => self.replacement != Replacement::False,
            ResourceAction::Add | ResourceAction::Import | ResourceAction::SyncWithActual => false,
        }
    }
}

/// A change set as `cloudformation:DescribeChangeSet` shows it, without nested ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeSet {
    /// Its ARN.
    pub arn: ChangeSetArn,
    /// Its name.
    pub name: ChangeSetName,
    /// The stack it would change.
    pub stack: StackArn,
    /// How far it is.
    pub status: ChangeSetStatus,
    /// Whether it can be executed.
    pub execution: ExecutionStatus,
    /// AWS's words on the status.
    pub reason: Option<String>,
    /// What it would do; complete.
    pub changes: Vec<ResourceChange>,
}

/// What AWS says, without any code, when a change set has nothing to change.
const NO_CHANGE: [&str; 2] = [
    "the submitted information didn't contain changes",
    "no updates are to be performed",
];

impl ChangeSet {
    /// True for one that failed because the stack is already as it should be, which is no failure.
    pub fn is_no_change(&self) -> bool {
        let reason = self.reason.as_deref().unwrap_or_default();
        let reason = reason.to_ascii_lowercase();
        self.status == ChangeSetStatus::Failed && NO_CHANGE.iter().any(|say| reason.contains(say))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(reason: &str) -> ChangeSet {
        ChangeSet {
            arn: ChangeSetArn("arn:aws:cloudformation:eu-west-1:111122223333:changeSet/u/1".into()),
            name: ChangeSetName::parse("u").unwrap(),
            stack: StackArn("arn:aws:cloudformation:eu-west-1:111122223333:stack/s/1".into()),
            status: ChangeSetStatus::Failed,
            execution: ExecutionStatus::Unavailable,
            reason: Some(reason.to_owned()),
            changes: Vec::new(),
        }
    }

    #[test]
    fn both_texts_of_a_set_without_changes_are_recognised() {
        let long = "The submitted information didn't contain changes. Submit different \
                    information to create a change set.";
        assert!(failed(long).is_no_change());
        assert!(failed("No updates are to be performed.").is_no_change());
    }

    #[test]
    fn a_set_that_failed_otherwise_is_a_failure() {
        assert!(!failed("Template error: resource Key does not exist").is_no_change());
    }

    #[test]
    fn a_modification_whose_replacement_is_open_may_lose_something() {
        let mut change = ResourceChange {
            action: ResourceAction::Modify,
            logical_id: "Key".to_owned(),
            physical_id: None,
            resource_type: "AWS::KMS::Key".to_owned(),
            replacement: Replacement::Conditional,
        };
        assert!(change.may_lose());
        change.replacement = Replacement::False;
        assert!(!change.may_lose());
    }
}
