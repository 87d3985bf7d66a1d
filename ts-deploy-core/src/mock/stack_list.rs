//! Mocks of the port that lists stacks.

use async_trait::async_trait;

use crate::port::PortResult;
use crate::port::stack_list::{RootStack, StackListReader};

mockall::mock! {
    /// A mock of [`StackListReader`](crate::port::stack_list::StackListReader).
    #[derive(Debug)]
    pub StackListReader {}

    #[async_trait]
    impl StackListReader for StackListReader {
        async fn roots(&self) -> PortResult<Vec<RootStack>>;
    }
}
