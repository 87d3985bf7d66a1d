//! Services in containers (`ecs`): the platform's services, found and restarted.
//!
//! A restart is a deployment of the same tasks anew: ECS starts new ones and stops the old once the
//! new are healthy. The service's circuit breaker, where it has one, ends a deployment that never
//! becomes healthy; without one it goes on for ever.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::stack::StackArn;
use super::{ChangePort, PortResult, ReadPort};
use crate::ids::{ClusterName, ServiceName};

/// The ARN of a service.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ServiceArn(pub String);

impl ServiceArn {
    /// The service's name: the last segment of the ARN.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The cluster's name; `None` in an ARN of the old format, which lacks it.
    pub fn cluster(&self) -> Option<&str> {
        let (_, resource) = self.0.rsplit_once(':')?;
        let mut parts = resource.split('/').skip(1);
        let (cluster, service) = (parts.next()?, parts.next());
        service.map(|_| cluster)
    }

    /// True when this is the service that the documents call `wanted`: by its whole name, or with
    /// words before or after it, as stacks add them.
    pub fn is_called(&self, wanted: &ServiceName) -> Naming {
        let (name, wanted) = (self.name(), wanted.as_str());
        let joined = |rest: Option<&str>, mark: fn(&str) -> bool| rest.is_some_and(mark);
        if name == wanted {
            Naming::Exact
        } else if joined(name.strip_suffix(wanted), |before| {
            before.ends_with(['-', '_'])
        }) || joined(name.strip_prefix(wanted), |after| {
            after.starts_with(['-', '_'])
        }) {
            Naming::Within
        } else {
            Naming::Other
        }
    }
}

impl std::fmt::Display for ServiceArn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a service's name is like the wanted one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Naming {
    /// It is the wanted one.
    Exact,
    /// It begins or ends with the wanted one, and has other words.
    Within,
    /// It is another.
    Other,
}

/// The id of a deployment: `ecs-svc/1234567890123456789`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeploymentId(pub String);

impl std::fmt::Display for DeploymentId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The state of a service, in ECS's spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum ServiceStatus {
    /// It is there.
    Active,
    /// It is being removed.
    Draining,
    /// It was removed.
    Inactive,
    /// A state this version does not know.
    #[serde(other)]
    Unknown,
}

impl ServiceStatus {
    /// ECS's spelling: `ACTIVE`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Draining => "DRAINING",
            Self::Inactive => "INACTIVE",
            Self::Unknown => "unknown",
        }
    }
}

/// The state of a rollout, in ECS's spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum RolloutState {
    /// The service runs the deployment's tasks, and they are healthy.
    Completed,
    /// It goes on.
    InProgress,
    /// The circuit breaker ended it. Never without one.
    Failed,
    /// A state this version does not know; never taken for success.
    #[serde(other)]
    Unknown,
}

impl RolloutState {
    /// ECS's spelling: `COMPLETED`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "COMPLETED",
            Self::InProgress => "IN_PROGRESS",
            Self::Failed => "FAILED",
            Self::Unknown => "unknown",
        }
    }
}

/// One deployment of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceDeployment {
    /// Its id.
    pub id: DeploymentId,
    /// True for the newest one (`PRIMARY`); older ones are shown until their tasks have stopped.
    pub primary: bool,
    /// Its rollout; `None` where ECS tells none: behind a classic load balancer, or where something
    /// other than ECS deploys.
    pub rollout: Option<RolloutState>,
    /// ECS's words on the rollout.
    pub reason: Option<String>,
    /// When it began.
    pub created: Timestamp,
    /// How many tasks it is to have.
    pub desired: u32,
    /// How many of them run.
    pub running: u32,
    /// How many of its tasks failed to start or to become healthy.
    pub failed: u32,
}

/// A service as `ecs:DescribeServices` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerService {
    /// Its ARN.
    pub arn: ServiceArn,
    /// Its state.
    pub status: ServiceStatus,
    /// How many tasks it is to have; with none nothing runs that could be restarted.
    pub desired: u32,
    /// How many tasks run.
    pub running: u32,
    /// Its deployments, the newest first.
    pub deployments: Vec<ServiceDeployment>,
    /// What it said last, the newest first, at most 20 lines.
    pub events: Vec<String>,
}

impl ContainerService {
    /// The newest deployment.
    pub fn primary(&self) -> Option<&ServiceDeployment> {
        self.deployments.iter().find(|one| one.primary)
    }
}

/// Finds and reads services. Calls are repeatable.
#[async_trait]
pub trait ContainerServiceReader: Send + Sync {
    /// The services that a stack and its nested stacks made (`cloudformation:ListStackResources`,
    /// the resources of type `AWS::ECS::Service`); backends page.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when the stack
    /// is not there.
    async fn services_of_stack(&self, stack: &StackArn) -> PortResult<Vec<ServiceArn>>;

    /// The services of a cluster (`ecs:ListServices`); backends page.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when the
    /// cluster is not there.
    async fn services_in(&self, cluster: &ClusterName) -> PortResult<Vec<ServiceArn>>;

    /// The service of this ARN; `None` when there is none (`ecs:DescribeServices`, which names it
    /// among its failures then).
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn service(&self, arn: &ServiceArn) -> PortResult<Option<ContainerService>>;
}

impl ReadPort for dyn ContainerServiceReader {
    const NAME: &'static str = "container service reader";
}

/// Restarts services.
#[async_trait]
pub trait ContainerServiceWriter: Send + Sync {
    /// Begins to replace all tasks of a service by new ones (`ecs:UpdateService` with
    /// `forceNewDeployment`) and answers with the deployment that does it. Everything else about the
    /// service stays.
    ///
    /// ECS knows no token: a repeated call begins another deployment, so that an unanswered one is
    /// looked for before it is repeated.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when it is not
    /// there; kind [`Conflict`](super::ErrorKind::Conflict) when it is not active; kind
    /// [`Invalid`](super::ErrorKind::Invalid) when something other than ECS deploys it.
    async fn restart(&self, service: &ServiceArn) -> PortResult<DeploymentId>;
}

impl ChangePort for dyn ContainerServiceWriter {
    const NAME: &'static str = "container service writer";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arn(resource: &str) -> ServiceArn {
        ServiceArn(format!(
            "arn:aws:ecs:us-east-1:111122223333:service/{resource}"
        ))
    }

    #[test]
    fn the_cluster_stands_in_arns_of_the_new_format_only() {
        assert_eq!(arn("acme-ecs/ts-service-web").cluster(), Some("acme-ecs"));
        assert_eq!(arn("ts-service-web").cluster(), None);
    }

    #[test]
    fn a_service_is_known_by_its_name_also_with_words_around_it() {
        let wanted = ServiceName::parse("ts-service-web").unwrap();
        let naming = |name: &str| arn(&format!("acme-ecs/{name}")).is_called(&wanted);
        assert_eq!(naming("ts-service-web"), Naming::Exact);
        assert_eq!(naming("acme-ts-service-web"), Naming::Within);
        assert_eq!(naming("ts-service-web-ABC123"), Naming::Within);
        assert_eq!(naming("ts-service-website"), Naming::Other);
    }
}
