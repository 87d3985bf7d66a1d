//! The organisation's tag policy, on `organizations`.

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use aws_sdk_organizations::types::EffectivePolicyType;
use aws_types::SdkConfig;
use ts_deploy_core::port::tag_policy::TagPolicyReader;
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;

/// [`TagPolicyReader`] on AWS.
#[derive(Clone, Debug)]
pub struct AwsTagPolicies {
    client: aws_sdk_organizations::Client,
    line: Line,
}

impl AwsTagPolicies {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_organizations::Client::new(config);
        let service = "organizations";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_organizations::Client::from_conf(config);
        self
    }
}

#[async_trait]
impl TagPolicyReader for AwsTagPolicies {
    async fn effective(&self) -> PortResult<Option<String>> {
        const OPERATION: &str = "DescribeEffectivePolicy";
        // Without a target it is the caller's own account, which every account may ask about.
        let call = self.client.describe_effective_policy();
        let call = call.policy_type(EffectivePolicyType::TagPolicy);
        let answer = match call.send().await.map_err(self.line.failed(OPERATION)) {
            // No organisation, or none of its tag policies.
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            answer => answer?,
        };
        let told = answer
            .effective_policy
            .and_then(|policy| policy.policy_content);
        let missing = || {
            self.line
                .unreadable(OPERATION, "the answer lacks the policy's content")
        };
        told.map(Some).ok_or_else(missing)
    }
}
