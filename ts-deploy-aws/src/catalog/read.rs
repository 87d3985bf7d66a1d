//! The reading calls of the catalog.

use std::collections::BTreeMap;

use async_trait::async_trait;
use aws_sdk_servicecatalog::types::ListRecordHistorySearchFilter;
use ts_deploy_core::ids::ProvisionedProductName;
use ts_deploy_core::parameter::Contract;
use ts_deploy_core::port::catalog::{
    CatalogReader, LaunchPath, PathId, Product, ProductId, ProductVersion, ProvisionedProduct,
    ProvisionedProductId, Record, RecordId, VersionId,
};
use ts_deploy_core::port::{ErrorKind, PortError, PortResult};

use super::{AwsCatalog, contract, convert, explain, whole_account};
use crate::pages::{self, Page};

/// How many products, and how many of anything else, Service Catalog shows on a page.
const WIDE_PAGE: i32 = 100;
const PAGE: i32 = 20;

/// How many pages of a product's history are read: the newest few hundred records.
const HISTORY_PAGES: usize = 20;

#[async_trait]
impl CatalogReader for AwsCatalog {
    async fn products(&self) -> PortResult<Vec<Product>> {
        const OPERATION: &str = "SearchProducts";
        let summaries = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.search_products().page_size(WIDE_PAGE);
            let sent = call.set_page_token(token).send().await;
            let answer = sent.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.product_view_summaries.unwrap_or_default(),
                next: answer.next_page_token,
            })
        });
        let summaries = summaries.await?;
        let read = summaries.into_iter().map(convert::product);
        read.collect::<Result<_, _>>()
            .map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
    }

    async fn versions(&self, product: &ProductId) -> PortResult<Vec<ProductVersion>> {
        match self.all_versions(product).await {
            // Listing artifacts is an administrator's call in some set-ups; describing the product
            // is an end user's, and shows the active versions.
            Err(error) if matches!(error.kind, ErrorKind::Denied | ErrorKind::NotFound) => {
                self.launchable_versions(product).await
            }
            answered => answered,
        }
    }

    async fn launch_paths(&self, product: &ProductId) -> PortResult<Vec<LaunchPath>> {
        const OPERATION: &str = "ListLaunchPaths";
        let paths = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.list_launch_paths().product_id(&product.0);
            let sent = call.page_size(PAGE).set_page_token(token).send().await;
            let answer = sent.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.launch_path_summaries.unwrap_or_default(),
                next: answer.next_page_token,
            })
        });
        let paths = paths.await.map_err(explain::no_launch_path)?;
        if paths.is_empty() {
            let what = format!("No launch paths found for resource: {product}");
            let none = PortError::new(ErrorKind::NotFound, self.line.call(OPERATION), &what);
            return Err(explain::no_launch_path(none));
        }
        let read = paths.into_iter().map(convert::launch_path);
        read.collect::<Result<_, _>>()
            .map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
    }

    async fn contract(
        &self,
        product: &ProductId,
        version: &VersionId,
        path: &PathId,
    ) -> PortResult<Contract> {
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
        let declared = answer.provisioning_artifact_parameters.unwrap_or_default();
        contract::contract(declared).map_err(|what| self.line.unreadable(OPERATION, &what))
    }

    async fn provisioned_product(
        &self,
        name: &ProvisionedProductName,
    ) -> PortResult<Option<ProvisionedProduct>> {
        const OPERATION: &str = "DescribeProvisionedProduct";
        let call = self.client.describe_provisioned_product();
        let sent = call.name(name.as_str()).send().await;
        let detail = match sent.map_err(self.line.failed(OPERATION)) {
            Ok(answer) => answer.provisioned_product_detail,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let Some(detail) = detail.filter(|found| found.name.as_deref() == Some(name.as_str()))
        else {
            return Ok(None);
        };
        let launch = detail.last_provisioning_record_id.clone().map(RecordId);
        let mut product = convert::provisioned_product(detail)
            .map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))?;
        product.stack = self.stack_of(&product.id, launch.as_ref()).await?;
        Ok(Some(product))
    }

    async fn record(&self, id: &RecordId) -> PortResult<Record> {
        const OPERATION: &str = "DescribeRecord";
        let sent = self.client.describe_record().id(&id.0).send().await;
        let answer = sent.map_err(self.line.failed(OPERATION))?;
        self.read_record(OPERATION, answer.record_detail)
    }

    async fn history(
        &self,
        product: &ProductId,
        name: &ProvisionedProductName,
    ) -> PortResult<Vec<RecordId>> {
        const OPERATION: &str = "ListRecordHistory";
        // By the product and not by the provisioned product: the records of a removed one count.
        let filter = ListRecordHistorySearchFilter::builder()
            .key("product")
            .value(&product.0)
            .build();
        let records = pages::at_most(HISTORY_PAGES, self.line, OPERATION, |token| {
            let call = self.client.list_record_history().page_size(PAGE);
            let call = call.access_level_filter(whole_account());
            let call = call.search_filter(filter.clone()).set_page_token(token);
            async move {
                let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
                Ok(Page {
                    items: answer.record_details.unwrap_or_default(),
                    next: answer.next_page_token,
                })
            }
        });
        let (mut records, _) = records.await?;
        records.retain(|one| one.provisioned_product_name.as_deref() == Some(name.as_str()));
        // Newest first; a stable sort keeps AWS's order among those of one instant.
        records.sort_by_key(|one| std::cmp::Reverse(one.created_time));
        let ids = records.into_iter().filter_map(|one| one.record_id);
        Ok(ids.map(RecordId).collect())
    }

    async fn outputs(&self, id: &ProvisionedProductId) -> PortResult<BTreeMap<String, String>> {
        const OPERATION: &str = "GetProvisionedProductOutputs";
        let outputs = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.get_provisioned_product_outputs();
            let call = call.provisioned_product_id(&id.0).page_size(PAGE);
            let sent = call.set_page_token(token).send().await;
            let answer = sent.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.outputs.unwrap_or_default(),
                next: answer.next_page_token,
            })
        });
        Ok(convert::outputs(outputs.await?))
    }
}
