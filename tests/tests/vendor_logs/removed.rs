//! Removed with the platform, or held.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::port::catalog::CatalogReader;
use ts_deploy_core::sim::CallFault;
use ts_deploy_tests::{Bench, DATA, MINIMAL, deployment};

use super::{
    VENDOR, asked, by_hand, called, changed, deploy, deployed, destroy, found, place, role, step,
    trusting,
};

#[tokio::test]
async fn destroy_removes_the_policy_and_the_role() {
    let bench = deployed().await;
    assert_eq!(destroy(&bench, &asked()).await, Outcome::Succeeded);
    assert!(bench.cloud.is_empty());
    let calls = ["iam:DeleteRolePolicy", "iam:DeleteRole"].map(|call| called(&bench, call));
    assert_eq!(calls, [1, 1]);
}

#[tokio::test]
async fn a_removal_whose_answer_was_lost_is_done() {
    let bench = deployed().await;
    bench.cloud.on_call(Box::new(|info| {
        if info.call.operation == "DeleteRole" && info.count == 1 {
            CallFault::LostAfter
        } else {
            CallFault::None
        }
    }));
    assert_eq!(destroy(&bench, &asked()).await, Outcome::Succeeded);
    assert!(bench.cloud.is_empty());
}

#[tokio::test]
async fn destroy_leaves_a_role_of_somebody_elses() {
    let (bench, plain) = (Bench::new(1), deployment(MINIMAL));
    assert_eq!(deploy(&bench, &plain, &[]).await, Outcome::Succeeded);
    by_hand(
        &bench,
        &trusting(VENDOR, "acme"),
        Some("another-deployment"),
    );
    assert_eq!(destroy(&bench, &asked()).await, Outcome::Succeeded);
    assert!(role(&bench).await.is_some());
}

#[tokio::test]
async fn a_role_with_policies_of_somebody_elses_is_not_removed_and_says_which() {
    let bench = deployed().await;
    changed(&bench, |one| {
        one.attached
            .insert("arn:aws:iam::aws:policy/ReadOnlyAccess".parse().unwrap());
    });
    let plan = bench.plan(&asked(), &asked().destroy().unwrap()).await;
    assert_eq!(
        found(&plan),
        (vec!["role-has-other-rights".to_owned()], true)
    );
    assert!(step(&plan).findings.to_string().contains("ReadOnlyAccess"));
}

/// A destroy that IAM refused, since an instance profile holds the role.
async fn held() -> Bench {
    let bench = deployed().await;
    changed(&bench, |one| one.in_profile = true);
    assert_eq!(destroy(&bench, &asked()).await, Outcome::Failed);
    bench
}

#[tokio::test]
async fn a_role_that_an_instance_profile_holds_says_so_in_the_end() {
    let said = format!("{:?}", held().await.said());
    assert!(said.contains("must remove roles from instance profile first"));
    assert!(said.contains("list-instance-profiles-for-role"), "{said}");
}

#[tokio::test]
async fn a_role_that_is_held_holds_no_data_layer() {
    let bench = held().await;
    let product = place(&bench)
        .provisioned_product(&DATA.parse().unwrap())
        .await;
    assert_eq!(product.unwrap().map(|product| product.name), None);
}

#[tokio::test]
async fn a_role_that_is_held_no_more_is_removed_by_the_next_run() {
    let bench = held().await;
    changed(&bench, |one| one.in_profile = false);
    assert_eq!(destroy(&bench, &asked()).await, Outcome::Succeeded);
    assert!(bench.cloud.is_empty());
}

#[tokio::test]
async fn a_deletion_that_never_reached_iam_is_sent_by_a_run_long_after() {
    let bench = deployed().await;
    let mut cut = false;
    let mended = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&mended);
    bench.cloud.on_call(Box::new(move |info| {
        cut |= info.call.operation == "DeleteRole";
        if cut && !seen.load(Ordering::SeqCst) {
            CallFault::LostBefore
        } else {
            CallFault::None
        }
    }));
    assert_eq!(destroy(&bench, &asked()).await, Outcome::LostSight);
    mended.store(true, Ordering::SeqCst);
    assert_eq!(destroy(&bench, &asked()).await, Outcome::Succeeded);
    assert!(bench.cloud.is_empty());
}

#[tokio::test]
async fn after_destroy_a_new_platform_gets_a_new_role_without_consent() {
    let bench = deployed().await;
    assert_eq!(destroy(&bench, &asked()).await, Outcome::Succeeded);
    assert_eq!(deploy(&bench, &asked(), &[]).await, Outcome::Succeeded);
    assert!(role(&bench).await.is_some());
}
