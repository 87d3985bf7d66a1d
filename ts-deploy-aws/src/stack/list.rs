//! Which stacks there are.

use async_trait::async_trait;
use aws_sdk_cloudformation::types::{StackStatus, StackSummary};
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::stack::StackArn;
use ts_deploy_core::port::stack_list::{RootStack, StackListReader};

use super::AwsStacks;
use crate::pages::{self, Page};
use crate::read::{Unreadable, present};

#[async_trait]
impl StackListReader for AwsStacks {
    async fn roots(&self) -> PortResult<Vec<RootStack>> {
        const OPERATION: &str = "ListStacks";
        // A filter by states would leave out those that this version does not know.
        let listed = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.list_stacks().set_next_token(token);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.stack_summaries.unwrap_or_default(),
                next: answer.next_token,
            })
        });
        let standing = listed.await?.into_iter().filter(|one| {
            one.stack_status != Some(StackStatus::DeleteComplete) && one.parent_id.is_none()
        });
        let read: Result<_, Unreadable> = standing.map(root).collect();
        read.map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
    }
}

fn root(summary: StackSummary) -> Result<RootStack, Unreadable> {
    Ok(RootStack {
        arn: StackArn(present(summary.stack_id, "a stack's id")?),
        name: present(summary.stack_name, "a stack's name")?,
    })
}
