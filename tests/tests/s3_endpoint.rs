//! The way to S3 out of the platform's VPC (T7): made once, made again when it was taken back, removed
//! before the VPC.

use jiff::SignedDuration;
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::journal::Goal;
use ts_deploy_core::plan::{Action, Entry, Plan, PlannedStep, StepId, Verdict};
use ts_deploy_core::port::network::{
    NetworkReader, NetworkWriter, RouteKind, RouteTable, VpcEndpoint, VpcEndpointState,
    VpcEndpointType,
};
use ts_deploy_tests::{Bench, MINIMAL, deployment};

use crate::sound::looked;
use crate::tasks_after::{called, deploy, place, whole};

/// The deployment into a VPC that is there, with what its spec names.
fn existing_vpc() -> (Bench, Deployment) {
    let text = include_str!("../../examples/specs/existing-vpc.yaml");
    let (bench, deployment) = (Bench::new(1), deployment(text));
    bench.cloud.furnish_for(&deployment);
    (bench, deployment)
}

fn endpoint_calls(bench: &Bench) -> u64 {
    called(bench, "ec2:CreateVpcEndpoint") + called(bench, "ec2:ModifyVpcEndpoint")
}

/// The step of a plan.
fn s3(plan: &Plan) -> &PlannedStep {
    let mut steps = plan.steps.iter();
    let own = steps.find(|step| step.id.as_str() == "s3-endpoint");
    own.unwrap()
}

fn action(plan: &Plan) -> Option<Action> {
    match &s3(plan).entry {
        Entry::Change { action, .. } => Some(*action),
        _ => None,
    }
}

#[tokio::test]
async fn the_endpoint_that_is_to_be_made_is_planned_as_a_creation() {
    let (bench, minimal) = (Bench::new(1), deployment(MINIMAL));
    let before = bench.plan(&minimal, &whole(&minimal)).await;
    assert_eq!(action(&before), Some(Action::Create));
    assert_eq!(deploy(&bench).await, Outcome::Succeeded);
    let vpc = place(&bench).vpcs().await.unwrap().remove(0).id;
    for endpoint in place(&bench).endpoints(&vpc).await.unwrap() {
        place(&bench).delete_endpoint(&endpoint.id).await.unwrap();
    }
    let after = bench.plan(&minimal, &whole(&minimal)).await;
    assert_eq!(action(&after), Some(Action::Create));
}

#[tokio::test]
async fn without_the_stacks_vpc_nobody_knows_of_an_endpoint_and_verify_says_so() {
    let (bench, minimal) = (Bench::new(1), deployment(MINIMAL));
    assert_eq!(deploy(&bench).await, Outcome::Succeeded);
    // As where somebody took the stack's tags from it.
    place(&bench).furnish(|account| account.vpcs.iter_mut().for_each(|one| one.vpc.stack = None));
    let (_, verdicts) = looked(&bench, &minimal, &whole(&minimal)).await;
    let mut own = verdicts
        .into_iter()
        .filter(|(id, _)| id.as_str() == "s3-endpoint");
    let (_, verdict) = own.next().unwrap();
    let unlooked =
        matches!(&verdict, Verdict::NotChecked { finding } if finding.id == "no-vpc-of-the-stack");
    assert!(unlooked, "{verdict:?}");
}

#[tokio::test]
async fn a_vpc_without_an_endpoint_for_s3_gets_one_after_the_deployment() {
    let (bench, deployment) = existing_vpc();
    let place = bench.cloud.at(deployment.data_layer.target());
    place.furnish(|account| {
        account
            .vpcs
            .iter_mut()
            .for_each(|one| one.endpoints.clear());
    });
    let graph = whole(&deployment);
    let plan = bench.plan(&deployment, &graph).await;
    assert_eq!(s3(&plan).unknown_until, ["VPC of data-layer"]);
    let outcome = bench.run(&deployment, (Goal::Deploy, graph), &[]).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    assert_eq!(endpoint_calls(&bench), 1);
}

#[tokio::test]
async fn the_vpc_that_the_stack_made_gets_its_endpoint_for_s3_once() {
    let bench = Bench::new(1);
    assert_eq!(deploy(&bench).await, Outcome::Succeeded);
    assert_eq!(deploy(&bench).await, Outcome::Succeeded);
    assert_eq!(endpoint_calls(&bench), 1);
    let vpcs = place(&bench).vpcs().await.unwrap();
    let [vpc] = vpcs.as_slice() else {
        panic!("one VPC: {vpcs:?}");
    };
    let tables = place(&bench).route_tables(&vpc.id).await.unwrap();
    let endpoints = place(&bench).endpoints(&vpc.id).await.unwrap();
    let gateway = |one: &&VpcEndpoint| one.kind == VpcEndpointType::Gateway;
    let led: Vec<&String> = endpoints
        .iter()
        .filter(gateway)
        .flat_map(|one| &one.route_tables)
        .collect();
    let public = tables.iter().filter(|table| !led.contains(&&table.id));
    let out: Vec<_> = public.filter_map(RouteTable::default_route).collect();
    assert!(
        led.len() == 2 && out.len() == 1 && out[0].kind() == RouteKind::InternetGateway,
        "{tables:?} {endpoints:?}"
    );
}

#[tokio::test]
async fn the_vpc_that_the_stack_made_goes_with_it() {
    let bench = Bench::new(1);
    assert_eq!(deploy(&bench).await, Outcome::Succeeded);
    let consents = ["destroy:data-layer", "destroy:service-layer"];
    let outcome = bench.destroy(MINIMAL, &consents).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    assert!(place(&bench).vpcs().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_endpoint_that_was_made_is_removed_before_the_vpc() {
    let bench = Bench::new(1);
    assert_eq!(deploy(&bench).await, Outcome::Succeeded);
    let graph = deployment(MINIMAL).destroy().unwrap();
    let data = graph.get(&StepId::known("data-layer")).unwrap();
    assert!(data.after().contains(&StepId::known("s3-endpoint")));
    let consents = ["destroy:data-layer", "destroy:service-layer"];
    bench.destroy(MINIMAL, &consents).await;
    assert_eq!(called(&bench, "ec2:DeleteVpcEndpoints"), 1);
}

/// The deployment into a VPC that is there without an endpoint, or with the customer's own.
async fn into_existing_vpc(with_endpoint: bool) -> (Bench, Deployment) {
    let (bench, deployment) = existing_vpc();
    let place = bench.cloud.at(deployment.data_layer.target());
    place.furnish(|account| {
        for one in &mut account.vpcs {
            one.endpoints.clear();
            let tables = one.route_tables.iter().map(|table| table.id.clone());
            let own = VpcEndpoint {
                id: "vpce-customer".to_owned(),
                service: "com.amazonaws.us-east-1.s3".to_owned(),
                kind: VpcEndpointType::Gateway,
                state: VpcEndpointState::Available,
                route_tables: tables.collect(),
                private_dns: false,
                names: Vec::new(),
                tags: std::collections::BTreeMap::new(),
            };
            one.endpoints.extend(with_endpoint.then_some(own));
        }
    });
    let graph = whole(&deployment);
    let outcome = bench.run(&deployment, (Goal::Deploy, graph), &[]).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    (bench, deployment)
}

async fn removed(bench: &Bench, deployment: &Deployment, consents: &[&str]) -> Outcome {
    let graph = deployment.destroy().unwrap();
    bench
        .run(deployment, (Goal::Destroy, graph), consents)
        .await
}

#[tokio::test]
async fn in_a_vpc_of_the_customers_the_endpoint_is_removed_with_consent_only() {
    let (bench, deployment) = into_existing_vpc(false).await;
    let products = ["destroy:data-layer", "destroy:service-layer"];
    assert_eq!(
        removed(&bench, &deployment, &products).await,
        Outcome::Blocked
    );
    assert_eq!(called(&bench, "ec2:DeleteVpcEndpoints"), 0);
    let all = [products[0], products[1], "destroy:s3-endpoint"];
    assert_eq!(removed(&bench, &deployment, &all).await, Outcome::Succeeded);
    assert_eq!(called(&bench, "ec2:DeleteVpcEndpoints"), 1);
}

#[tokio::test]
async fn an_endpoint_that_was_there_before_stays() {
    let (bench, deployment) = into_existing_vpc(true).await;
    let products = ["destroy:data-layer", "destroy:service-layer"];
    assert_eq!(
        removed(&bench, &deployment, &products).await,
        Outcome::Succeeded
    );
    assert_eq!(called(&bench, "ec2:DeleteVpcEndpoints"), 0);
}

#[tokio::test]
async fn an_endpoint_that_was_removed_is_made_again_by_the_next_deployment() {
    let (bench, deployment) = into_existing_vpc(false).await;
    let all = [
        "destroy:data-layer",
        "destroy:service-layer",
        "destroy:s3-endpoint",
    ];
    assert_eq!(removed(&bench, &deployment, &all).await, Outcome::Succeeded);
    let graph = whole(&deployment);
    let outcome = bench.run(&deployment, (Goal::Deploy, graph), &[]).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    let place = bench.cloud.at(deployment.data_layer.target());
    let vpcs = place.vpcs().await.unwrap();
    assert_eq!(place.endpoints(&vpcs[0].id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_endpoint_that_somebody_removed_is_made_again_however_often() {
    let bench = Bench::new(1);
    assert_eq!(deploy(&bench).await, Outcome::Succeeded);
    let place = place(&bench);
    for _ in 0..3 {
        let vpc = place.vpcs().await.unwrap().remove(0).id;
        let endpoints = place.endpoints(&vpc).await.unwrap();
        let own = endpoints
            .iter()
            .find(|one| one.kind == VpcEndpointType::Gateway);
        place.delete_endpoint(&own.unwrap().id).await.unwrap();
        bench.cloud.pass(SignedDuration::from_hours(1));
        assert_eq!(
            deploy(&bench).await,
            Outcome::Succeeded,
            "{:#?}",
            bench.said()
        );
        let endpoints = place.endpoints(&vpc).await.unwrap();
        assert!(
            endpoints
                .iter()
                .any(|one| one.kind == VpcEndpointType::Gateway)
        );
    }
}
