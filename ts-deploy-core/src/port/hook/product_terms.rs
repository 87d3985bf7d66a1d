//! The hook around the calls about the terms of versions.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader};
use crate::port::catalog::{PathId, ProductId, VersionId};
use crate::port::product_terms::{ProductTermsReader, TagOptions};
use crate::port::stack::TemplateSource;
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

const SERVICE: &str = "servicecatalog";

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn ProductTermsReader>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: ProductTermsReader + ?Sized> ProductTermsReader for Hooked<P> {
    async fn tag_options(
        &self,
        product: &ProductId,
        version: &VersionId,
        path: &PathId,
    ) -> PortResult<TagOptions> {
        let answer = self.backend.tag_options(product, version, path);
        self.call(SERVICE, "DescribeProvisioningParameters", answer)
            .await
    }

    async fn template(
        &self,
        product: &ProductId,
        version: &VersionId,
    ) -> PortResult<Option<TemplateSource>> {
        let answer = self.backend.template(product, version);
        self.call(SERVICE, "DescribeProvisioningArtifact", answer)
            .await
    }
}
