//! The way from a provisioned product to its stack.

use aws_sdk_servicecatalog::types::ProvisionedProductViewFilterBy;
use ts_deploy_core::port::catalog::{ProvisionedProductId, RecordId};
use ts_deploy_core::port::stack::StackArn;
use ts_deploy_core::port::{ErrorKind, PortResult};

use super::{AwsCatalog, convert, whole_account};
use crate::pages::{self, Page};

impl AwsCatalog {
    /// The stack, once there is one. `DescribeProvisionedProduct` does not tell it; the search
    /// index does, some seconds late, and the outputs of the launch's record do once there are
    /// any. A product under its first change may have none yet, which is no error.
    pub(super) async fn stack_of(
        &self,
        product: &ProvisionedProductId,
        launch: Option<&RecordId>,
    ) -> PortResult<Option<StackArn>> {
        match self.indexed_stack(product).await {
            Ok(Some(stack)) => return Ok(Some(stack)),
            Ok(None) => {}
            // Whoever may not search the account may still read the record.
            Err(error) if error.kind == ErrorKind::Denied => {}
            Err(error) => return Err(error),
        }
        match launch {
            Some(launch) => self.recorded_stack(launch).await,
            None => Ok(None),
        }
    }

    async fn indexed_stack(&self, product: &ProvisionedProductId) -> PortResult<Option<StackArn>> {
        const OPERATION: &str = "SearchProvisionedProducts";
        let found = pages::whole(self.line, OPERATION, |token| {
            let by = ProvisionedProductViewFilterBy::SearchQuery;
            let call = self.client.search_provisioned_products();
            let call = call.filters(by, vec![format!("id:{product}")]);
            let call = call.access_level_filter(whole_account());
            let call = call.set_page_token(token);
            async move {
                let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
                Ok(Page {
                    items: answer.provisioned_products.unwrap_or_default(),
                    next: answer.next_page_token,
                })
            }
        });
        // A search is not promised to be exact.
        let found = found.await?.into_iter();
        let mut own = found.filter(|one| one.id.as_deref() == Some(product.0.as_str()));
        Ok(own
            .find_map(|one| one.physical_id)
            .and_then(convert::stack_arn))
    }

    async fn recorded_stack(&self, launch: &RecordId) -> PortResult<Option<StackArn>> {
        const OPERATION: &str = "DescribeRecord";
        let outputs = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.describe_record().id(&launch.0);
            let sent = call.set_page_token(token).send().await;
            let answer = sent.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.record_outputs.unwrap_or_default(),
                next: answer.next_page_token,
            })
        });
        let mut outputs = convert::outputs(outputs.await?);
        Ok(outputs
            .remove(convert::STACK_OUTPUT)
            .and_then(convert::stack_arn))
    }
}
