//! A mock of the port of quotas.

use async_trait::async_trait;

use crate::port::PortResult;
use crate::port::quota::{QuotaId, QuotaReader};

mockall::mock! {
    /// A mock of [`QuotaReader`](crate::port::quota::QuotaReader).
    #[derive(Debug)]
    pub QuotaReader {}

    #[async_trait]
    impl QuotaReader for QuotaReader {
        async fn applied(&self, quota: QuotaId) -> PortResult<u64>;
        async fn default_value(&self, quota: QuotaId) -> PortResult<u64>;
    }
}
