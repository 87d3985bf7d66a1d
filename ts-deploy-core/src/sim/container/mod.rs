//! Services in containers, answered by the simulated cloud. They come and go with the stacks of
//! provisioned products; what is kept of them are the restarts that were asked for.

mod calls;
mod rollout;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub(super) use rollout::Life;

use super::place::SimPlace;
use super::world::Place;
use crate::ids::ServiceName;
use crate::port::container_service::{DeploymentId, ServiceArn};

/// The type of a service among a stack's resources.
const SERVICE: &str = "AWS::ECS::Service";

/// How a restart ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RestartFate {
    /// After some minutes all tasks are new and healthy.
    #[default]
    Completes,
    /// The new tasks do not become healthy, and the circuit breaker rolls back to the old ones.
    RollsBack,
    /// The new tasks do not become healthy, and the circuit breaker ends the deployment without
    /// rolling back.
    Fails,
    /// The new tasks do not become healthy, there is no circuit breaker, and it goes on for ever.
    NeverHealthy,
}

/// What is kept of the services of one place.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct HeldContainers {
    restarts: Vec<HeldRestart>,
    /// How many tasks a service is to have, where somebody changed it.
    scaled: BTreeMap<ServiceName, u32>,
    /// How the next restarts of a service end.
    fates: Vec<(ServiceName, RestartFate)>,
}

/// A restart that was accepted.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct HeldRestart {
    service: ServiceArn,
    id: DeploymentId,
    at: Timestamp,
    fate: RestartFate,
}

impl Place {
    /// The services of this place by their ARNs.
    pub(super) fn services(&self, seed: u64, now: Timestamp) -> BTreeMap<ServiceArn, Life> {
        let mut lives: BTreeMap<ServiceArn, Life> = BTreeMap::new();
        for chronicle in self.chronicles(seed) {
            let events = chronicle.happened(now);
            let ours = |event: &&_| is_service(event);
            for event in events.filter(ours) {
                let arn = ServiceArn(event.physical_id.clone());
                Life::note(&mut lives, &arn, event, now);
            }
        }
        for (arn, life) in &mut lives {
            let restarts = self.containers.restarts.iter();
            let seed = seed.to_string();
            for restart in restarts.filter(|restart| restart.service == *arn) {
                life.restart(&seed, &restart.id, restart.at, restart.fate);
            }
            let scaled = ServiceName::parse(arn.name()).ok();
            if let Some(tasks) = scaled.and_then(|name| self.containers.scaled.get(&name)) {
                life.desired = *tasks;
            }
        }
        lives
    }
}

fn is_service(event: &crate::port::stack::StackEvent) -> bool {
    event.resource_type == SERVICE && !event.physical_id.is_empty()
}

impl SimPlace {
    /// Decides how the next restart of the service of this name ends; each further call decides
    /// about the one after it.
    pub fn restart_ends(&self, service: &ServiceName, fate: RestartFate) {
        self.arrange(|place, _| place.containers.fates.push((service.clone(), fate)));
    }

    /// Sets how many tasks the service of this name is to have, as a person does in the console.
    pub fn scale(&self, service: &ServiceName, tasks: u32) {
        self.arrange(|place, _| place.containers.scaled.insert(service.clone(), tasks));
    }
}
