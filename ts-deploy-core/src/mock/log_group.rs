//! Mock of the log groups' port.

use async_trait::async_trait;

use crate::port::PortResult;
use crate::port::log_group::{LogGroup, LogGroupReader};

mockall::mock! {
    /// A mock of [`LogGroupReader`](crate::port::log_group::LogGroupReader).
    #[derive(Debug)]
    pub LogGroupReader {}

    #[async_trait]
    impl LogGroupReader for LogGroupReader {
        async fn log_group(&self, name: &str) -> PortResult<Option<LogGroup>>;
    }
}
