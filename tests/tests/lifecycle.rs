//! A deployment's life: deployed, left alone, changed, removed.

use ts_deploy_core::engine::Outcome;
use ts_deploy_tests::{Bench, FULL, MINIMAL};

#[tokio::test]
async fn both_products_are_deployed_from_the_full_document() {
    let bench = Bench::new(1);
    assert_eq!(
        bench.deploy(FULL).await,
        Outcome::Succeeded,
        "{:#?}",
        bench.said()
    );
}

#[tokio::test]
async fn both_products_are_deployed_from_the_minimal_document() {
    let bench = Bench::new(1);
    assert_eq!(
        bench.deploy(MINIMAL).await,
        Outcome::Succeeded,
        "{:#?}",
        bench.said()
    );
}

#[tokio::test]
async fn a_second_run_reports_no_change_and_makes_no_changing_call() {
    let bench = Bench::new(1);
    bench.deploy(FULL).await;
    let before = bench.cloud.changing_calls();
    assert_eq!(bench.deploy(FULL).await, Outcome::Succeeded);
    assert_eq!(bench.cloud.changing_calls(), before);
}
