//! Stacks, change sets and templates, on `cloudformation`.
//!
//! The calls are in `read`, `events`, `change` and `template`, apart from the conversions, which are
//! functions without effects.

mod change;
mod convert;
mod events;
mod list;
mod parameters;
mod read;
mod resources;
mod template;
#[cfg(test)]
mod tests;

use aws_types::SdkConfig;
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;

/// [`StackReader`](ts_deploy_core::port::stack::StackReader),
/// [`StackWriter`](ts_deploy_core::port::stack::StackWriter),
/// [`TemplateReader`](ts_deploy_core::port::stack::TemplateReader),
/// [`StackResourceReader`](ts_deploy_core::port::stack_resource::StackResourceReader) and
/// [`StackTemplateReader`](ts_deploy_core::port::stack_template::StackTemplateReader) on AWS.
///
/// # Caveats
/// The text of a template that is given by its URL is not read: AWS reads it for the summary, and
/// the caller may have no right to.
#[derive(Clone, Debug)]
pub struct AwsStacks {
    client: aws_sdk_cloudformation::Client,
    line: Line,
}

impl AwsStacks {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_cloudformation::Client::new(config);
        let service = "cloudformation";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_cloudformation::Client::from_conf(config);
        self
    }
}
