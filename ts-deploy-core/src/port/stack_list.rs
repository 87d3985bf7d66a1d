//! Which stacks there are in an account and region (`cloudformation`).

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::stack::StackArn;
use super::{PortResult, ReadPort};

/// A stack that is nested in no other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RootStack {
    /// Its ARN.
    pub arn: StackArn,
    /// Its name.
    pub name: String,
}

/// Lists stacks. Calls are repeatable.
#[async_trait]
pub trait StackListReader: Send + Sync {
    /// All stacks that are nested in no other and are not deleted, whoever made them (`ListStacks`);
    /// backends page.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn roots(&self) -> PortResult<Vec<RootStack>>;
}

impl ReadPort for dyn StackListReader {
    const NAME: &'static str = "stack list reader";
}
