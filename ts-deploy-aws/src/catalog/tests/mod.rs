//! The catalog against answers in Service Catalog's own bytes, and its conversions.

mod change;
mod contract;
mod find;
mod list;
mod terms;

use ts_deploy_core::ids::ProvisionedProductName;
use ts_deploy_core::port::catalog::ProductId;
use ts_deploy_core::target::TargetName;

use super::AwsCatalog;
use crate::wire::Wire;

const STACK: &str = "arn:aws:cloudformation:us-east-1:111122223333:stack/SC-111122223333-pp-one/4f";

fn catalog(wire: &Wire) -> AwsCatalog {
    AwsCatalog::new(&wire.config(), TargetName::Main)
}

fn product() -> ProductId {
    ProductId("prod-data".to_owned())
}

fn name() -> ProvisionedProductName {
    ProvisionedProductName::parse("acme-data-layer").unwrap()
}
