//! Calls to container services and to the web, hooked.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader, hook_writer};
use crate::ids::{ClusterName, HttpsUrl};
use crate::port::container_service::{
    ContainerService, ContainerServiceReader, ContainerServiceWriter, DeploymentId, ServiceArn,
};
use crate::port::stack::StackArn;
use crate::port::web::{WebAnswer, WebReader};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

const ECS: &str = "ecs";

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn ContainerServiceReader>(ports, target, hook, |one| one);
    hook_writer::<dyn ContainerServiceWriter>(ports, target, hook, |one| one);
    hook_reader::<dyn WebReader>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: ContainerServiceReader + ?Sized> ContainerServiceReader for Hooked<P> {
    async fn services_of_stack(&self, stack: &StackArn) -> PortResult<Vec<ServiceArn>> {
        let answer = self.backend.services_of_stack(stack);
        self.call("cloudformation", "ListStackResources", answer)
            .await
    }

    async fn services_in(&self, cluster: &ClusterName) -> PortResult<Vec<ServiceArn>> {
        let answer = self.backend.services_in(cluster);
        self.call(ECS, "ListServices", answer).await
    }

    async fn service(&self, arn: &ServiceArn) -> PortResult<Option<ContainerService>> {
        let answer = self.backend.service(arn);
        self.call(ECS, "DescribeServices", answer).await
    }
}

#[async_trait]
impl<P: ContainerServiceWriter + ?Sized> ContainerServiceWriter for Hooked<P> {
    async fn restart(&self, service: &ServiceArn) -> PortResult<DeploymentId> {
        let answer = self.backend.restart(service);
        self.call(ECS, "UpdateService", answer).await
    }
}

#[async_trait]
impl<P: WebReader + ?Sized> WebReader for Hooked<P> {
    async fn get(&self, url: &HttpsUrl) -> PortResult<WebAnswer> {
        let answer = self.backend.get(url);
        self.call("https", "GET", answer).await
    }
}
