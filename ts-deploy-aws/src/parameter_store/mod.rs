//! Parameters, on `ssm`. Values are read, compared and written here and leave this module for
//! nowhere but AWS.

mod change;
mod convert;
mod read;
#[cfg(test)]
mod tests;

use aws_types::SdkConfig;
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;

/// [`ParameterReader`](ts_deploy_core::port::parameter_store::ParameterReader) and
/// [`ParameterWriter`](ts_deploy_core::port::parameter_store::ParameterWriter) on AWS.
#[derive(Clone, Debug)]
pub struct AwsParameterStore {
    client: aws_sdk_ssm::Client,
    line: Line,
}

impl AwsParameterStore {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_ssm::Client::new(config);
        let service = "ssm";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_ssm::Client::from_conf(config);
        self
    }
}
