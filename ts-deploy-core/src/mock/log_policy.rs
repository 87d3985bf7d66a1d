//! Mocks of the log policies' port.

use async_trait::async_trait;

use crate::port::PortResult;
use crate::port::log_policy::{LogPolicy, LogPolicyReader, LogPolicyWriter};

mockall::mock! {
    /// A mock of [`LogPolicyReader`](crate::port::log_policy::LogPolicyReader).
    #[derive(Debug)]
    pub LogPolicyReader {}

    #[async_trait]
    impl LogPolicyReader for LogPolicyReader {
        async fn policies(&self) -> PortResult<Vec<LogPolicy>>;
    }
}

mockall::mock! {
    /// A mock of [`LogPolicyWriter`](crate::port::log_policy::LogPolicyWriter).
    #[derive(Debug)]
    pub LogPolicyWriter {}

    #[async_trait]
    impl LogPolicyWriter for LogPolicyWriter {
        async fn put(&self, policy: &LogPolicy) -> PortResult<()>;
    }
}
