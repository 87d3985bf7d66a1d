//! Products, versions, provisioned products and records (`servicecatalog`), as an end user.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::stack::StackArn;
use super::{ChangePort, PortResult, ReadPort};
use crate::ids::{ProductVersionName, ProvisionedProductName};
use crate::parameter::{Contract, Request};

/// Declares ids that AWS makes and nobody parses.
macro_rules! opaque {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// As AWS takes and shows it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

opaque! {
    /// The id of a product: `prod-…`.
    ProductId,
    /// The id of a version (provisioning artifact): `pa-…`.
    VersionId,
    /// The id of a launch path: `lpv2-…` or `lpv3-…`.
    PathId,
    /// The id of a provisioned product: `pp-…`.
    ProvisionedProductId,
    /// The id of a record: `rec-…`.
    RecordId,
    /// The token that makes a changing call idempotent: `[a-zA-Z0-9][a-zA-Z0-9_-]*`, at most 128
    /// characters. `CloudFormation` takes no underscore in it.
    OperationToken,
}

/// A product that the catalog shows the caller (`SearchProducts`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// Its name; names are not unique.
    pub name: String,
}

/// What the vendor says about using a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Guidance {
    /// Launch and update freely.
    Default,
    /// What runs it may be updated; a new launch is refused.
    Deprecated,
}

/// A version of a product (`ListProvisioningArtifacts`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductVersion {
    /// Its id.
    pub id: VersionId,
    /// Its name, which is also the value of `CFTemplateVersion`. A backend names a version by its
    /// id where the vendor's free text cannot be a name.
    pub name: ProductVersionName,
    /// When it was made; the newest by this is the latest, not the greatest name.
    pub created: Timestamp,
    /// False when the vendor took it back.
    pub active: bool,
    /// What the vendor says about using it.
    pub guidance: Guidance,
}

/// A way to launch a product (`ListLaunchPaths`): product, portfolio and principal together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunchPath {
    /// Its id.
    pub id: PathId,
    /// The portfolio's name.
    pub name: String,
    /// True where a `LAUNCH` constraint names a role that makes what the product is made of; else it is
    /// made with the rights of whoever launches.
    #[serde(default)]
    pub launch_role: bool,
}

/// The state of a provisioned product, in Service Catalog's spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum ProvisionedProductStatus {
    /// Stable: the last operation succeeded.
    Available,
    /// An operation is running: only waiting is allowed.
    UnderChange,
    /// Stable: an update failed and was rolled back; the old version runs. A failure.
    Tainted,
    /// Stable: the first launch failed, or something unexpected happened.
    Error,
    /// Somebody made a plan for it.
    PlanInProgress,
    /// A state this version does not know; never taken for success.
    #[serde(other)]
    Unknown,
}

impl ProvisionedProductStatus {
    /// Every state, as AWS lists them; the one that this version does not know last.
    pub const ALL: [Self; 6] = [
        Self::Available,
        Self::UnderChange,
        Self::Tainted,
        Self::Error,
        Self::PlanInProgress,
        Self::Unknown,
    ];

    /// AWS's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Available => "AVAILABLE",
            Self::UnderChange => "UNDER_CHANGE",
            Self::Tainted => "TAINTED",
            Self::Error => "ERROR",
            Self::PlanInProgress => "PLAN_IN_PROGRESS",
            Self::Unknown => "unknown",
        }
    }
}

/// A provisioned product (`DescribeProvisionedProduct`, with the physical id of
/// `SearchProvisionedProducts`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvisionedProduct {
    /// Its id.
    pub id: ProvisionedProductId,
    /// Its name.
    pub name: ProvisionedProductName,
    /// Its state.
    pub status: ProvisionedProductStatus,
    /// AWS's words on the state.
    pub status_message: Option<String>,
    /// The product.
    pub product: ProductId,
    /// The version that was last asked for.
    pub version: VersionId,
    /// The token of the operation last accepted.
    pub token: Option<OperationToken>,
    /// The last record.
    pub last_record: Option<RecordId>,
    /// The last record of a launch or update that succeeded.
    pub last_successful_record: Option<RecordId>,
    /// Its stack, once there is one and AWS shows it: its search index lags by some seconds.
    pub stack: Option<StackArn>,
}

/// The state of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum RecordStatus {
    /// Accepted, nothing done yet.
    Created,
    /// Running.
    InProgress,
    /// Failed already; the rollback is running.
    InProgressInError,
    /// Done.
    Succeeded,
    /// Done, without success.
    Failed,
    /// A state this version does not know; never taken for an end.
    #[serde(other)]
    Unknown,
}

impl RecordStatus {
    /// AWS's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "CREATED",
            Self::InProgress => "IN_PROGRESS",
            Self::InProgressInError => "IN_PROGRESS_IN_ERROR",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Unknown => "unknown",
        }
    }
}

/// What a record recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum RecordType {
    /// A launch.
    ProvisionProduct,
    /// An update.
    UpdateProvisionedProduct,
    /// A removal.
    TerminateProvisionedProduct,
    /// Something this version does not know.
    #[serde(other)]
    Unknown,
}

/// One operation on a provisioned product (`DescribeRecord`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its id.
    pub id: RecordId,
    /// Its state.
    pub status: RecordStatus,
    /// What it records.
    pub kind: RecordType,
    /// The provisioned product.
    pub provisioned_product: ProvisionedProductId,
    /// The version it is about.
    pub version: Option<VersionId>,
    /// When it was accepted.
    pub created: Timestamp,
    /// What went wrong, each error with its code and AWS's words.
    pub errors: Vec<(String, String)>,
}

/// A launch (`ProvisionProduct`).
#[derive(Clone, Debug)]
pub struct ProvisionRequest {
    /// The token; the same token again answers with the same record.
    pub token: OperationToken,
    /// The name of the provisioned product.
    pub name: ProvisionedProductName,
    /// The product.
    pub product: ProductId,
    /// The version.
    pub version: VersionId,
    /// The launch path.
    pub path: PathId,
    /// The parameters.
    pub parameters: Request,
    /// Tags on all that is made.
    pub tags: BTreeMap<String, String>,
}

/// An update (`UpdateProvisionedProduct`).
#[derive(Clone, Debug)]
pub struct UpdateRequest {
    /// The token; the same token again answers with the same record.
    pub token: OperationToken,
    /// The provisioned product.
    pub provisioned_product: ProvisionedProductId,
    /// The product.
    pub product: ProductId,
    /// The version to run from now on.
    pub version: VersionId,
    /// The launch path.
    pub path: PathId,
    /// The parameters, each one named.
    pub parameters: Request,
}

/// A removal (`TerminateProvisionedProduct`).
#[derive(Clone, Debug)]
pub struct TerminateRequest {
    /// The token; the same token again answers with the same record.
    pub token: OperationToken,
    /// The provisioned product.
    pub provisioned_product: ProvisionedProductId,
}

/// Reads the catalog. Calls are repeatable; lists are whole (every page).
#[async_trait]
pub trait CatalogReader: Send + Sync {
    /// All products that the catalog shows the caller (`SearchProducts`). Right after a principal
    /// was associated, one may still lack a launch path.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn products(&self) -> PortResult<Vec<Product>>;

    /// All versions of a product (`ListProvisioningArtifacts`), inactive and deprecated ones
    /// included where AWS shows them.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when the
    /// product is unknown.
    async fn versions(&self, product: &ProductId) -> PortResult<Vec<ProductVersion>>;

    /// The caller's launch paths to a product (`ListLaunchPaths`).
    ///
    /// # Errors
    /// [`PortError`](super::PortError) of kind [`NotFound`](super::ErrorKind::NotFound) when there
    /// is none: the caller is not associated with the portfolio.
    async fn launch_paths(&self, product: &ProductId) -> PortResult<Vec<LaunchPath>>;

    /// What a version declares (`DescribeProvisioningParameters`).
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when product,
    /// version or path is unknown.
    async fn contract(
        &self,
        product: &ProductId,
        version: &VersionId,
        path: &PathId,
    ) -> PortResult<Contract>;

    /// The provisioned product of exactly this name (`DescribeProvisionedProduct`, not the search
    /// index, which lags); `None` when there is none.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn provisioned_product(
        &self,
        name: &ProvisionedProductName,
    ) -> PortResult<Option<ProvisionedProduct>>;

    /// A record (`DescribeRecord`).
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when the
    /// record is unknown.
    async fn record(&self, id: &RecordId) -> PortResult<Record>;

    /// The records of provisioned products of exactly this name, removed ones included, the newest
    /// first (`ListRecordHistory`); at most the newest few hundred.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn history(
        &self,
        product: &ProductId,
        name: &ProvisionedProductName,
    ) -> PortResult<Vec<RecordId>>;

    /// The outputs of the last *successful* launch or update, by key
    /// (`GetProvisionedProductOutputs`).
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when there is
    /// no such provisioned product.
    async fn outputs(&self, id: &ProvisionedProductId) -> PortResult<BTreeMap<String, String>>;
}

impl ReadPort for dyn CatalogReader {
    const NAME: &'static str = "catalog reader";
}

/// Changes provisioned products. Every call is idempotent by its token and answers as soon as the
/// operation is accepted.
#[async_trait]
pub trait CatalogWriter: Send + Sync {
    /// Launches a product (`ProvisionProduct`).
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`AlreadyExists`](super::ErrorKind::AlreadyExists)
    /// when the name is taken; kind [`NotFound`](super::ErrorKind::NotFound) when product, version
    /// or path is unknown; kind [`Invalid`](super::ErrorKind::Invalid) for a request that AWS
    /// refuses, such as the launch of a deprecated version.
    async fn provision(&self, request: &ProvisionRequest) -> PortResult<Record>;

    /// Updates a provisioned product (`UpdateProvisionedProduct`). Never to be called without a
    /// difference: AWS then fails the update or taints the product.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`Conflict`](super::ErrorKind::Conflict) while another
    /// operation runs; kind [`NotFound`](super::ErrorKind::NotFound) when it, its version or its
    /// path is not there; kind [`Invalid`](super::ErrorKind::Invalid) for a request that AWS
    /// refuses.
    async fn update(&self, request: &UpdateRequest) -> PortResult<Record>;

    /// Removes a provisioned product and its stack (`TerminateProvisionedProduct`).
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when it is
    /// gone already; kind [`Conflict`](super::ErrorKind::Conflict) while another operation runs.
    async fn terminate(&self, request: &TerminateRequest) -> PortResult<Record>;
}

impl ChangePort for dyn CatalogWriter {
    const NAME: &'static str = "catalog writer";
}
