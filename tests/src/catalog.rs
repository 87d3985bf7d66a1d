//! A catalog that shows one provisioned product otherwise than it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use ts_deploy_core::ids::ProvisionedProductName;
use ts_deploy_core::parameter::Contract;
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::catalog::{
    CatalogReader, LaunchPath, PathId, Product, ProductId, ProductVersion, ProvisionedProduct,
    ProvisionedProductId, Record, RecordId, VersionId,
};

/// What is made of a provisioned product that was found; `None` hides it.
pub type Showing = Box<dyn Fn(ProvisionedProduct) -> Option<ProvisionedProduct> + Send + Sync>;

/// A catalog around another that passes each provisioned product that it finds through a function.
pub struct ShownCatalog {
    inner: Arc<dyn CatalogReader>,
    show: Showing,
}

impl ShownCatalog {
    /// `inner`, whose provisioned products are shown as `show` makes them.
    pub fn new(inner: Arc<dyn CatalogReader>, show: Showing) -> Self {
        Self { inner, show }
    }
}

impl std::fmt::Debug for ShownCatalog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ShownCatalog").finish_non_exhaustive()
    }
}

#[async_trait]
impl CatalogReader for ShownCatalog {
    async fn products(&self) -> PortResult<Vec<Product>> {
        self.inner.products().await
    }

    async fn versions(&self, product: &ProductId) -> PortResult<Vec<ProductVersion>> {
        self.inner.versions(product).await
    }

    async fn launch_paths(&self, product: &ProductId) -> PortResult<Vec<LaunchPath>> {
        self.inner.launch_paths(product).await
    }

    async fn contract(
        &self,
        product: &ProductId,
        version: &VersionId,
        path: &PathId,
    ) -> PortResult<Contract> {
        self.inner.contract(product, version, path).await
    }

    async fn provisioned_product(
        &self,
        name: &ProvisionedProductName,
    ) -> PortResult<Option<ProvisionedProduct>> {
        let found = self.inner.provisioned_product(name).await?;
        Ok(found.and_then(|found| (self.show)(found)))
    }

    async fn record(&self, id: &RecordId) -> PortResult<Record> {
        self.inner.record(id).await
    }

    async fn history(
        &self,
        product: &ProductId,
        name: &ProvisionedProductName,
    ) -> PortResult<Vec<RecordId>> {
        self.inner.history(product, name).await
    }

    async fn outputs(&self, id: &ProvisionedProductId) -> PortResult<BTreeMap<String, String>> {
        self.inner.outputs(id).await
    }
}
