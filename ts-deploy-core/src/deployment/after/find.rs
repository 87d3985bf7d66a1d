//! Where the platform's parts are: in the stack of the product that made them.

use crate::ids::ProvisionedProductName;
use crate::parameter::Wire;
use crate::plan::{ReadContext, StepError};
use crate::port::catalog::{CatalogReader, ProvisionedProduct, ProvisionedProductStatus};
use crate::port::stack::StackArn;
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
    /// Whether the product is there and nothing is done to it.
    pub(super) async fn is_settled(&self, cx: &ReadContext<'_>) -> Result<bool, StepError> {
        Ok(self.settled(cx).await?.is_some())
    }

    /// The product's stack; `None` while the product is not there, or is being made or changed.
    pub(super) async fn stack(&self, cx: &ReadContext<'_>) -> Result<Option<StackArn>, StepError> {
        Ok(self.settled(cx).await?.and_then(|product| product.stack))
    }

    async fn settled(&self, cx: &ReadContext<'_>) -> Result<Option<ProvisionedProduct>, StepError> {
        let catalog = cx.ports.get::<dyn CatalogReader>(self.target.name)?;
        let product = catalog.provisioned_product(&self.product).await?;
        Ok(product.filter(|product| {
            !matches!(
                product.status,
                ProvisionedProductStatus::UnderChange | ProvisionedProductStatus::PlanInProgress
            )
        }))
    }

    /// The names of the parts of these types that stand; `None` while the product is not there, or
    /// is being made or changed. With them comes the product's last record: a part that was made anew, or set back by
    /// an update, is changed by another operation than the one before.
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

    /// What a task waits for while the product is not there.
    pub(super) fn wire(&self, what: &str) -> Wire {
        Wire {
            from: self.component.clone(),
            what: what.to_owned(),
        }
    }
}
