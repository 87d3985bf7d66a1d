//! The hook around the calls of clusters.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader, hook_writer};
use crate::port::catalog::OperationToken;
use crate::port::cluster::{Cluster, ClusterReader, ClusterUpdate, ClusterWriter, EndpointAccess};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

const SERVICE: &str = "eks";

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn ClusterReader>(ports, target, hook, |one| one);
    hook_writer::<dyn ClusterWriter>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: ClusterReader + ?Sized> ClusterReader for Hooked<P> {
    async fn cluster(&self, name: &str) -> PortResult<Option<Cluster>> {
        let answer = self.backend.cluster(name);
        self.call(SERVICE, "DescribeCluster", answer).await
    }

    async fn update(&self, name: &str, id: &str) -> PortResult<Option<ClusterUpdate>> {
        let answer = self.backend.update(name, id);
        self.call(SERVICE, "DescribeUpdate", answer).await
    }
}

#[async_trait]
impl<P: ClusterWriter + ?Sized> ClusterWriter for Hooked<P> {
    async fn set_access(
        &self,
        name: &str,
        access: EndpointAccess,
        token: &OperationToken,
    ) -> PortResult<String> {
        let answer = self.backend.set_access(name, access, token);
        self.call(SERVICE, "UpdateClusterConfig", answer).await
    }
}
