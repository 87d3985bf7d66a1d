//! What can only be removed before it is launched again, and what goes with it.

use super::cause::{first_cause, leftovers};
use super::live::Sight;

use crate::layer::recovery::Loss;
use crate::parameter::ParameterSet;
use crate::plan::StepError;
use crate::port::catalog::{ProvisionedProduct, RecordType};
use crate::port::stack::{Stack, StackStatus};
use crate::secret::masked;

/// What removing `product` to launch it again means, in words: what happened to it, and what is
/// left of it. `given` is what the stack was given, none of whose secrets is told.
pub(super) async fn losses(
    sight: &Sight,
    product: &ProvisionedProduct,
    (stack, given): (Option<&Stack>, &ParameterSet),
    loss: Loss,
) -> Result<String, StepError> {
    let left = match &product.stack {
        Some(stack) => leftovers(sight.stacks.as_ref(), stack).await?,
        None => Vec::new(),
    };
    let gone = stack.is_some_and(|stack| stack.status == StackStatus::DeleteComplete);
    let happened = if gone {
        "its stack was deleted behind its back".to_owned()
    } else {
        let hidden = stack.map(|stack| given.hidden(&stack.parameters));
        masked(
            &last_failure(sight, product).await?,
            &hidden.unwrap_or_default(),
        )
    };
    let (name, status) = (&product.name, product.status.as_str());
    let held = match loss {
        Loss::Data => " What is left may hold data, which is destroyed with it.",
        Loss::Stateless | Loss::Nothing => "",
    };
    Ok(if left.is_empty() {
        format!("{name} is in {status}: {happened}. Nothing that it made is left.")
    } else {
        format!(
            "{name} is in {status}: {happened}. Removing it also removes what is left of it: {}.{held}",
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
