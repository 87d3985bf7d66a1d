//! The services that read a parameter when they start, restarted after it changed (mission row X).
//!
//! A service runs with the parameters as they were when its newest deployment began, so it is restarted
//! exactly when one of its parameters was written after that, whoever wrote it and whenever.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;

use super::find::Platform;
use super::task::{Planned, Seen, Standing, Task};
use crate::deployment::rollout::{LONGEST, begin, follow, is_done, services_called, stopped_tasks};
use crate::finding::{Finding, Findings};
use crate::ids::{ParameterPath, ServiceName};
use crate::layer::Secrets;
use crate::parameter::Change;
use crate::plan::{Handle, Launch, Progress, ReadContext, Started, StepError, StepId};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::port::container_service::{
    ContainerService, ContainerServiceReader, ContainerServiceWriter, RolloutState, ServiceArn,
    ServiceDeployment,
};
use crate::port::parameter_store::ParameterReader;
use crate::target::{Target, TargetName};

const WHY: &str =
    "It reads its parameters only when it starts, and goes on with the old values until then.";

/// Restarts one service after its parameters changed.
pub(super) struct RestartAfterChange {
    pub(super) platform: Platform,
    pub(super) service: ServiceName,
    pub(super) parameters: Vec<ParameterPath>,
    /// The steps that write them.
    pub(super) written_by: Vec<StepId>,
    pub(super) written_in: TargetName,
}

/// The parameters of each service that one of `secrets` is for, each with the step that writes it.
pub(super) fn read_by(secrets: &Secrets) -> BTreeMap<ServiceName, Vec<(StepId, ParameterPath)>> {
    let mut services: BTreeMap<ServiceName, Vec<(StepId, ParameterPath)>> = BTreeMap::new();
    for parameter in secrets.parameters() {
        let service = parameter.path.service().map(ServiceName::parse);
        if let Some(Ok(service)) = service {
            let paths = services.entry(service).or_default();
            paths.push((parameter.id.clone(), parameter.path.clone()));
        }
    }
    services
}

fn told(id: &'static str, service: &ServiceName, seen: String) -> Finding {
    Finding::informs(id, format!("restart-{service}"), seen)
        .why(WHY)
        .row("X4")
}

impl RestartAfterChange {
    /// The service of exactly this name, or the only one with words around it; else what is doubtful.
    fn pick(&self, all: &[ServiceArn]) -> Result<ServiceArn, Finding> {
        let (service, product) = (&self.service, &self.platform.product);
        match services_called(all, service).as_slice() {
            [one] => Ok((*one).clone()),
            [] => {
                let seen = format!("the stack of {product} has no service {service} to restart");
                let remedy = "Restart it yourself where it runs, or correct the parameter's path.";
                Err(told("service-to-restart-not-found", service, seen).remedy(remedy))
            }
            several => {
                let seen = format!(
                    "{} services of {product} are called {service}",
                    several.len()
                );
                let remedy = "Restart the right one yourself: aws ecs update-service --force-new-deployment.";
                Err(told("service-to-restart-ambiguous", service, seen).remedy(remedy))
            }
        }
    }

    /// When the newest of the parameters was written; `None` when SSM does not tell.
    async fn written(&self, cx: &ReadContext<'_>) -> Result<Option<Timestamp>, StepError> {
        let reader = cx.ports.get::<dyn ParameterReader>(self.written_in)?;
        let there = reader.describe(&self.parameters).await?;
        Ok(there.into_iter().filter_map(|one| one.modified).max())
    }

    /// A rollout that nothing ends.
    fn stuck(&self, service: &ContainerService, one: &ServiceDeployment) -> Finding {
        let (at, since) = (format!("restart-{}", self.service), one.created);
        let seen = format!(
            "the rollout {} of {} has not ended since {since}",
            one.id, self.service
        );
        Finding::blocks("service-restart-stuck", at, seen)
            .why("Its tasks do not stay up; those from before run on, with the old values.")
            .remedy(stopped_tasks(service))
            .row("X4")
    }

    fn compare(
        &self,
        service: &ContainerService,
        written: Timestamp,
        now: Timestamp,
    ) -> Standing<ServiceArn> {
        let newest = service.primary();
        if service.desired == 0 {
            let seen = format!(
                "{} is to have no tasks: nothing was restarted",
                self.service
            );
            let finding = told("service-without-tasks", &self.service, seen);
            return done(finding.remedy("Nothing is to be done.").into(), Vec::new());
        }
        let read = newest.filter(|one| written <= one.created);
        match read {
            Some(one) if is_done(service, one) => {
                let shown = format!("deployment {} began after {written}", one.id);
                done(Findings::none(), vec![self.seen(shown)])
            }
            Some(one) if one.rollout != Some(RolloutState::Failed) => {
                // Without a circuit breaker ECS tries for ever, and nobody would end the wait for it.
                if now.duration_since(one.created) > LONGEST {
                    Standing::Blocked(self.stuck(service, one).into())
                } else {
                    Standing::Busy(format!("the rollout {} of {}", one.id, self.service))
                }
            }
            _ => {
                let change = Change {
                    field: format!("tasks of {}", self.service),
                    before: newest.map(|one| format!("begun {}", one.created)),
                    after: Some("begun after its parameters were written".to_owned()),
                };
                let last_seen = newest.map_or_else(String::new, |one| one.id.to_string());
                Standing::Differs(Planned::update(
                    vec![change],
                    last_seen,
                    service.arn.clone(),
                ))
            }
        }
    }

    fn seen(&self, shown: String) -> Seen {
        Seen {
            what: format!("service {}", self.service),
            shown,
            call: "ecs:DescribeServices",
        }
    }
}

fn done(findings: Findings, seen: Vec<Seen>) -> Standing<ServiceArn> {
    Standing::Done { findings, seen }
}

#[async_trait]
impl Task for RestartAfterChange {
    type Work = ServiceArn;

    fn title(&self) -> String {
        format!(
            "Restart of {} after a change of its parameters",
            self.service
        )
    }

    fn target(&self) -> &Target {
        &self.platform.target
    }

    fn launch(&self) -> Launch {
        self.platform.launch()
    }

    fn follows(&self) -> Vec<StepId> {
        self.written_by.clone()
    }

    fn minutes(&self) -> (u32, u32) {
        (2, 10)
    }

    fn by_hand(&self) -> (Vec<String>, &'static str) {
        let (service, region) = (&self.service, &self.platform.target.region);
        let line = format!(
            "If one of its parameters was changed while it ran: aws ecs update-service --region {region} --cluster CLUSTER \
             --service {service} --force-new-deployment"
        );
        (vec![line], WHY)
    }

    async fn stand(&self, cx: &ReadContext<'_>) -> Result<Standing<ServiceArn>, StepError> {
        let reader = cx
            .ports
            .get::<dyn ContainerServiceReader>(self.platform.target.name)?;
        let Some(stack) = self.platform.stack(cx).await? else {
            return Ok(Standing::Awaits(self.platform.wire("services")));
        };
        let arn = match self.pick(&reader.services_of_stack(&stack).await?) {
            Ok(arn) => arn,
            Err(finding) => return Ok(done(finding.into(), Vec::new())),
        };
        let Some(written) = self.written(cx).await? else {
            let seen = "SSM does not tell when its parameters were written".to_owned();
            return Ok(done(Findings::none(), vec![self.seen(seen)]));
        };
        match reader.service(&arn).await? {
            Some(service) => Ok(self.compare(&service, written, cx.now)),
            None => Err(StepError::Unsettled {
                what: format!("the service {arn} is not there"),
            }),
        }
    }

    async fn send(
        &self,
        ports: &Writers<'_>,
        service: &ServiceArn,
        _: &OperationToken,
    ) -> Result<Started, StepError> {
        let writer = ports.get::<dyn ContainerServiceWriter>(self.platform.target.name)?;
        begin(writer.as_ref(), service).await
    }

    async fn follow(&self, cx: &ReadContext<'_>, handle: &Handle) -> Result<Progress, StepError> {
        let reader = cx
            .ports
            .get::<dyn ContainerServiceReader>(self.platform.target.name)?;
        follow(reader.as_ref(), cx, handle).await
    }
}
