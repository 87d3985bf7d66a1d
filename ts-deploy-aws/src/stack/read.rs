//! The reading calls on stacks and change sets.

use async_trait::async_trait;
use aws_sdk_cloudformation::types::StackStatus;
use ts_deploy_core::ids::StackName;
use ts_deploy_core::port::stack::{
    ChangeSet, ChangeSetName, Stack, StackArn, StackEvent, StackReader,
};
use ts_deploy_core::port::{ErrorKind, PortResult};

use super::{AwsStacks, convert};
use crate::pages::{self, Page};

#[async_trait]
impl StackReader for AwsStacks {
    async fn stack(&self, arn_or_name: &str) -> PortResult<Option<Stack>> {
        const OPERATION: &str = "DescribeStacks";
        if arn_or_name.is_empty() {
            // Without a name AWS answers with every stack there is.
            return Err(self.line.not_sent(OPERATION, "the stack has no name"));
        }
        let call = self.client.describe_stacks().stack_name(arn_or_name);
        let answer = match call.send().await.map_err(self.line.failed(OPERATION)) {
            Ok(answer) => answer,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let stack = answer.stacks.unwrap_or_default().into_iter().next();
        let read = stack.map(convert::stack).transpose();
        read.map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
    }

    async fn events(&self, stack: &StackArn) -> PortResult<Vec<StackEvent>> {
        self.all_events(stack).await
    }

    async fn last_deleted(&self, name: &StackName) -> PortResult<Option<StackArn>> {
        const OPERATION: &str = "ListStacks";
        let deleted = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.list_stacks().set_next_token(token);
            let call = call.stack_status_filter(StackStatus::DeleteComplete);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.stack_summaries.unwrap_or_default(),
                next: answer.next_token,
            })
        });
        Ok(convert::newest_deleted(deleted.await?, name))
    }

    async fn change_set(
        &self,
        stack: &StackArn,
        name: &ChangeSetName,
    ) -> PortResult<Option<ChangeSet>> {
        const OPERATION: &str = "DescribeChangeSet";
        let pages = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.describe_change_set().stack_name(&stack.0);
            let call = call.change_set_name(name.as_str()).set_next_token(token);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                next: answer.next_token.clone(),
                items: vec![answer],
            })
        });
        let pages = match pages.await {
            Ok(pages) => pages,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let read = convert::change_set(pages);
        read.map(Some)
            .map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
    }
}
