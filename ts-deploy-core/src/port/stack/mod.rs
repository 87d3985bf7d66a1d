//! Stacks, as their owner or Service Catalog made them (`cloudformation`).
//!
//! Service Catalog's stacks are only read; a stack of one's own is created, changed through change
//! sets and deleted with [`StackWriter`], from a template that [`TemplateReader`] reads first.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{PortResult, ReadPort};
use crate::ids::StackName;
use crate::parameter::LiveParameters;

mod change_set;
mod status;
mod template;
mod writer;

pub use change_set::{
    ChangeSet, ChangeSetArn, ChangeSetName, ChangeSetStatus, ExecutionStatus, Replacement,
    ResourceAction, ResourceChange,
};
pub use status::{StackGroup, StackStatus};
pub use template::{
    Capability, TEMPLATE_BODY_LIMIT, TEMPLATE_URL_LIMIT, TemplateReader, TemplateSource,
    TemplateSummary,
};
pub use writer::{
    CreateChangeSet, CreateStack, DeleteStack, ExecuteChangeSet, StackWriter, TemplateChoice,
};

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
    /// True when AWS refuses to delete it before that protection is taken off.
    pub termination_protection: bool,
    /// The change set that its last operation carried out; `None` when it carried out none.
    pub change_set: Option<ChangeSetArn>,
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
    /// The resource's state, in AWS's spelling: `CREATE_FAILED`. Where a hook refused the resource it
    /// is the hook's, `HOOK_COMPLETE_FAILED`, and where the template's values were refused before
    /// anything was made, `VALIDATION_FAILED`.
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

    /// The newest deleted stack of this name, which AWS remembers for 90 days; `None` when it
    /// remembers none.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn last_deleted(&self, name: &StackName) -> PortResult<Option<StackArn>>;

    /// The change set of this name on this stack, with all of its changes (paged); `None` when
    /// there is none, or no such stack. An executed one is still found for a while.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn change_set(
        &self,
        stack: &StackArn,
        name: &ChangeSetName,
    ) -> PortResult<Option<ChangeSet>>;
}

impl ReadPort for dyn StackReader {
    const NAME: &'static str = "stack reader";
}
