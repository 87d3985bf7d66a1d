//! A deployment's life: deployed, left alone, changed, removed.

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::journal::JournalEntry;
use ts_deploy_tests::{Bench, DATA, FULL, MINIMAL, SERVICE, deployment};

/// The minimal document with the Data Layer at this version.
fn at_version(version: &str) -> String {
    let own = format!("  provisioned_product: {DATA}");
    MINIMAL.replace(&own, &format!("{own}\n  version: {version}"))
}

async fn deployed(text: &str) -> Bench {
    let bench = Bench::new(1);
    let outcome = bench.deploy(text).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    bench.forget();
    bench
}

#[tokio::test]
async fn both_products_are_deployed_from_the_full_document() {
    let bench = deployed(FULL).await;
    assert_eq!(bench.launches(), [1, 1]);
}

#[tokio::test]
async fn both_products_are_deployed_from_the_minimal_document() {
    let bench = deployed(MINIMAL).await;
    assert_eq!(bench.launches(), [1, 1]);
}

#[tokio::test]
async fn both_products_are_deployed_without_windows_workers() {
    let bench = Bench::new(1);
    let own = format!("  provisioned_product: {SERVICE}");
    let text = MINIMAL.replace(&own, &format!("{own}\n  windows_workers: off"));
    assert_ne!(text, MINIMAL);
    let outcome = bench.deploy(&text).await;
    assert_eq!(outcome, Outcome::Succeeded, "{}", bench.findings());
}

#[tokio::test]
async fn a_second_run_reports_no_change_and_makes_no_changing_call() {
    let bench = deployed(FULL).await;
    let before = bench.cloud.changing_calls();
    assert_eq!(bench.deploy(FULL).await, Outcome::Succeeded);
    assert_eq!(bench.cloud.changing_calls(), before);
    assert!(bench.begun().is_empty(), "{:?}", bench.begun());
}

#[tokio::test]
async fn one_changed_value_makes_one_update_of_one_product() {
    let bench = deployed(FULL).await;
    let bigger = FULL.replace("db.m5.large", "db.m5.xlarge");
    assert_eq!(bench.deploy(&bigger).await, Outcome::Succeeded);
    assert_eq!(bench.calls("UpdateProvisionedProduct"), 1);
    assert_eq!(bench.cloud.changing_calls(), 3);
    let [(step, _, changes)] = bench.begun().try_into().unwrap();
    assert_eq!(step, "data-layer");
    let [change] = changes.try_into().unwrap();
    assert_eq!(change.field, "InstanceTypeRDS");
    assert_eq!(change.before.as_deref(), Some("db.m5.large"));
    assert_eq!(change.after.as_deref(), Some("db.m5.xlarge"));
}

#[tokio::test]
async fn a_changed_value_is_in_the_stack_after_the_update() {
    let bench = deployed(FULL).await;
    let bigger = FULL.replace("db.m5.large", "db.m5.xlarge");
    bench.deploy(&bigger).await;
    let class = bench.parameter(DATA, "InstanceTypeRDS").await;
    assert_eq!(class.as_deref(), Some("db.m5.xlarge"));
}

#[tokio::test]
async fn another_version_is_reached_by_one_update() {
    let bench = deployed(&at_version("v1.0.0")).await;
    assert_eq!(
        bench.deploy(&at_version("latest")).await,
        Outcome::Succeeded
    );
    assert_eq!(bench.begun_words(), ["data-layer update"]);
    let version = bench.parameter(DATA, "CFTemplateVersion").await;
    assert_eq!(version.as_deref(), Some("v1.1.0"));
}

#[tokio::test]
async fn the_latest_version_is_not_run_again_over_a_pinned_one() {
    let bench = deployed(&at_version("v1.0.0")).await;
    assert_eq!(
        bench.deploy(&at_version("v1.0.0")).await,
        Outcome::Succeeded
    );
    assert!(bench.begun().is_empty(), "{:?}", bench.begun());
}

#[tokio::test]
async fn the_plan_to_remove_a_deployment_asks_for_the_data_layers_consent_only() {
    let bench = deployed(FULL).await;
    let deployment = deployment(FULL);
    let plan = bench
        .plan(&deployment, &deployment.destroy().unwrap())
        .await;
    let consents: Vec<String> = plan
        .consents()
        .map(|(step, consent)| format!("{step}: {}: {}", consent.word, consent.loses))
        .collect();
    insta::assert_snapshot!(consents.join("\n"), @"data-layer: destroy:data-layer: The Data Layer holds data: its database, its search index and what its buckets hold are destroyed with it.");
}

#[tokio::test]
async fn the_plan_to_remove_what_is_not_there_asks_for_no_consent() {
    let bench = Bench::new(1);
    let deployment = deployment(FULL);
    let plan = bench
        .plan(&deployment, &deployment.destroy().unwrap())
        .await;
    assert!(plan.is_no_change());
    assert_eq!(plan.consents().count(), 0);
}

#[tokio::test]
async fn without_consent_the_data_layer_is_not_removed() {
    let bench = deployed(FULL).await;
    assert_eq!(bench.destroy(FULL, &[]).await, Outcome::Blocked);
    assert!(bench.product(DATA).await.is_some());
    assert_eq!(bench.consents()[0].0, "destroy:data-layer");
}

#[tokio::test]
async fn consent_for_another_step_does_not_remove_the_data_layer() {
    let bench = deployed(FULL).await;
    let outcome = bench.destroy(FULL, &["destroy:service-layer"]).await;
    assert_eq!(outcome, Outcome::Blocked);
    assert!(bench.product(DATA).await.is_some());
}

#[tokio::test]
async fn with_consent_nothing_is_left() {
    let bench = deployed(FULL).await;
    let outcome = bench.destroy(FULL, &["destroy:data-layer"]).await;
    assert_eq!(outcome, Outcome::Succeeded);
    assert!(bench.cloud.is_empty());
    assert_eq!(
        bench.begun_words(),
        ["service-layer remove", "data-layer remove"]
    );
}

#[tokio::test]
async fn a_second_removal_has_nothing_to_do() {
    let bench = deployed(FULL).await;
    bench.destroy(FULL, &["destroy:data-layer"]).await;
    let before = bench.cloud.changing_calls();
    assert_eq!(bench.destroy(FULL, &[]).await, Outcome::Succeeded);
    assert_eq!(bench.cloud.changing_calls(), before);
}

/// The tokens of all intents in the journal.
async fn tokens(bench: &Bench) -> Vec<String> {
    let entries = bench.entries().await.into_iter();
    entries
        .filter_map(|entry| match entry {
            JournalEntry::Intent { token, .. } => Some(token.0),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn deployed_again_after_a_removal_each_product_is_launched_anew() {
    let bench = deployed(FULL).await;
    bench.destroy(FULL, &["destroy:data-layer"]).await;
    assert_eq!(bench.deploy(FULL).await, Outcome::Succeeded);
    assert_eq!(bench.launches(), [2, 2]);
    assert_eq!(bench.status(SERVICE).await, "AVAILABLE");
}

#[tokio::test]
async fn no_token_is_ever_used_for_two_changes() {
    let bench = deployed(FULL).await;
    bench.destroy(FULL, &["destroy:data-layer"]).await;
    bench.deploy(FULL).await;
    let mut tokens = tokens(&bench).await;
    assert_eq!(tokens.len(), 6);
    tokens.sort();
    tokens.dedup();
    assert_eq!(tokens.len(), 6);
}

#[tokio::test]
async fn with_its_journal_lost_a_removed_deployment_is_launched_anew_all_the_same() {
    let bench = deployed(FULL).await;
    bench.destroy(FULL, &["destroy:data-layer"]).await;
    let bench = Bench::on(bench.cloud);
    assert_eq!(bench.deploy(FULL).await, Outcome::Succeeded);
    assert_eq!(bench.launches(), [2, 2]);
}

#[tokio::test]
async fn the_journal_of_a_whole_life_is_whole() {
    let bench = deployed(FULL).await;
    bench.destroy(FULL, &["destroy:data-layer"]).await;
    bench.deploy(FULL).await;
    let verified = bench.whole().await;
    assert!(verified.records > 20, "{}", verified.records);
    assert_eq!(verified.state.lease, None);
}
