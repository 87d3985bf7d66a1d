//! What is really there.

use std::sync::Arc;

use super::resolve::Resolved;
use crate::finding::{Finding, Findings};
use crate::ids::ProvisionedProductName;
use crate::layer::Inputs;
use crate::parameter::{LiveParameters, Wire};
use crate::plan::{ReadContext, StepError};
use crate::port::catalog::{
    CatalogReader, ProvisionedProduct, ProvisionedProductStatus, VersionId,
};
use crate::port::stack::{Stack, StackArn, StackReader};
use crate::target::TargetName;

/// A component that another takes values from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upstream {
    /// The component: `data-layer`.
    pub component: String,
    /// Its provisioned product.
    pub provisioned_product: ProvisionedProductName,
}

/// What a wire takes when it takes the name of the stack.
pub(crate) const STACK_NAME: &str = "stack name";

/// The readers a product's step needs.
pub(super) struct Sight {
    pub(super) catalog: Arc<dyn CatalogReader>,
    pub(super) stacks: Arc<dyn StackReader>,
}

impl Sight {
    pub(super) fn of(cx: &ReadContext<'_>, target: TargetName) -> Result<Self, StepError> {
        let catalog = cx.ports.get::<dyn CatalogReader>(target)?;
        let stacks = cx.ports.get::<dyn StackReader>(target)?;
        Ok(Self { catalog, stacks })
    }

    /// The stack behind a provisioned product, if there is one.
    pub(super) async fn stack(
        &self,
        product: &ProvisionedProduct,
    ) -> Result<Option<Stack>, StepError> {
        match &product.stack {
            Some(arn) => Ok(self.stacks.stack(&arn.0).await?),
            None => Ok(None),
        }
    }

    /// The stack of a provisioned product that runs. Without one nothing can be compared, and to
    /// take it for a stack without parameters would change all of them.
    pub(super) async fn known_stack(
        &self,
        product: &ProvisionedProduct,
    ) -> Result<Stack, StepError> {
        self.stack(product)
            .await?
            .ok_or_else(|| StepError::Unsettled {
                what: format!(
                    "{} is {}, and its stack cannot be found yet",
                    product.name,
                    product.status.as_str()
                ),
            })
    }

    /// The version that runs: that of the last operation that succeeded.
    pub(super) async fn running_version(
        &self,
        product: &ProvisionedProduct,
    ) -> Result<Option<VersionId>, StepError> {
        match (&product.status, &product.last_successful_record) {
            (ProvisionedProductStatus::Available, _) => Ok(Some(product.version.clone())),
            (_, Some(record)) => Ok(self.catalog.record(record).await?.version),
            (_, None) => Ok(None),
        }
    }

    /// What the upstream components give by now. What none of them gives yet is left out, and so
    /// stays awaited.
    pub(super) async fn inputs(
        &self,
        upstream: &[Upstream],
        wires: &[Wire],
    ) -> Result<Inputs, StepError> {
        let mut inputs = Inputs::default();
        for source in upstream {
            let wanted: Vec<&Wire> = wires
                .iter()
                .filter(|wire| wire.from == source.component)
                .collect();
            let Some(product) = self
                .catalog
                .provisioned_product(&source.provisioned_product)
                .await?
            else {
                continue;
            };
            // The stack of a failed launch is deleted before the next one makes another.
            if wanted.is_empty() || product.status == ProvisionedProductStatus::Error {
                continue;
            }
            let outputs = if wanted.iter().any(|wire| wire.what != STACK_NAME) {
                self.catalog.outputs(&product.id).await?
            } else {
                std::collections::BTreeMap::new()
            };
            for wire in wanted {
                let value = match wire.what.as_str() {
                    STACK_NAME => product.stack.as_ref().and_then(stack_name),
                    output => outputs.get(output).cloned(),
                };
                inputs
                    .wires
                    .extend(value.map(|value| (wire.clone(), value)));
            }
        }
        Ok(inputs)
    }

    /// The parameters that the running stack was given.
    pub(super) async fn live(
        &self,
        product: &ProvisionedProduct,
    ) -> Result<LiveParameters, StepError> {
        Ok(self
            .stack(product)
            .await?
            .map(|stack| stack.parameters)
            .unwrap_or_default())
    }
}

/// The name in a stack's ARN: `arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/ID`.
fn stack_name(arn: &StackArn) -> Option<String> {
    arn.0
        .split('/')
        .nth(1)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
}

/// What a provisioned product in a state that nobody may change means.
pub(super) fn stuck(product: &ProvisionedProduct, at: &str) -> Findings {
    let status = product.status.as_str();
    let (seen, remedy) = match product.status {
        ProvisionedProductStatus::PlanInProgress => (
            format!(
                "somebody made a plan for the provisioned product {} ({status})",
                product.name
            ),
            "Execute or delete that plan in the Service Catalog console, then run again.",
        ),
        _ => (
            format!(
                "the provisioned product {} is in a state this version does not know ({status})",
                product.name
            ),
            "Look at it in the Service Catalog console; run again when it is AVAILABLE.",
        ),
    };
    Finding::blocks("product-stuck", at, seen)
        .why("No change is allowed in this state.")
        .remedy(remedy)
        .into()
}

/// The warning that goes with a provisioned product whose last update was rolled back.
pub(super) fn tainted(
    product: &ProvisionedProduct,
    at: &str,
    resolved: &Resolved,
    running: &VersionId,
) -> Finding {
    let seen = format!(
        "the last update of {} failed and was rolled back (TAINTED); version {} runs",
        product.name,
        resolved.name_of(running)
    );
    Finding::warns("product-tainted", at, seen)
        .why("What runs is what is wanted now, and an update without a difference would fail.")
        .remedy("Nothing, unless the failed update is still wanted: then change the spec back to it and run again.")
}
