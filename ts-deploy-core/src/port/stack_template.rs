//! What stacks were made of (`cloudformation`).

use async_trait::async_trait;

use super::stack::StackArn;
use super::{PortResult, ReadPort};

/// Reads the templates of stacks. Calls are repeatable.
#[async_trait]
pub trait StackTemplateReader: Send + Sync {
    /// The template of a stack or of one nested in another, as it was given (`GetTemplate`), JSON or
    /// YAML; of a deleted stack too, where it is named by its ARN.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when the stack
    /// never was.
    async fn template_of(&self, stack: &StackArn) -> PortResult<String>;
}

impl ReadPort for dyn StackTemplateReader {
    const NAME: &'static str = "stack template reader";
}
