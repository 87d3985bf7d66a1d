//! What AWS fails at: told with its cause, and mended by running again.

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::ids::ProvisionedProductName;
use ts_deploy_core::plan::{Action, Entry};
use ts_deploy_core::sim::WorldFault;
use ts_deploy_tests::{Bench, DATA, MINIMAL, SERVICE, deployment, redacted};

fn fails(product: &str, resource: &str, reason: &str) -> WorldFault {
    WorldFault::ResourceFails {
        product: ProvisionedProductName::parse(product).unwrap(),
        resource: resource.to_owned(),
        reason: reason.to_owned(),
        times: 1,
    }
}

fn cannot_be_deleted(product: &str, resource: &str) -> WorldFault {
    WorldFault::DeleteFails {
        product: ProvisionedProductName::parse(product).unwrap(),
        resource: resource.to_owned(),
        reason: "The bucket you tried to delete is not empty".to_owned(),
        times: 1,
    }
}

/// The Data Layer's first launch has failed at its database.
async fn failed_launch() -> Bench {
    let bench = Bench::new(3);
    bench.cloud.script(fails(
        DATA,
        "Database/Instance",
        "Cannot create more than 40 instances: InstanceQuotaExceeded",
    ));
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Failed);
    bench
}

/// The minimal document with another retention of logs.
fn retention(days: u32) -> String {
    let own = format!("  provisioned_product: {DATA}");
    MINIMAL.replace(&own, &format!("{own}\n  log_retention_days: {days}"))
}

/// The Data Layer runs, and an update of it has failed.
async fn failed_update() -> Bench {
    let bench = Bench::new(3);
    bench.deploy(&retention(90)).await;
    bench.forget();
    bench.cloud.script(fails(
        DATA,
        "Pipelines/LogGroups",
        "User: arn:aws:sts::111122223333:assumed-role/launch/sc is not authorized to perform: logs:PutRetentionPolicy",
    ));
    assert_eq!(bench.deploy(&retention(180)).await, Outcome::Failed);
    bench
}

#[tokio::test]
async fn a_failed_launch_names_the_resource_its_type_the_reason_its_class_and_the_remedy() {
    let bench = failed_launch().await;
    let [failure] = bench.failures().try_into().unwrap();
    insta::assert_snapshot!(redacted(&failure.to_string()), @r"
    the launch of the Data Layer failed (record rec-ID)
      cause   Database/Instance (AWS::RDS::DBInstance), quota
              Cannot create more than 40 instances: InstanceQuotaExceeded
      now     The provisioned product acme-data-layer is ERROR; its stack was rolled back and can only be removed. The next run asks for consent to clear it (--allow destroy:data-layer) and launches again.
      to do   Ask AWS to raise the quota that the message names, in this account and region.
    ");
}

#[tokio::test]
async fn after_a_failed_launch_of_the_data_layer_the_service_layer_is_not_begun() {
    let bench = failed_launch().await;
    assert_eq!(bench.begun_words(), ["data-layer create"]);
    assert_eq!(bench.launches(), [1, 0]);
}

#[tokio::test]
async fn what_is_left_of_a_failed_launch_is_listed_before_it_is_removed() {
    let bench = failed_launch().await;
    bench.forget();
    let before = bench.cloud.changing_calls();
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Blocked);
    assert_eq!(bench.cloud.changing_calls(), before);
    let [(word, loses)] = bench.consents().try_into().unwrap();
    assert_eq!(word, "destroy:data-layer");
    insta::assert_snapshot!(loses, @"acme-data-layer is in ERROR: its launch failed at Database/Instance (Cannot create more than 40 instances: InstanceQuotaExceeded). Nothing that it made is left.");
}

#[tokio::test]
async fn the_plan_of_clearing_a_failed_launch_shows_what_is_launched_after_it() {
    let bench = failed_launch().await;
    let deployment = deployment(MINIMAL);
    let graph = deployment.deploy().unwrap();
    let plan = bench.plan(&deployment, &graph).await;
    let data = plan
        .steps
        .iter()
        .find(|step| step.id.as_str() == "data-layer");
    let Entry::Change {
        changes, action, ..
    } = &data.unwrap().entry
    else {
        panic!("{data:?}");
    };
    assert_eq!(*action, Action::ClearFailed);
    let cidr = changes.iter().find(|change| change.field == "VpcCIDR");
    assert_eq!(cidr.unwrap().after.as_deref(), Some("10.40.0.0/16"));
}

#[tokio::test]
async fn with_consent_a_failed_launch_is_cleared_and_launched_again() {
    let bench = failed_launch().await;
    bench.forget();
    let outcome = bench
        .deploy_allowing(MINIMAL, &["destroy:data-layer"])
        .await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    let expected = [
        "data-layer clear failed launch",
        "data-layer create",
        "service-layer create",
    ];
    assert_eq!(bench.begun_words(), expected);
    assert_eq!(bench.launches(), [2, 1]);
    bench.whole().await;
}

#[tokio::test]
async fn a_failed_launch_of_the_service_layer_leaves_the_data_layer_alone() {
    let bench = Bench::new(3);
    let reason = "Resource handler returned message: \"Service did not stabilize\"";
    bench.cloud.script(fails(SERVICE, "Services", reason));
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Failed);
    assert_eq!(bench.status(DATA).await, "AVAILABLE");
    assert_eq!(bench.status(SERVICE).await, "ERROR");
    let cause = bench.failures().remove(0).cause.unwrap();
    assert!(cause.path.starts_with("Services"), "{cause:?}");
}

#[tokio::test]
async fn a_failed_update_leaves_what_ran_and_says_so() {
    let bench = failed_update().await;
    assert_eq!(bench.status(DATA).await, "TAINTED");
    let days = bench.parameter(DATA, "LogRetentionDays").await;
    assert_eq!(days.as_deref(), Some("90"));
    let [failure] = bench.failures().try_into().unwrap();
    insta::assert_snapshot!(redacted(&failure.to_string()), @r"
    the update of the Data Layer failed (record rec-ID)
      cause   Pipelines/LogGroups (AWS::Logs::LogGroup), permission
              User: arn:aws:sts::111122223333:assumed-role/launch/sc is not authorized to perform: logs:PutRetentionPolicy
      now     The provisioned product acme-data-layer is TAINTED: what ran before the update still runs.
      to do   Give the caller, or the product's launch role, the right that the message names; look for a permissions boundary or an organisation policy when it seems to have it.
    ");
}

#[tokio::test]
async fn a_failed_update_that_is_still_wanted_is_tried_again() {
    let bench = failed_update().await;
    assert_eq!(bench.deploy(&retention(180)).await, Outcome::Succeeded);
    assert_eq!(bench.calls("UpdateProvisionedProduct"), 2);
    assert_eq!(bench.status(DATA).await, "AVAILABLE");
    let days = bench.parameter(DATA, "LogRetentionDays").await;
    assert_eq!(days.as_deref(), Some("180"));
}

#[tokio::test]
async fn a_failed_update_that_is_no_longer_wanted_needs_no_change() {
    let bench = failed_update().await;
    bench.forget();
    let before = bench.cloud.changing_calls();
    assert_eq!(bench.deploy(&retention(90)).await, Outcome::Succeeded);
    assert_eq!(bench.cloud.changing_calls(), before);
    let said = bench.findings();
    assert!(said.contains("product-tainted: warns data-layer"), "{said}");
}

/// Both run, and the removal of the Data Layer has failed.
async fn failed_removal() -> Bench {
    let bench = Bench::new(3);
    bench.deploy(MINIMAL).await;
    bench.forget();
    bench
        .cloud
        .script(cannot_be_deleted(DATA, "Storage/BackupBucket"));
    let outcome = bench.destroy(MINIMAL, &["destroy:data-layer"]).await;
    assert_eq!(outcome, Outcome::Failed);
    bench
}

#[tokio::test]
async fn a_failed_removal_says_what_it_failed_at_and_that_it_still_costs() {
    let bench = failed_removal().await;
    assert!(!bench.cloud.is_empty());
    let [failure] = bench.failures().try_into().unwrap();
    insta::assert_snapshot!(redacted(&failure.to_string()), @r"
    the removal of the Data Layer failed (record rec-ID)
      cause   Storage/BackupBucket (AWS::S3::Bucket), not empty
              The bucket you tried to delete is not empty
      now     The provisioned product acme-data-layer is TAINTED; what was not removed is still there and still costs.
      to do   Empty what the message names (a bucket: with all versions of its objects) once nobody needs what it holds, and run again.
    ");
}

#[tokio::test]
async fn a_failed_removal_is_finished_by_running_it_again() {
    let bench = failed_removal().await;
    let outcome = bench.destroy(MINIMAL, &["destroy:data-layer"]).await;
    assert_eq!(outcome, Outcome::Succeeded);
    assert!(bench.cloud.is_empty());
}

#[tokio::test]
async fn what_is_left_of_a_failed_removal_is_not_called_a_failed_launch() {
    let bench = failed_removal().await;
    bench.forget();
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Blocked);
    let [(_, loses)] = bench.consents().try_into().unwrap();
    let expected = "acme-data-layer is in TAINTED: its removal failed half-way at Storage/";
    assert!(loses.starts_with(expected), "{loses}");
    assert!(
        loses.contains("Storage/BackupBucket (AWS::S3::Bucket, "),
        "{loses}"
    );
}

#[tokio::test]
async fn with_consent_what_is_left_of_a_failed_removal_is_cleared_and_launched_again() {
    let bench = failed_removal().await;
    let outcome = bench
        .deploy_allowing(MINIMAL, &["destroy:data-layer"])
        .await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    assert_eq!(bench.launches(), [2, 2]);
}
