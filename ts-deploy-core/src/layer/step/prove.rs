//! That a product runs, as evidence.

use jiff::Timestamp;

use super::live::Sight;
use crate::layer::ProductComponent;
use crate::plan::{Evidence, Failure, StepError};
use crate::port::catalog::{ProvisionedProduct, ProvisionedProductStatus};
use crate::port::stack::{Stack, StackGroup};

/// Shows that the component's product and stack are sound, or fails with what they are.
pub(super) async fn prove(
    sight: &Sight,
    now: Timestamp,
    component: &dyn ProductComponent,
) -> Result<Vec<Evidence>, StepError> {
    let name = &component.choice().provisioned_product;
    let title = component.title();
    let product = sight.catalog.provisioned_product(name).await?;
    let stack = match &product {
        Some(product) => sight.stack(product).await?,
        None => None,
    };
    let (Some(product), Some(stack)) = (product, stack) else {
        return Err(failed(
            format!("the {title} is not there: no provisioned product {name} with a stack"),
            "Nothing is known to run.",
            "Run deploy.",
        ));
    };
    if stack.status.group() == StackGroup::InProgress {
        return Err(StepError::Unsettled {
            what: format!("the stack of {name} is {}", stack.status),
        });
    }
    if !runs(&product, &stack) {
        let status = product.status.as_str();
        return Err(failed(
            format!(
                "the {title} is not sound: {name} is {status}, its stack {}",
                stack.status
            ),
            "It may run in part.",
            "Look at its stack's events, then run deploy.",
        ));
    }
    let version = version(sight, &product).await?;
    let saw = |what: String, seen: String, call: &str| Evidence {
        what,
        seen,
        at: now,
        call: call.to_owned(),
    };
    Ok(vec![
        saw(
            format!("provisioned product {name}"),
            format!("{}, version {version}", product.status.as_str()),
            "servicecatalog:DescribeProvisionedProduct",
        ),
        saw(
            format!("stack {}", stack.name),
            format!("{}, {} outputs", stack.status, stack.outputs.len()),
            "cloudformation:DescribeStacks",
        ),
    ])
}

/// True when the product runs: as last asked for, or, tainted, as before a failed update.
fn runs(product: &ProvisionedProduct, stack: &Stack) -> bool {
    use ProvisionedProductStatus::{Available, Tainted};
    matches!(product.status, Available | Tainted)
        && matches!(
            stack.status.group(),
            StackGroup::Complete | StackGroup::RolledBack
        )
}

/// The name of the version that runs, or its id when the catalog no longer shows it.
async fn version(sight: &Sight, product: &ProvisionedProduct) -> Result<String, StepError> {
    let running = sight.running_version(product).await?;
    let running = running.unwrap_or_else(|| product.version.clone());
    let versions = sight.catalog.versions(&product.product).await?;
    let named = versions.into_iter().find(|version| version.id == running);
    Ok(named.map_or_else(|| running.to_string(), |version| version.name.to_string()))
}

fn failed(summary: String, remains: &str, remedy: &str) -> StepError {
    StepError::Failed(Box::new(Failure::new(summary, remains, remedy)))
}
