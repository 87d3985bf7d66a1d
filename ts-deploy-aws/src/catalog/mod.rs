//! Products, versions, provisioned products and records, on `servicecatalog`.
//!
//! [`AwsCatalog`] calls as an end user: what it lists is what the caller may launch. The calls are
//! in `read` and `change`, apart from the conversions, which are functions without effects.

mod change;
mod contract;
mod convert;
mod explain;
mod parameters;
mod read;
mod stack_of;
mod terms;
#[cfg(test)]
mod tests;
mod versions;

use aws_sdk_servicecatalog::types::{AccessLevelFilter, AccessLevelFilterKey};
use aws_types::SdkConfig;
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;

/// [`CatalogReader`](ts_deploy_core::port::catalog::CatalogReader),
/// [`CatalogWriter`](ts_deploy_core::port::catalog::CatalogWriter) and
/// [`ProductTermsReader`](ts_deploy_core::port::product_terms::ProductTermsReader) on AWS.
///
/// # Caveats
/// - A version whose name [`ProductVersionName`](ts_deploy_core::ids::ProductVersionName) cannot
///   hold is listed under its id: names are free text, and a version that was left out could make
///   an older one the latest.
/// - A vendor that shows the versions of a product only to those who may launch it hides inactive
///   ones: they are then not listed.
#[derive(Clone, Debug)]
pub struct AwsCatalog {
    client: aws_sdk_servicecatalog::Client,
    line: Line,
}

impl AwsCatalog {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_servicecatalog::Client::new(config);
        let service = "servicecatalog";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_servicecatalog::Client::from_conf(config);
        self
    }
}

/// What the whole account has. Left out, a search shows what the calling user made, and hides
/// what a colleague launched.
fn whole_account() -> AccessLevelFilter {
    AccessLevelFilter::builder()
        .key(AccessLevelFilterKey::Account)
        .value("self")
        .build()
}
