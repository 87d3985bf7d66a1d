//! Roles that AWS services act through in an account (`iam`).

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{ChangePort, PortResult, ReadPort};

/// A role as `GetRole` shows it, as far as it tells whether a service is linked to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceLinkedRole {
    /// Its name: `AWSServiceRoleForECS`.
    pub name: String,
    /// Its path: `/aws-service-role/ecs.amazonaws.com/`.
    pub path: String,
}

impl ServiceLinkedRole {
    /// True when it is linked to the service, such as `ecs.amazonaws.com`: only AWS can make a role
    /// on such a path.
    pub fn is_linked_to(&self, service: &str) -> bool {
        self.path == format!("/aws-service-role/{service}/")
    }
}

/// Reads service-linked roles. Calls are repeatable. Roles are the account's, whatever the region.
#[async_trait]
pub trait ServiceLinkedRoleReader: Send + Sync {
    /// The role of this name; `None` when there is none.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn role(&self, name: &str) -> PortResult<Option<ServiceLinkedRole>>;
}

impl ReadPort for dyn ServiceLinkedRoleReader {
    const NAME: &'static str = "service-linked role reader";
}

/// Makes service-linked roles.
#[async_trait]
pub trait ServiceLinkedRoleWriter: Send + Sync {
    /// Makes the role of the service, such as `ecs.amazonaws.com` (`CreateServiceLinkedRole`). It
    /// takes no token, and needs none: an account has one such role of a service.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`AlreadyExists`](super::ErrorKind::AlreadyExists)
    /// when it is there, [`Invalid`](super::ErrorKind::Invalid) for a service that has none.
    async fn create(&self, service: &str) -> PortResult<()>;
}

impl ChangePort for dyn ServiceLinkedRoleWriter {
    const NAME: &'static str = "service-linked role writer";
}
