//! The one changing call of a stack's step, prepared.

use crate::hash::of_parts;
use crate::plan::{Action, Handle, Proposal, Started, StepError, StepId};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::port::stack::{
    ChangeSetArn, ChangeSetName, CreateChangeSet, CreateStack, DeleteStack, ExecuteChangeSet,
    StackArn, StackWriter, TemplateChoice,
};
use crate::target::TargetName;

/// What kind of handle follows an operation of a stack; its id is the stack's ARN and the token.
pub(super) const OPERATION: &str = "stack-operation";
/// What kind of handle follows the making of a change set; its id is the stack's ARN and the name.
pub(super) const CHANGE_SET: &str = "change-set";

/// A request but for its token.
#[derive(Clone, Debug)]
pub(super) enum Prepared {
    Create(CreateStack),
    MakeChangeSet(CreateChangeSet),
    Execute {
        stack: StackArn,
        change_set: ChangeSetArn,
    },
    DropChangeSet(ChangeSetArn),
    Protect {
        stack: StackArn,
        protected: bool,
    },
    Delete(StackArn),
}

impl Prepared {
    /// What it does, as a plan shows it.
    pub(super) fn action(&self) -> Action {
        match self {
            Self::Create(_) => Action::Create,
            Self::MakeChangeSet(_)
            | Self::Execute { .. }
            | Self::DropChangeSet(_)
            | Self::Protect { .. } => Action::Update,
            Self::Delete(_) => Action::Remove,
        }
    }

    /// A digest of the request without its secrets and its token.
    pub(super) fn digest(&self) -> String {
        match self {
            Self::Create(request) => {
                let tags = request.tags.iter();
                let tags = of_parts(tags.flat_map(|(key, value)| [key.as_str(), value]));
                let (template, parameters) =
                    (request.template.digest(), request.parameters.digest());
                let protected = request.termination_protection.to_string();
                let name = request.name.as_str();
                of_parts(["create", name, &template, &parameters, &tags, &protected])
            }
            Self::MakeChangeSet(request) => {
                let tags = request.tags.iter();
                let tags = of_parts(tags.flat_map(|(key, value)| [key.as_str(), value]));
                let template = match &request.template {
                    TemplateChoice::Previous => "previous".to_owned(),
                    TemplateChoice::New(source) => source.digest(),
                };
                let parameters = request.parameters.digest();
                let (stack, name) = (request.stack.0.as_str(), request.name.as_str());
                of_parts(["change", stack, name, &template, &parameters, &tags])
            }
            Self::Execute { change_set, .. } => of_parts(["execute", &change_set.0]),
            Self::DropChangeSet(change_set) => of_parts(["drop", &change_set.0]),
            Self::Protect { stack, protected } => {
                of_parts(["protect", &stack.0, &protected.to_string()])
            }
            Self::Delete(stack) => of_parts(["delete", &stack.0]),
        }
    }
}

/// The handle of an operation that `token` began.
pub(super) fn operation(stack: &StackArn, token: &OperationToken) -> Handle {
    Handle {
        kind: OPERATION.to_owned(),
        id: format!("{stack} {token}"),
    }
}

/// The handle of a change set being made.
pub(super) fn making(stack: &StackArn, name: &ChangeSetName) -> Handle {
    Handle {
        kind: CHANGE_SET.to_owned(),
        id: format!("{stack} {name}"),
    }
}

/// Sends what was prepared, with its token.
pub(super) async fn send(
    ports: &Writers<'_>,
    target: TargetName,
    step: &StepId,
    proposal: &Proposal,
    token: &OperationToken,
) -> Result<Started, StepError> {
    let stacks = ports.get::<dyn StackWriter>(target)?;
    let token = token.clone();
    let Some(prepared) = proposal.work.downcast_ref::<Prepared>() else {
        let failure = crate::plan::Failure::new(
            format!("step {step} was given another step's proposal"),
            "Nothing was begun.",
            "Hand each step the proposal that its own observe made.",
        );
        return Err(StepError::Failed(Box::new(failure)));
    };
    Ok(match prepared {
        Prepared::Create(request) => {
            let request = CreateStack {
                token: token.clone(),
                ..request.clone()
            };
            Started::Running(operation(&stacks.create(&request).await?, &token))
        }
        Prepared::MakeChangeSet(request) => {
            let request = CreateChangeSet {
                token,
                ..request.clone()
            };
            stacks.create_change_set(&request).await?;
            Started::Running(making(&request.stack, &request.name))
        }
        Prepared::Execute { stack, change_set } => {
            let request = ExecuteChangeSet {
                token: token.clone(),
                change_set: change_set.clone(),
                disable_rollback: false,
            };
            stacks.execute_change_set(&request).await?;
            Started::Running(operation(stack, &token))
        }
        Prepared::DropChangeSet(change_set) => {
            stacks.delete_change_set(change_set).await?;
            Started::Done
        }
        Prepared::Protect { stack, protected } => {
            stacks.set_termination_protection(stack, *protected).await?;
            Started::Done
        }
        Prepared::Delete(stack) => {
            let request = DeleteStack {
                token: token.clone(),
                stack: stack.clone(),
            };
            stacks.delete(&request).await?;
            Started::Running(operation(stack, &token))
        }
    })
}
