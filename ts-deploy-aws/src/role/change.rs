//! Changing roles.

use std::collections::BTreeMap;

use async_trait::async_trait;
use aws_sdk_iam::error::BuildError;
use aws_sdk_iam::types::Tag;
use ts_deploy_core::ids::{PolicyArn, RoleName};
use ts_deploy_core::port::role::{RoleRequest, RoleWriter};
use ts_deploy_core::port::{ErrorKind, PortResult};

use super::AwsRoles;

impl AwsRoles {
    fn tags(
        &self,
        operation: &'static str,
        tags: &BTreeMap<String, String>,
    ) -> PortResult<Option<Vec<Tag>>> {
        let tag = |(key, value): (&String, &String)| Tag::builder().key(key).value(value).build();
        let all: Result<Vec<Tag>, BuildError> = tags.iter().map(tag).collect();
        let all = all.map_err(|error| self.line.not_sent(operation, &error.to_string()))?;
        Ok((!all.is_empty()).then_some(all))
    }
}

/// What is gone already needs no removing.
fn gone(answer: PortResult<()>) -> PortResult<()> {
    match answer {
        Err(error) if error.kind != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[async_trait]
impl RoleWriter for AwsRoles {
    async fn create(&self, request: &RoleRequest) -> PortResult<()> {
        const OPERATION: &str = "CreateRole";
        let call = self.client.create_role();
        let call = call
            .role_name(request.name.as_str())
            .path(request.path.as_str())
            .description(&request.description)
            .assume_role_policy_document(&request.trust)
            .set_permissions_boundary(request.boundary.as_ref().map(ToString::to_string))
            .set_tags(self.tags(OPERATION, &request.tags)?);
        let sent = call.send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }

    async fn set_trust(&self, name: &RoleName, trust: &str) -> PortResult<()> {
        const OPERATION: &str = "UpdateAssumeRolePolicy";
        let call = self.client.update_assume_role_policy();
        let call = call.role_name(name.as_str()).policy_document(trust);
        let sent = call.send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }

    async fn set_boundary(&self, name: &RoleName, boundary: &PolicyArn) -> PortResult<()> {
        const OPERATION: &str = "PutRolePermissionsBoundary";
        let call = self.client.put_role_permissions_boundary();
        let call = call.role_name(name.as_str());
        let sent = call.permissions_boundary(boundary.as_str()).send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }

    async fn tag(&self, name: &RoleName, tags: &BTreeMap<String, String>) -> PortResult<()> {
        const OPERATION: &str = "TagRole";
        let call = self.client.tag_role().role_name(name.as_str());
        let sent = call.set_tags(self.tags(OPERATION, tags)?).send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }

    async fn put_inline_policy(
        &self,
        name: &RoleName,
        policy: &str,
        document: &str,
    ) -> PortResult<()> {
        const OPERATION: &str = "PutRolePolicy";
        let call = self.client.put_role_policy().role_name(name.as_str());
        let call = call.policy_name(policy).policy_document(document);
        let sent = call.send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }

    async fn delete_inline_policy(&self, name: &RoleName, policy: &str) -> PortResult<()> {
        const OPERATION: &str = "DeleteRolePolicy";
        let call = self.client.delete_role_policy().role_name(name.as_str());
        let sent = call.policy_name(policy).send().await;
        gone(sent.map_err(self.line.failed(OPERATION)).map(drop))
    }

    async fn delete(&self, name: &RoleName) -> PortResult<()> {
        const OPERATION: &str = "DeleteRole";
        let sent = self
            .client
            .delete_role()
            .role_name(name.as_str())
            .send()
            .await;
        gone(sent.map_err(self.line.failed(OPERATION)).map(drop))
    }
}
