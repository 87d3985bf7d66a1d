//! Mocks of the topics' port.

use async_trait::async_trait;

use crate::port::PortResult;
use crate::port::topic::{Subscription, TopicReader};

mockall::mock! {
    /// A mock of [`TopicReader`](crate::port::topic::TopicReader).
    #[derive(Debug)]
    pub TopicReader {}

    #[async_trait]
    impl TopicReader for TopicReader {
        async fn subscriptions(&self) -> PortResult<Vec<Subscription>>;
    }
}
