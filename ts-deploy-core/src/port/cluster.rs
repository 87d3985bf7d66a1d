//! Kubernetes clusters (`eks`): from where their API answers.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::catalog::OperationToken;
use super::{ChangePort, PortResult, ReadPort};

/// The state of a cluster, in EKS's spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum ClusterStatus {
    /// It is being made.
    Creating,
    /// It can be used and changed.
    Active,
    /// It is being removed.
    Deleting,
    /// It could not be made.
    Failed,
    /// It is being changed.
    Updating,
    /// It waits for AWS.
    Pending,
    /// A state this version does not know; never taken for usable.
    #[serde(other)]
    Unknown,
}

impl ClusterStatus {
    /// EKS's spelling: `ACTIVE`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Active => "ACTIVE",
            Self::Deleting => "DELETING",
            Self::Failed => "FAILED",
            Self::Updating => "UPDATING",
            Self::Pending => "PENDING",
            Self::Unknown => "unknown",
        }
    }
}

/// From where the API of a cluster answers. EKS refuses a cluster with neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EndpointAccess {
    /// `endpointPrivateAccess`: from inside the VPC.
    pub private: bool,
    /// `endpointPublicAccess`: from the Internet.
    pub public: bool,
}

impl EndpointAccess {
    /// From inside the VPC alone.
    pub const PRIVATE: Self = Self {
        private: true,
        public: false,
    };
}

impl std::fmt::Display for EndpointAccess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match (self.private, self.public) {
            (true, true) => "private and public",
            (true, false) => "private",
            (false, true) => "public",
            (false, false) => "neither private nor public",
        })
    }
}

/// A cluster (`eks:DescribeCluster`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cluster {
    /// Its name.
    pub name: String,
    /// Its state.
    pub status: ClusterStatus,
    /// From where its API answers.
    pub access: EndpointAccess,
}

/// The state of a change of a cluster, in EKS's spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ClusterUpdateStatus {
    /// It goes on.
    InProgress,
    /// It ended badly.
    Failed,
    /// It was called off.
    Cancelled,
    /// It ended well.
    Successful,
    /// A state this version does not know; never taken for success.
    #[serde(other)]
    Unknown,
}

impl ClusterUpdateStatus {
    /// EKS's spelling: `InProgress`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InProgress => "InProgress",
            Self::Failed => "Failed",
            Self::Cancelled => "Cancelled",
            Self::Successful => "Successful",
            Self::Unknown => "unknown",
        }
    }
}

/// A change of a cluster (`eks:DescribeUpdate`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterUpdate {
    /// Its id.
    pub id: String,
    /// Its state.
    pub status: ClusterUpdateStatus,
    /// Why it failed, each error with its code and AWS's words.
    pub errors: Vec<String>,
}

/// Reads clusters. Calls are repeatable.
#[async_trait]
pub trait ClusterReader: Send + Sync {
    /// The cluster of this name; `None` when there is none.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn cluster(&self, name: &str) -> PortResult<Option<Cluster>>;

    /// The change of this id on the cluster of this name; `None` when there is none.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn update(&self, name: &str, id: &str) -> PortResult<Option<ClusterUpdate>>;
}

impl ReadPort for dyn ClusterReader {
    const NAME: &'static str = "cluster reader";
}

/// Changes clusters.
#[async_trait]
pub trait ClusterWriter: Send + Sync {
    /// Begins to change from where the API of a cluster answers (`eks:UpdateClusterConfig`), and
    /// answers with the update's id. A repeated token answers with the first call's update.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when there is no
    /// such cluster; kind [`Conflict`](super::ErrorKind::Conflict) while another update runs; kind
    /// [`Invalid`](super::ErrorKind::Invalid) for what is so already and for neither way.
    async fn set_access(
        &self,
        name: &str,
        access: EndpointAccess,
        token: &OperationToken,
    ) -> PortResult<String>;
}

impl ChangePort for dyn ClusterWriter {
    const NAME: &'static str = "cluster writer";
}
