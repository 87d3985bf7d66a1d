//! Quotas of an account (`servicequotas`).

use async_trait::async_trait;

use super::{PortResult, ReadPort};

/// A quota, by the words that Service Quotas knows it by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct QuotaId {
    /// The service: `ec2`.
    pub service: &'static str,
    /// The quota: `L-0263D0A3`.
    pub code: &'static str,
}

/// Reads quotas. Calls are repeatable; AWS answers about five of them a second.
#[async_trait]
pub trait QuotaReader: Send + Sync {
    /// What the account may have in the region, in whole things: its own value
    /// (`GetServiceQuota`), or AWS's default where it has none of its own.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when there
    /// is no such quota.
    async fn applied(&self, quota: QuotaId) -> PortResult<u64>;

    /// What AWS gives an account that asked for nothing (`GetAWSDefaultServiceQuota`).
    ///
    /// # Errors
    /// As [`applied`](Self::applied).
    async fn default_value(&self, quota: QuotaId) -> PortResult<u64>;
}

impl ReadPort for dyn QuotaReader {
    const NAME: &'static str = "quota reader";
}
