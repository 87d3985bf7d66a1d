//! What a stack made (`cloudformation`), by which the platform's own parts are found in AWS.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::stack::StackArn;
use super::{PortResult, ReadPort};

/// One resource of a stack or of a stack nested in it (`cloudformation:ListStackResources`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StackResource {
    /// The stack that it stands in, which may be nested in the one that was asked for.
    pub stack: StackArn,
    /// Its name in the template.
    pub logical_id: String,
    /// Its type: `AWS::EKS::Cluster`.
    pub resource_type: String,
    /// Its id in AWS; empty while it has none.
    pub physical_id: String,
    /// Its state, in AWS's spelling: `CREATE_COMPLETE`.
    pub status: String,
}

impl StackResource {
    /// True when it was made and was not deleted since, whatever became of later changes.
    pub fn stands(&self) -> bool {
        let made = !matches!(
            self.status.as_str(),
            "CREATE_IN_PROGRESS" | "CREATE_FAILED" | "DELETE_COMPLETE" | "DELETE_SKIPPED"
        );
        made && !self.physical_id.is_empty()
    }
}

/// Lists what stacks made. Calls are repeatable.
#[async_trait]
pub trait StackResourceReader: Send + Sync {
    /// Everything that a stack and the stacks nested in it made, in no order that counts, nested
    /// stacks included; backends page.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when the stack
    /// never was.
    async fn resources(&self, stack: &StackArn) -> PortResult<Vec<StackResource>>;
}

impl ReadPort for dyn StackResourceReader {
    const NAME: &'static str = "stack resource reader";
}
