//! Secrets in a whole deployment: written before the Service Layer, removed after it.

use std::sync::Arc;

use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::event::EventKind;
use ts_deploy_core::host::StandardInput;
use ts_deploy_core::journal::Goal;
use ts_deploy_core::layer::secrets::{SourceName, Sources, VariableName};
use ts_deploy_core::plan::{Graph, StepId};
use ts_deploy_tests::{Bench, MINIMAL, deployment};

const CANARY: &str = "canary-7f3a";

/// Box, with its sources.
fn with_box() -> Deployment {
    let option = "integrations:\n  box:\n    on:\n      parameters: { EnableBox: \"true\" }\n      \
                  client_id: { env: BOX_CLIENT_ID }\n      client_secret: { stdin: true }\ndata_layer:";
    deployment(&MINIMAL.replacen("data_layer:", option, 1))
}

/// What both sources give.
fn sources() -> Sources {
    let name = SourceName::Environment(VariableName::parse("BOX_CLIENT_ID").unwrap());
    Sources::none()
        .with(
            name,
            Arc::new(StandardInput::of(b"the-client-id".as_slice())),
        )
        .with(
            SourceName::StandardInput,
            Arc::new(StandardInput::of(CANARY.as_bytes())),
        )
}

fn steps(graph: &Graph) -> Vec<&str> {
    graph
        .steps()
        .iter()
        .map(|step| step.id().as_str())
        .collect()
}

#[test]
fn the_service_layer_comes_after_all_of_its_parameters() {
    let graph = with_box().deploy().unwrap();
    let service = graph.get(&"service-layer".parse().unwrap()).unwrap();
    let after: Vec<&str> = service.after().iter().map(StepId::as_str).collect();
    for parameter in [
        "parameter-link-file-box-client-id",
        "parameter-web-box-client-id",
        "parameter-link-file-box-client-secret",
    ] {
        assert!(after.contains(&parameter), "{after:?}");
    }
}

#[test]
fn a_removal_takes_the_service_layer_first_and_then_its_parameters() {
    let graph = with_box().destroy().unwrap();
    insta::assert_snapshot!(steps(&graph).join("\n"), @r#"
    target-main
    service-layer
    parameter-link-file-box-client-id
    parameter-web-box-client-id
    parameter-link-file-box-client-secret
    s3-endpoint
    data-layer
    "#);
}

#[tokio::test]
async fn a_deployment_with_secrets_is_deployed_and_left_alone_the_second_time() {
    let (bench, deployment) = (Bench::new(1), with_box());
    for _ in 0..2 {
        let graph = deployment.deploy_with(&sources()).unwrap();
        let outcome = bench.run(&deployment, (Goal::Deploy, graph), &[]).await;
        assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    }
    let puts = bench
        .cloud
        .calls()
        .into_iter()
        .find(|(name, _)| name == "ssm:PutParameter");
    assert_eq!(puts, Some(("ssm:PutParameter".to_owned(), 3)));
}

#[tokio::test]
async fn a_deployment_with_secrets_is_removed_without_leaving_any() {
    let (bench, deployment) = (Bench::new(1), with_box());
    let graph = deployment.deploy_with(&sources()).unwrap();
    bench.run(&deployment, (Goal::Deploy, graph), &[]).await;
    let consents = [
        "destroy:data-layer",
        "destroy:parameter-link-file-box-client-secret",
    ];
    let outcome = bench
        .run(
            &deployment,
            (Goal::Destroy, deployment.destroy().unwrap()),
            &consents,
        )
        .await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    assert!(bench.cloud.is_empty());
}

#[tokio::test]
async fn without_its_sources_the_service_layer_waits_for_who_makes_the_application_in_box() {
    let (bench, deployment) = (Bench::new(1), with_box());
    let outcome = bench
        .run(
            &deployment,
            (Goal::Deploy, deployment.deploy().unwrap()),
            &[],
        )
        .await;
    assert_eq!(outcome, Outcome::WaitingForPerson);
    let launched = bench.said().into_iter().any(|event| {
        let service = event
            .step
            .is_some_and(|step| step.as_str() == "service-layer");
        service && matches!(event.kind, EventKind::Starting { .. })
    });
    assert!(!launched);
}

#[tokio::test]
async fn a_secret_stands_in_no_event_and_not_in_the_world() {
    let (bench, deployment) = (Bench::new(1), with_box());
    let graph = deployment.deploy_with(&sources()).unwrap();
    bench.run(&deployment, (Goal::Deploy, graph), &[]).await;
    let said = serde_json::to_string(&bench.said()).unwrap();
    let world = bench.cloud.save().unwrap();
    assert!(said.contains("BOX_CLIENT_SECRET") && world.contains("BOX_CLIENT_SECRET"));
    assert!(!said.contains(CANARY) && !world.contains(CANARY));
}
