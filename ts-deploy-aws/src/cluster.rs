//! Kubernetes clusters, on `eks`.

use async_trait::async_trait;
use aws_sdk_eks::types::{self, ErrorDetail, Update, VpcConfigRequest};
use aws_types::SdkConfig;
use ts_deploy_core::port::catalog::OperationToken;
use ts_deploy_core::port::cluster::{
    Cluster, ClusterReader, ClusterStatus, ClusterUpdate, ClusterUpdateStatus, ClusterWriter,
    EndpointAccess,
};
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;
use crate::read::{Unreadable, present, spelled};

#[cfg(test)]
mod tests;

/// [`ClusterReader`] and [`ClusterWriter`] on AWS.
#[derive(Clone, Debug)]
pub struct AwsClusters {
    client: aws_sdk_eks::Client,
    line: Line,
}

impl AwsClusters {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_eks::Client::new(config);
        let service = "eks";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_eks::Client::from_conf(config);
        self
    }
}

#[async_trait]
impl ClusterReader for AwsClusters {
    async fn cluster(&self, name: &str) -> PortResult<Option<Cluster>> {
        const OPERATION: &str = "DescribeCluster";
        let sent = self.client.describe_cluster().name(name).send().await;
        let answer = match sent.map_err(self.line.failed(OPERATION)) {
            Ok(answer) => answer,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let read = cluster(name, answer.cluster);
        read.map(Some)
            .map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
    }

    async fn update(&self, name: &str, id: &str) -> PortResult<Option<ClusterUpdate>> {
        const OPERATION: &str = "DescribeUpdate";
        let call = self.client.describe_update().name(name).update_id(id);
        let answer = match call.send().await.map_err(self.line.failed(OPERATION)) {
            Ok(answer) => answer,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let read = present(answer.update, "the update").and_then(update);
        read.map(Some)
            .map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
    }
}

#[async_trait]
impl ClusterWriter for AwsClusters {
    async fn set_access(
        &self,
        name: &str,
        access: EndpointAccess,
        token: &OperationToken,
    ) -> PortResult<String> {
        const OPERATION: &str = "UpdateClusterConfig";
        if token.0.is_empty() {
            // The SDK would fill in a random one, and a repeated call be another change.
            return Err(self.line.not_sent(OPERATION, "the change has no token"));
        }
        let network = VpcConfigRequest::builder()
            .endpoint_private_access(access.private)
            .endpoint_public_access(access.public)
            .build();
        let call = self.client.update_cluster_config().name(name);
        let call = call
            .resources_vpc_config(network)
            .client_request_token(&token.0);
        let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
        let id = answer.update.and_then(|update| update.id);
        present(id, "the update's id")
            .map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
    }
}

fn cluster(name: &str, answer: Option<types::Cluster>) -> Result<Cluster, Unreadable> {
    let answer = present(answer, "the cluster")?;
    let network = present(answer.resources_vpc_config, "the cluster's network")?;
    let status = answer.status.as_ref().map(types::ClusterStatus::as_str);
    Ok(Cluster {
        name: name.to_owned(),
        status: status.and_then(spelled).unwrap_or(ClusterStatus::Unknown),
        access: EndpointAccess {
            private: network.endpoint_private_access,
            public: network.endpoint_public_access,
        },
    })
}

fn update(answer: Update) -> Result<ClusterUpdate, Unreadable> {
    let status = answer.status.as_ref().map(types::UpdateStatus::as_str);
    let status = status.and_then(spelled);
    Ok(ClusterUpdate {
        id: present(answer.id, "the update's id")?,
        status: status.unwrap_or(ClusterUpdateStatus::Unknown),
        errors: answer.errors.unwrap_or_default().iter().map(said).collect(),
    })
}

fn said(error: &ErrorDetail) -> String {
    let code = error.error_code().map_or("Unknown", |code| code.as_str());
    let words = error.error_message().unwrap_or("no words");
    match error.resource_ids() {
        [] => format!("{code}: {words}"),
        about => format!("{code}: {words} ({})", about.join(", ")),
    }
}
