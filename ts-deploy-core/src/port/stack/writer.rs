//! Making, changing and deleting stacks.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;

use super::{Capability, ChangeSetArn, ChangeSetName, StackArn, TemplateSource};
use crate::ids::StackName;
use crate::parameter::Request;
use crate::port::catalog::OperationToken;
use crate::port::{ChangePort, PortResult};

/// Makes a stack (`cloudformation:CreateStack`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateStack {
    /// Makes it idempotent; `[a-zA-Z0-9][-a-zA-Z0-9]*`, so without the underscore that Service Catalog
    /// allows. Each event of the creation carries it.
    pub token: OperationToken,
    /// Its name.
    pub name: StackName,
    /// What it is made of.
    pub template: TemplateSource,
    /// The parameters.
    pub parameters: Request,
    /// What is acknowledged.
    pub capabilities: BTreeSet<Capability>,
    /// Tags on all that is made.
    pub tags: BTreeMap<String, String>,
    /// Whether AWS is to refuse its deletion.
    pub termination_protection: bool,
    /// Whether what was made stays when the creation fails. Always sent: AWS's default differs from
    /// call to call.
    pub disable_rollback: bool,
}

/// The template of an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateChoice {
    /// The one the stack has.
    Previous,
    /// This one.
    New(TemplateSource),
}

/// Makes a change set for an update of a stack that is there (`cloudformation:CreateChangeSet` of
/// the type `UPDATE`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateChangeSet {
    /// Makes it idempotent.
    pub token: OperationToken,
    /// Its name.
    pub name: ChangeSetName,
    /// The stack.
    pub stack: StackArn,
    /// The template.
    pub template: TemplateChoice,
    /// The parameters, every one: a key left out falls back to the template's default.
    pub parameters: Request,
    /// What is acknowledged.
    pub capabilities: BTreeSet<Capability>,
    /// The tags the stack is to have.
    pub tags: BTreeMap<String, String>,
}

/// Carries a change set out (`cloudformation:ExecuteChangeSet`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecuteChangeSet {
    /// Makes it idempotent. Each event of the update carries it.
    pub token: OperationToken,
    /// The change set.
    pub change_set: ChangeSetArn,
    /// Whether a failed update stays as it is instead of being rolled back. Always sent.
    pub disable_rollback: bool,
}

/// Deletes a stack (`cloudformation:DeleteStack`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteStack {
    /// Makes it idempotent. Each event of the deletion carries it.
    pub token: OperationToken,
    /// The stack, by its ARN: a later one of the same name is another.
    pub stack: StackArn,
}

/// Makes, changes and deletes stacks.
///
/// # Guarantees asked of implementers
/// A call that is repeated with its token has one effect. Tokens, parameters and
/// `DisableRollback` are always sent, never left to a default of the SDK or of AWS. The mode
/// `EXPRESS` is never used, since it answers before the resources are ready.
#[async_trait]
pub trait StackWriter: Send + Sync {
    /// Makes a stack; answers at once, with its ARN.
    ///
    /// # Errors
    /// [`PortError`](crate::port::PortError):
    /// [`AlreadyExists`](crate::port::ErrorKind::AlreadyExists) when the name is taken,
    /// [`Invalid`](crate::port::ErrorKind::Invalid) for a request that cannot be, a missing
    /// capability or a token used for another request.
    async fn create(&self, request: &CreateStack) -> PortResult<StackArn>;

    /// Makes a change set; answers at once, with its ARN. The stack itself stays as it is.
    ///
    /// # Errors
    /// As [`create`](Self::create); [`NotFound`](crate::port::ErrorKind::NotFound) when the stack is not
    /// there. That there is nothing to change is told by the change set, not here.
    async fn create_change_set(&self, request: &CreateChangeSet) -> PortResult<ChangeSetArn>;

    /// Carries a change set out; answers at once.
    ///
    /// # Errors
    /// [`PortError`](crate::port::PortError): [`Conflict`](crate::port::ErrorKind::Conflict) when it
    /// cannot be executed (any more), [`NotFound`](crate::port::ErrorKind::NotFound) when it is not there.
    async fn execute_change_set(&self, request: &ExecuteChangeSet) -> PortResult<()>;

    /// Deletes a change set that was not executed; done already when there is none. Repeatable as it
    /// is, it takes no token.
    ///
    /// # Errors
    /// [`PortError`](crate::port::PortError): [`Conflict`](crate::port::ErrorKind::Conflict) while it is
    /// being executed.
    async fn delete_change_set(&self, change_set: &ChangeSetArn) -> PortResult<()>;

    /// Deletes a stack; answers at once, and also when it is deleted already.
    ///
    /// # Errors
    /// [`PortError`](crate::port::PortError): [`Conflict`](crate::port::ErrorKind::Conflict) when it is
    /// protected from termination.
    async fn delete(&self, request: &DeleteStack) -> PortResult<()>;

    /// Protects a stack from termination, or takes that protection off
    /// (`cloudformation:UpdateTerminationProtection`). Repeatable as it is, it takes no token.
    ///
    /// # Errors
    /// [`PortError`](crate::port::PortError): [`NotFound`](crate::port::ErrorKind::NotFound) when the
    /// stack is not there.
    async fn set_termination_protection(&self, stack: &StackArn, protected: bool)
    -> PortResult<()>;
}

impl ChangePort for dyn StackWriter {
    const NAME: &'static str = "stack writer";
}
