//! Mocks of the ports of roles.

use std::collections::BTreeMap;

use async_trait::async_trait;

use crate::ids::{PolicyArn, RoleName};
use crate::port::PortResult;
use crate::port::role::{Role, RoleReader, RoleRequest, RoleWriter};

mockall::mock! {
    /// A mock of [`RoleReader`](crate::port::role::RoleReader).
    #[derive(Debug)]
    pub RoleReader {}

    #[async_trait]
    impl RoleReader for RoleReader {
        async fn role(&self, name: &RoleName) -> PortResult<Option<Role>>;
        async fn inline_policies(&self, name: &RoleName) -> PortResult<Vec<String>>;
        async fn inline_policy(&self, name: &RoleName, policy: &str) -> PortResult<Option<String>>;
        async fn attached_policies(&self, name: &RoleName) -> PortResult<Vec<PolicyArn>>;
    }
}

mockall::mock! {
    /// A mock of [`RoleWriter`](crate::port::role::RoleWriter).
    #[derive(Debug)]
    pub RoleWriter {}

    #[async_trait]
    impl RoleWriter for RoleWriter {
        async fn create(&self, request: &RoleRequest) -> PortResult<()>;
        async fn set_trust(&self, name: &RoleName, trust: &str) -> PortResult<()>;
        async fn set_boundary(&self, name: &RoleName, boundary: &PolicyArn) -> PortResult<()>;
        async fn tag(&self, name: &RoleName, tags: &BTreeMap<String, String>) -> PortResult<()>;
        async fn put_inline_policy(
            &self,
            name: &RoleName,
            policy: &str,
            document: &str,
        ) -> PortResult<()>;
        async fn delete_inline_policy(&self, name: &RoleName, policy: &str) -> PortResult<()>;
        async fn delete(&self, name: &RoleName) -> PortResult<()>;
    }
}
