//! The services that read a parameter when they start, restarted after it changed (mission row X).
//!
//! A service runs with the parameters as they were when its newest deployment began, so it is restarted
//! exactly when one of its parameters was written after that, whoever wrote it and whenever.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::find::Platform;
use super::task::{Seen, Standing, Task};
use crate::finding::{Finding, Findings};
use crate::ids::{ParameterPath, ServiceName, printable};
use crate::layer::Secrets;
use crate::parameter::Change;
use crate::plan::{Failure, Handle, Launch, Progress, ReadContext, Started, StepError};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::port::container_service::{
    ContainerService, ContainerServiceReader, ContainerServiceWriter, Naming, RolloutState,
    ServiceArn, ServiceDeployment,
};
use crate::port::parameter_store::ParameterReader;
use crate::target::{Target, TargetName};

/// What is followed: the service's ARN and the deployment's id, a space between them.
const DEPLOYMENT: &str = "service-deployment";
/// What takes longer is said: without a circuit breaker ECS tries for ever. A rollout of before that
/// took longer already is not waited for.
const LONGEST: SignedDuration = SignedDuration::from_mins(30);
const WHY: &str =
    "It reads its parameters only when it starts, and goes on with the old values until then.";

/// Restarts one service after its parameters changed.
pub(super) struct RestartAfterChange {
    pub(super) platform: Platform,
    pub(super) service: ServiceName,
    pub(super) parameters: Vec<ParameterPath>,
    pub(super) written_in: TargetName,
}

/// The parameters of each service that one of `secrets` is for.
pub(super) fn read_by(secrets: &Secrets) -> BTreeMap<ServiceName, Vec<ParameterPath>> {
    let mut services: BTreeMap<ServiceName, Vec<ParameterPath>> = BTreeMap::new();
    for parameter in secrets.parameters() {
        let service = parameter.path.service().map(ServiceName::parse);
        if let Some(Ok(service)) = service {
            let paths = services.entry(service).or_default();
            paths.push(parameter.path.clone());
        }
    }
    services
}

fn told(id: &'static str, service: &ServiceName, seen: String) -> Finding {
    Finding::informs(id, format!("restart-{service}"), seen)
        .why(WHY)
        .row("X4")
}

/// True when the deployment's tasks run. Where ECS tells no rollout, all tasks of the only deployment
/// have to run.
fn is_done(service: &ContainerService, one: &ServiceDeployment) -> bool {
    match one.rollout {
        Some(state) => state == RolloutState::Completed,
        None => service.deployments.len() == 1 && one.running >= one.desired,
    }
}

impl RestartAfterChange {
    /// The service of exactly this name, or the only one with words around it; else what is doubtful.
    fn pick(&self, all: &[ServiceArn]) -> Result<ServiceArn, Finding> {
        let named = |naming| {
            all.iter()
                .filter(move |arn| arn.is_called(&self.service) == naming)
        };
        let mut found: Vec<&ServiceArn> = named(Naming::Exact).collect();
        if found.is_empty() {
            found = named(Naming::Within).collect();
        }
        let (service, product) = (&self.service, &self.platform.product);
        match found.as_slice() {
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
            _ => Standing::Differs {
                changes: vec![Change {
                    field: format!("tasks of {}", self.service),
                    before: newest.map(|one| format!("begun {}", one.created)),
                    after: Some("begun after its parameters were written".to_owned()),
                }],
                findings: Findings::none(),
                last_seen: newest.map_or_else(String::new, |one| one.id.to_string()),
                work: service.arn.clone(),
            },
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

/// Where a rollout that fails says why.
fn stopped_tasks(service: &ContainerService) -> String {
    let said: Vec<&str> = service.events.iter().take(3).map(String::as_str).collect();
    let said = printable(&said.join(" | "), 500);
    format!(
        "Look at the stopped tasks of the service in the console: they say why they ended. Mend that and run again. ECS \
         said: {said}"
    )
}

fn ended(service: &ContainerService, summary: String) -> Progress {
    let remedy = stopped_tasks(service);
    let remains = "The tasks from before run on, with the old values.";
    Progress::Failed(Box::new(Failure::new(summary, remains, remedy)))
}

/// Where the deployment of this id stands.
fn progress(service: &ContainerService, id: &str, took: Option<SignedDuration>) -> Progress {
    let name = service.arn.name();
    let Some(ours) = service.deployments.iter().find(|one| one.id.0 == id) else {
        return ended(
            service,
            format!("the restart of {name} was taken back: {id} is gone"),
        );
    };
    if is_done(service, ours) {
        return Progress::Settled;
    }
    if ours.rollout == Some(RolloutState::Failed) {
        let why = ours.reason.as_deref().unwrap_or("ECS gives no reason");
        let why = printable(why, 300);
        return ended(service, format!("the restart of {name} failed: {why}"));
    }
    let mut state = ours
        .rollout
        .map_or("no rollout told", RolloutState::as_str)
        .to_owned();
    if took.is_some_and(|took| took > LONGEST) {
        let said = service.events.first().map_or("nothing", String::as_str);
        let said = printable(said, 200);
        state = format!(
            "{state}, longer than restarts take: look at the stopped tasks; ECS says: {said}"
        );
    }
    Progress::Running {
        state,
        resources: Vec::new(),
        done: usize::try_from(ours.running)
            .ok()
            .zip(usize::try_from(ours.desired).ok()),
    }
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
        let deployment = writer.restart(service).await?;
        Ok(Started::Running(Handle {
            kind: DEPLOYMENT.to_owned(),
            id: format!("{service} {deployment}"),
        }))
    }

    async fn follow(&self, cx: &ReadContext<'_>, handle: &Handle) -> Result<Progress, StepError> {
        // Not a handle of this step: looking anew tells where it stands.
        let Some((arn, id)) = handle.id.split_once(' ') else {
            return Ok(Progress::Settled);
        };
        let reader = cx
            .ports
            .get::<dyn ContainerServiceReader>(self.platform.target.name)?;
        let took = cx.open.map(|open| cx.now.duration_since(open.at));
        Ok(match reader.service(&ServiceArn(arn.to_owned())).await? {
            Some(service) => progress(&service, id, took),
            // What is there is looked at anew.
            None => Progress::Settled,
        })
    }
}
