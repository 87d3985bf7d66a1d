//! From Service Catalog's types to the port's. Every function is without effects.

use std::collections::BTreeMap;

use aws_sdk_servicecatalog::types::{
    ConstraintSummary, LaunchPathSummary, ProductViewSummary, ProvisionedProductDetail,
    ProvisioningArtifact, ProvisioningArtifactDetail, ProvisioningArtifactGuidance, RecordDetail,
    RecordOutput,
};
use ts_deploy_core::ids::{ProductVersionName, ProvisionedProductName};
use ts_deploy_core::port::catalog::{
    Guidance, LaunchPath, OperationToken, PathId, Product, ProductId, ProductVersion,
    ProvisionedProduct, ProvisionedProductId, ProvisionedProductStatus, Record, RecordId,
    RecordStatus, RecordType, VersionId,
};
use ts_deploy_core::port::stack::StackArn;

use crate::read::{Unreadable, present, spelled};
use crate::time::timestamp;

/// The output that Service Catalog adds to those of the stack, in its own spelling.
pub(super) const STACK_OUTPUT: &str = "CloudformationStackARN";

/// A product of the search. Its `Id` is that of the view, which no other call takes.
pub(super) fn product(summary: ProductViewSummary) -> Result<Product, Unreadable> {
    Ok(Product {
        id: ProductId(present(summary.product_id, "a product's id")?),
        name: summary.name.unwrap_or_default(),
    })
}

/// A version as `ListProvisioningArtifacts` shows it.
pub(super) fn version(detail: ProvisioningArtifactDetail) -> Result<ProductVersion, Unreadable> {
    let id = present(detail.id, "a version's id")?;
    Ok(ProductVersion {
        name: version_name(detail.name, &id)?,
        id: VersionId(id),
        created: timestamp(detail.created_time, "the time a version was made")?,
        active: detail.active.unwrap_or(true),
        guidance: guidance(detail.guidance.as_ref()),
    })
}

/// A version as `DescribeProduct` shows it, which it does for active ones only.
pub(super) fn shown_version(shown: ProvisioningArtifact) -> Result<ProductVersion, Unreadable> {
    let id = present(shown.id, "a version's id")?;
    Ok(ProductVersion {
        name: version_name(shown.name, &id)?,
        id: VersionId(id),
        created: timestamp(shown.created_time, "the time a version was made")?,
        active: true,
        guidance: guidance(shown.guidance.as_ref()),
    })
}

/// The name; the id where the vendor's free text cannot be a name.
fn version_name(name: Option<String>, id: &str) -> Result<ProductVersionName, Unreadable> {
    let name = name.and_then(|name| ProductVersionName::parse(name).ok());
    match name {
        Some(name) => Ok(name),
        None => ProductVersionName::parse(id).map_err(|_| Unreadable::form("a version's id")),
    }
}

/// Guidance that this version does not know is taken for the stricter one.
fn guidance(guidance: Option<&ProvisioningArtifactGuidance>) -> Guidance {
    match guidance {
        None | Some(ProvisioningArtifactGuidance::Default) => Guidance::Default,
        Some(_) => Guidance::Deprecated,
    }
}

pub(super) fn launch_path(summary: LaunchPathSummary) -> Result<LaunchPath, Unreadable> {
    let constraints = summary.constraint_summaries.unwrap_or_default();
    let launches = |one: &ConstraintSummary| one.r#type.as_deref() == Some("LAUNCH");
    Ok(LaunchPath {
        launch_role: constraints.iter().any(launches),
        id: PathId(present(summary.id, "a launch path's id")?),
        name: summary.name.unwrap_or_default(),
    })
}

/// A provisioned product, but for its stack, which is told elsewhere.
pub(super) fn provisioned_product(
    detail: ProvisionedProductDetail,
) -> Result<ProvisionedProduct, Unreadable> {
    let name = present(detail.name, "a provisioned product's name")?;
    let status = detail.status.as_ref().map_or("", |status| status.as_str());
    Ok(ProvisionedProduct {
        id: ProvisionedProductId(present(detail.id, "a provisioned product's id")?),
        name: ProvisionedProductName::parse(name)
            .map_err(|_| Unreadable::form("a provisioned product's name"))?,
        status: spelled(status).unwrap_or(ProvisionedProductStatus::Unknown),
        status_message: detail.status_message,
        product: ProductId(present(
            detail.product_id,
            "a provisioned product's product",
        )?),
        version: VersionId(present(
            detail.provisioning_artifact_id,
            "a provisioned product's version",
        )?),
        token: detail.idempotency_token.map(OperationToken),
        last_record: detail.last_record_id.map(RecordId),
        last_successful_record: detail.last_successful_provisioning_record_id.map(RecordId),
        stack: None,
    })
}

pub(super) fn record(detail: RecordDetail) -> Result<Record, Unreadable> {
    let status = detail.status.as_ref().map_or("", |status| status.as_str());
    let kind = detail.record_type.as_deref().unwrap_or_default();
    let errors = detail.record_errors.unwrap_or_default().into_iter();
    Ok(Record {
        id: RecordId(present(detail.record_id, "a record's id")?),
        status: spelled(status).unwrap_or(RecordStatus::Unknown),
        kind: spelled(kind).unwrap_or(RecordType::Unknown),
        provisioned_product: ProvisionedProductId(present(
            detail.provisioned_product_id,
            "a record's provisioned product",
        )?),
        version: detail.provisioning_artifact_id.map(VersionId),
        created: timestamp(detail.created_time, "the time a record was made")?,
        errors: errors
            .map(|one| {
                let code = one.code.unwrap_or_default();
                (code, one.description.unwrap_or_default())
            })
            .collect(),
    })
}

/// The outputs by key; one without a key is none, one without a value is empty.
pub(super) fn outputs(outputs: Vec<RecordOutput>) -> BTreeMap<String, String> {
    let outputs = outputs.into_iter();
    outputs
        .filter_map(|one| Some((one.output_key?, one.output_value.unwrap_or_default())))
        .collect()
}

/// The stack that a physical id names. A set of stacks and Terraform have ids of other kinds.
pub(super) fn stack_arn(physical_id: String) -> Option<StackArn> {
    let stack = physical_id.starts_with("arn:") && physical_id.contains(":stack/");
    stack.then_some(StackArn(physical_id))
}
