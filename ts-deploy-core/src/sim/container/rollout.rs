//! The deployments of one service, as functions of time.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::RestartFate;
use crate::port::container_service::{
    ContainerService, DeploymentId, RolloutState, ServiceArn, ServiceDeployment, ServiceStatus,
};
use crate::port::stack::StackEvent;
use crate::sim::naming::{digits, jittered};
use crate::sim::pen::plus;

/// How long a restart takes, in milliseconds.
const RESTART: i64 = 4 * 60 * 1_000;
/// After how long the circuit breaker ends a deployment.
const BREAKER: i64 = 9 * 60 * 1_000;
/// How long rolling back takes.
const BACK: i64 = 3 * 60 * 1_000;
/// In how many seconds one task fails that does not become healthy.
const FAILS_EVERY: i64 = 90;
/// How many tasks a service has when nobody changed it.
const TASKS: u32 = 2;

/// One deployment on its way.
#[derive(Clone, Debug)]
struct Rollout {
    id: DeploymentId,
    began: Timestamp,
    /// When and how it ends; `None` for one that never does.
    ends: Option<(Timestamp, RolloutState)>,
    /// ECS's words while it goes on.
    reason: String,
    /// True when its tasks do not become healthy.
    sick: bool,
}

/// The life of a service.
#[derive(Clone, Debug)]
pub(in crate::sim) struct Life {
    born: Timestamp,
    pub(super) status: ServiceStatus,
    pub(super) desired: u32,
    rollouts: Vec<Rollout>,
}

impl Life {
    /// Takes in what a stack did with a service.
    pub(super) fn note(
        lives: &mut BTreeMap<ServiceArn, Self>,
        arn: &ServiceArn,
        event: &StackEvent,
        now: Timestamp,
    ) {
        let begins = |lives: &mut BTreeMap<ServiceArn, Self>| {
            let life = lives.entry(arn.clone()).or_insert_with(|| Self {
                born: event.at,
                status: ServiceStatus::Active,
                desired: TASKS,
                rollouts: Vec::new(),
            });
            let going = life.rollouts.iter().any(|one| one.ends.is_none());
            if !going {
                life.begin(arn, event.at);
            }
        };
        match event.status.as_str() {
            "CREATE_IN_PROGRESS" | "UPDATE_IN_PROGRESS" => begins(lives),
            "DELETE_IN_PROGRESS" => {
                if let Some(life) = lives.get_mut(arn) {
                    life.status = ServiceStatus::Draining;
                }
            }
            "DELETE_COMPLETE" if event.at <= now => {
                lives.remove(arn);
            }
            "CREATE_COMPLETE" | "UPDATE_COMPLETE" => {
                if let Some(life) = lives.get_mut(arn) {
                    life.complete(event.at);
                }
            }
            _ => {}
        }
    }

    fn begin(&mut self, arn: &ServiceArn, at: Timestamp) {
        let own = digits(19, &["deployment", &arn.0, &at.to_string()]);
        self.rollouts.push(Rollout {
            id: DeploymentId(format!("ecs-svc/{own}")),
            began: at,
            ends: None,
            reason: "in progress".to_owned(),
            sick: false,
        });
    }

    fn complete(&mut self, at: Timestamp) {
        for rollout in self.rollouts.iter_mut().filter(|one| one.ends.is_none()) {
            rollout.ends = Some((at, RolloutState::Completed));
        }
    }

    /// Adds a restart of this life; those of an earlier one of the same name are over.
    pub(super) fn restart(
        &mut self,
        seed: &str,
        id: &DeploymentId,
        at: Timestamp,
        fate: RestartFate,
    ) {
        if at < self.born {
            return;
        }
        let after = |milliseconds: i64| plus(at, jittered(milliseconds, &[seed, &id.0]));
        let ends = match fate {
            RestartFate::Completes => Some((after(RESTART), RolloutState::Completed)),
            RestartFate::RollsBack | RestartFate::Fails => {
                Some((after(BREAKER), RolloutState::Failed))
            }
            RestartFate::NeverHealthy => None,
        };
        let back_to = self.rollouts.iter().rev().find(|one| !one.sick);
        let back_to = back_to.map_or_else(String::new, |one| one.id.to_string());
        self.rollouts.push(Rollout {
            id: id.clone(),
            began: at,
            ends,
            reason: "in progress".to_owned(),
            sick: fate != RestartFate::Completes,
        });
        if fate == RestartFate::RollsBack {
            let began = after(BREAKER);
            let own = digits(19, &["rolled back", &id.0]);
            self.rollouts.push(Rollout {
                id: DeploymentId(format!("ecs-svc/{own}")),
                began,
                ends: Some((plus(began, BACK), RolloutState::Completed)),
                reason: format!("circuit breaker: rolling back to deploymentId {back_to}"),
                sick: false,
            });
        }
    }

    /// When the newest deployment began whose tasks run and are healthy.
    pub(in crate::sim) fn runs_since(&self, now: Timestamp) -> Option<Timestamp> {
        let healthy = self.rollouts.iter().filter(|one| one.is_healthy(now));
        let newest = healthy.map(|one| one.began).max()?;
        (self.status == ServiceStatus::Active && self.desired > 0).then_some(newest)
    }

    /// As `DescribeServices` shows it.
    pub(super) fn shown(&self, arn: &ServiceArn, now: Timestamp) -> ContainerService {
        let mut begun: Vec<&Rollout> = self
            .rollouts
            .iter()
            .filter(|one| one.began <= now)
            .collect();
        begun.sort_by_key(|one| std::cmp::Reverse(one.began));
        let newest = begun.first().map(|one| one.id.clone());
        let healthy = begun.iter().position(|one| one.is_healthy(now));
        let kept = healthy.map_or(begun.len(), |place| place.saturating_add(1));
        let shown = begun.iter().take(kept);
        let deployments: Vec<ServiceDeployment> = shown
            .map(|one| one.shown(self.desired, newest.as_ref() == Some(&one.id), now))
            .collect();
        let running = deployments.iter().map(|one| one.running).max();
        ContainerService {
            arn: arn.clone(),
            status: self.status,
            desired: self.desired,
            running: running.unwrap_or_default(),
            events: events(arn, &deployments),
            deployments,
        }
    }
}

impl Rollout {
    fn is_healthy(&self, now: Timestamp) -> bool {
        self.ends
            .is_some_and(|(at, state)| at <= now && state == RolloutState::Completed)
    }

    fn shown(&self, desired: u32, primary: bool, now: Timestamp) -> ServiceDeployment {
        let ended = self.ends.filter(|(at, _)| *at <= now);
        let state = ended.map_or(RolloutState::InProgress, |(_, state)| state);
        let until = ended.map_or(now, |(at, _)| at);
        let sick_for = until.duration_since(self.began).as_secs() / FAILS_EVERY;
        let said = match state {
            RolloutState::Completed => "completed.",
            RolloutState::Failed => "failed: tasks failed to start.",
            _ => self.reason.as_str(),
        };
        ServiceDeployment {
            id: self.id.clone(),
            primary,
            rollout: Some(state),
            reason: Some(format!("ECS deployment {} {said}", self.id)),
            created: self.began,
            desired,
            running: if state == RolloutState::Completed {
                desired
            } else {
                0
            },
            failed: if self.sick {
                u32::try_from(sick_for).unwrap_or(u32::MAX)
            } else {
                0
            },
        }
    }
}

fn events(arn: &ServiceArn, deployments: &[ServiceDeployment]) -> Vec<String> {
    let failing = deployments.iter().filter(|one| one.failed > 0);
    failing
        .map(|one| {
            let name = arn.name();
            format!(
                "(service {name}) (deployment {}) tasks failed container health checks.",
                one.id
            )
        })
        .collect()
}
