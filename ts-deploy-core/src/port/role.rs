//! Roles that this workspace makes and removes (`iam`).
//!
//! Whether a principal may do something is the affair of [`rights`](super::rights), and roles that AWS
//! makes for its services are that of [`service_linked_role`](super::service_linked_role).

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{ChangePort, PortResult, ReadPort};
use crate::ids::{PolicyArn, RoleArn, RoleName, RolePath};

/// A role (`GetRole`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Its ARN, with its path.
    pub arn: RoleArn,
    /// Who may assume it: a policy document in JSON, in plain text.
    pub trust: String,
    /// Its permissions boundary.
    pub boundary: Option<PolicyArn>,
    /// Its tags. `GetRole` tells them; a list of roles does not.
    pub tags: BTreeMap<String, String>,
}

/// A role to be made (`CreateRole`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleRequest {
    /// Its name.
    pub name: RoleName,
    /// Its path, which cannot be changed later.
    pub path: RolePath,
    /// What it is for, as the console shows it; at most 1000 characters.
    pub description: String,
    /// Who may assume it: a policy document in JSON.
    pub trust: String,
    /// Its permissions boundary.
    pub boundary: Option<PolicyArn>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// Reads roles. Calls are repeatable; lists are whole. Roles are the account's, whatever the region.
///
/// # Caveats
/// IAM shows what was changed only after some seconds, in any order.
#[async_trait]
pub trait RoleReader: Send + Sync {
    /// The role of this name, wherever its path; `None` when there is none.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn role(&self, name: &RoleName) -> PortResult<Option<Role>>;

    /// The names of the policies that stand in the role itself (`ListRolePolicies`).
    ///
    /// # Errors
    /// [`PortError`](super::PortError), of kind [`NotFound`](super::ErrorKind::NotFound) when there
    /// is no such role.
    async fn inline_policies(&self, name: &RoleName) -> PortResult<Vec<String>>;

    /// The document of a policy that stands in the role itself, in plain text (`GetRolePolicy`);
    /// `None` when the role, or that policy, is not there.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn inline_policy(&self, name: &RoleName, policy: &str) -> PortResult<Option<String>>;

    /// The managed policies that are attached to the role (`ListAttachedRolePolicies`).
    ///
    /// # Errors
    /// [`PortError`](super::PortError), of kind [`NotFound`](super::ErrorKind::NotFound) when there
    /// is no such role.
    async fn attached_policies(&self, name: &RoleName) -> PortResult<Vec<PolicyArn>>;
}

impl ReadPort for dyn RoleReader {
    const NAME: &'static str = "role reader";
}

/// Makes, changes and removes roles. No call takes a token, and none needs one: a name is given once
/// in an account, and all else puts what it is given in the place of what was there.
#[async_trait]
pub trait RoleWriter: Send + Sync {
    /// Makes a role (`CreateRole`).
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`AlreadyExists`](super::ErrorKind::AlreadyExists) when
    /// there is one of that name, [`Invalid`](super::ErrorKind::Invalid) when its trust is no policy or
    /// names a principal that is not there, [`NotFound`](super::ErrorKind::NotFound) when the boundary
    /// is not.
    async fn create(&self, request: &RoleRequest) -> PortResult<()>;

    /// Replaces who may assume it (`UpdateAssumeRolePolicy`). Repeatable.
    ///
    /// # Errors
    /// [`PortError`](super::PortError), of kind [`NotFound`](super::ErrorKind::NotFound) when there is
    /// no such role, [`Invalid`](super::ErrorKind::Invalid) for what is no such policy.
    async fn set_trust(&self, name: &RoleName, trust: &str) -> PortResult<()>;

    /// Gives it this permissions boundary, in place of any other (`PutRolePermissionsBoundary`).
    /// Repeatable.
    ///
    /// # Errors
    /// [`PortError`](super::PortError), of kind [`NotFound`](super::ErrorKind::NotFound) when there is
    /// no such role or boundary.
    async fn set_boundary(&self, name: &RoleName, boundary: &PolicyArn) -> PortResult<()>;

    /// Gives it these tags besides, or in place of those of the same keys (`TagRole`). Repeatable.
    ///
    /// # Errors
    /// [`PortError`](super::PortError), of kind [`NotFound`](super::ErrorKind::NotFound) when there is
    /// no such role.
    async fn tag(&self, name: &RoleName, tags: &BTreeMap<String, String>) -> PortResult<()>;

    /// Writes a policy into the role itself, over the one of that name (`PutRolePolicy`). Repeatable.
    ///
    /// # Errors
    /// [`PortError`](super::PortError), of kind [`NotFound`](super::ErrorKind::NotFound) when there is
    /// no such role, [`Invalid`](super::ErrorKind::Invalid) for what is no policy.
    async fn put_inline_policy(
        &self,
        name: &RoleName,
        policy: &str,
        document: &str,
    ) -> PortResult<()>;

    /// Removes a policy that stands in the role itself (`DeleteRolePolicy`). Done as well where the
    /// role, or that policy, is not there.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn delete_inline_policy(&self, name: &RoleName, policy: &str) -> PortResult<()>;

    /// Removes the role (`DeleteRole`). Done as well where it is not there.
    ///
    /// # Errors
    /// [`PortError`](super::PortError), of kind [`Conflict`](super::ErrorKind::Conflict) while it has a
    /// policy of any kind, or an instance profile holds it.
    async fn delete(&self, name: &RoleName) -> PortResult<()>;
}

impl ChangePort for dyn RoleWriter {
    const NAME: &'static str = "role writer";
}
