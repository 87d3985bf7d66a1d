//! Disaster recovery: two stacks made around the products, a drill, and the platform brought up in
//! the other account.

use std::sync::Arc;

use jiff::SignedDuration;
use ts_deploy_core::clock::Clock as _;
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::event::EventKind;
use ts_deploy_core::ids::ProvisionedProductName;
use ts_deploy_core::journal::{CHECKPOINT_EVERY, Goal, Journal, JournalState, Owner};
use ts_deploy_core::layer::data::RecoverySource;
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::parameter::LiveValue;
use ts_deploy_core::plan::Graph;
use ts_deploy_core::port::catalog::CatalogReader as _;
use ts_deploy_core::port::stack::{Stack, StackReader as _, TemplateSource};
use ts_deploy_core::sim::{
    CallFault, SimPlace, WorldFault, documented, documented_dr_stack, documented_snapshot_tool,
};
use ts_deploy_core::target::TargetName;
use ts_deploy_dr::drill::{DrillReport, drill};
use ts_deploy_dr::recovery::{Found, look, recovered};
use ts_deploy_dr::{Components, DrSteps, Templates};
use ts_deploy_tests::{Bench, Counted, HookedStore, RECOVERABLE, deployment};

const CONSENTS: [&str; 2] = ["destroy:data-layer", "destroy:dr-stack"];

fn source(name: &str) -> TemplateSource {
    TemplateSource::url(format!("https://acme.s3.amazonaws.com/{name}")).unwrap()
}

/// A deployment with its disaster recovery, in a world that knows the templates.
struct Pair {
    bench: Bench,
    deployment: Deployment,
    dr: DrSteps,
}

impl Pair {
    fn new(text: &str) -> Self {
        Self::on(Bench::new(3), text)
    }

    fn on(bench: Bench, text: &str) -> Self {
        let deployment = deployment(text);
        let templates = Templates {
            stack: Some(source("dr.yml")),
            snapshot_tool: Some(source("tool.json")),
        };
        let dr = ts_deploy_dr::steps(&deployment, &templates).unwrap();
        let pair = Self {
            bench,
            deployment,
            dr,
        };
        let there = pair.place(TargetName::Dr);
        there.put_template(&source("dr.yml"), documented_dr_stack());
        if !there.has_offers() {
            there.offer_documented();
        }
        pair.place(TargetName::DrInMainRegion)
            .put_template(&source("tool.json"), documented_snapshot_tool());
        pair
    }

    fn place(&self, name: TargetName) -> SimPlace {
        self.bench
            .cloud
            .at(&self.deployment.target(name).unwrap().target)
    }

    async fn deploy_allowing(&self, consents: &[&str]) -> Outcome {
        let own = self
            .deployment
            .deploy_joined(&Sources::none(), &self.dr.joined);
        let steps = own.into_iter().chain(self.dr.deploy.iter().cloned());
        let graph = Graph::new(steps).unwrap();
        let run = (Goal::Deploy, graph);
        self.bench.run(&self.deployment, run, consents).await
    }

    async fn deploy(&self) -> Outcome {
        self.deploy_allowing(&[]).await
    }

    async fn destroy(&self, consents: &[&str]) -> Outcome {
        let own = self.deployment.destroy_joined(&self.dr.joined);
        let steps = own.into_iter().chain(self.dr.destroy.iter().cloned());
        let graph = Graph::new(steps).unwrap();
        let run = (Goal::Destroy, graph);
        self.bench.run(&self.deployment, run, consents).await
    }

    /// Deployed, with everything running.
    async fn deployed() -> Self {
        let pair = Self::new(RECOVERABLE);
        assert_eq!(pair.deploy().await, Outcome::Succeeded);
        pair
    }

    fn calls(&self, name: &str) -> u64 {
        let calls = self.bench.cloud.calls();
        let found = calls.iter().find(|(call, _)| call.ends_with(name));
        found.map_or(0, |(_, count)| *count)
    }

    async fn stack(&self, place: TargetName, name: &str) -> Stack {
        self.place(place).stack(name).await.unwrap().unwrap()
    }

    fn components(&self) -> Components {
        Components::of(&self.deployment).unwrap().unwrap()
    }

    async fn found(&self) -> Found {
        let ports = self.bench.cloud.ports(&self.deployment.targets());
        let now = self.bench.cloud.clock().now();
        look(&self.deployment, &self.components(), ports.readers(), now)
            .await
            .unwrap()
    }

    async fn drilled(&self) -> DrillReport {
        let ports = self.bench.cloud.ports(&self.deployment.targets());
        let now = self.bench.cloud.clock().now();
        let journal = JournalState::default();
        let (components, readers) = (self.components(), ports.readers());
        drill(&self.deployment, &components, readers, &journal, now)
            .await
            .unwrap()
    }

    fn pass(&self, hours: i64) {
        self.bench.cloud.pass(SignedDuration::from_hours(hours));
    }

    /// Brings the platform up from `source`, with a journal of its own.
    async fn recover(&self, source: &RecoverySource) -> (Bench, Deployment, Outcome) {
        let recovery = recovered(&self.deployment, source).unwrap();
        let own = recovery.deployment.deploy().unwrap();
        let steps = own.steps().iter().cloned().chain(recovery.errands);
        let graph = Graph::new(steps).unwrap();
        let bench = Bench::on(self.bench.cloud.clone());
        let run = (Goal::Deploy, graph);
        let outcome = bench.run(&recovery.deployment, run, &[]).await;
        (bench, recovery.deployment, outcome)
    }
}

/// The value of a parameter that is there and not masked.
fn value(stack: &Stack, key: &str) -> String {
    let known = match stack.parameters.get(key) {
        Some(LiveValue::Known(text)) => Some(text.clone()),
        _ => None,
    };
    known.unwrap()
}

/// The stack of a provisioned product in a place.
async fn stack_of(place: &SimPlace, product: &str) -> Stack {
    let name = ProvisionedProductName::parse(product).unwrap();
    let product = place.provisioned_product(&name).await.unwrap().unwrap();
    let arn = product.stack.unwrap();
    place.stack(&arn.0).await.unwrap().unwrap()
}

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
async fn the_platform_comes_up_from_the_newest_copy_after_the_main_account_was_lost() {
    let pair = Pair::deployed().await;
    pair.pass(30);
    pair.place(TargetName::Main).lose();
    let found = pair.found().await;
    assert!(!found.findings.block(), "{}", found.findings);
    let (_, _, outcome) = pair.recover(&found.source.clone().unwrap()).await;
    assert_eq!(outcome, Outcome::Succeeded);
    let data = stack_of(&pair.place(TargetName::Dr), "acme-data-layer").await;
    let snapshot = found.snapshot.unwrap();
    assert_eq!(value(&data, "RDSSnapShot"), snapshot.id.as_str());
    assert_eq!(value(&data, "STBucket"), "acme-tetra-dr-stream");
    assert_eq!(value(&data, "DLBucket"), "acme-tetra-dr-datalake");
    assert_eq!(value(&data, "EnableDR"), "false");
}

/// The sample document, whose zone of the main account is all that is decided about names.
fn with_the_zone_of_main_alone() -> String {
    let (before, web) = RECOVERABLE
        .split_once("    # A zone of the DR account")
        .unwrap();
    let (_, after) = web.split_once("\n\n").unwrap();
    format!("{before}\n{after}")
}

#[tokio::test]
async fn a_hosted_zone_of_the_lost_account_alone_blocks_drill_and_recovery() {
    let pair = Pair::new(&with_the_zone_of_main_alone());
    assert_eq!(pair.deploy().await, Outcome::Succeeded);
    pair.pass(30);
    let report = pair.drilled().await;
    assert!(!report.ready);
    let mut said = report.findings.iter().map(|one| one.id.as_ref());
    assert!(said.any(|id| id == "recovery-zone-missing"));
    pair.place(TargetName::Main).lose();
    let source = pair.found().await.source.unwrap();
    let refused = recovered(&pair.deployment, &source).err().unwrap();
    assert!(refused.find("recovery-zone-missing").is_some(), "{refused}");
}

#[tokio::test]
async fn that_single_sign_on_stays_behind_is_said_and_left_to_a_person() {
    let pair = Pair::deployed().await;
    pair.pass(30);
    let found = pair.found().await;
    let said = found.findings.find("sign-on-not-recovered").unwrap();
    assert!(said.seen.contains("111122223333"), "{said}");
    let recovery = recovered(&pair.deployment, &found.source.unwrap()).unwrap();
    let ids: Vec<_> = recovery
        .errands
        .iter()
        .map(|step| step.id().as_str())
        .collect();
    assert_eq!(ids, ["search-index", "sign-on-anew", "dns-cut-over"]);
}

#[tokio::test]
async fn a_recovered_platform_keeps_its_snapshot_when_a_newer_one_is_there() {
    let pair = Pair::deployed().await;
    pair.pass(30);
    let first = pair.found().await.source.unwrap();
    pair.recover(&first).await;
    // The main account still runs, and copies go on.
    pair.pass(30);
    let again = pair.found().await;
    assert!(again.running);
    assert_eq!(again.source.as_ref(), Some(&first));
    let before = pair.bench.cloud.changing_calls();
    let (_, _, outcome) = pair.recover(&first).await;
    assert_eq!(outcome, Outcome::Succeeded);
    assert_eq!(pair.bench.cloud.changing_calls(), before);
}

#[tokio::test]
async fn a_drill_on_the_first_day_says_that_there_is_no_copy_yet() {
    let report = Pair::deployed().await.drilled().await;
    assert!(!report.ready);
    let mut said = report.findings.iter().map(|one| one.id.as_ref());
    assert!(said.any(|id| id == "snapshot-missing"));
    assert!(!report.within_objectives);
    let said = report.findings.iter().map(|one| one.remedy.as_str());
    let said: Vec<_> = said.collect();
    let first = "the first copy comes with the first backup";
    assert!(said.iter().any(|one| one.contains(first)), "{said:?}");
}

#[tokio::test]
async fn a_drill_on_an_ordinary_day_tells_what_would_be_lost_and_changes_nothing() {
    let pair = Pair::deployed().await;
    pair.pass(30);
    let before = pair.bench.cloud.changing_calls();
    let report = pair.drilled().await;
    assert!(report.ready, "{:?}", report.findings);
    let lost = report.database.loses_minutes.unwrap() <= report.database.may_lose_minutes;
    assert_eq!(report.within_objectives, lost);
    let loses = report.database.loses_minutes.unwrap();
    assert!((45..=13 * 60).contains(&loses), "{loses}");
    assert!(report.buckets.iter().all(|bucket| bucket.replicated));
    assert_eq!(report.recovery.most_minutes, 240);
    assert_eq!(pair.bench.cloud.changing_calls(), before);
}

#[tokio::test]
async fn a_drill_names_parameters_that_run_otherwise_than_decided() {
    let pair = Pair::deployed().await;
    pair.pass(30);
    let text = RECOVERABLE.replace("task_throughput: 40", "task_throughput: 41");
    let pair = Pair::on(pair.bench, &text);
    let said = pair.drilled().await.findings;
    let said = said
        .iter()
        .find(|one| one.id == "parameters-differ")
        .unwrap();
    insta::assert_snapshot!(said.seen, @"the Service Layer runs with other parameters than were decided: TaskThroughput (40, decided 41)");
}

#[tokio::test]
async fn a_drill_names_what_the_same_version_declares_otherwise_in_the_dr_account() {
    let pair = Pair::deployed().await;
    pair.pass(30);
    let there = pair.place(TargetName::Dr);
    there.withdraw_all();
    for mut product in documented() {
        for version in &mut product.versions {
            let declared = &mut version.contract.parameters;
            declared.retain(|key, _| key.as_str() != "EnableAnylink");
        }
        there.offer(product, &["TetraScience"]);
    }
    let said = pair.drilled().await.findings;
    let said = said
        .iter()
        .find(|one| one.id == "contract-differs")
        .unwrap();
    assert!(
        said.seen
            .ends_with("EnableAnylink only in the main account"),
        "{}",
        said.seen
    );
}

#[tokio::test]
async fn a_drill_says_that_sign_in_is_set_up_anew() {
    let report = Pair::deployed().await.drilled().await;
    let mut said = report.findings.iter().map(|one| one.id.as_ref());
    assert!(said.any(|id| id == "sign-on-not-replicated"));
}

#[tokio::test]
async fn a_recovery_without_the_portfolio_shared_is_blocked() {
    let pair = Pair::deployed().await;
    pair.pass(30);
    pair.place(TargetName::Dr).withdraw_all();
    let found = pair.found().await;
    assert!(found.findings.find("product-not-shared").is_some());
    assert!(found.findings.block());
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
