//! A service restarted and watched, for every step that restarts one: which service a name means, how
//! a restart begins, and where the deployment that it began stands.
//!
//! A restart is done when that very deployment is: a circuit breaker puts another in its place, and
//! without one ECS tries for ever.

use jiff::SignedDuration;

use crate::ids::{ServiceName, printable};
use crate::plan::{Failure, Handle, Progress, ReadContext, Started, StepError};
use crate::port::container_service::{
    ContainerService, ContainerServiceReader, ContainerServiceWriter, DeploymentId, Naming,
    RolloutState, ServiceArn, ServiceDeployment,
};

/// What is followed: the service's ARN and the deployment's id, a space between them.
const DEPLOYMENT: &str = "service-deployment";

/// What takes longer is said to, and watched on: without a circuit breaker ECS tries for ever.
pub const LONGEST: SignedDuration = SignedDuration::from_mins(30);

/// The services of exactly this name among `all`, or, where there are none, those with other words
/// around it. More or fewer than one are for the caller to tell.
pub fn services_called<'a>(all: &'a [ServiceArn], name: &ServiceName) -> Vec<&'a ServiceArn> {
    let called = |naming| {
        let found = all.iter().filter(|arn| arn.is_called(name) == naming);
        found.collect::<Vec<_>>()
    };
    let exact = called(Naming::Exact);
    if exact.is_empty() {
        called(Naming::Within)
    } else {
        exact
    }
}

/// True when the deployment's tasks run. Where ECS tells no rollout, all tasks of the only
/// deployment have to run.
pub fn is_done(service: &ContainerService, one: &ServiceDeployment) -> bool {
    match one.rollout {
        Some(state) => state == RolloutState::Completed,
        None => service.deployments.len() == 1 && one.running >= one.desired,
    }
}

/// By what a deployment of the service is followed.
pub fn handle(service: &ServiceArn, deployment: &DeploymentId) -> Handle {
    Handle {
        kind: DEPLOYMENT.to_owned(),
        id: format!("{service} {deployment}"),
    }
}

/// Restarts the service, one changing call, and answers with what is to be followed.
///
/// # Errors
/// [`StepError`] when the call is refused or does not answer.
pub async fn begin(
    writer: &dyn ContainerServiceWriter,
    service: &ServiceArn,
) -> Result<Started, StepError> {
    let deployment = writer.restart(service).await?;
    Ok(Started::Running(handle(service, &deployment)))
}

/// Where the deployment of `followed` stands: a [`handle`]; any other is settled, so that the step
/// looks anew.
///
/// # Errors
/// [`StepError`] when it cannot be told.
pub async fn follow(
    reader: &dyn ContainerServiceReader,
    cx: &ReadContext<'_>,
    followed: &Handle,
) -> Result<Progress, StepError> {
    let Some((arn, id)) = followed.id.split_once(' ') else {
        return Ok(Progress::Settled);
    };
    let took = cx.open.map(|open| cx.now.duration_since(open.at));
    Ok(match reader.service(&ServiceArn(arn.to_owned())).await? {
        Some(service) => progress(&service, id, took),
        None => Progress::Failed(Box::new(Failure::new(
            format!("the service {arn} is gone"),
            "Nothing runs that could be restarted.",
            "Deploy the Service Layer again.",
        ))),
    })
}

/// Where a rollout that does not end well says why.
pub fn stopped_tasks(service: &ContainerService) -> String {
    let said: Vec<&str> = service.events.iter().take(3).map(String::as_str).collect();
    let said = if said.is_empty() {
        String::new()
    } else {
        format!(" ECS said: {}", printable(&said.join(" | "), 500))
    };
    format!(
        "Look at the stopped tasks of the service in the console: they say why they ended. Mend that and run again, which \
         goes on watching, or restarts it once more.{said}"
    )
}

/// Where the deployment of this id stands, `took` after its restart was begun.
fn progress(service: &ContainerService, id: &str, took: Option<SignedDuration>) -> Progress {
    let name = service.arn.name();
    let Some(ours) = service.deployments.iter().find(|one| one.id.0 == id) else {
        let instead = service.primary().map_or("none", |one| one.id.0.as_str());
        let summary =
            format!("the restart of {name} was taken back: {instead} runs instead of {id}");
        let remains = "The tasks from before run, or others that replaced them.";
        return ended(service, summary, remains);
    };
    if is_done(service, ours) {
        return Progress::Settled;
    }
    if ours.rollout == Some(RolloutState::Failed) {
        let why = ours.reason.as_deref().unwrap_or("ECS gives no reason");
        let summary = format!("the restart of {name} failed: {}", printable(why, 300));
        let remains = "The tasks from before run on, with the values they read when they began.";
        return ended(service, summary, remains);
    }
    let state = ours.rollout.map_or("no rollout told", RolloutState::as_str);
    let state = if took.is_some_and(|took| took > LONGEST) {
        let said = service.events.first().map_or("nothing", String::as_str);
        format!(
            "{state}, longer than restarts take, {} tasks failed: look at the stopped tasks; ECS says: {}",
            ours.failed,
            printable(said, 200)
        )
    } else {
        state.to_owned()
    };
    Progress::Running {
        state,
        resources: Vec::new(),
        done: usize::try_from(ours.running)
            .ok()
            .zip(usize::try_from(ours.desired).ok()),
    }
}

fn ended(service: &ContainerService, summary: String, remains: &str) -> Progress {
    let remedy = stopped_tasks(service);
    Progress::Failed(Box::new(Failure::new(summary, remains, remedy)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::port::container_service::ServiceStatus;

    const OURS: &str = "ecs-svc/2";

    fn arns(names: &[&str]) -> Vec<ServiceArn> {
        let arn = |name: &&str| {
            ServiceArn(format!(
                "arn:aws:ecs:us-east-1:111122223333:service/platform/{name}"
            ))
        };
        names.iter().map(arn).collect()
    }

    fn names(all: &[&str]) -> Vec<String> {
        let wanted = ServiceName::parse("ts-service-web").unwrap();
        let all = arns(all);
        let found = services_called(&all, &wanted).into_iter();
        found.map(|arn| arn.name().to_owned()).collect()
    }

    fn service(id: &str, rollout: Option<RolloutState>) -> ContainerService {
        ContainerService {
            arn: arns(&["ts-service-web"]).remove(0),
            status: ServiceStatus::Active,
            desired: 2,
            running: 1,
            deployments: vec![ServiceDeployment {
                id: DeploymentId(id.to_owned()),
                primary: true,
                rollout,
                reason: Some("tasks failed to start\u{1b}[2J".to_owned()),
                created: "2026-10-02T12:00:00Z".parse().unwrap(),
                desired: 2,
                running: 1,
                failed: 4,
            }],
            events: vec!["unable to place a task".to_owned()],
        }
    }

    fn failed(service: &ContainerService, minutes: i64) -> String {
        let took = Some(SignedDuration::from_mins(minutes));
        match progress(service, OURS, took) {
            Progress::Failed(failure) => format!("{} {}", failure.summary, failure.remedy),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_exact_name_goes_before_names_with_words_around_it() {
        let all = ["acme-ts-service-web", "ts-service-web"];
        assert_eq!(names(&all), ["ts-service-web"]);
        assert_eq!(names(&all[..1]), ["acme-ts-service-web"]);
    }

    #[test]
    fn a_deployment_that_another_replaced_was_taken_back() {
        let seen = failed(&service("ecs-svc/1", Some(RolloutState::Completed)), 1);
        assert!(
            seen.contains("ecs-svc/1 runs instead of ecs-svc/2"),
            "{seen}"
        );
    }

    #[test]
    fn a_rollout_that_failed_says_why_without_control_characters() {
        let seen = failed(&service(OURS, Some(RolloutState::Failed)), 1);
        assert!(
            seen.contains("failed: tasks failed to start\\u{1b}"),
            "{seen}"
        );
        assert!(seen.contains("ECS said: unable to place a task"), "{seen}");
    }

    #[test]
    fn a_rollout_without_an_end_is_told_after_half_an_hour_and_not_before() {
        let endless = service(OURS, Some(RolloutState::InProgress));
        let state =
            |minutes| match progress(&endless, OURS, Some(SignedDuration::from_mins(minutes))) {
                Progress::Running { state, done, .. } => (state, done),
                other => panic!("{other:?}"),
            };
        assert_eq!(state(30), ("IN_PROGRESS".to_owned(), Some((1, 2))));
        let (told, _) = state(31);
        assert!(told.contains("4 tasks failed"), "{told}");
        assert!(told.ends_with("ECS says: unable to place a task"), "{told}");
    }

    #[test]
    fn where_ecs_tells_no_rollout_all_tasks_of_the_only_deployment_have_to_run() {
        let mut service = service(OURS, None);
        assert!(!is_done(&service, &service.deployments[0]));
        service.deployments[0].running = 2;
        assert!(is_done(&service, &service.deployments[0]));
        let older = service.deployments[0].clone();
        service.deployments.push(older);
        assert!(!is_done(&service, &service.deployments[0]));
    }
}
