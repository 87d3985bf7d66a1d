//! Calls to the services.

use async_trait::async_trait;

use super::{HeldRestart, is_service};
use crate::ids::{ClusterName, ServiceName};
use crate::port::PortResult;
use crate::port::container_service::{
    ContainerService, ContainerServiceReader, ContainerServiceWriter, DeploymentId, ServiceArn,
    ServiceStatus,
};
use crate::port::stack::StackArn;
use crate::sim::naming::digits;
use crate::sim::place::{SimPlace, Verb};
use crate::sim::refusal::{Answer, Refusal};
use crate::sim::world::World;
use crate::target::Target;

const ECS: &str = "ecs";

#[async_trait]
impl ContainerServiceReader for SimPlace {
    async fn services_of_stack(&self, stack: &StackArn) -> PortResult<Vec<ServiceArn>> {
        let verb = Verb("cloudformation", "ListStackResources");
        self.read(verb, |place, world| {
            let chronicles = place.chronicles(world.seed);
            let mut known = chronicles.filter(|chronicle| {
                chronicle
                    .happened(world.now)
                    .any(|event| event.stack == *stack)
            });
            let Some(chronicle) = known.next() else {
                let words = format!("ValidationError: Stack with id {stack} does not exist");
                return Err(Refusal::not_found(words));
            };
            let root = chronicle.scene.root.arn == *stack;
            let events = chronicle
                .happened(world.now)
                .filter(|event| is_service(event));
            let made: Vec<&str> = events
                .filter(|event| root || event.stack == *stack)
                .map(|event| event.physical_id.as_str())
                .collect();
            let lives = place.services(world.seed, world.now).into_keys();
            Ok(lives.filter(|arn| made.contains(&arn.0.as_str())).collect())
        })
    }

    async fn services_in(&self, cluster: &ClusterName) -> PortResult<Vec<ServiceArn>> {
        self.read(Verb(ECS, "ListServices"), |place, world| {
            let services = place.services(world.seed, world.now).into_keys();
            let inside = services.filter(|arn| arn.cluster() == Some(cluster.as_str()));
            let inside: Vec<ServiceArn> = inside.collect();
            if inside.is_empty() {
                let words = format!("ClusterNotFoundException: Cluster {cluster} not found.");
                return Err(Refusal::not_found(words));
            }
            Ok(inside)
        })
    }

    async fn service(&self, arn: &ServiceArn) -> PortResult<Option<ContainerService>> {
        self.read(Verb(ECS, "DescribeServices"), |place, world| {
            let services = place.services(world.seed, world.now);
            Ok(services.get(arn).map(|life| life.shown(arn, world.now)))
        })
    }
}

#[async_trait]
impl ContainerServiceWriter for SimPlace {
    async fn restart(&self, service: &ServiceArn) -> PortResult<DeploymentId> {
        self.change(Verb(ECS, "UpdateService"), |world, target| {
            Ok((restart(world, target, service)?, true))
        })
    }
}

fn restart(world: &mut World, target: &Target, service: &ServiceArn) -> Answer<DeploymentId> {
    let (seed, now) = (world.seed, world.now);
    let place = world.place(target);
    let status = place
        .services(seed, now)
        .get(service)
        .map(|life| life.status);
    match status {
        None => {
            let words = format!("ServiceNotFoundException: {service}");
            return Err(Refusal::not_found(words));
        }
        Some(ServiceStatus::Active) => {}
        Some(status) => {
            let words = format!(
                "ServiceNotActiveException: {service} is {}",
                status.as_str()
            );
            return Err(Refusal::conflict(words));
        }
    }
    let containers = &mut place.containers;
    let name = ServiceName::parse(service.name()).ok();
    let scripted = containers
        .fates
        .iter()
        .position(|(of, _)| Some(of) == name.as_ref());
    let fate = scripted
        .map(|place| containers.fates.remove(place).1)
        .unwrap_or_default();
    let count = containers.restarts.len().to_string();
    let own = digits(19, &["restart", &seed.to_string(), &service.0, &count]);
    let id = DeploymentId(format!("ecs-svc/{own}"));
    containers.restarts.push(HeldRestart {
        service: service.clone(),
        id: id.clone(),
        at: now,
        fate,
    });
    Ok(id)
}
