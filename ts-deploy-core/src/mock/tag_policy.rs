//! Mocks of the tag policies' port.

use async_trait::async_trait;

use crate::port::PortResult;
use crate::port::tag_policy::TagPolicyReader;

mockall::mock! {
    /// A mock of [`TagPolicyReader`](crate::port::tag_policy::TagPolicyReader).
    #[derive(Debug)]
    pub TagPolicyReader {}

    #[async_trait]
    impl TagPolicyReader for TagPolicyReader {
        async fn effective(&self) -> PortResult<Option<String>>;
    }
}
