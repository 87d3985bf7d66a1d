//! Service-linked roles, on `iam`.

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use aws_types::SdkConfig;
use ts_deploy_core::port::service_linked_role::{
    ServiceLinkedRole, ServiceLinkedRoleReader, ServiceLinkedRoleWriter,
};
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;

/// [`ServiceLinkedRoleReader`] and [`ServiceLinkedRoleWriter`] on AWS.
#[derive(Clone, Debug)]
pub struct AwsServiceLinkedRoles {
    client: aws_sdk_iam::Client,
    line: Line,
}

impl AwsServiceLinkedRoles {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_iam::Client::new(config);
        let service = "iam";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_iam::Client::from_conf(config);
        self
    }
}

#[async_trait]
impl ServiceLinkedRoleReader for AwsServiceLinkedRoles {
    async fn role(&self, name: &str) -> PortResult<Option<ServiceLinkedRole>> {
        const OPERATION: &str = "GetRole";
        let sent = self.client.get_role().role_name(name).send().await;
        match sent.map_err(self.line.failed(OPERATION)) {
            Ok(answer) => Ok(answer.role.map(|role| ServiceLinkedRole {
                name: role.role_name,
                path: role.path,
            })),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

#[async_trait]
impl ServiceLinkedRoleWriter for AwsServiceLinkedRoles {
    async fn create(&self, service: &str) -> PortResult<()> {
        const OPERATION: &str = "CreateServiceLinkedRole";
        let call = self.client.create_service_linked_role();
        let sent = call.aws_service_name(service).send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }
}
