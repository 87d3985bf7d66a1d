//! The platform brought up in the other account, and the drill of it.

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::sim::documented;
use ts_deploy_core::target::TargetName;
use ts_deploy_dr::recovery::recovered;
use ts_deploy_tests::RECOVERABLE;

use super::pair::{Pair, stack_of, value};

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
async fn a_drill_beside_a_recovered_platform_says_that_it_runs_and_loses_nothing() {
    let pair = Pair::deployed().await;
    pair.pass(30);
    let source = pair.found().await.source.unwrap();
    pair.recover(&source).await;
    let report = pair.drilled().await;
    assert!(
        report.ready && report.running && report.within_objectives,
        "{:?}",
        report.findings
    );
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
    assert!(said.any(|id| id == "sign-on-not-recovered"));
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
