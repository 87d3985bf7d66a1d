//! Services against answers in ECS's and `CloudFormation`'s own bytes.

use std::time::Duration;

use aws_smithy_types::retry::RetryConfig;
use serde_json::{Value, json};
use ts_deploy_core::ids::ClusterName;
use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::container_service::{
    ContainerService, ContainerServiceReader, ContainerServiceWriter, RolloutState, ServiceArn,
};
use ts_deploy_core::port::stack::StackArn;
use ts_deploy_core::target::TargetName;

use super::AwsContainerServices;
use crate::wire::Wire;

const WEB: &str = "arn:aws:ecs:us-east-1:111122223333:service/acme-ecs/ts-service-web";
const ROOT: &str = "arn:aws:cloudformation:us-east-1:111122223333:stack/SC-1/4711";
const NESTED: &str = "arn:aws:cloudformation:us-east-1:111122223333:stack/SC-1-Ecs/4712";
const RESOURCES: &str = "ListStackResources";

fn services(wire: &Wire) -> AwsContainerServices {
    AwsContainerServices::new(&wire.config(), TargetName::Main)
}

fn web() -> ServiceArn {
    ServiceArn(WEB.to_owned())
}

fn resources(resources: &[(&str, &str, &str)], next: &str) -> String {
    let member = |(kind, id, status): &(&str, &str, &str)| {
        format!(
            "<member><LogicalResourceId>One</LogicalResourceId><ResourceType>{kind}</ResourceType>\
             <PhysicalResourceId>{id}</PhysicalResourceId>\
             <LastUpdatedTimestamp>2026-10-01T01:00:00Z</LastUpdatedTimestamp>\
             <ResourceStatus>{status}</ResourceStatus></member>"
        )
    };
    let members: String = resources.iter().map(member).collect();
    format!(
        "<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>{members}\
         </StackResourceSummaries>{next}</ListStackResourcesResult></ListStackResourcesResponse>"
    )
}

async fn of_stack(wire: &Wire) -> Result<Vec<ServiceArn>, ErrorKind> {
    let (services, root) = (services(wire), StackArn(ROOT.to_owned()));
    let found = services.services_of_stack(&root).await;
    found.map_err(|error| error.kind)
}

fn deployment(id: &str, status: &str, more: &Value) -> Value {
    let mut one = json!({ "id": id, "status": status, "createdAt": 1_790_000_000.5,
                          "desiredCount": 2, "runningCount": 1, "failedTasks": 0 });
    let more = more.as_object().unwrap().clone();
    one.as_object_mut().unwrap().extend(more);
    one
}

fn described(deployments: &[Value]) -> String {
    let service = json!({ "serviceArn": WEB, "status": "ACTIVE", "desiredCount": 2,
                          "runningCount": 2, "deployments": deployments,
                          "events": [{ "message": "has reached a steady state" }] });
    json!({ "services": [service], "failures": [] }).to_string()
}

async fn read(answer: String) -> ContainerService {
    let wire = Wire::new().answer("DescribeServices", answer);
    services(&wire).service(&web()).await.unwrap().unwrap()
}

#[tokio::test]
async fn services_are_found_in_nested_stacks_and_on_every_page() {
    let wire = Wire::new()
        .answer(
            RESOURCES,
            resources(
                &[("AWS::SNS::Topic", "topic", "CREATE_COMPLETE")],
                "<NextToken>two</NextToken>",
            ),
        )
        .answer(
            RESOURCES,
            resources(
                &[("AWS::CloudFormation::Stack", NESTED, "CREATE_COMPLETE")],
                "",
            ),
        )
        .answer(
            RESOURCES,
            resources(&[("AWS::ECS::Service", WEB, "UPDATE_COMPLETE")], ""),
        );
    assert_eq!(of_stack(&wire).await, Ok(vec![web()]));
}

#[tokio::test]
async fn a_service_that_was_removed_is_not_among_those_of_its_stack() {
    let gone = resources(&[("AWS::ECS::Service", WEB, "DELETE_COMPLETE")], "");
    assert_eq!(
        of_stack(&Wire::new().answer(RESOURCES, gone)).await,
        Ok(vec![])
    );
}

#[tokio::test]
async fn a_stack_that_is_not_there_is_not_found() {
    let words = format!("Stack with id {ROOT} does not exist");
    let wire = Wire::new().refuse_xml(RESOURCES, "ValidationError", &words);
    assert_eq!(of_stack(&wire).await, Err(ErrorKind::NotFound));
}

#[tokio::test]
async fn all_services_of_a_cluster_are_listed_page_by_page() {
    let wire = Wire::new()
        .answer(
            "ListServices",
            json!({ "serviceArns": [WEB], "nextToken": "two" }).to_string(),
        )
        .answer(
            "ListServices",
            json!({ "serviceArns": ["other"] }).to_string(),
        );
    let cluster = ClusterName::parse("acme-ecs").unwrap();
    let found = services(&wire).services_in(&cluster).await.unwrap();
    assert_eq!(found, [web(), ServiceArn("other".to_owned())]);
    let asked = json!({ "cluster": "acme-ecs", "maxResults": 100, "nextToken": "two" });
    assert_eq!(wire.json(1), asked);
}

#[tokio::test]
async fn a_service_is_asked_for_in_its_own_cluster() {
    let primary = deployment("ecs-svc/2", "PRIMARY", &json!({}));
    let wire = Wire::new().answer("DescribeServices", described(&[primary]));
    services(&wire).service(&web()).await.unwrap();
    assert_eq!(
        wire.json(0),
        json!({ "cluster": "acme-ecs", "services": [WEB] })
    );
}

#[tokio::test]
async fn a_service_that_is_named_among_the_failures_is_none() {
    let answer = json!({ "services": [], "failures": [{ "arn": WEB, "reason": "MISSING" }] });
    let wire = Wire::new().answer("DescribeServices", answer.to_string());
    assert_eq!(services(&wire).service(&web()).await.unwrap(), None);
}

#[tokio::test]
async fn another_failure_is_not_taken_for_a_service_that_is_gone() {
    let answer = json!({ "services": [], "failures": [{ "arn": WEB, "reason": "ACCESS" }] });
    let wire = Wire::new().answer("DescribeServices", answer.to_string());
    let error = services(&wire).service(&web()).await.unwrap_err();
    assert!(error.message.contains("ACCESS"), "{error}");
}

#[tokio::test]
async fn the_newest_deployment_comes_first_whatever_the_order_of_the_answer() {
    let old = deployment(
        "ecs-svc/1",
        "ACTIVE",
        &json!({ "rolloutState": "COMPLETED" }),
    );
    let new = deployment(
        "ecs-svc/2",
        "PRIMARY",
        &json!({ "rolloutState": "IN_PROGRESS" }),
    );
    let service = read(described(&[old, new])).await;
    let ids: Vec<_> = service
        .deployments
        .iter()
        .map(|one| one.id.0.as_str())
        .collect();
    assert_eq!(ids, ["ecs-svc/2", "ecs-svc/1"]);
    assert_eq!(
        service.primary().unwrap().rollout,
        Some(RolloutState::InProgress)
    );
}

#[tokio::test]
async fn a_rollout_that_nobody_tells_is_none_and_one_of_tomorrow_is_unknown() {
    let untold = read(described(&[deployment("1", "PRIMARY", &json!({}))])).await;
    assert_eq!(untold.primary().unwrap().rollout, None);
    let state = json!({ "rolloutState": "PAUSED" });
    let new = read(described(&[deployment("1", "PRIMARY", &state)])).await;
    assert_eq!(new.primary().unwrap().rollout, Some(RolloutState::Unknown));
}

#[tokio::test]
async fn a_restart_changes_nothing_else_and_answers_with_its_deployment() {
    let old = deployment("ecs-svc/1", "ACTIVE", &json!({}));
    let new = deployment("ecs-svc/2", "PRIMARY", &json!({}));
    let answer = json!({ "service": { "deployments": [old, new] } }).to_string();
    let wire = Wire::new().answer("UpdateService", answer);
    let id = services(&wire).restart(&web()).await.unwrap();
    assert_eq!(id.0, "ecs-svc/2");
    let sent = json!({ "cluster": "acme-ecs", "service": WEB, "forceNewDeployment": true });
    assert_eq!(wire.json(0), sent);
}

#[tokio::test]
async fn a_restart_that_was_not_answered_is_not_sent_again() {
    let wire = Wire::new().answer_with("UpdateService", 500, "{}");
    let retry = RetryConfig::standard().with_initial_backoff(Duration::from_millis(1));
    let config = wire.config().into_builder().retry_config(retry).build();
    let services = AwsContainerServices::new(&config, TargetName::Main);
    let error = services.restart(&web()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unreachable);
    assert_eq!(wire.arrived().len(), 1);
}

#[tokio::test]
async fn a_service_that_something_else_deploys_refuses_a_restart() {
    let words = "Unable to update with a deployment controller of type CODE_DEPLOY";
    let wire = Wire::new().refuse("UpdateService", "InvalidParameterException", words);
    let error = services(&wire).restart(&web()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Invalid);
}
