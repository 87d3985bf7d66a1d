//! The hook around the calls of service-linked roles.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader, hook_writer};
use crate::port::service_linked_role::{
    ServiceLinkedRole, ServiceLinkedRoleReader, ServiceLinkedRoleWriter,
};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

const SERVICE: &str = "iam";

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn ServiceLinkedRoleReader>(ports, target, hook, |one| one);
    hook_writer::<dyn ServiceLinkedRoleWriter>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: ServiceLinkedRoleReader + ?Sized> ServiceLinkedRoleReader for Hooked<P> {
    async fn role(&self, name: &str) -> PortResult<Option<ServiceLinkedRole>> {
        self.call(SERVICE, "GetRole", self.backend.role(name)).await
    }
}

#[async_trait]
impl<P: ServiceLinkedRoleWriter + ?Sized> ServiceLinkedRoleWriter for Hooked<P> {
    async fn create(&self, service: &str) -> PortResult<()> {
        let answer = self.backend.create(service);
        self.call(SERVICE, "CreateServiceLinkedRole", answer).await
    }
}
