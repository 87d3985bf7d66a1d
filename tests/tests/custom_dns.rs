//! The database's endpoint for services that cannot find it otherwise (L1b).

use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::ids::ParameterPath;
use ts_deploy_core::journal::Goal;
use ts_deploy_core::plan::StepId;
use ts_deploy_core::port::parameter_store::{ParameterReader as _, ParameterValue};
use ts_deploy_core::secret::Secret;
use ts_deploy_tests::{Bench, DATA, MINIMAL, deployment};

const SERVICES: [&str; 2] = ["ts-service-web", "ts-service-user-org"];

/// The minimal document with this section.
fn with(section: &str) -> String {
    format!("{MINIMAL}\ncustom_dns: {section}\n")
}

fn both() -> Deployment {
    deployment(&with("{ services: [ts-service-web, ts-service-user-org] }"))
}

fn path(service: &str) -> ParameterPath {
    let path = format!("/tetrascience/production/ECS/{service}/POSTGRES_HOST");
    ParameterPath::parse(path).unwrap()
}

async fn deploy(bench: &Bench, deployment: &Deployment) -> Outcome {
    let graph = deployment.deploy().unwrap();
    bench.run(deployment, (Goal::Deploy, graph), &[]).await
}

#[test]
fn each_parameter_stands_between_the_two_products() {
    let graph = both().deploy().unwrap();
    for service in SERVICES {
        let id = StepId::derived("parameter", path(service).as_str());
        let after = graph.get(&id).unwrap().after().to_vec();
        assert!(after.contains(&StepId::known("data-layer")), "{after:?}");
        let service_layer = graph.get(&StepId::known("service-layer")).unwrap();
        assert!(service_layer.after().contains(&id));
    }
}

#[test]
fn a_service_is_restarted_when_its_parameter_changes() {
    let steps = both().tasks_after();
    for service in SERVICES {
        let id = StepId::derived("restart", service);
        assert!(steps.iter().any(|step| *step.id() == id), "{service}");
    }
}

#[tokio::test]
async fn the_endpoint_is_written_to_each_services_path_after_the_data_layer_is_there() {
    let bench = Bench::new(1);
    assert_eq!(
        deploy(&bench, &both()).await,
        Outcome::Succeeded,
        "{:#?}",
        bench.said()
    );
    let endpoint = bench.stack(DATA).await.outputs["RDSEndpoint"].clone();
    for service in SERVICES {
        let value = ParameterValue::Given(Secret::new(endpoint.clone()));
        assert!(
            bench.place().matches(&path(service), &value).await.unwrap(),
            "{service}"
        );
    }
    let begun: Vec<String> = bench.begun().into_iter().map(|(step, ..)| step).collect();
    assert_eq!(begun.first().map(String::as_str), Some("data-layer"));
    assert_eq!(begun.last().map(String::as_str), Some("service-layer"));
}

#[tokio::test]
async fn an_endpoint_that_is_the_same_is_not_written_again() {
    let bench = Bench::new(1);
    for _ in 0..2 {
        assert_eq!(deploy(&bench, &both()).await, Outcome::Succeeded);
    }
    let calls = bench.cloud.calls();
    let puts = calls
        .into_iter()
        .find(|(name, _)| name == "ssm:PutParameter");
    assert_eq!(puts.map(|(_, count)| count), Some(2));
}

#[tokio::test]
async fn an_output_that_the_product_lacks_blocks_and_names_those_it_has() {
    let bench = Bench::new(1);
    let wrong = deployment(&with("{ services: [ts-service-web], output: Nowhere }"));
    assert_eq!(deploy(&bench, &wrong).await, Outcome::Blocked);
    let found = bench.findings();
    assert!(found.contains("has no output Nowhere"), "{found}");
    assert!(found.contains("RDSEndpoint"), "{found}");
    assert_eq!(bench.launches()[1], 0);
}

#[tokio::test]
async fn an_output_that_is_no_host_blocks() {
    let bench = Bench::new(1);
    let wrong = deployment(&with(
        "{ services: [ts-service-web], output: AlertTopicArn }",
    ));
    assert_eq!(deploy(&bench, &wrong).await, Outcome::Blocked);
    assert!(
        bench.findings().contains("which is no host"),
        "{}",
        bench.findings()
    );
}

#[tokio::test]
async fn a_removal_takes_the_parameters_too() {
    let (bench, deployment) = (Bench::new(1), both());
    deploy(&bench, &deployment).await;
    let graph = deployment.destroy().unwrap();
    let parameters = SERVICES.map(|service| StepId::derived("parameter", path(service).as_str()));
    let consents = parameters.map(|id| format!("destroy:{id}"));
    let mut consents: Vec<&str> = consents.iter().map(String::as_str).collect();
    consents.push("destroy:data-layer");
    let outcome = bench
        .run(&deployment, (Goal::Destroy, graph), &consents)
        .await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    for service in SERVICES {
        assert!(
            bench
                .place()
                .describe(&[path(service)])
                .await
                .unwrap()
                .is_empty()
        );
    }
}
