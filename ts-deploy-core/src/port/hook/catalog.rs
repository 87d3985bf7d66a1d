//! The hook around the calls of the catalog.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader, hook_writer};
use crate::ids::ProvisionedProductName;
use crate::parameter::Contract;
use crate::port::catalog::{
    CatalogReader, CatalogWriter, LaunchPath, PathId, Product, ProductId, ProductVersion,
    ProvisionRequest, ProvisionedProduct, ProvisionedProductId, Record, RecordId, TerminateRequest,
    UpdateRequest, VersionId,
};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;
use std::collections::BTreeMap;

const SERVICE: &str = "servicecatalog";

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn CatalogReader>(ports, target, hook, |one| one);
    hook_writer::<dyn CatalogWriter>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: CatalogReader + ?Sized> CatalogReader for Hooked<P> {
    async fn products(&self) -> PortResult<Vec<Product>> {
        self.call(SERVICE, "SearchProducts", self.backend.products())
            .await
    }

    async fn versions(&self, product: &ProductId) -> PortResult<Vec<ProductVersion>> {
        let answer = self.backend.versions(product);
        self.call(SERVICE, "ListProvisioningArtifacts", answer)
            .await
    }

    async fn launch_paths(&self, product: &ProductId) -> PortResult<Vec<LaunchPath>> {
        let answer = self.backend.launch_paths(product);
        self.call(SERVICE, "ListLaunchPaths", answer).await
    }

    async fn contract(
        &self,
        product: &ProductId,
        version: &VersionId,
        path: &PathId,
    ) -> PortResult<Contract> {
        let answer = self.backend.contract(product, version, path);
        self.call(SERVICE, "DescribeProvisioningParameters", answer)
            .await
    }

    async fn provisioned_product(
        &self,
        name: &ProvisionedProductName,
    ) -> PortResult<Option<ProvisionedProduct>> {
        let answer = self.backend.provisioned_product(name);
        self.call(SERVICE, "DescribeProvisionedProduct", answer)
            .await
    }

    async fn record(&self, id: &RecordId) -> PortResult<Record> {
        self.call(SERVICE, "DescribeRecord", self.backend.record(id))
            .await
    }

    async fn history(
        &self,
        product: &ProductId,
        name: &ProvisionedProductName,
    ) -> PortResult<Vec<RecordId>> {
        let answer = self.backend.history(product, name);
        self.call(SERVICE, "ListRecordHistory", answer).await
    }

    async fn outputs(&self, id: &ProvisionedProductId) -> PortResult<BTreeMap<String, String>> {
        let answer = self.backend.outputs(id);
        self.call(SERVICE, "GetProvisionedProductOutputs", answer)
            .await
    }
}

#[async_trait]
impl<P: CatalogWriter + ?Sized> CatalogWriter for Hooked<P> {
    async fn provision(&self, request: &ProvisionRequest) -> PortResult<Record> {
        let answer = self.backend.provision(request);
        self.call(SERVICE, "ProvisionProduct", answer).await
    }

    async fn update(&self, request: &UpdateRequest) -> PortResult<Record> {
        let answer = self.backend.update(request);
        self.call(SERVICE, "UpdateProvisionedProduct", answer).await
    }

    async fn terminate(&self, request: &TerminateRequest) -> PortResult<Record> {
        let answer = self.backend.terminate(request);
        self.call(SERVICE, "TerminateProvisionedProduct", answer)
            .await
    }
}
