//! The changing calls of the catalog. Each is sent with its token and answers with the record of
//! what was accepted.

use async_trait::async_trait;
use aws_sdk_servicecatalog::types::RecordDetail;
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::catalog::{
    CatalogWriter, ProvisionRequest, Record, TerminateRequest, UpdateRequest,
};

use super::parameters::{self, TOKEN_ALLOWS};
use super::{AwsCatalog, convert, explain};
use crate::given;

#[async_trait]
impl CatalogWriter for AwsCatalog {
    async fn provision(&self, request: &ProvisionRequest) -> PortResult<Record> {
        const OPERATION: &str = "ProvisionProduct";
        let not_sent = |why: String| self.line.not_sent(OPERATION, &why);
        let token = given::token(&request.token, TOKEN_ALLOWS).map_err(not_sent)?;
        let values = parameters::for_launch(&request.parameters).map_err(not_sent)?;
        let tags = parameters::tags(&request.tags).map_err(not_sent)?;
        let call = self.client.provision_product();
        let call = call
            .provision_token(token)
            .provisioned_product_name(request.name.as_str())
            .product_id(&request.product.0)
            .provisioning_artifact_id(&request.version.0)
            .path_id(&request.path.0)
            .set_provisioning_parameters(Some(values))
            .set_tags((!tags.is_empty()).then_some(tags));
        let secrets = given::secrets(&request.parameters);
        let answer = call
            .send()
            .await
            .map_err(self.line.failed_with(OPERATION, secrets))
            .map_err(explain::no_launch_path)?;
        self.read_record(OPERATION, answer.record_detail)
    }

    async fn update(&self, request: &UpdateRequest) -> PortResult<Record> {
        const OPERATION: &str = "UpdateProvisionedProduct";
        let not_sent = |why: String| self.line.not_sent(OPERATION, &why);
        let token = given::token(&request.token, TOKEN_ALLOWS).map_err(not_sent)?;
        let values = parameters::for_update(&request.parameters).map_err(not_sent)?;
        let call = self.client.update_provisioned_product();
        let call = call
            .update_token(token)
            .provisioned_product_id(&request.provisioned_product.0)
            .product_id(&request.product.0)
            .provisioning_artifact_id(&request.version.0)
            .path_id(&request.path.0)
            .set_provisioning_parameters(Some(values));
        let secrets = given::secrets(&request.parameters);
        let answer = call
            .send()
            .await
            .map_err(self.line.failed_with(OPERATION, secrets))
            .map_err(explain::no_launch_path)?;
        self.read_record(OPERATION, answer.record_detail)
    }

    async fn terminate(&self, request: &TerminateRequest) -> PortResult<Record> {
        const OPERATION: &str = "TerminateProvisionedProduct";
        let not_sent = |why: String| self.line.not_sent(OPERATION, &why);
        let token = given::token(&request.token, TOKEN_ALLOWS).map_err(not_sent)?;
        // With errors ignored the stack could stay behind, forgotten; with resources retained it
        // would.
        let call = self.client.terminate_provisioned_product();
        let call = call
            .terminate_token(token)
            .provisioned_product_id(&request.provisioned_product.0)
            .ignore_errors(false)
            .retain_physical_resources(false);
        let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
        self.read_record(OPERATION, answer.record_detail)
    }
}

impl AwsCatalog {
    /// The record that an answer of `operation` must hold.
    pub(super) fn read_record(
        &self,
        operation: &'static str,
        detail: Option<RecordDetail>,
    ) -> PortResult<Record> {
        let read = crate::read::present(detail, "the record").and_then(convert::record);
        read.map_err(|missing| self.line.unreadable(operation, &missing.to_string()))
    }
}
