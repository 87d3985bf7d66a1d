//! Search domains (`es`): Elasticsearch and `OpenSearch` alike, which share their API.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{ChangePort, PortResult, ReadPort};

/// The state of an option of a domain, in the service's spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum OptionState {
    /// It waits until documents are indexed anew.
    RequiresIndexDocuments,
    /// It is being brought about.
    Processing,
    /// It is in force.
    Active,
    /// A state this version does not know; never taken for in force.
    #[serde(other)]
    Unknown,
}

impl OptionState {
    /// The service's spelling: `Active`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RequiresIndexDocuments => "RequiresIndexDocuments",
            Self::Processing => "Processing",
            Self::Active => "Active",
            Self::Unknown => "unknown",
        }
    }
}

/// A domain, with what its endpoint demands (`es:DescribeElasticsearchDomain` and
/// `es:DescribeElasticsearchDomainConfig`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchDomain {
    /// Its name.
    pub name: String,
    /// True when it was made and is not being removed.
    pub usable: bool,
    /// True while it is being changed. Right after a change was accepted it may still be false.
    pub processing: bool,
    /// `EnforceHTTPS`, as it was last asked for.
    pub https_only: bool,
    /// Whether what was last asked for is in force.
    pub state: OptionState,
    /// `TLSSecurityPolicy`; `None` when the service does not tell.
    pub tls_policy: Option<String>,
}

/// Reads search domains. Calls are repeatable.
#[async_trait]
pub trait SearchDomainReader: Send + Sync {
    /// The domain of this name; `None` when there is none.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn domain(&self, name: &str) -> PortResult<Option<SearchDomain>>;
}

impl ReadPort for dyn SearchDomainReader {
    const NAME: &'static str = "search domain reader";
}

/// Changes search domains.
#[async_trait]
pub trait SearchDomainWriter: Send + Sync {
    /// Begins to let a domain answer over HTTPS alone (`es:UpdateElasticsearchDomainConfig`). All
    /// other options stay. The service knows no token; the call asks for a state, so that a repeated
    /// one changes nothing more.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when there is no
    /// such domain; kind [`Conflict`](super::ErrorKind::Conflict) while it is being changed.
    async fn enforce_https(&self, name: &str) -> PortResult<()>;
}

impl ChangePort for dyn SearchDomainWriter {
    const NAME: &'static str = "search domain writer";
}
