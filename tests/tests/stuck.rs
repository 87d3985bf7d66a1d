//! Stacks that can neither go on nor go back: which action each state permits, and with which
//! consent.

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::sim::WorldFault;
use ts_deploy_tests::{Bench, DATA, MINIMAL};

/// The next failure of the Data Layer at its database is not taken back.
fn not_taken_back(bench: &Bench) {
    bench.cloud.script(WorldFault::ResourceFails {
        product: DATA.parse().unwrap(),
        resource: "Database/Instance".into(),
        reason: "Cannot create more than 40 instances".into(),
        times: 1,
    });
    bench.cloud.script(WorldFault::RollbackFails {
        product: DATA.parse().unwrap(),
        reason: "The following resource(s) failed to delete: [Network]. ".into(),
        times: 1,
    });
}

/// The states of the Data Layer's product and of its stack.
async fn state(bench: &Bench) -> String {
    let stack = bench.stack(DATA).await.status;
    format!("{} {stack}", bench.status(DATA).await)
}

async fn failed_launch() -> Bench {
    let bench = Bench::new(2);
    not_taken_back(&bench);
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Failed);
    bench
}

async fn failed_update() -> Bench {
    let bench = Bench::new(2);
    bench.deploy(MINIMAL).await;
    not_taken_back(&bench);
    let larger = MINIMAL.replacen(
        "\ndata_layer:\n",
        "\ndata_layer:\n  database: { instance_class: db.m5.xlarge }\n",
        1,
    );
    assert_eq!(bench.deploy(&larger).await, Outcome::Failed);
    bench
}

#[tokio::test]
async fn a_launch_whose_rollback_failed_is_removed_and_launched_again() {
    let bench = failed_launch().await;
    assert_eq!(state(&bench).await, "ERROR ROLLBACK_FAILED");
    let outcome = bench.deploy(MINIMAL).await;
    assert_eq!(outcome, Outcome::Blocked);
    let (word, loses) = bench.consents().pop().unwrap();
    let left =
        "Removing it also removes what is left of it: Database/Instance (AWS::RDS::DBInstance";
    assert!(loses.contains(left), "{loses}");
    let outcome = bench.deploy_allowing(MINIMAL, &[&word]).await;
    assert_eq!(outcome, Outcome::Succeeded);
    assert_eq!(bench.launches(), [2, 1]);
}

#[tokio::test]
async fn an_update_whose_rollback_failed_blocks_until_a_person_mends_it() {
    let bench = failed_update().await;
    assert_eq!(state(&bench).await, "TAINTED UPDATE_ROLLBACK_FAILED");
    let before = bench.cloud.changing_calls();
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Blocked);
    assert_eq!(bench.cloud.changing_calls(), before);
    assert!(
        bench.findings().contains("stack-stuck"),
        "{}",
        bench.findings()
    );
}

#[tokio::test]
async fn an_update_whose_rollback_failed_can_be_removed_with_consent() {
    let bench = failed_update().await;
    assert_eq!(bench.destroy(MINIMAL, &[]).await, Outcome::Blocked);
    assert_eq!(bench.consents()[0].0, "destroy:data-layer");
    let outcome = bench.destroy(MINIMAL, &["destroy:data-layer"]).await;
    assert_eq!(outcome, Outcome::Succeeded);
    assert!(bench.cloud.is_empty());
}

#[tokio::test]
async fn what_a_failed_launch_left_and_cannot_be_deleted_stays_in_error() {
    let bench = failed_launch().await;
    bench.cloud.script(WorldFault::DeleteFails {
        product: DATA.parse().unwrap(),
        resource: "Network/Vpc".into(),
        reason: "The vpc has dependencies and cannot be deleted".into(),
        times: 1,
    });
    let consents = ["destroy:data-layer"];
    assert_eq!(bench.destroy(MINIMAL, &consents).await, Outcome::Failed);
    assert_eq!(state(&bench).await, "ERROR DELETE_FAILED");
    assert_eq!(bench.destroy(MINIMAL, &consents).await, Outcome::Succeeded);
    assert!(bench.cloud.is_empty());
}
