//! The two ways to the versions of a product.

use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::catalog::{ProductId, ProductVersion};

use super::{AwsCatalog, convert};

impl AwsCatalog {
    /// All versions, inactive ones included. The answer has a token for another page and the call
    /// takes none: one page is all, and an answer that claims another is not taken for whole.
    pub(super) async fn all_versions(
        &self,
        product: &ProductId,
    ) -> PortResult<Vec<ProductVersion>> {
        const OPERATION: &str = "ListProvisioningArtifacts";
        let call = self.client.list_provisioning_artifacts();
        let sent = call.product_id(&product.0).send().await;
        let answer = sent.map_err(self.line.failed(OPERATION))?;
        if answer.next_page_token.is_some_and(|next| !next.is_empty()) {
            let what = "the answer names a page of versions more, which cannot be asked for";
            return Err(self.line.unreadable(OPERATION, what));
        }
        let details = answer.provisioning_artifact_details.unwrap_or_default();
        let read = details.into_iter().map(convert::version);
        read.collect::<Result<_, _>>()
            .map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
    }

    /// The versions that an end user is shown: the active ones.
    pub(super) async fn launchable_versions(
        &self,
        product: &ProductId,
    ) -> PortResult<Vec<ProductVersion>> {
        const OPERATION: &str = "DescribeProduct";
        let sent = self.client.describe_product().id(&product.0).send().await;
        let answer = sent.map_err(self.line.failed(OPERATION))?;
        let versions = answer.provisioning_artifacts.unwrap_or_default();
        let read = versions.into_iter().map(convert::shown_version);
        read.collect::<Result<_, _>>()
            .map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
    }
}
