//! Which launch of a product a person's part is about.

use super::{ReadContext, StepError};
use crate::ids::ProvisionedProductName;
use crate::port::catalog::CatalogReader;
use crate::target::TargetName;

/// A product that a person's part is about, and whose next launch is another one: what was done to
/// the one before was done to what is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launch {
    /// Where the product is.
    pub target: TargetName,
    /// The provisioned product, whose id AWS makes anew for each launch.
    pub product: ProvisionedProductName,
}

impl Launch {
    /// The id of what is there now, as a fact of an errand; `None` while nothing is, about which
    /// nobody can have done anything.
    ///
    /// # Errors
    /// [`StepError`] when it cannot be told.
    pub async fn fact(&self, cx: &ReadContext<'_>) -> Result<Option<String>, StepError> {
        let catalog = cx.ports.get::<dyn CatalogReader>(self.target)?;
        let product = catalog.provisioned_product(&self.product).await?;
        Ok(product.map(|product| format!("launch {}", product.id)))
    }
}
