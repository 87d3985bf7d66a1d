//! Mocks of the trails' port.

use async_trait::async_trait;

use crate::port::PortResult;
use crate::port::trail::{Trail, TrailReader, TrailStatus};

mockall::mock! {
    /// A mock of [`TrailReader`](crate::port::trail::TrailReader).
    #[derive(Debug)]
    pub TrailReader {}

    #[async_trait]
    impl TrailReader for TrailReader {
        async fn trails(&self) -> PortResult<Vec<Trail>>;
        async fn status(&self, arn: &str) -> PortResult<TrailStatus>;
    }
}
