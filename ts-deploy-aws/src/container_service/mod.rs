//! Services in containers, on `ecs`, and on `cloudformation` where a stack tells which ones it made.

mod convert;
#[cfg(test)]
mod tests;

use async_trait::async_trait;
use aws_smithy_types::retry::RetryConfig;
use aws_types::SdkConfig;
use ts_deploy_core::ids::ClusterName;
use ts_deploy_core::port::container_service::{
    ContainerService, ContainerServiceReader, ContainerServiceWriter, DeploymentId, ServiceArn,
};
use ts_deploy_core::port::stack::StackArn;
use ts_deploy_core::port::stack_resource::StackResourceReader as _;
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::target::TargetName;

use crate::AwsStacks;
use crate::answer::Line;
use crate::connection::CallLog;
use crate::pages::{self, Page};
use crate::read::present;

/// How many services ECS shows on a page.
const SERVICES: i32 = 100;
/// The type of a service in the resources of a stack.
const RESOURCE_TYPE: &str = "AWS::ECS::Service";

/// [`ContainerServiceReader`] and [`ContainerServiceWriter`] on AWS.
#[derive(Clone, Debug)]
pub struct AwsContainerServices {
    services: aws_sdk_ecs::Client,
    stacks: AwsStacks,
    line: Line,
}

impl AwsContainerServices {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let service = "ecs";
        Self {
            services: aws_sdk_ecs::Client::new(config),
            stacks: AwsStacks::new(config, target),
            line: Line { service, target },
        }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.services.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.services = aws_sdk_ecs::Client::from_conf(config);
        self.stacks = self.stacks.counted_in(log);
        self
    }
}

#[async_trait]
impl ContainerServiceReader for AwsContainerServices {
    async fn services_of_stack(&self, stack: &StackArn) -> PortResult<Vec<ServiceArn>> {
        let resources = self.stacks.resources(stack).await?.into_iter();
        let services = resources.filter(|one| one.resource_type == RESOURCE_TYPE && one.stands());
        Ok(services.map(|one| ServiceArn(one.physical_id)).collect())
    }

    async fn services_in(&self, cluster: &ClusterName) -> PortResult<Vec<ServiceArn>> {
        const OPERATION: &str = "ListServices";
        let arns = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.services.list_services().cluster(cluster.as_str());
            let call = call.max_results(SERVICES).set_next_token(token);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.service_arns.unwrap_or_default(),
                next: answer.next_token,
            })
        });
        Ok(arns.await?.into_iter().map(ServiceArn).collect())
    }

    async fn service(&self, arn: &ServiceArn) -> PortResult<Option<ContainerService>> {
        const OPERATION: &str = "DescribeServices";
        let call = self.services.describe_services().services(&arn.0);
        let call = call.set_cluster(arn.cluster().map(str::to_owned));
        let answer = match call.send().await.map_err(self.line.failed(OPERATION)) {
            Ok(answer) => answer,
            // Its cluster is gone, and the service with it.
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        // Who is not there is named among the failures of an answer that is no error.
        let failures = answer.failures.unwrap_or_default();
        let other = failures.iter().find(|one| one.reason() != Some("MISSING"));
        if let Some(other) = other {
            let reason = other.reason().unwrap_or("no reason");
            let what = format!("the service cannot be described: {reason}");
            return Err(self.line.unreadable(OPERATION, &what));
        }
        let service = answer.services.unwrap_or_default().into_iter().next();
        let read = service.map(convert::service).transpose();
        read.map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
    }
}

#[async_trait]
impl ContainerServiceWriter for AwsContainerServices {
    async fn restart(&self, service: &ServiceArn) -> PortResult<DeploymentId> {
        const OPERATION: &str = "UpdateService";
        let call = self.services.update_service().service(&service.0);
        let call = call
            .set_cluster(service.cluster().map(str::to_owned))
            .force_new_deployment(true);
        // ECS knows no token: what the SDK sends again by itself would be one more deployment.
        let once = aws_sdk_ecs::Config::builder().retry_config(RetryConfig::disabled());
        let sent = call.customize().config_override(once).send().await;
        let answer = sent.map_err(self.line.failed(OPERATION))?;
        let deployments = answer.service.and_then(|service| service.deployments);
        let primary = deployments.unwrap_or_default().into_iter();
        let mut primary = primary.filter(|one| one.status() == Some(convert::PRIMARY));
        let id = primary.next().and_then(|one| one.id);
        let id = present(id, "the id of the new deployment");
        id.map(DeploymentId)
            .map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
    }
}
