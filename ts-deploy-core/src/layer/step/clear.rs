//! What can only be removed before it is launched again, and what goes with it.

use super::cause::{first_cause, leftovers};
use super::live::Sight;
use crate::finding::{Finding, Findings};
use crate::plan::StepError;
use crate::port::catalog::{ProvisionedProduct, RecordType};
use crate::port::stack::{Stack, StackGroup, StackStatus};

/// What may be done with the stack of a provisioned product that is settled and not in ERROR.
pub(super) enum Fitness {
    /// It can be updated.
    Updatable,
    /// It can only be removed: a removal of it failed half-way, or it is gone.
    OnlyRemovable,
    /// Something is going on in it that the product does not tell of.
    Moving(StackStatus),
    /// It can neither be updated nor should it be removed, in this state.
    Stuck(StackStatus),
}

impl Fitness {
    /// That of `stack`.
    pub(super) fn of(stack: &Stack) -> Self {
        match (stack.status.group(), stack.status) {
            (StackGroup::InProgress, status) => Self::Moving(status),
            (StackGroup::Complete | StackGroup::RolledBack, _) | (_, StackStatus::UpdateFailed) => {
                Self::Updatable
            }
            (StackGroup::DeadEnd | StackGroup::Gone, _)
            | (
                _,
                StackStatus::DeleteFailed | StackStatus::CreateFailed | StackStatus::RollbackFailed,
            ) => Self::OnlyRemovable,
            (StackGroup::Failed | StackGroup::Unknown, status) => Self::Stuck(status),
        }
    }
}

/// What removing `product` to launch it again means, in words: what happened to it, and what is
/// left of it.
pub(super) async fn losses(
    sight: &Sight,
    product: &ProvisionedProduct,
    stack: Option<&Stack>,
) -> Result<String, StepError> {
    let left = match &product.stack {
        Some(stack) => leftovers(sight.stacks.as_ref(), stack).await?,
        None => Vec::new(),
    };
    let gone = stack.is_some_and(|stack| stack.status == StackStatus::DeleteComplete);
    let happened = if gone {
        "its stack was deleted behind its back".to_owned()
    } else {
        last_failure(sight, product).await?
    };
    let (name, status) = (&product.name, product.status.as_str());
    Ok(if left.is_empty() {
        format!("{name} is in {status}: {happened}. Nothing that it made is left.")
    } else {
        format!(
            "{name} is in {status}: {happened}. Removing it also removes what is left of it: {}.",
            left.join(", ")
        )
    })
}

/// What failed last, and at what: the state alone does not tell a launch from a removal.
async fn last_failure(sight: &Sight, product: &ProvisionedProduct) -> Result<String, StepError> {
    let Some(record) = &product.last_record else {
        return Ok("nobody can tell what failed".to_owned());
    };
    let record = sight.catalog.record(record).await?;
    let what = match record.kind {
        RecordType::ProvisionProduct => "its launch failed",
        RecordType::UpdateProvisionedProduct => "its last update failed",
        RecordType::TerminateProvisionedProduct => "its removal failed half-way",
        RecordType::Unknown => "its last operation failed",
    };
    let cause = match &product.stack {
        Some(stack) => first_cause(sight.stacks.as_ref(), stack, record.created).await?,
        None => None,
    };
    Ok(match cause {
        Some(cause) => format!("{what} at {} ({})", cause.path, cause.reason),
        None => what.to_owned(),
    })
}

/// What a stack that nobody may update means.
pub(super) fn stuck_stack(product: &ProvisionedProduct, status: StackStatus, at: &str) -> Findings {
    let seen = format!(
        "the stack of {} is {status}: rolling back its last change failed",
        product.name
    );
    Finding::blocks("stack-stuck", at, seen)
        .why("No change is allowed in this state, and what runs may be half old, half new.")
        .remedy(
            "Mend what its events name and continue the rollback in the CloudFormation console, then run again.",
        )
        .into()
}
