//! Mocks of the catalog's ports.

use std::collections::BTreeMap;

use async_trait::async_trait;

use crate::ids::ProvisionedProductName;
use crate::parameter::Contract;
use crate::port::PortResult;
use crate::port::catalog::{
    CatalogReader, CatalogWriter, LaunchPath, PathId, Product, ProductId, ProductVersion,
    ProvisionRequest, ProvisionedProduct, ProvisionedProductId, Record, RecordId, TerminateRequest,
    UpdateRequest, VersionId,
};

mockall::mock! {
    /// A mock of [`CatalogReader`](crate::port::catalog::CatalogReader).
    #[derive(Debug)]
    pub CatalogReader {}

    #[async_trait]
    impl CatalogReader for CatalogReader {
        async fn products(&self) -> PortResult<Vec<Product>>;
        async fn versions(&self, product: &ProductId) -> PortResult<Vec<ProductVersion>>;
        async fn launch_paths(&self, product: &ProductId) -> PortResult<Vec<LaunchPath>>;
        async fn contract(
            &self,
            product: &ProductId,
            version: &VersionId,
            path: &PathId,
        ) -> PortResult<Contract>;
        async fn provisioned_product(
            &self,
            name: &ProvisionedProductName,
        ) -> PortResult<Option<ProvisionedProduct>>;
        async fn record(&self, id: &RecordId) -> PortResult<Record>;
        async fn history(
            &self,
            product: &ProductId,
            name: &ProvisionedProductName,
        ) -> PortResult<Vec<RecordId>>;
        async fn outputs(
            &self,
            id: &ProvisionedProductId,
        ) -> PortResult<BTreeMap<String, String>>;
    }
}

mockall::mock! {
    /// A mock of [`CatalogWriter`](crate::port::catalog::CatalogWriter).
    #[derive(Debug)]
    pub CatalogWriter {}

    #[async_trait]
    impl CatalogWriter for CatalogWriter {
        async fn provision(&self, request: &ProvisionRequest) -> PortResult<Record>;
        async fn update(&self, request: &UpdateRequest) -> PortResult<Record>;
        async fn terminate(&self, request: &TerminateRequest) -> PortResult<Record>;
    }
}
