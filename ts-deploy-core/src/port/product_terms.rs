//! What a version of a product asks of a launch besides its parameters, and where its template is
//! (`servicecatalog`).

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;

use super::catalog::{PathId, ProductId, VersionId};
use super::stack::TemplateSource;
use super::{PortResult, ReadPort};

/// The tags that product and portfolio ask for: to each key the values that are allowed. A key with
/// one value is added by Service Catalog itself; of several, whoever launches takes one.
pub type TagOptions = BTreeMap<String, BTreeSet<String>>;

/// Reads the terms of versions. Calls are repeatable.
#[async_trait]
pub trait ProductTermsReader: Send + Sync {
    /// The tags that a launch of this version through this path has to choose from
    /// (`DescribeProvisioningParameters`).
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when product,
    /// version or path is unknown.
    async fn tag_options(
        &self,
        product: &ProductId,
        version: &VersionId,
        path: &PathId,
    ) -> PortResult<TagOptions>;

    /// Where the version's template is (`DescribeProvisioningArtifact`); `None` where Service
    /// Catalog does not tell an address.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when product or
    /// version is unknown.
    async fn template(
        &self,
        product: &ProductId,
        version: &VersionId,
    ) -> PortResult<Option<TemplateSource>>;
}

impl ReadPort for dyn ProductTermsReader {
    const NAME: &'static str = "product terms reader";
}
