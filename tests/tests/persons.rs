//! What persons do before a deployment: agree with the vendor (P0), send it the details (R15).

use std::sync::Arc;

use jiff::SignedDuration;
use ts_deploy_core::clock::Clock as _;
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::{Options, Outcome};
use ts_deploy_core::event::EventKind;
use ts_deploy_core::ids::AccountId;
use ts_deploy_core::journal::Goal;
use ts_deploy_core::plan::{Entry, Plan, StepId};
use ts_deploy_core::port::identity::CallerIdentity;
use ts_deploy_core::sim::{SimPerson, SimPlace};
use ts_deploy_core::target::TargetName;
use ts_deploy_tests::{Bench, FULL, MINIMAL, deployment};

/// Deploys with nobody at hand.
async fn alone(bench: &Bench, deployment: &Deployment) -> Outcome {
    let person = SimPerson::new(Arc::new(bench.cloud.clock())).never();
    attended(bench, deployment, person).await
}

async fn attended(bench: &Bench, deployment: &Deployment, person: SimPerson) -> Outcome {
    let graph = deployment.deploy().unwrap();
    let engine = bench.engine(deployment, graph, Options::default()).await;
    let engine = engine.unwrap().attended_by(Arc::new(person));
    engine
        .run(&Bench::driven(Goal::Deploy), std::future::pending())
        .await
}

fn place(bench: &Bench, deployment: &Deployment, name: TargetName) -> SimPlace {
    bench.cloud.at(&deployment.target(name).unwrap().target)
}

/// The minimal document with one more line about the Data Layer.
fn minimal_with(line: &str) -> String {
    MINIMAL.replace("\ndata_layer:\n", &format!("\ndata_layer:\n  {line}\n"))
}

/// The full document for a portfolio that is imported by hand.
fn by_hand() -> String {
    let lines = FULL.lines().filter(|line| !line.starts_with("portfolio:"));
    lines.collect::<Vec<_>>().join("\n")
}

/// A bench on which the vendor has shared no product yet.
fn unshared(text: &str) -> (Bench, Deployment) {
    let (bench, deployment) = (Bench::new(1), deployment(text));
    place(&bench, &deployment, TargetName::Main).withdraw_all();
    (bench, deployment)
}

async fn plan(bench: &Bench, deployment: &Deployment) -> Plan {
    bench.plan(deployment, &deployment.deploy().unwrap()).await
}

fn entry(plan: &Plan, step: &str) -> Entry {
    let found = plan
        .steps
        .iter()
        .find(|planned| planned.id.as_str() == step);
    found.unwrap().entry.clone()
}

/// What a step asked for, one line each.
fn asked(bench: &Bench, step: &str) -> String {
    let said = bench.said();
    let mut lines = said
        .iter()
        .filter_map(|event| match (&event.step, &event.kind) {
            (Some(id), EventKind::PersonNeeded { instructions, .. }) if id.as_str() == step => {
                Some(instructions.join("\n"))
            }
            _ => None,
        });
    lines.next_back().unwrap_or_default()
}

/// What was seen in proof of a step.
fn proof(bench: &Bench, step: &str) -> String {
    let said = bench.said();
    let mut seen = said
        .iter()
        .filter_map(|event| match (&event.step, &event.kind) {
            (Some(id), EventKind::Verified { evidence }) if id.as_str() == step => {
                evidence.first().map(|e| format!("{} ({})", e.seen, e.call))
            }
            _ => None,
        });
    seen.next_back().unwrap_or_default()
}

#[tokio::test]
async fn without_an_agreement_in_the_document_the_vendor_is_asked_first() {
    let bench = Bench::new(1);
    let outcome = alone(&bench, &deployment(MINIMAL)).await;
    assert_eq!(outcome, Outcome::WaitingForPerson);
    assert_eq!(bench.cloud.changing_calls(), 0);
    insta::assert_snapshot!(asked(&bench, "agree-with-vendor"), @r#"
    Ask TetraScience whether these are right for this platform:
    InfrastructureName: acme-tetra
    EsMasterInstanceType: t3.medium.elasticsearch
    EsDatanodeInstanceType: m4.large.elasticsearch
    EsDatanodeInstanceCount: 2
    EsDatanodeVolumeSize: 100
    Write who agreed and when into the spec, as agreed_with_vendor: { by: NAME, date: "YEAR-MONTH-DAY" }, or confirm this step.
    "#);
}

#[tokio::test]
async fn an_agreement_in_the_document_counts_by_its_name_and_date() {
    let bench = Bench::new(1);
    assert_eq!(alone(&bench, &deployment(FULL)).await, Outcome::Succeeded);
    assert_eq!(
        proof(&bench, "agree-with-vendor"),
        "done on 2026-10-01, says Jane Doe, TetraScience (agreed_with_vendor in the spec)"
    );
}

#[tokio::test]
async fn an_agreement_to_other_sizes_does_not_count() {
    let bench = Bench::new(1);
    let person = SimPerson::new(Arc::new(bench.cloud.clock()));
    let outcome = attended(&bench, &deployment(MINIMAL), person).await;
    assert_eq!(outcome, Outcome::Succeeded);
    let larger = minimal_with("elasticsearch: { data_volume_gb: 500 }");
    let outcome = alone(&bench, &deployment(&larger)).await;
    assert_eq!(outcome, Outcome::WaitingForPerson);
}

#[tokio::test]
async fn the_details_for_the_vendor_are_ready_to_send() {
    let (bench, deployment) = unshared(&by_hand());
    let user = CallerIdentity {
        account: AccountId::parse("444455556666").unwrap(),
        arn: "arn:aws:iam::444455556666:user/platform/dora".into(),
    };
    place(&bench, &deployment, TargetName::Dr).call_as(user);
    assert_eq!(alone(&bench, &deployment).await, Outcome::WaitingForPerson);
    insta::assert_snapshot!(asked(&bench, "details-for-vendor"), @r#"
    Send these details to TetraScience, which then shares its products with the accounts:
    main: AWS account 111122223333, region us-east-1, deployed by IAM role deployer
    dr: AWS account 444455556666, region us-east-2, deployed by IAM user dora
    Import the portfolio by the code that TetraScience sends, or write the code into the spec as portfolio: { id: CODE }, then run again: once the catalog offers "Tetra Data Platform - Data Layer", nothing else is needed from you.
    "#);
}

#[tokio::test]
async fn the_details_are_confirmed_as_sent_where_the_run_imports_the_portfolio_itself() {
    let (bench, deployment) = unshared(FULL);
    assert_eq!(alone(&bench, &deployment).await, Outcome::WaitingForPerson);
    let last = asked(&bench, "details-for-vendor");
    insta::assert_snapshot!(last.lines().last().unwrap(), @"Confirm this step once TetraScience has shared them: the run then imports portfolio port-abcdefghijklm, and nothing else is needed from you.");
}

#[tokio::test]
async fn details_are_not_asked_for_once_the_portfolio_is_imported() {
    let bench = Bench::new(1);
    let deployment = deployment(FULL);
    place(&bench, &deployment, TargetName::Main).call_as(CallerIdentity {
        account: AccountId::parse("111122223333").unwrap(),
        arn: "arn:aws:iam::111122223333:user/dora".into(),
    });
    alone(&bench, &deployment).await;
    assert_eq!(
        proof(&bench, "details-for-vendor"),
        "imported (servicecatalog:ListAcceptedPortfolioShares)"
    );
}

#[tokio::test]
async fn details_are_not_asked_for_once_the_product_is_offered() {
    let (bench, deployment) = unshared(&by_hand());
    alone(&bench, &deployment).await;
    place(&bench, &deployment, TargetName::Main).offer_documented();
    assert_eq!(alone(&bench, &deployment).await, Outcome::Succeeded);
    assert_eq!(
        proof(&bench, "details-for-vendor"),
        "offered to the caller (servicecatalog:SearchProducts)"
    );
}

#[tokio::test]
async fn details_of_the_wrong_account_are_not_sent() {
    let (bench, deployment) = unshared(&by_hand());
    let stranger = CallerIdentity {
        account: AccountId::parse("999999999999").unwrap(),
        arn: "arn:aws:iam::999999999999:user/dora".into(),
    };
    place(&bench, &deployment, TargetName::Dr).call_as(stranger);
    assert_eq!(alone(&bench, &deployment).await, Outcome::Blocked);
    assert_eq!(asked(&bench, "details-for-vendor"), "");
}

#[tokio::test]
async fn details_confirmed_as_sent_leave_the_missing_product_to_be_told() {
    let (bench, deployment) = unshared(&by_hand());
    let person = SimPerson::new(Arc::new(bench.cloud.clock()));
    assert_eq!(
        attended(&bench, &deployment, person).await,
        Outcome::Blocked
    );
    assert_eq!(
        proof(&bench, "details-for-vendor"),
        "done, says simulated person (confirmation in the journal)"
    );
}

#[tokio::test]
async fn a_product_not_shared_yet_holds_the_plan_and_does_not_block_it() {
    let (bench, deployment) = unshared(&by_hand());
    let plan = plan(&bench, &deployment).await;
    let gates: Vec<StepId> = vec!["details-for-vendor".parse().unwrap()];
    let Entry::Held { gates: held, .. } = entry(&plan, "data-layer") else {
        panic!("{plan:#?}");
    };
    assert_eq!(held, gates);
    assert!(!plan.is_blocked());
}

#[tokio::test]
async fn what_no_person_can_mend_blocks_the_plan_though_a_gate_is_open() {
    let text = minimal_with("version: v9.9.9");
    let plan = plan(&Bench::new(1), &deployment(&text)).await;
    assert!(matches!(
        entry(&plan, "agree-with-vendor"),
        Entry::Manual { .. }
    ));
    assert_eq!(entry(&plan, "data-layer"), Entry::Blocked);
}

#[tokio::test]
async fn the_simulated_person_takes_its_time_and_bears_its_own_name() {
    let bench = Bench::new(1);
    let begun = bench.cloud.clock().now();
    let person =
        SimPerson::new(Arc::new(bench.cloud.clock())).taking(SignedDuration::from_hours(2));
    attended(&bench, &deployment(MINIMAL), person).await;
    let passed = bench.said().into_iter().find(|event| {
        matches!(&event.kind, EventKind::Verified { evidence }
            if evidence.iter().any(|e| e.seen.contains("simulated person")))
    });
    assert_eq!(passed.unwrap().at, begun + SignedDuration::from_hours(2));
}
