//! What happens in AWS while nobody looks, and what others do there.

use indexmap::IndexMap;
use jiff::SignedDuration;
use ts_deploy_core::clock::Clock as _;
use ts_deploy_core::engine::{Options, Outcome};
use ts_deploy_core::event::EventKind;
use ts_deploy_core::ids::ProvisionedProductName;
use ts_deploy_core::journal::{Goal, JournalEntry, Settlement};
use ts_deploy_core::parameter::{ParameterKey, Request, Sent};
use ts_deploy_core::port::catalog::{
    CatalogReader as _, CatalogWriter as _, OperationToken, TerminateRequest, UpdateRequest,
};
use ts_deploy_core::sim::{CallFault, WorldFault};
use ts_deploy_tests::{Bench, DATA, MINIMAL, SERVICE, deployment};

async fn pass(bench: &Bench, hours: i64) {
    let clock = bench.cloud.clock();
    let until = clock.now() + SignedDuration::from_hours(hours);
    clock.sleep_until(until).await;
}

/// Nothing is answered to a deployment from the first call of `operation` on, which arrives all the same;
/// a day passes before anything is answered again.
async fn blind_from(bench: &Bench, operation: &'static str) {
    let goal = match operation {
        "TerminateProvisionedProduct" => Goal::Destroy,
        _ => Goal::Deploy,
    };
    cut_off_from(bench, goal, operation).await;
    pass(bench, 24).await;
}

/// Nothing is answered to a run from the first call of `operation` on, which arrives all the same, until
/// it has ended.
async fn cut_off_from(bench: &Bench, goal: Goal, operation: &'static str) {
    cut_off_behind(bench, goal, operation, 0).await;
}

/// The same from the call of `operation` on that follows so many of them.
async fn cut_off_behind(bench: &Bench, goal: Goal, operation: &'static str, answered: usize) {
    let mut seen = 0;
    bench.cloud.on_call(Box::new(move |info| {
        seen += usize::from(info.call.operation == operation || seen > answered);
        if seen > answered {
            CallFault::LostAfter
        } else {
            CallFault::None
        }
    }));
    let options = Options {
        patience: SignedDuration::ZERO,
        consents: ["destroy:data-layer"].into_iter().collect(),
        ..Options::default()
    };
    let deployment = deployment(MINIMAL);
    let graph = match goal {
        Goal::Destroy => deployment.destroy().unwrap(),
        _ => deployment.deploy().unwrap(),
    };
    let outcome = bench.run_with(&deployment, (goal, graph), options).await;
    assert_eq!(outcome, Outcome::LostSight);
    bench.cloud.on_call(Box::new(|_| CallFault::None));
    bench.forget();
}

fn database_fails() -> WorldFault {
    WorldFault::ResourceFails {
        product: ProvisionedProductName::parse(DATA).unwrap(),
        resource: "Database/Instance".to_owned(),
        reason: "Cannot create more than 40 instances".to_owned(),
        times: 1,
    }
}

#[tokio::test]
async fn a_launch_that_failed_unseen_is_told_with_its_cause() {
    let bench = Bench::new(2);
    bench.cloud.script(database_fails());
    blind_from(&bench, "ProvisionProduct").await;
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Failed);
    let [failure] = bench.failures().try_into().unwrap();
    assert_eq!(failure.cause.unwrap().path, "Database/Instance");
}

#[tokio::test]
async fn a_launch_that_failed_unseen_stands_in_the_journal_as_failed() {
    let bench = Bench::new(2);
    bench.cloud.script(database_fails());
    blind_from(&bench, "ProvisionProduct").await;
    bench.deploy(MINIMAL).await;
    let settled = bench
        .entries()
        .await
        .into_iter()
        .filter_map(|entry| match entry {
            JournalEntry::Settled { result, .. } => Some(result),
            _ => None,
        });
    let settled: Vec<Settlement> = settled.collect();
    assert!(
        matches!(settled.as_slice(), [Settlement::Failed { .. }]),
        "{settled:?}"
    );
}

#[tokio::test]
async fn a_launch_that_failed_unseen_with_its_journal_lost_is_told_with_its_cause() {
    let bench = Bench::new(2);
    bench.cloud.script(database_fails());
    blind_from(&bench, "ProvisionProduct").await;
    let bench = Bench::on(bench.cloud);
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Blocked);
    let [(_, loses)] = bench.consents().try_into().unwrap();
    insta::assert_snapshot!(loses, @"acme-data-layer is in ERROR: its launch failed at Database/Instance (Cannot create more than 40 instances). Nothing that it made is left.");
}

#[tokio::test]
async fn a_launch_that_succeeded_unseen_is_not_made_again() {
    let bench = Bench::new(2);
    blind_from(&bench, "ProvisionProduct").await;
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Succeeded);
    assert_eq!(bench.launches(), [1, 1]);
    assert_eq!(bench.begun_words(), ["service-layer create"]);
}

#[tokio::test]
async fn a_removal_that_failed_unseen_is_told_with_its_cause() {
    let bench = Bench::new(2);
    bench.deploy(MINIMAL).await;
    bench.cloud.script(WorldFault::DeleteFails {
        product: ProvisionedProductName::parse(SERVICE).unwrap(),
        resource: "Discovery/Namespace".to_owned(),
        reason: "The namespace holds services".to_owned(),
        times: 1,
    });
    blind_from(&bench, "TerminateProvisionedProduct").await;
    let outcome = bench.destroy(MINIMAL, &["destroy:data-layer"]).await;
    assert_eq!(outcome, Outcome::Failed);
    let [failure] = bench.failures().try_into().unwrap();
    assert_eq!(failure.cause.unwrap().path, "Discovery/Namespace");
}

/// Both run, and somebody else has begun to change how long logs are kept.
async fn changed_by_another() -> Bench {
    let bench = Bench::new(2);
    bench.deploy(MINIMAL).await;
    bench.forget();
    let product = bench.product(DATA).await.unwrap();
    let stack = bench.stack(DATA).await;
    let path = bench.place().launch_paths(&product.product).await.unwrap();
    let mut sent: IndexMap<ParameterKey, Sent> = stack
        .parameters
        .iter()
        .map(|(key, _)| (ParameterKey::parse(key).unwrap(), Sent::Previous))
        .collect();
    let days = ParameterKey::parse("LogRetentionDays").unwrap();
    sent.insert(days, Sent::Value("30".to_owned()));
    let request = UpdateRequest {
        token: OperationToken("by-another".to_owned()),
        provisioned_product: product.id,
        product: product.product,
        version: product.version,
        path: path.first().unwrap().id.clone(),
        parameters: Request { sent },
    };
    bench.place().update(&request).await.unwrap();
    bench
}

#[tokio::test]
async fn a_change_by_another_is_waited_out_and_told() {
    let bench = changed_by_another().await;
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Succeeded);
    let said = bench.said();
    let foreign = said.iter().find_map(|event| match &event.kind {
        EventKind::Foreign { what, .. } => Some(what.as_str()),
        _ => None,
    });
    let expected = "an operation on acme-data-layer that this deployment did not begin";
    assert!(foreign.unwrap().starts_with(expected), "{foreign:?}");
}

#[tokio::test]
async fn what_another_changed_is_compared_and_changed_back() {
    let bench = changed_by_another().await;
    bench.deploy(MINIMAL).await;
    assert_eq!(bench.begun_words(), ["data-layer update"]);
    let days = bench.parameter(DATA, "LogRetentionDays").await;
    assert_eq!(days.as_deref(), Some("90"));
}

/// Both run, and somebody else has begun to remove the Data Layer.
async fn removed_by_another() -> Bench {
    let bench = Bench::new(2);
    bench.deploy(MINIMAL).await;
    another_removes(&bench).await;
    bench
}

/// Somebody else begins to remove the Data Layer.
async fn another_removes(bench: &Bench) {
    let request = TerminateRequest {
        token: OperationToken("by-another".to_owned()),
        provisioned_product: bench.product(DATA).await.unwrap().id,
    };
    bench.place().terminate(&request).await.unwrap();
}

/// The Data Layer that is gone may be made anew.
const RECREATE: [&str; 1] = ["recreate:data-layer"];

#[tokio::test]
async fn what_another_removes_is_waited_for_and_not_launched_anew_without_consent() {
    let bench = removed_by_another().await;
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Blocked);
    assert_eq!(bench.launches(), [1, 1]);
    assert!(bench.product(DATA).await.is_none());
    assert_eq!(bench.consents()[0].0, "recreate:data-layer");
}

#[tokio::test]
async fn what_another_removed_is_launched_anew_with_consent() {
    let bench = removed_by_another().await;
    pass(&bench, 6).await;
    let outcome = bench.deploy_allowing(MINIMAL, &RECREATE).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    assert_eq!(bench.launches(), [2, 1]);
}

#[tokio::test]
async fn what_another_removed_and_a_removal_found_gone_needs_no_consent() {
    let bench = removed_by_another().await;
    pass(&bench, 6).await;
    assert_eq!(bench.destroy(MINIMAL, &[]).await, Outcome::Succeeded);
    let outcome = bench.deploy(MINIMAL).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
}

#[tokio::test]
async fn the_service_layer_is_wired_to_a_data_layer_launched_anew() {
    let bench = removed_by_another().await;
    pass(&bench, 6).await;
    bench.deploy_allowing(MINIMAL, &RECREATE).await;
    let wired = bench.parameter(SERVICE, "DataStack").await;
    assert_eq!(wired, Some(bench.stack(DATA).await.name.to_string()));
}

/// The launch of the Data Layer ended well unseen, and somebody else has removed it since.
async fn launched_and_removed_unseen() -> Bench {
    let bench = Bench::new(2);
    blind_from(&bench, "ProvisionProduct").await;
    another_removes(&bench).await;
    pass(&bench, 6).await;
    bench
}

#[tokio::test]
async fn what_another_removed_before_its_launch_was_seen_to_end_is_told_as_gone_with_who_removed_it()
 {
    let bench = launched_and_removed_unseen().await;
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Blocked);
    let [(word, loses)] = bench.consents().try_into().unwrap();
    assert_eq!(word, "recreate:data-layer");
    insta::assert_snapshot!(loses, @"A change that began at 2026-01-05 09:10:00Z made it, and it is not there: rec-0f5bf7f8e87c0, which AWS accepted at 2026-01-06 09:10:10Z, removed it, and the journal knows of no such removal. A new one begins empty.");
}

#[tokio::test]
async fn what_another_removed_before_its_launch_was_seen_to_end_is_not_launched_anew_without_consent()
 {
    let bench = launched_and_removed_unseen().await;
    bench.deploy(MINIMAL).await;
    bench.deploy(MINIMAL).await;
    assert_eq!(bench.launches(), [1, 0]);
}

#[tokio::test]
async fn what_another_removed_before_its_launch_was_seen_to_end_is_launched_anew_with_consent() {
    let bench = launched_and_removed_unseen().await;
    bench.deploy(MINIMAL).await;
    let outcome = bench.deploy_allowing(MINIMAL, &RECREATE).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    assert_eq!(bench.launches(), [2, 1]);
}

#[tokio::test]
async fn what_was_launched_and_a_removal_found_gone_is_launched_anew_without_consent() {
    let bench = launched_and_removed_unseen().await;
    bench.deploy(MINIMAL).await;
    assert_eq!(bench.destroy(MINIMAL, &[]).await, Outcome::Succeeded);
    let outcome = bench.deploy(MINIMAL).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
}

#[tokio::test]
async fn what_another_removed_before_its_launch_was_seen_to_end_is_told_at_once_and_by_another_process_too()
 {
    let bench = launched_and_removed_unseen().await;
    let clock = bench.cloud.clock();
    let before = clock.now();
    for _ in 0..2 {
        assert_eq!(bench.deploy(MINIMAL).await, Outcome::Blocked);
    }
    let took = clock.now().duration_since(before);
    assert!(took < SignedDuration::from_mins(10), "{took}");
    assert_eq!(bench.launches(), [1, 0]);
}

#[tokio::test]
async fn what_was_accepted_ended_well_and_was_removed_unseen_is_told_at_once() {
    let bench = Bench::new(2);
    cut_off_from(&bench, Goal::Deploy, "DescribeRecord").await;
    pass(&bench, 24).await;
    another_removes(&bench).await;
    pass(&bench, 6).await;
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Blocked);
    assert_eq!(bench.consents()[0].0, "recreate:data-layer");
    assert_eq!(bench.launches(), [1, 0]);
}

#[tokio::test]
async fn what_failed_unseen_and_was_cleared_by_another_is_told_with_its_cause_and_not_as_gone() {
    let bench = Bench::new(2);
    bench.cloud.script(database_fails());
    cut_off_from(&bench, Goal::Deploy, "DescribeRecord").await;
    pass(&bench, 24).await;
    another_removes(&bench).await;
    pass(&bench, 6).await;
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Failed);
    let [failure] = bench.failures().try_into().unwrap();
    let told = failure.to_string();
    let cause = "The following resource(s) failed to create: [Database";
    assert!(told.contains(cause), "{told}");
    assert_eq!(bench.consents(), []);
}

#[tokio::test]
async fn a_launch_found_without_its_journal_and_removed_unseen_is_not_made_anew_without_consent() {
    let bench = Bench::new(2);
    cut_off_from(&bench, Goal::Deploy, "DescribeRecord").await;
    let bench = Bench::on(bench.cloud);
    // Looking reads the record too: it is followed from the second one on.
    cut_off_behind(&bench, Goal::Deploy, "DescribeRecord", 1).await;
    pass(&bench, 24).await;
    another_removes(&bench).await;
    pass(&bench, 6).await;
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Blocked);
    assert_eq!(bench.consents()[0].0, "recreate:data-layer");
    assert_eq!(bench.launches(), [1, 0]);
}

/// Both ran, and a removal of the Service Layer was cut off at `operation`, and ended unseen.
async fn removed_unseen(operation: &'static str) -> Bench {
    let bench = Bench::new(2);
    bench.deploy(MINIMAL).await;
    cut_off_from(&bench, Goal::Destroy, operation).await;
    pass(&bench, 24).await;
    bench
}

#[tokio::test]
async fn ones_own_removal_that_ended_unseen_is_nobody_elses() {
    for operation in ["TerminateProvisionedProduct", "DescribeRecord"] {
        let bench = removed_unseen(operation).await;
        let outcome = bench.deploy(MINIMAL).await;
        assert_eq!(
            outcome,
            Outcome::Succeeded,
            "{operation}: {:#?}",
            bench.said()
        );
        assert_eq!(bench.consents(), [], "{operation}");
        assert_eq!(bench.launches(), [1, 2], "{operation}");
    }
}

#[tokio::test]
async fn ones_own_removal_whose_answer_was_lost_stands_in_the_journal_as_done() {
    let bench = removed_unseen("TerminateProvisionedProduct").await;
    bench.deploy(MINIMAL).await;
    let entries = bench.entries().await;
    let found_done = |entry: &JournalEntry| {
        matches!(
            entry,
            JournalEntry::Settled {
                result: Settlement::FoundDone,
                ..
            }
        )
    };
    assert!(entries.iter().any(found_done), "{entries:#?}");
}
