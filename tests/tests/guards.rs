//! What guards a launch is looked at again right before it leaves, hours after the plan perhaps.

use std::sync::Arc;

use jiff::SignedDuration;
use ts_deploy_core::check::Guards;
use ts_deploy_core::clock::Clock as _;
use ts_deploy_core::deployment::{Deployment, Joined};
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::event::EventKind;
use ts_deploy_core::finding::Findings;
use ts_deploy_core::journal::{Goal, HeldBack, Journal, Owner};
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::plan::{Graph, Step, StepId};
use ts_deploy_core::sim::{CallFault, SimAccount};
use ts_deploy_core::target::TargetName;
use ts_deploy_tests::{Bench, FULL, deployment};

const EXISTING_VPC: &str = include_str!("../../examples/specs/existing-vpc.yaml");

/// The full document with a certificate that is there.
fn full() -> String {
    FULL.replace(
        "certificate: issued_by_acm",
        "certificate: { given: \"arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012\" }",
    )
}

fn steps(deployment: &Deployment) -> Vec<Arc<dyn Step>> {
    deployment.deploy_joined(&Sources::none(), &Joined::default())
}

fn guarded(deployment: &Deployment) -> Graph {
    let guards = Guards::of(deployment);
    let steps = steps(deployment).into_iter();
    Graph::new(steps.map(|step| guards.before(step))).unwrap()
}

/// A world that is as the full document asks, and was then changed by `change`.
fn world(change: impl FnOnce(&mut SimAccount, jiff::Timestamp)) -> (Bench, Deployment) {
    let (bench, deployment) = (Bench::new(1), deployment(&full()));
    bench.cloud.furnish_for(&deployment);
    let now = bench.cloud.clock().now();
    bench.place().furnish(|account| change(account, now));
    (bench, deployment)
}

async fn run(bench: &Bench, deployment: &Deployment) -> Outcome {
    let graph = guarded(deployment);
    bench.run(deployment, (Goal::Deploy, graph), &[]).await
}

/// What a step was blocked by.
fn blocked(bench: &Bench, step: &str) -> Findings {
    let said = bench.said().into_iter();
    let mut blocked = said.filter_map(|event| match event.kind {
        EventKind::Blocked { findings } if event.step == Some(StepId::parse(step).unwrap()) => {
            Some(findings)
        }
        _ => None,
    });
    blocked.next().unwrap_or_default()
}

fn without_log_policy(account: &mut SimAccount, _: jiff::Timestamp) {
    account.log_policies.clear();
}

/// Every certificate ends while the Data Layer is made.
fn ending_certificates(account: &mut SimAccount, now: jiff::Timestamp) {
    for one in &mut account.certificates {
        one.not_after = now.checked_add(SignedDuration::from_hours(1)).ok();
    }
}

#[tokio::test]
async fn a_world_as_the_documents_ask_is_deployed_past_its_guards() {
    let (bench, deployment) = world(|_, _| {});
    assert_eq!(run(&bench, &deployment).await, Outcome::Succeeded);
}

#[tokio::test]
async fn a_log_policy_that_is_gone_by_then_keeps_the_data_layer_from_being_launched() {
    let (bench, deployment) = world(without_log_policy);
    assert_eq!(run(&bench, &deployment).await, Outcome::Blocked);
    assert!(
        blocked(&bench, "data-layer")
            .find("no-log-policy")
            .is_some()
    );
    assert_eq!(bench.launches(), [0, 0]);
}

#[tokio::test]
async fn the_journal_keeps_what_held_a_launch_back_until_the_next_run_begins() {
    let mut policies = Vec::new();
    let (bench, deployment) = world(|account, _| policies.append(&mut account.log_policies));
    run(&bench, &deployment).await;
    let [held] = held_back(&bench, &deployment).await.try_into().unwrap();
    assert_eq!(held.step.as_str(), "data-layer");
    let ids: Vec<&str> = held.findings.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["no-log-policy", "guard-blocks"]);
    assert!(held.findings[0].remedy.contains("--fix R8"), "{held:?}");
    assert!(!held.findings[0].why.is_empty(), "{held:?}");
    bench
        .place()
        .furnish(|account| account.log_policies = policies);
    assert_eq!(run(&bench, &deployment).await, Outcome::Succeeded);
    assert_eq!(held_back(&bench, &deployment).await, []);
}

/// What the journal says of the last run's end.
async fn held_back(bench: &Bench, deployment: &Deployment) -> Vec<HeldBack> {
    let owner = Owner::rehearsal(deployment.name.clone());
    let journal = Journal::open(bench.store.clone(), "reader".to_owned(), &owner);
    let journal = journal.await.unwrap();
    journal.state().run.clone().unwrap().held_back
}

#[tokio::test]
async fn a_certificate_that_ends_while_the_data_layer_is_made_holds_the_service_layer_back() {
    let (bench, deployment) = world(ending_certificates);
    assert_eq!(run(&bench, &deployment).await, Outcome::Blocked);
    let found = blocked(&bench, "service-layer");
    assert!(found.blocking().any(|one| one.row == "R11"), "{found}");
    assert_eq!(bench.launches(), [1, 0]);
}

#[tokio::test]
async fn steps_without_guards_are_launched_whatever_the_checks_would_say() {
    let (bench, deployment) = world(without_log_policy);
    let graph = deployment.deploy().unwrap();
    let outcome = bench.run(&deployment, (Goal::Deploy, graph), &[]).await;
    assert_eq!(outcome, Outcome::Succeeded);
}

#[tokio::test]
async fn a_caller_who_may_not_look_at_what_guards_a_launch_is_not_held_up() {
    let (bench, deployment) = world(|_, _| {});
    bench.cloud.on_call(Box::new(|info| {
        if info.call.service == "logs" {
            CallFault::Denied
        } else {
            CallFault::None
        }
    }));
    assert_eq!(run(&bench, &deployment).await, Outcome::Succeeded);
}

#[tokio::test]
async fn a_plan_of_guarded_steps_is_the_plan_of_the_steps_alone() {
    let (bench, deployment) = world(without_log_policy);
    let alone = bench.plan(&deployment, &deployment.deploy().unwrap()).await;
    let plan = bench.plan(&deployment, &guarded(&deployment)).await;
    assert_eq!(plan.digest, alone.digest);
    assert_eq!(plan.steps, alone.steps);
}

/// The rows that guard a step, each once.
fn rows(text: &str, step: &str) -> Vec<&'static str> {
    let graph = guarded(&deployment(text));
    let step = graph.get(&StepId::parse(step).unwrap()).unwrap();
    let mut rows: Vec<_> = step.guards().iter().map(|check| check.row()).collect();
    rows.sort_by_key(|row| row[1..].parse::<u8>().unwrap());
    rows.dedup();
    rows
}

#[test]
fn each_product_is_guarded_by_what_its_launch_would_fail_for() {
    assert_eq!(
        rows(&full(), "data-layer"),
        ["R2", "R7", "R8", "R9", "R10", "R11"]
    );
    assert_eq!(rows(&full(), "service-layer"), ["R2", "R9", "R11"]);
}

#[test]
fn in_a_vpc_that_is_there_its_subnets_resolvers_and_routes_guard_both_products() {
    for product in ["data-layer", "service-layer"] {
        let rows = rows(EXISTING_VPC, product);
        for row in ["R4", "R5", "R6"] {
            assert!(rows.contains(&row), "{product}: {rows:?}");
        }
    }
}

#[test]
fn a_stack_of_ones_own_is_guarded_by_the_rights_in_its_own_target() {
    let deployment = deployment(FULL);
    // The check of the DR account stands for a step there.
    let id = Deployment::check_step(TargetName::Dr);
    let joined = Joined {
        targets: vec![TargetName::Dr],
        ..Joined::default()
    };
    let mut steps = deployment
        .deploy_joined(&Sources::none(), &joined)
        .into_iter();
    let step = steps.find(|step| *step.id() == id).unwrap();
    let guarded = Guards::of(&deployment).and_stack(id).before(step);
    let rows: Vec<_> = guarded
        .guards()
        .iter()
        .map(|one| (one.row(), one.target()))
        .collect();
    assert_eq!(rows, [("R2", TargetName::Dr)]);
}
