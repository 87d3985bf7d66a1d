//! The services that read the parameters, restarted after a change (row I6).
//!
//! A service runs with the parameters as they were when its tasks began, and its newest deployment
//! is when the last of them did. So it is restarted exactly when one of the parameters was written
//! after that deployment began, whoever wrote it and whenever. A deployment that began later has read
//! them, also one that the circuit breaker began to roll back to: it starts the same tasks with the
//! parameters of now.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use ts_deploy_core::deployment::rollout::{begin, follow, handle, is_done, services_called};
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::{ParameterPath, ServiceName};
use ts_deploy_core::parameter::Wire;
use ts_deploy_core::plan::{
    Action, Handle, Progress, ReadContext, Started, StepError, StepId, request_digest,
};
use ts_deploy_core::port::Writers;
use ts_deploy_core::port::catalog::CatalogReader;
use ts_deploy_core::port::container_service::{
    ContainerService, ContainerServiceReader, ContainerServiceWriter, RolloutState, ServiceArn,
    ServiceDeployment, ServiceStatus,
};
use ts_deploy_core::port::parameter_store::{ParameterDescription, ParameterReader};

use super::sight::change;
use super::{Part, Planned, Standing};
use crate::component::CognitoSso;
use crate::ssm::SSO;
use crate::steps::ServicesIn;

/// Restarts one service.
pub(crate) struct Restart {
    pub(crate) sso: Arc<CognitoSso>,
    pub(crate) service: ServiceName,
    pub(crate) services: ServicesIn,
}

/// What was found by a service's name.
enum Found {
    /// Where it is to be is not there.
    Nowhere,
    One(ServiceArn),
    Blocked(Box<Finding>),
}

impl Restart {
    async fn find(&self, cx: &ReadContext<'_>) -> Result<Found, StepError> {
        let target = self.sso.target().name;
        let reader = cx.ports.get::<dyn ContainerServiceReader>(target)?;
        let all = match &self.services {
            ServicesIn::Cluster(cluster) => reader.services_in(cluster).await?,
            ServicesIn::Product(name) => {
                let catalog = cx.ports.get::<dyn CatalogReader>(target)?;
                let product = catalog.provisioned_product(name).await?;
                match product.and_then(|product| product.stack) {
                    Some(stack) => reader.services_of_stack(&stack).await?,
                    None => return Ok(Found::Nowhere),
                }
            }
        };
        Ok(self.pick(&all))
    }

    /// The service of exactly this name, or the only one with words around it.
    fn pick(&self, all: &[ServiceArn]) -> Found {
        match services_called(all, &self.service).as_slice() {
            [one] => Found::One((*one).clone()),
            [] => Found::Blocked(Box::new(self.not_found(all))),
            several => Found::Blocked(Box::new(self.ambiguous(several))),
        }
    }

    fn not_found(&self, all: &[ServiceArn]) -> Finding {
        let names: Vec<&str> = all.iter().map(ServiceArn::name).collect();
        let seen = format!("{} has no service {}", self.services, self.service);
        let there = if names.is_empty() {
            "There is none at all.".to_owned()
        } else {
            format!("There are: {}.", names.join(", "))
        };
        Finding::blocks("service-not-found", "single_sign_on.restart", seen)
            .why(format!("It goes on with the old parameters until it is restarted. {there}"))
            .remedy("Name the services under restart, and their cluster under cluster if they are not in the Service Layer's stack.")
            .row("I6")
    }

    fn ambiguous(&self, found: &[&ServiceArn]) -> Finding {
        let arns: Vec<String> = found.iter().map(ToString::to_string).collect();
        let seen = format!(
            "several services are called {}: {}",
            self.service,
            arns.join(", ")
        );
        Finding::blocks("service-ambiguous", "single_sign_on.restart", seen)
            .why("The wrong one could be restarted.")
            .remedy("Write the whole name of the right one under restart, or its cluster under cluster.")
            .row("I6")
    }

    /// The parameters as they are now; `None` when one is not there.
    async fn parameters(
        &self,
        cx: &ReadContext<'_>,
    ) -> Result<Option<Vec<ParameterDescription>>, StepError> {
        let reader = cx
            .ports
            .get::<dyn ParameterReader>(self.sso.target().name)?;
        let names = self.sso.ssm_entries().map(|entry| entry.name);
        let mut found = reader.describe(&names).await?;
        found.sort_by(|a, b| a.name.cmp(&b.name));
        let all = |name: &ParameterPath| found.iter().any(|one| one.name == *name);
        Ok(names.iter().all(all).then_some(found))
    }

    fn compare(
        &self,
        service: &ContainerService,
        parameters: &[ParameterDescription],
    ) -> Standing<ServiceArn> {
        let written = parameters.iter().filter_map(|one| one.modified).max();
        let newest = service.primary();
        let read = |one: &ServiceDeployment| written.is_none_or(|at| at <= one.created);
        if service.desired == 0 {
            return self.nothing_runs(service);
        }
        match newest.filter(|one| read(one)) {
            Some(one) if is_done(service, one) => Self::restarted(service, one, written),
            Some(one) if one.rollout != Some(RolloutState::Failed) => {
                Standing::Running(handle(&service.arn, &one.id))
            }
            failed => self.propose(service, parameters, failed),
        }
    }

    fn nothing_runs(&self, service: &ContainerService) -> Standing<ServiceArn> {
        let seen = format!(
            "{} is to have no tasks: nothing was restarted",
            self.service
        );
        let finding = Finding::informs("service-without-tasks", "single_sign_on.restart", seen)
            .why("It reads the parameters when it is given tasks.")
            .remedy("Give it tasks if users are to sign in.")
            .row("I6");
        Standing::AsWanted {
            findings: finding.into(),
            seen: vec![super::Sighting {
                what: format!("service {}", service.arn),
                seen: "0 tasks wanted, nothing to restart".to_owned(),
                call: "ecs:DescribeServices",
            }],
        }
    }

    fn restarted(
        service: &ContainerService,
        newest: &ServiceDeployment,
        written: Option<Timestamp>,
    ) -> Standing<ServiceArn> {
        let time = |at: Timestamp| at.strftime("%Y-%m-%d %H:%M:%SZ").to_string();
        let written = written.map(time);
        let written = written.map_or_else(String::new, |at| format!(", parameters written {at}"));
        let seen = format!(
            "{} of {} tasks run; deployment {} began {}{written}",
            service.running,
            service.desired,
            newest.id,
            time(newest.created)
        );
        let what = format!("service {}", service.arn);
        Standing::as_wanted(what, seen, "ecs:DescribeServices")
    }

    fn propose(
        &self,
        service: &ContainerService,
        parameters: &[ParameterDescription],
        failed: Option<&ServiceDeployment>,
    ) -> Standing<ServiceArn> {
        let newest = service.primary();
        let versions: Vec<String> = parameters
            .iter()
            .map(|one| one.version.to_string())
            .collect();
        let parts = ["restart", service.arn.0.as_str()].into_iter();
        let digest = request_digest(parts.chain(versions.iter().map(String::as_str)));
        let before = newest.map(|one| format!("begun {}", one.created));
        let after = "begun after the parameters were written".to_owned();
        let findings = failed.map(|one| {
            let seen = format!("the last restart of {} failed ({})", self.service, one.id);
            Finding::warns("service-restart-failed", "single_sign_on.restart", seen)
                .why(one.reason.clone().unwrap_or_default())
                .remedy(
                    "Look at the stopped tasks of the service in the console if it fails again.",
                )
                .row("I6")
        });
        Standing::Differs(Box::new(Planned {
            action: Action::Update,
            changes: vec![change(
                format!("tasks of {}", self.service),
                before,
                Some(after),
            )],
            digest,
            last_seen: newest.map(|one| one.id.to_string()),
            consent: None,
            findings: findings.into_iter().collect::<Findings>(),
            work: service.arn.clone(),
        }))
    }
}

#[async_trait]
impl Part for Restart {
    type Work = ServiceArn;

    fn title(&self) -> String {
        format!("Restart of {}", self.service)
    }

    fn follows(&self) -> bool {
        true
    }

    fn minutes(&self) -> (u32, u32) {
        (2, 10)
    }

    async fn stand(
        &self,
        cx: &ReadContext<'_>,
        _: &StepId,
    ) -> Result<Standing<ServiceArn>, StepError> {
        let awaits = |from: &str, what: &str| {
            let wire = Wire {
                from: from.to_owned(),
                what: what.to_owned(),
            };
            Ok(Standing::Awaits {
                action: Action::Update,
                from: vec![wire],
            })
        };
        let arn = match self.find(cx).await? {
            Found::One(arn) => arn,
            Found::Nowhere => return awaits("service-layer", "services"),
            Found::Blocked(finding) => return Ok(Standing::blocked(*finding)),
        };
        let Some(parameters) = self.parameters(cx).await? else {
            return awaits(SSO, "parameters");
        };
        let target = self.sso.target().name;
        let reader = cx.ports.get::<dyn ContainerServiceReader>(target)?;
        match reader.service(&arn).await? {
            Some(service) if service.status == ServiceStatus::Active => {
                Ok(self.compare(&service, &parameters))
            }
            other => {
                let status = other.map_or("not there", |service| service.status.as_str());
                let what = format!("the service {arn} is {status}");
                Err(StepError::Unsettled { what })
            }
        }
    }

    async fn send(&self, ports: &Writers<'_>, service: &ServiceArn) -> Result<Started, StepError> {
        let writer = ports.get::<dyn ContainerServiceWriter>(self.sso.target().name)?;
        begin(writer.as_ref(), service).await
    }

    async fn follow(&self, cx: &ReadContext<'_>, handle: &Handle) -> Result<Progress, StepError> {
        let reader = cx
            .ports
            .get::<dyn ContainerServiceReader>(self.sso.target().name)?;
        follow(reader.as_ref(), cx, handle).await
    }
}
