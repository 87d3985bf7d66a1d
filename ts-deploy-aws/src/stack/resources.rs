//! What stacks made, nested ones included.

use std::collections::BTreeSet;

use async_trait::async_trait;
use aws_sdk_cloudformation::types::StackResourceSummary;
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::stack::StackArn;
use ts_deploy_core::port::stack_resource::{StackResource, StackResourceReader};

use super::AwsStacks;
use crate::pages::{self, Page};

/// The type of a nested stack, whose id is its ARN.
const NESTED: &str = "AWS::CloudFormation::Stack";
/// How many stacks, nested ones among them, are looked through.
const STACKS: usize = 200;
// `DescribeStackResources` stops at 100 and does not say so.
const OPERATION: &str = "ListStackResources";

#[async_trait]
impl StackResourceReader for AwsStacks {
    async fn resources(&self, stack: &StackArn) -> PortResult<Vec<StackResource>> {
        let mut all = Vec::new();
        let mut seen = BTreeSet::new();
        let mut left = vec![stack.clone()];
        while let Some(stack) = left.pop() {
            if !seen.insert(stack.clone()) {
                continue;
            }
            if seen.len() > STACKS {
                let what = format!("there are more than {STACKS} stacks below it");
                return Err(self.line.unreadable(OPERATION, &what));
            }
            let resources = self.resources_of_one(&stack).await?.into_iter();
            let resources = resources.map(|one| resource(&stack, one));
            for one in resources {
                if one.resource_type == NESTED && one.stands() {
                    left.push(StackArn(one.physical_id.clone()));
                }
                all.push(one);
            }
        }
        Ok(all)
    }
}

impl AwsStacks {
    async fn resources_of_one(&self, stack: &StackArn) -> PortResult<Vec<StackResourceSummary>> {
        let pages = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.list_stack_resources().stack_name(&stack.0);
            let sent = call.set_next_token(token).send().await;
            let answer = sent.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.stack_resource_summaries.unwrap_or_default(),
                next: answer.next_token,
            })
        });
        pages.await
    }
}

fn resource(stack: &StackArn, one: StackResourceSummary) -> StackResource {
    let status = one.resource_status.as_ref();
    StackResource {
        stack: stack.clone(),
        status: status.map_or("", |status| status.as_str()).to_owned(),
        logical_id: one.logical_resource_id.unwrap_or_default(),
        resource_type: one.resource_type.unwrap_or_default(),
        physical_id: one.physical_resource_id.unwrap_or_default(),
    }
}
