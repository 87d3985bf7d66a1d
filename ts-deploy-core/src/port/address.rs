//! Elastic IP addresses (`ec2`).

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{PortResult, ReadPort};

/// An Elastic IP address (`DescribeAddresses`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ElasticIp {
    /// The address itself.
    pub address: String,
    /// The stack that made it, by its tag `aws:cloudformation:stack-name`.
    pub stack: Option<String>,
}

/// Reads Elastic IP addresses. Calls are repeatable; the list is whole, in one answer.
#[async_trait]
pub trait AddressReader: Send + Sync {
    /// All Elastic IP addresses of the account in the region, in use or not.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn addresses(&self) -> PortResult<Vec<ElasticIp>>;
}

impl ReadPort for dyn AddressReader {
    const NAME: &'static str = "address reader";
}
