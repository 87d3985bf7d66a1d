//! What the platform runs from where it was recovered before.

use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::ids::{BucketName, SnapshotId};
use ts_deploy_core::layer::ProductComponent as _;
use ts_deploy_core::layer::data::RecoverySource;
use ts_deploy_core::parameter::LiveValue;
use ts_deploy_core::plan::StepError;
use ts_deploy_core::port::Readers;
use ts_deploy_core::port::catalog::{CatalogReader, ProvisionedProductStatus};
use ts_deploy_core::port::stack::StackReader;
use ts_deploy_core::target::TargetName;

/// What the Data Layer that is in the DR account was brought up from; `None` when there is none, or
/// only what a failed launch left.
pub(super) async fn running_from(
    deployment: &Deployment,
    ports: Readers<'_>,
) -> Result<Option<RecoverySource>, StepError> {
    let catalog = ports.get::<dyn CatalogReader>(TargetName::Dr)?;
    let name = &deployment.data_layer.choice().provisioned_product;
    let Some(product) = catalog.provisioned_product(name).await? else {
        return Ok(None);
    };
    if product.status == ProvisionedProductStatus::Error {
        return Ok(None);
    }
    let unsettled = |what: String| StepError::Unsettled { what };
    let Some(arn) = &product.stack else {
        let what = format!(
            "the Data Layer {name} is being made in the DR account, and shows no stack yet"
        );
        return Err(unsettled(what));
    };
    let stacks = ports.get::<dyn StackReader>(TargetName::Dr)?;
    let stack = stacks.stack(&arn.0).await?;
    let stack = stack.ok_or_else(|| unsettled(format!("the stack of {name} is not shown yet")))?;
    let text = |key: &str| match stack.parameters.get(key) {
        Some(LiveValue::Known(text)) if !text.is_empty() => Some(text.clone()),
        _ => None,
    };
    let snapshot = text("RDSSnapShot").and_then(|text| SnapshotId::parse(text).ok());
    let stream = text("STBucket").and_then(|text| BucketName::parse(text).ok());
    let datalake = text("DLBucket").and_then(|text| BucketName::parse(text).ok());
    Ok(match (snapshot, stream, datalake) {
        (Some(snapshot), Some(stream_bucket), Some(datalake_bucket)) => Some(RecoverySource {
            snapshot,
            stream_bucket,
            datalake_bucket,
        }),
        _ => None,
    })
}
