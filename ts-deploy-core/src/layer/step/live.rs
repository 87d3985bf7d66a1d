//! What is really there.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::resolve::Resolved;
use crate::finding::Finding;
use crate::ids::{DeploymentName, ProvisionedProductName};
use crate::layer::recovery::Recovery;
use crate::layer::tags::marked;
use crate::layer::{Inputs, ProductComponent};
use crate::parameter::{LiveParameters, Wire};
use crate::plan::{Observation, ReadContext, Removed, StepError, TakenOver};
use crate::port::catalog::{
    CatalogReader, ProvisionedProduct, ProvisionedProductStatus, RecordId, RecordStatus,
    RecordType, VersionId,
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
    /// The deployment that looks.
    deployment: DeploymentName,
}

impl Sight {
    pub(super) fn of(cx: &ReadContext<'_>, target: TargetName) -> Result<Self, StepError> {
        let catalog = cx.ports.get::<dyn CatalogReader>(target)?;
        let stacks = cx.ports.get::<dyn StackReader>(target)?;
        let deployment = cx.tokens.deployment().clone();
        Ok(Self {
            catalog,
            stacks,
            deployment,
        })
    }

    /// The tags of a launch: the component's, and whose it is.
    pub(super) fn tags_of(&self, component: &dyn ProductComponent) -> BTreeMap<String, String> {
        marked(component.tags(), &self.deployment)
    }

    /// Whose a product is, by the tags of its stack; `None` when it is this deployment's, or has no
    /// stack that could tell.
    pub(super) fn whose(&self, stack: Option<&Stack>) -> Option<TakenOver> {
        TakenOver::of(&stack?.tags, &self.deployment)
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

    /// What may be done with a provisioned product, and its stack. While an operation runs on it,
    /// or a person has to act, its stack tells nothing more and is not looked at.
    pub(super) async fn recovery(
        &self,
        product: &ProvisionedProduct,
    ) -> Result<(Recovery, Option<Stack>), StepError> {
        let stack = match product.status {
            ProvisionedProductStatus::Available
            | ProvisionedProductStatus::Tainted
            | ProvisionedProductStatus::Error => self.stack(product).await?,
            ProvisionedProductStatus::UnderChange
            | ProvisionedProductStatus::PlanInProgress
            | ProvisionedProductStatus::Unknown => None,
        };
        let status = stack.as_ref().map(|stack| stack.status);
        Ok((Recovery::of(product.status, status), stack))
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

    /// The removal that `record` is of; `None` for anything else, one that has not ended well, and one
    /// that cannot be read.
    pub(super) async fn removal(&self, record: &RecordId) -> Result<Option<Removed>, StepError> {
        let record = match self.catalog.record(record).await {
            Err(error) if error.kind.is_loss_of_sight() => return Err(error.into()),
            Err(_) => return Ok(None),
            Ok(record) => record,
        };
        let removes = record.kind == RecordType::TerminateProvisionedProduct;
        let ended = record.status == RecordStatus::Succeeded;
        Ok((removes && ended).then_some(Removed {
            by: record.id.0,
            at: record.created,
        }))
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
                BTreeMap::new()
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

/// Without its stack nothing can be compared, and to take it for a stack without parameters would
/// change all of them.
pub(super) fn unseen(product: &ProvisionedProduct) -> StepError {
    StepError::Unsettled {
        what: format!(
            "{} is {}, and its stack cannot be found yet",
            product.name,
            product.status.as_str()
        ),
    }
}

/// A stack that moves though nothing runs on its product.
pub(super) fn moving(product: &ProvisionedProduct, stack: Option<&Stack>) -> Observation {
    let state = stack.map_or("not shown", |stack| stack.status.as_str());
    Observation::Foreign {
        what: format!("the stack of {}, which is {state}", product.name),
    }
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
