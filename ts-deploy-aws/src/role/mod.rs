//! Roles, on `iam`.

mod change;
mod convert;
#[cfg(test)]
mod tests;

use async_trait::async_trait;
use aws_sdk_iam::types::AttachedPolicy;
use aws_types::SdkConfig;
use ts_deploy_core::ids::{PolicyArn, RoleName};
use ts_deploy_core::port::role::{Role, RoleReader};
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;
use crate::pages::{self, Page};

/// [`RoleReader`] and [`RoleWriter`](ts_deploy_core::port::role::RoleWriter) on AWS.
#[derive(Clone, Debug)]
pub struct AwsRoles {
    client: aws_sdk_iam::Client,
    line: Line,
}

impl AwsRoles {
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
impl RoleReader for AwsRoles {
    async fn role(&self, name: &RoleName) -> PortResult<Option<Role>> {
        const OPERATION: &str = "GetRole";
        let call = self.client.get_role().role_name(name.as_str());
        let answer = match call.send().await.map_err(self.line.failed(OPERATION)) {
            Ok(answer) => answer,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let unreadable = |what: &str| self.line.unreadable(OPERATION, what);
        let role = answer
            .role
            .ok_or_else(|| unreadable("the answer has no role"))?;
        let role = convert::role(role);
        role.map(Some)
            .map_err(|missing| unreadable(&missing.to_string()))
    }

    async fn inline_policies(&self, name: &RoleName) -> PortResult<Vec<String>> {
        const OPERATION: &str = "ListRolePolicies";
        let names = pages::whole(self.line, OPERATION, |marker| async move {
            let call = self.client.list_role_policies().role_name(name.as_str());
            let call = call.set_marker(marker);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.policy_names,
                next: answer.marker.filter(|_| answer.is_truncated),
            })
        });
        names.await
    }

    async fn inline_policy(&self, name: &RoleName, policy: &str) -> PortResult<Option<String>> {
        const OPERATION: &str = "GetRolePolicy";
        let call = self.client.get_role_policy().role_name(name.as_str());
        let sent = call.policy_name(policy).send().await;
        let answer = match sent.map_err(self.line.failed(OPERATION)) {
            Ok(answer) => answer,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let document = convert::document(&answer.policy_document, "the role's policy");
        let unreadable = |missing: crate::read::Unreadable| {
            self.line.unreadable(OPERATION, &missing.to_string())
        };
        document.map(Some).map_err(unreadable)
    }

    async fn attached_policies(&self, name: &RoleName) -> PortResult<Vec<PolicyArn>> {
        const OPERATION: &str = "ListAttachedRolePolicies";
        let attached = pages::whole(self.line, OPERATION, |marker| async move {
            let call = self.client.list_attached_role_policies();
            let call = call.role_name(name.as_str()).set_marker(marker);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.attached_policies.unwrap_or_default(),
                next: answer.marker.filter(|_| answer.is_truncated),
            })
        });
        let arn = |one: AttachedPolicy| {
            let arn = convert::policy_arn(one.policy_arn.as_deref());
            arn.map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
        };
        attached.await?.into_iter().map(arn).collect()
    }
}
