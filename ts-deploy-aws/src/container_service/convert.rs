//! From ECS's types to the port's. Every function is without effects.

use aws_sdk_ecs::types::{Deployment, Service};
use ts_deploy_core::port::container_service::{
    ContainerService, DeploymentId, RolloutState, ServiceArn, ServiceDeployment, ServiceStatus,
};

use crate::read::{Unreadable, present, spelled};
use crate::time::timestamp;

/// ECS's word for a service's newest deployment.
pub(super) const PRIMARY: &str = "PRIMARY";
/// How many of a service's last lines are kept.
const EVENTS: usize = 20;

/// A service with its deployments.
pub(super) fn service(service: Service) -> Result<ContainerService, Unreadable> {
    let deployments = service.deployments.unwrap_or_default().into_iter();
    let mut deployments = deployments.map(deployment).collect::<Result<Vec<_>, _>>()?;
    deployments.sort_by_key(|one| (!one.primary, std::cmp::Reverse(one.created)));
    let events = service.events.unwrap_or_default().into_iter();
    let status = service.status.as_deref().and_then(spelled);
    Ok(ContainerService {
        arn: ServiceArn(present(service.service_arn, "a service's ARN")?),
        status: status.unwrap_or(ServiceStatus::Unknown),
        desired: count(service.desired_count),
        running: count(service.running_count),
        deployments,
        events: events.filter_map(|one| one.message).take(EVENTS).collect(),
    })
}

fn deployment(one: Deployment) -> Result<ServiceDeployment, Unreadable> {
    let rollout = one.rollout_state.as_ref();
    Ok(ServiceDeployment {
        id: DeploymentId(present(one.id, "a deployment's id")?),
        primary: one.status.as_deref() == Some(PRIMARY),
        rollout: rollout.map(|state| spelled(state.as_str()).unwrap_or(RolloutState::Unknown)),
        reason: one.rollout_state_reason,
        created: timestamp(one.created_at, "when a deployment began")?,
        desired: count(one.desired_count),
        running: count(one.running_count),
        failed: count(one.failed_tasks),
    })
}

/// A number of tasks, of which there are never fewer than none.
fn count(tasks: i32) -> u32 {
    u32::try_from(tasks).unwrap_or_default()
}
