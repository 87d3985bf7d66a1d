//! Where the platform's parts are: in the stack of the product that made them.

use crate::ids::ProvisionedProductName;
use crate::layer::recovery::{Deploying, Recovery};
use crate::parameter::Wire;
use crate::plan::{Launch, ReadContext, StepError};
use crate::port::catalog::{CatalogReader, ProvisionedProduct, ProvisionedProductStatus};
use crate::port::stack::{StackArn, StackReader};
use crate::port::stack_resource::{StackResource, StackResourceReader};
use crate::target::Target;

/// A product whose parts are looked for.
#[derive(Clone, Debug)]
pub(super) struct Platform {
    pub(super) target: Target,
    pub(super) product: ProvisionedProductName,
    /// The component that it is: `data-layer`.
    pub(super) component: String,
}

impl Platform {
    /// The product's stack; `None` while the product is not settled.
    pub(super) async fn stack(&self, cx: &ReadContext<'_>) -> Result<Option<StackArn>, StepError> {
        Ok(self.settled(cx).await?.and_then(|product| product.stack))
    }

    /// The product; `None` while it is not there, is being made or changed, or when a deploy is to
    /// clear it and launch it again.
    pub(super) async fn settled(
        &self,
        cx: &ReadContext<'_>,
    ) -> Result<Option<ProvisionedProduct>, StepError> {
        let catalog = cx.ports.get::<dyn CatalogReader>(self.target.name)?;
        let product = catalog.provisioned_product(&self.product).await?;
        let still = product.filter(|product| {
            !matches!(
                product.status,
                ProvisionedProductStatus::UnderChange | ProvisionedProductStatus::PlanInProgress
            )
        });
        Ok(match still {
            Some(product) if self.is_cleared(cx, &product).await? => None,
            still => still,
        })
    }

    /// The names of the parts of these types that stand; `None` while the product is not settled.
    /// With them comes the product's last record: a part that was made anew, or set back by an
    /// update, is changed by another operation than the one before.
    pub(super) async fn parts(
        &self,
        cx: &ReadContext<'_>,
        kinds: &[&str],
    ) -> Result<Option<(Vec<String>, String)>, StepError> {
        let settled = self.settled(cx).await?;
        let record = settled
            .as_ref()
            .and_then(|product| product.last_record.clone());
        let record = record.map_or_else(String::new, |record| record.0);
        let Some(stack) = settled.and_then(|product| product.stack) else {
            return Ok(None);
        };
        let reader = cx.ports.get::<dyn StackResourceReader>(self.target.name)?;
        let resources = reader.resources(&stack).await?.into_iter();
        let ours = resources.filter(|one| kinds.contains(&one.resource_type.as_str()));
        let mut names: Vec<String> = ours
            .filter(StackResource::stands)
            .map(|one| one.physical_id)
            .collect();
        names.sort();
        Ok(Some((names, record)))
    }

    /// True for what a failed launch left, whose parts are not those of the platform to come.
    async fn is_cleared(
        &self,
        cx: &ReadContext<'_>,
        product: &ProvisionedProduct,
    ) -> Result<bool, StepError> {
        if product.status != ProvisionedProductStatus::Error {
            return Ok(false);
        }
        let stacks = cx.ports.get::<dyn StackReader>(self.target.name)?;
        let stack = match &product.stack {
            Some(arn) => stacks.stack(&arn.0).await?,
            None => None,
        };
        let status = stack.map(|stack| stack.status);
        let recovery = Recovery::of(product.status, status);
        Ok(matches!(recovery.deploy, Deploying::Clear(_)))
    }

    /// The launch that a person's part about it is about.
    pub(super) fn launch(&self) -> Launch {
        Launch {
            target: self.target.name,
            product: self.product.clone(),
        }
    }

    /// What a task waits for while the product is not there.
    pub(super) fn wire(&self, what: &str) -> Wire {
        Wire {
            from: self.component.clone(),
            what: what.to_owned(),
        }
    }
}

/// Both products: a part may be in the stack of either, which their templates decide.
#[derive(Clone, Debug)]
pub(super) struct Platforms(pub(super) [Platform; 2]);

impl Platforms {
    /// Where the parts are, and the launch that a person's part about them is about.
    pub(super) fn first(&self) -> &Platform {
        let [first, _] = &self.0;
        first
    }

    /// The parts of these types in the stacks of both products, `what` they are in words. As
    /// [`Platform::parts`]; what is waited for while a product is not settled.
    pub(super) async fn parts(
        &self,
        cx: &ReadContext<'_>,
        kinds: &[&str],
        what: &str,
    ) -> Result<Result<(Vec<String>, String), Wire>, StepError> {
        let (mut names, mut records) = (Vec::new(), Vec::new());
        for platform in &self.0 {
            let Some((found, record)) = platform.parts(cx, kinds).await? else {
                return Ok(Err(platform.wire(what)));
            };
            names.extend(found);
            records.push(record);
        }
        Ok(Ok((names, records.join(" "))))
    }
}
