//! Resource policies of `CloudWatch Logs`, on `logs`.

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use aws_sdk_cloudwatchlogs::types::PolicyScope;
use aws_types::SdkConfig;
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::log_policy::{LogPolicy, LogPolicyReader, LogPolicyWriter};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;
use crate::pages::{self, Page};

/// How many policies a page has at most.
const POLICIES: i32 = 50;

/// [`LogPolicyReader`] and [`LogPolicyWriter`] on AWS. Policies of single log groups
/// (`policyScope` `RESOURCE`) are none of these.
#[derive(Clone, Debug)]
pub struct AwsLogPolicies {
    client: aws_sdk_cloudwatchlogs::Client,
    line: Line,
}

impl AwsLogPolicies {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_cloudwatchlogs::Client::new(config);
        let service = "logs";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_cloudwatchlogs::Client::from_conf(config);
        self
    }
}

#[async_trait]
impl LogPolicyReader for AwsLogPolicies {
    async fn policies(&self) -> PortResult<Vec<LogPolicy>> {
        const OPERATION: &str = "DescribeResourcePolicies";
        let policies = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.describe_resource_policies();
            let call = call.policy_scope(PolicyScope::Account);
            let call = call.limit(POLICIES).set_next_token(token);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.resource_policies.unwrap_or_default(),
                next: answer.next_token,
            })
        });
        let read = policies.await?.into_iter().map(|policy| {
            let lacks = "the answer lacks a policy's name";
            let name = policy.policy_name;
            Ok(LogPolicy {
                name: name.ok_or_else(|| self.line.unreadable(OPERATION, lacks))?,
                document: policy.policy_document.unwrap_or_default(),
            })
        });
        read.collect()
    }
}

#[async_trait]
impl LogPolicyWriter for AwsLogPolicies {
    async fn put(&self, policy: &LogPolicy) -> PortResult<()> {
        const OPERATION: &str = "PutResourcePolicy";
        let call = self.client.put_resource_policy();
        let call = call
            .policy_name(&policy.name)
            .policy_document(&policy.document);
        let sent = call.send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }
}
