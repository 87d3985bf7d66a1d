//! Mocks of the stack's and the identity's ports.

use async_trait::async_trait;

use crate::port::PortResult;
use crate::port::identity::{CallerIdentity, IdentityReader};
use crate::port::stack::{Stack, StackArn, StackEvent, StackReader};

mockall::mock! {
    /// A mock of [`StackReader`](crate::port::stack::StackReader).
    #[derive(Debug)]
    pub StackReader {}

    #[async_trait]
    impl StackReader for StackReader {
        async fn stack(&self, arn_or_name: &str) -> PortResult<Option<Stack>>;
        async fn events(&self, stack: &StackArn) -> PortResult<Vec<StackEvent>>;
    }
}

mockall::mock! {
    /// A mock of [`IdentityReader`](crate::port::identity::IdentityReader).
    #[derive(Debug)]
    pub IdentityReader {}

    #[async_trait]
    impl IdentityReader for IdentityReader {
        async fn caller(&self) -> PortResult<CallerIdentity>;
    }
}
