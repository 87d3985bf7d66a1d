//! The two stacks beside the products: deployed, kept, changed, cleared, removed.

use std::sync::Arc;

use jiff::SignedDuration;
use ts_deploy_core::engine::{Deadlines, Options, Outcome, Pace};
use ts_deploy_core::event::EventKind;
use ts_deploy_core::ids::ProvisionedProductName;
use ts_deploy_core::journal::{CHECKPOINT_EVERY, Goal, Journal, Owner};
use ts_deploy_core::port::stack::StackReader as _;
use ts_deploy_core::sim::{CallFault, WorldFault, documented_dr_stack};
use ts_deploy_core::target::TargetName;
use ts_deploy_tests::{Bench, Counted, HookedStore, RECOVERABLE};

use super::pair::{Pair, source, stack_of, value};

const CONSENTS: [&str; 2] = ["destroy:data-layer", "destroy:dr-stack"];

#[tokio::test]
async fn the_full_sample_writes_a_bounded_number_of_records_and_reads_few_of_them_again() {
    let pair = Pair::deployed().await;
    let records = pair.bench.whole().await.records;
    let store = HookedStore::new(Arc::clone(&pair.bench.store), Counted::default());
    let store = Arc::new(store);
    let owner = Owner::rehearsal(pair.deployment.name.clone());
    Journal::open(store.clone(), "w", &owner).await.unwrap();
    let reads = store.hook.reads();
    println!("{records} records, {reads} reads");
    assert!(records <= 200 && reads <= CHECKPOINT_EVERY + 3);
}

#[tokio::test]
async fn the_dr_stacks_outputs_arrive_in_the_data_layers_parameters() {
    let pair = Pair::deployed().await;
    let data = stack_of(&pair.place(TargetName::Main), "acme-data-layer").await;
    assert_eq!(value(&data, "DRStreamBucket"), "acme-tetra-dr-stream");
    assert_eq!(value(&data, "EnableDR"), "true");
}

#[tokio::test]
async fn the_snapshot_tool_is_given_the_key_behind_the_alias_and_that_of_the_dr_stack() {
    let pair = Pair::deployed().await;
    let tool = pair
        .stack(TargetName::DrInMainRegion, "acme-tetra-snapshot-tool")
        .await;
    let start = "arn:aws:kms:us-east-1:111122223333:key/";
    assert!(value(&tool, "KmsKeySource").starts_with(start));
    let start = "arn:aws:kms:us-east-2:444455556666:key/";
    assert!(value(&tool, "KmsKeyDestination").starts_with(start));
}

#[tokio::test]
async fn an_output_that_is_missing_blocks_the_data_layer_and_names_its_parameter() {
    let pair = Pair::new(RECOVERABLE);
    let mut template = documented_dr_stack();
    template
        .resources
        .outputs
        .retain(|output| output.key != "DRBackupBucket");
    pair.place(TargetName::Dr)
        .put_template(&source("dr.yml"), template);
    assert_ne!(pair.deploy().await, Outcome::Succeeded);
    let said = serde_json::to_string(&pair.bench.said()).unwrap();
    assert!(said.contains("the Data Layer's DRBackupBucket"), "{said}");
    assert_eq!(pair.calls(":ProvisionProduct"), 0);
}

#[tokio::test]
async fn a_second_run_changes_nothing() {
    let pair = Pair::deployed().await;
    let before = pair.bench.cloud.changing_calls();
    assert_eq!(pair.deploy().await, Outcome::Succeeded);
    assert_eq!(pair.bench.cloud.changing_calls(), before);
}

#[tokio::test]
async fn a_removal_with_its_consents_leaves_the_world_empty() {
    let pair = Pair::deployed().await;
    assert_eq!(pair.destroy(&CONSENTS).await, Outcome::Succeeded);
    assert!(pair.bench.cloud.is_empty());
}

#[tokio::test]
async fn a_removal_without_consent_keeps_the_dr_stack() {
    let pair = Pair::deployed().await;
    pair.destroy(&["destroy:data-layer"]).await;
    let stack = pair.stack(TargetName::Dr, "acme-tetra-dr").await;
    assert!(stack.termination_protection);
}

#[tokio::test]
async fn what_was_removed_can_be_deployed_again() {
    let pair = Pair::deployed().await;
    pair.destroy(&CONSENTS).await;
    assert_eq!(pair.deploy().await, Outcome::Succeeded);
    assert_eq!(pair.calls(":CreateStack"), 4);
}

#[tokio::test]
async fn an_update_of_a_stack_goes_through_one_change_set() {
    let pair = Pair::deployed().await;
    let text = RECOVERABLE.replace(
        "retention_days: 30\n  objectives",
        "retention_days: 40\n  objectives",
    );
    let pair = Pair::on(pair.bench, &text);
    assert_eq!(pair.deploy().await, Outcome::Succeeded);
    let made = (
        pair.calls(":CreateChangeSet"),
        pair.calls(":ExecuteChangeSet"),
    );
    assert_eq!(made, (1, 1));
    let tool = pair
        .stack(TargetName::DrInMainRegion, "acme-tetra-snapshot-tool")
        .await;
    assert_eq!(value(&tool, "RetentionDays"), "40");
}

#[tokio::test]
async fn a_stack_whose_creation_failed_is_cleared_with_consent_and_made_again() {
    let pair = Pair::new(RECOVERABLE);
    pair.bench.cloud.script(WorldFault::ResourceFails {
        product: ProvisionedProductName::parse("acme-tetra-dr").unwrap(),
        resource: "Storage/StreamBucket".to_owned(),
        reason: "acme-tetra-dr-stream already exists".to_owned(),
        times: 1,
    });
    assert_eq!(pair.deploy().await, Outcome::Failed);
    let said = serde_json::to_string(&pair.bench.said()).unwrap();
    assert!(said.contains("Storage/StreamBucket"), "{said}");
    assert_ne!(pair.deploy().await, Outcome::Succeeded);
    let outcome = pair.deploy_allowing(&["destroy:dr-stack"]).await;
    assert_eq!(outcome, Outcome::Succeeded);
}

#[tokio::test]
async fn a_template_that_cannot_be_read_is_doubtful_until_the_stack_is_made_of_it() {
    let pair = Pair::deployed().await;
    let said = pair.bench.said();
    let doubts = |kind: &EventKind| match kind {
        EventKind::Starting { findings, .. } | EventKind::InSync { findings } => {
            findings.find("runtime-not-checked").is_some()
        }
        _ => false,
    };
    let doubting: Vec<_> = said.iter().filter(|event| doubts(&event.kind)).collect();
    let kinds = doubting.iter();
    let starts = kinds.filter(|event| matches!(event.kind, EventKind::Starting { .. }));
    assert_eq!((doubting.len(), starts.count()), (1, 1), "{doubting:#?}");
}

#[tokio::test]
async fn a_creation_whose_answer_was_lost_makes_one_stack() {
    let pair = Pair::new(RECOVERABLE);
    let mut lost = false;
    pair.bench.cloud.on_call(Box::new(move |info| {
        let first = info.call.operation == "CreateStack" && !lost;
        lost |= first;
        if first {
            CallFault::LostAfter
        } else {
            CallFault::None
        }
    }));
    assert_eq!(pair.deploy().await, Outcome::Succeeded);
    let stack = pair.stack(TargetName::Dr, "acme-tetra-dr").await;
    let events = pair.place(TargetName::Dr).events(&stack.arn).await.unwrap();
    let made = events
        .iter()
        .filter(|event| event.physical_id == stack.arn.0 && event.status == "CREATE_COMPLETE");
    assert_eq!(made.count(), 1);
}

#[tokio::test]
async fn a_stack_being_made_is_known_for_ours_without_a_journal() {
    let pair = Pair::new(RECOVERABLE);
    let mut calls = 0;
    pair.bench.cloud.on_call(Box::new(move |info| {
        calls += u32::from(info.call.operation == "CreateStack");
        if calls > 0 && info.call.operation != "CreateStack" {
            CallFault::Denied
        } else {
            CallFault::None
        }
    }));
    pair.deploy().await;
    pair.bench.cloud.on_call(Box::new(|_| CallFault::None));
    let Pair { bench, .. } = pair;
    let pair = Pair::on(Bench::on(bench.cloud.clone()), RECOVERABLE);
    assert_eq!(pair.deploy().await, Outcome::Succeeded);
    assert_eq!(pair.calls(":CreateStack"), 2);
}

#[tokio::test]
async fn a_stack_found_without_a_journal_runs_since_its_first_event() {
    let pair = Pair::new(RECOVERABLE);
    let short = Options {
        deadlines: Deadlines::default().all(SignedDuration::ZERO),
        pace: Pace {
            floor: SignedDuration::from_secs(10),
            ceiling: SignedDuration::from_secs(20),
        },
        ..Options::default()
    };
    let run = (Goal::Deploy, pair.graph());
    let left = pair.bench.run_with(&pair.deployment, run, short).await;
    assert_eq!(left, Outcome::Running);
    let pair = Pair::on(Bench::on(pair.bench.cloud.clone()), RECOVERABLE);
    assert_eq!(pair.deploy().await, Outcome::Succeeded);
    let stack = pair.stack(TargetName::Dr, "acme-tetra-dr").await;
    let events = pair.place(TargetName::Dr).events(&stack.arn).await.unwrap();
    let said = pair.bench.said();
    let of_stack = said.iter().filter(|event| {
        event
            .step
            .as_ref()
            .is_some_and(|id| id.as_str() == "dr-stack")
    });
    let attached = of_stack.into_iter().find_map(|event| match &event.kind {
        EventKind::Attached { since, .. } => Some(*since),
        _ => None,
    });
    assert_eq!(attached, Some(Some(events[0].at)));
}

#[tokio::test]
async fn steps_of_both_crates_are_handed_over_as_shared_steps() {
    let pair = Pair::new(RECOVERABLE);
    let ids: Vec<String> = pair
        .dr
        .deploy
        .iter()
        .map(|step| Arc::clone(step).id().to_string())
        .collect();
    assert_eq!(ids, ["dr-stack", "snapshot-tool"]);
}
