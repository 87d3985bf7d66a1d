//! Services in containers, on `ecs`, and on `cloudformation` where a stack tells which ones it made.

mod convert;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use async_trait::async_trait;
use aws_sdk_cloudformation::types::{ResourceStatus, StackResourceSummary};
use aws_smithy_types::retry::RetryConfig;
use aws_types::SdkConfig;
use ts_deploy_core::ids::ClusterName;
use ts_deploy_core::port::container_service::{
    ContainerService, ContainerServiceReader, ContainerServiceWriter, DeploymentId, ServiceArn,
};
use ts_deploy_core::port::stack::StackArn;
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;
use crate::pages::{self, Page};
use crate::read::present;

/// How many services ECS shows on a page.
const SERVICES: i32 = 100;
/// How many stacks, nested ones among them, are looked through for the services of one.
const STACKS: usize = 200;

/// [`ContainerServiceReader`] and [`ContainerServiceWriter`] on AWS.
#[derive(Clone, Debug)]
pub struct AwsContainerServices {
    services: aws_sdk_ecs::Client,
    stacks: aws_sdk_cloudformation::Client,
    line: Line,
    stack_line: Line,
}

impl AwsContainerServices {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let line = |service| Line { service, target };
        Self {
            services: aws_sdk_ecs::Client::new(config),
            stacks: aws_sdk_cloudformation::Client::new(config),
            line: line("ecs"),
            stack_line: line("cloudformation"),
        }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.services.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.services = aws_sdk_ecs::Client::from_conf(config);
        let config = self.stacks.config().to_builder();
        let config = config.interceptor(log.counter(self.stack_line)).build();
        self.stacks = aws_sdk_cloudformation::Client::from_conf(config);
        self
    }

    /// What one stack made and still has.
    async fn resources(&self, stack: &str) -> PortResult<Vec<StackResourceSummary>> {
        // `DescribeStackResources` stops at 100 and does not say so.
        const OPERATION: &str = "ListStackResources";
        let resources = pages::whole(self.stack_line, OPERATION, |token| async move {
            let call = self.stacks.list_stack_resources().stack_name(stack);
            let sent = call.set_next_token(token).send().await;
            let answer = sent.map_err(self.stack_line.failed(OPERATION))?;
            Ok(Page {
                items: answer.stack_resource_summaries.unwrap_or_default(),
                next: answer.next_token,
            })
        });
        let there = |one: &StackResourceSummary| {
            one.resource_status != Some(ResourceStatus::DeleteComplete)
        };
        Ok(resources.await?.into_iter().filter(there).collect())
    }
}

#[async_trait]
impl ContainerServiceReader for AwsContainerServices {
    async fn services_of_stack(&self, stack: &StackArn) -> PortResult<Vec<ServiceArn>> {
        let mut services = Vec::new();
        let mut seen = BTreeSet::new();
        let mut left = vec![stack.0.clone()];
        while let Some(stack) = left.pop() {
            if !seen.insert(stack.clone()) {
                continue;
            }
            if seen.len() > STACKS {
                let what = format!("there are more than {STACKS} stacks below it");
                return Err(self.stack_line.unreadable("ListStackResources", &what));
            }
            for one in self.resources(&stack).await? {
                // What is only being made has no id yet.
                let Some(id) = one.physical_resource_id.filter(|id| !id.is_empty()) else {
                    continue;
                };
                match one.resource_type.as_deref() {
                    Some("AWS::ECS::Service") => services.push(ServiceArn(id)),
                    Some("AWS::CloudFormation::Stack") => left.push(id),
                    _ => {}
                }
            }
        }
        Ok(services)
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
