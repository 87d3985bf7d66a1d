//! Who is calling, on `sts`.

use async_trait::async_trait;
use aws_types::SdkConfig;
use ts_deploy_core::ids::AccountId;
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::identity::{CallerIdentity, IdentityReader};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;

/// [`IdentityReader`] on AWS.
#[derive(Clone, Debug)]
pub struct AwsIdentity {
    client: aws_sdk_sts::Client,
    line: Line,
}

impl AwsIdentity {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_sts::Client::new(config);
        let service = "sts";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_sts::Client::from_conf(config);
        self
    }
}

#[async_trait]
impl IdentityReader for AwsIdentity {
    async fn caller(&self) -> PortResult<CallerIdentity> {
        const OPERATION: &str = "GetCallerIdentity";
        let sent = self.client.get_caller_identity().send().await;
        let answer = sent.map_err(self.line.failed(OPERATION))?;
        let unreadable = |what: &str| self.line.unreadable(OPERATION, what);
        let account = answer
            .account()
            .ok_or_else(|| unreadable("the answer names no account"))?;
        let account = AccountId::parse(account)
            .map_err(|error| unreadable("the answer's account is none").because(error))?;
        let arn = answer
            .arn()
            .ok_or_else(|| unreadable("the answer names no caller"))?;
        let arn = arn.to_owned();
        Ok(CallerIdentity { account, arn })
    }
}
