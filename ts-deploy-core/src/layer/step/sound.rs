//! Showing that a product runs.

use jiff::Timestamp;

use super::live::Sight;
use crate::ids::ProvisionedProductName;
use crate::plan::{Evidence, Failure, StepError};
use crate::port::catalog::ProvisionedProductStatus;
use crate::port::stack::StackGroup;

/// Shows that the product of this name runs, and its stack with it; `title` is what people call it.
///
/// # Errors
/// [`StepError::Failed`] when it does not, others when it cannot be told.
pub(super) async fn sound(
    sight: &Sight,
    now: Timestamp,
    title: &str,
    name: &ProvisionedProductName,
) -> Result<Vec<Evidence>, StepError> {
    let product = sight.catalog.provisioned_product(name).await?;
    let stack = match &product {
        Some(product) => sight.stack(product).await?,
        None => None,
    };
    let (Some(product), Some(stack)) = (product, stack) else {
        let failure = Failure::new(
            format!("the {title} is not there: no provisioned product {name} with a stack"),
            "Nothing is known to run.",
            "Run deploy.",
        );
        return Err(StepError::Failed(Box::new(failure)));
    };
    let runs = matches!(
        product.status,
        ProvisionedProductStatus::Available | ProvisionedProductStatus::Tainted
    );
    if !runs
        || !matches!(
            stack.status.group(),
            StackGroup::Complete | StackGroup::RolledBack
        )
    {
        let summary = format!(
            "the {title} is not sound: {name} is {}, its stack {}",
            product.status.as_str(),
            stack.status
        );
        let failure = Failure::new(
            summary,
            "It may run in part.",
            "Look at its stack's events, then run deploy.",
        );
        return Err(StepError::Failed(Box::new(failure)));
    }
    let saw = |what: String, seen: String, call: &str| Evidence {
        what,
        seen,
        at: now,
        call: call.to_owned(),
    };
    Ok(vec![
        saw(
            format!("provisioned product {name}"),
            format!("{}, version {}", product.status.as_str(), product.version),
            "servicecatalog:DescribeProvisionedProduct",
        ),
        saw(
            format!("stack {}", stack.name),
            format!("{}, {} outputs", stack.status, stack.outputs.len()),
            "cloudformation:DescribeStacks",
        ),
    ])
}
