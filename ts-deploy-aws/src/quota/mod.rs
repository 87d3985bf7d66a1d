//! Quotas, on `servicequotas`.

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use aws_types::SdkConfig;
use ts_deploy_core::port::quota::{QuotaId, QuotaReader};
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;

/// [`QuotaReader`] on AWS.
#[derive(Clone, Debug)]
pub struct AwsQuotas {
    client: aws_sdk_servicequotas::Client,
    line: Line,
}

impl AwsQuotas {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_servicequotas::Client::new(config);
        let service = "servicequotas";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_servicequotas::Client::from_conf(config);
        self
    }

    fn whole(&self, operation: &'static str, value: Option<f64>) -> PortResult<u64> {
        let whole = value.and_then(whole);
        whole.ok_or_else(|| {
            let what = "the answer lacks the quota's value";
            self.line.unreadable(operation, what)
        })
    }
}

/// How many whole things a value allows; quotas travel as numbers with a fraction.
fn whole(value: f64) -> Option<u64> {
    let text = format!("{:.0}", value.floor());
    text.parse().ok()
}

#[async_trait]
impl QuotaReader for AwsQuotas {
    async fn applied(&self, quota: QuotaId) -> PortResult<u64> {
        const OPERATION: &str = "GetServiceQuota";
        let call = self.client.get_service_quota();
        let call = call.service_code(quota.service).quota_code(quota.code);
        match call.send().await.map_err(self.line.failed(OPERATION)) {
            Ok(answer) => self.whole(OPERATION, answer.quota.and_then(|quota| quota.value)),
            // An account has a value of its own only once somebody asked for one.
            Err(error) if error.kind == ErrorKind::NotFound => self.default_value(quota).await,
            Err(error) => Err(error),
        }
    }

    async fn default_value(&self, quota: QuotaId) -> PortResult<u64> {
        const OPERATION: &str = "GetAWSDefaultServiceQuota";
        let call = self.client.get_aws_default_service_quota();
        let call = call.service_code(quota.service).quota_code(quota.code);
        let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
        self.whole(OPERATION, answer.quota.and_then(|quota| quota.value))
    }
}
