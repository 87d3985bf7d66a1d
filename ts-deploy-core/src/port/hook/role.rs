//! The hook around the calls of roles.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader, hook_writer};
use crate::ids::{PolicyArn, RoleName};
use crate::port::role::{Role, RoleReader, RoleRequest, RoleWriter};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

const SERVICE: &str = "iam";

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn RoleReader>(ports, target, hook, |one| one);
    hook_writer::<dyn RoleWriter>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: RoleReader + ?Sized> RoleReader for Hooked<P> {
    async fn role(&self, name: &RoleName) -> PortResult<Option<Role>> {
        let answer = self.backend.role(name);
        self.call(SERVICE, "GetRole", answer).await
    }

    async fn inline_policies(&self, name: &RoleName) -> PortResult<Vec<String>> {
        let answer = self.backend.inline_policies(name);
        self.call(SERVICE, "ListRolePolicies", answer).await
    }

    async fn inline_policy(&self, name: &RoleName, policy: &str) -> PortResult<Option<String>> {
        let answer = self.backend.inline_policy(name, policy);
        self.call(SERVICE, "GetRolePolicy", answer).await
    }

    async fn attached_policies(&self, name: &RoleName) -> PortResult<Vec<PolicyArn>> {
        let answer = self.backend.attached_policies(name);
        self.call(SERVICE, "ListAttachedRolePolicies", answer).await
    }
}

#[async_trait]
impl<P: RoleWriter + ?Sized> RoleWriter for Hooked<P> {
    async fn create(&self, request: &RoleRequest) -> PortResult<()> {
        let answer = self.backend.create(request);
        self.call(SERVICE, "CreateRole", answer).await
    }

    async fn set_trust(&self, name: &RoleName, trust: &str) -> PortResult<()> {
        let answer = self.backend.set_trust(name, trust);
        self.call(SERVICE, "UpdateAssumeRolePolicy", answer).await
    }

    async fn set_boundary(&self, name: &RoleName, boundary: &PolicyArn) -> PortResult<()> {
        let answer = self.backend.set_boundary(name, boundary);
        self.call(SERVICE, "PutRolePermissionsBoundary", answer)
            .await
    }

    async fn tag(&self, name: &RoleName, tags: &BTreeMap<String, String>) -> PortResult<()> {
        let answer = self.backend.tag(name, tags);
        self.call(SERVICE, "TagRole", answer).await
    }

    async fn put_inline_policy(
        &self,
        name: &RoleName,
        policy: &str,
        document: &str,
    ) -> PortResult<()> {
        let answer = self.backend.put_inline_policy(name, policy, document);
        self.call(SERVICE, "PutRolePolicy", answer).await
    }

    async fn delete_inline_policy(&self, name: &RoleName, policy: &str) -> PortResult<()> {
        let answer = self.backend.delete_inline_policy(name, policy);
        self.call(SERVICE, "DeleteRolePolicy", answer).await
    }

    async fn delete(&self, name: &RoleName) -> PortResult<()> {
        let answer = self.backend.delete(name);
        self.call(SERVICE, "DeleteRole", answer).await
    }
}
