//! Mocks of every port, for unit tests of what calls them.
//!
//! Each mock is a [`mockall`] mock: a test says which calls it expects and what they answer, and
//! the mock panics on any other. A mock knows nothing of how AWS behaves; for what takes more than
//! a call or two, the simulated cloud (the feature `sim`) is the better partner.
//!
//! # Usage
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//! use ts_deploy_core::mock::MockCatalogReader;
//! use ts_deploy_core::port::Ports;
//! use ts_deploy_core::port::catalog::CatalogReader;
//! use ts_deploy_core::target::TargetName;
//!
//! let mut catalog = MockCatalogReader::new();
//! catalog.expect_provisioned_product().return_once(|_| Ok(None));
//!
//! let mut ports = Ports::new();
//! ports.read::<dyn CatalogReader>(TargetName::Main, Arc::new(catalog));
//!
//! let catalog = ports.readers().get::<dyn CatalogReader>(TargetName::Main)?;
//! let found = catalog.provisioned_product(&"acme-data-layer".parse()?).await?;
//! assert_eq!(found, None);
//! # Ok(())
//! # }
//! ```

mod address;
mod after;
mod catalog;
mod certificate;
mod container_service;
mod host;
mod key_pair;
mod log_group;
mod log_policy;
mod mail;
mod network;
mod offering;
mod parameter_store;
mod portfolio;
mod product_terms;
mod quota;
mod recovery;
mod rights;
mod role;
mod service_linked_role;
mod stack;
mod stack_list;
mod tag_policy;
#[cfg(test)]
mod tests;
mod topic;
mod trail;
mod user_pool;
mod zone;

pub use address::MockAddressReader;
pub use after::{
    MockClusterReader, MockClusterWriter, MockSearchDomainReader, MockSearchDomainWriter,
    MockStackResourceReader,
};
pub use catalog::{MockCatalogReader, MockCatalogWriter};
pub use certificate::{MockCertificateReader, MockCertificateWriter};
pub use container_service::{
    MockContainerServiceReader, MockContainerServiceWriter, MockWebReader,
};
pub use host::{MockClock, MockJournalStore};
pub use key_pair::{MockKeyPairReader, MockKeyPairWriter};
pub use log_group::MockLogGroupReader;
pub use log_policy::{MockLogPolicyReader, MockLogPolicyWriter};
pub use mail::{MockMailReader, MockMailWriter};
pub use network::{MockNetworkReader, MockNetworkWriter};
pub use offering::{MockDatabaseOfferingReader, MockInstanceOfferingReader};
pub use parameter_store::{MockParameterReader, MockParameterWriter};
pub use portfolio::{MockPortfolioReader, MockPortfolioWriter};
pub use product_terms::{MockProductTermsReader, MockStackTemplateReader};
pub use quota::MockQuotaReader;
pub use recovery::{MockBucketReader, MockKeyReader, MockRegionalKeyReader, MockSnapshotReader};
pub use rights::MockRightsReader;
pub use role::{MockRoleReader, MockRoleWriter};
pub use service_linked_role::{MockServiceLinkedRoleReader, MockServiceLinkedRoleWriter};
pub use stack::{MockIdentityReader, MockStackReader, MockStackWriter, MockTemplateReader};
pub use stack_list::MockStackListReader;
pub use tag_policy::MockTagPolicyReader;
pub use topic::MockTopicReader;
pub use trail::MockTrailReader;
pub use user_pool::{MockUserPoolReader, MockUserPoolWriter};
pub use zone::MockZoneReader;
