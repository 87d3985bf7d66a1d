//! What a version asks for besides its parameters, and where its template is.

use std::collections::HashMap;

use async_trait::async_trait;
use aws_sdk_servicecatalog::types::TagOptionSummary;
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::catalog::{PathId, ProductId, VersionId};
use ts_deploy_core::port::product_terms::{ProductTermsReader, TagOptions};
use ts_deploy_core::port::stack::TemplateSource;

use super::{AwsCatalog, explain};

/// What Service Catalog calls the address of a template.
const ADDRESSES: [&str; 2] = ["TemplateUrl", "LoadTemplateFromURL"];

#[async_trait]
impl ProductTermsReader for AwsCatalog {
    async fn tag_options(
        &self,
        product: &ProductId,
        version: &VersionId,
        path: &PathId,
    ) -> PortResult<TagOptions> {
        const OPERATION: &str = "DescribeProvisioningParameters";
        let call = self.client.describe_provisioning_parameters();
        let call = call
            .product_id(&product.0)
            .provisioning_artifact_id(&version.0)
            .path_id(&path.0);
        let sent = call.send().await;
        let answer = sent
            .map_err(self.line.failed(OPERATION))
            .map_err(explain::no_launch_path)?;
        Ok(options(answer.tag_options.unwrap_or_default()))
    }

    async fn template(
        &self,
        product: &ProductId,
        version: &VersionId,
    ) -> PortResult<Option<TemplateSource>> {
        const OPERATION: &str = "DescribeProvisioningArtifact";
        let call = self.client.describe_provisioning_artifact();
        let call = call
            .product_id(&product.0)
            .provisioning_artifact_id(&version.0);
        let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
        Ok(address(&answer.info.unwrap_or_default()))
    }
}

/// One key may come several times: once for the product, once for the portfolio.
fn options(told: Vec<TagOptionSummary>) -> TagOptions {
    let mut options = TagOptions::new();
    for one in told {
        let Some(key) = one.key else { continue };
        let values = one.values.unwrap_or_default();
        options.entry(key).or_default().extend(values);
    }
    options
}

fn address(info: &HashMap<String, String>) -> Option<TemplateSource> {
    let named = |wanted: &str| {
        let mut all = info.iter();
        all.find(|(key, _)| key.eq_ignore_ascii_case(wanted))
            .map(|(_, url)| url)
    };
    let url = ADDRESSES.into_iter().find_map(named)?;
    TemplateSource::url(url.as_str()).ok()
}
