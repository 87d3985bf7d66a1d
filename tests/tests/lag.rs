//! A catalog whose answers lag behind what it has accepted.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use ts_deploy_core::clock::Clock as _;
use ts_deploy_core::engine::{Engine, Options, Outcome};
use ts_deploy_core::event::Event;
use ts_deploy_core::journal::{Goal, Journal, Owner};
use ts_deploy_core::port::catalog::{
    CatalogReader, CatalogWriter as _, OperationToken, ProvisionedProduct, TerminateRequest,
};
use ts_deploy_core::sim::CallFault;
use ts_deploy_core::target::TargetName;
use ts_deploy_tests::{Bench, DATA, FULL, ShownCatalog, deployment};

/// What a lagging answer leaves out.
#[derive(Clone, Copy)]
enum Lacks {
    TheProduct,
    ItsStack,
}

/// A catalog that leaves something out so many times.
fn lagging(inner: Arc<dyn CatalogReader>, lacks: Lacks, times: u32) -> ShownCatalog {
    let left = AtomicU32::new(times);
    let show = move |found: ProvisionedProduct| {
        let count = |left: u32| left.checked_sub(1);
        let counted = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, count);
        match (counted, lacks) {
            (Err(_), _) => Some(found),
            (Ok(_), Lacks::TheProduct) => None,
            (Ok(_), Lacks::ItsStack) => Some(ProvisionedProduct {
                stack: None,
                ..found
            }),
        }
    };
    ShownCatalog::new(inner, Box::new(show))
}

/// Deploys through a catalog that lags.
async fn deployed_behind(bench: &Bench, lacks: Lacks, times: u32) -> Outcome {
    let deployment = deployment(FULL);
    let mut ports = bench.cloud.ports(&deployment.targets());
    let inner = ports
        .readers()
        .get::<dyn CatalogReader>(TargetName::Main)
        .unwrap();
    let lagging = Arc::new(lagging(inner, lacks, times));
    ports.read::<dyn CatalogReader>(TargetName::Main, lagging);
    let owner = Owner::rehearsal(deployment.name.clone());
    let journal = Journal::open(bench.store.clone(), "lagging", &owner)
        .await
        .unwrap();
    let (name, graph) = (deployment.name.clone(), deployment.deploy().unwrap());
    let clock = Arc::new(bench.cloud.clock());
    let quiet = Arc::new(|_: &Event| {});
    let engine = Engine::new(
        name,
        graph,
        ports,
        clock,
        journal,
        Options::default(),
        quiet,
    );
    engine
        .run(&Bench::driven(Goal::Deploy), std::future::pending())
        .await
}

#[tokio::test]
async fn a_product_whose_stack_is_not_found_yet_is_not_taken_for_one_without_parameters() {
    let bench = Bench::new(1);
    bench.deploy(FULL).await;
    let before = bench.cloud.changing_calls();
    assert_eq!(
        deployed_behind(&bench, Lacks::ItsStack, 3).await,
        Outcome::Succeeded
    );
    assert_eq!(bench.cloud.changing_calls(), before);
}

#[tokio::test]
async fn a_launch_whose_answer_was_lost_is_sent_again_with_its_own_token() {
    let bench = Bench::new(1);
    let seen = Arc::new(Mutex::new(0));
    let launches = seen.clone();
    bench.cloud.on_call(Box::new(move |info| {
        let mut launches = launches.lock().unwrap();
        let launch = info.call.operation == "ProvisionProduct";
        *launches += u32::from(launch);
        if launch && *launches == 1 {
            CallFault::LostAfter
        } else {
            CallFault::None
        }
    }));
    assert_eq!(
        deployed_behind(&bench, Lacks::TheProduct, 2).await,
        Outcome::Succeeded
    );
    assert_eq!(bench.launches(), [1, 1]);
    // The Data Layer's twice with one token, which the catalog answers with one record; another
    // token would have been refused, since the name is taken.
    assert_eq!(*seen.lock().unwrap(), 3);
}

#[tokio::test]
async fn a_product_that_is_never_shown_after_its_launch_ended_well_is_told_as_gone() {
    let bench = Bench::new(1);
    let outcome = deployed_behind(&bench, Lacks::TheProduct, u32::MAX).await;
    assert_eq!(outcome, Outcome::Blocked);
    assert_eq!(bench.launches(), [1, 0]);
}

#[tokio::test]
async fn what_was_removed_after_its_launch_was_seen_to_end_is_not_launched_anew_without_consent() {
    let bench = Bench::new(1);
    deployed_behind(&bench, Lacks::TheProduct, u32::MAX).await;
    let request = TerminateRequest {
        token: OperationToken("by-another".to_owned()),
        provisioned_product: bench.product(DATA).await.unwrap().id,
    };
    bench.place().terminate(&request).await.unwrap();
    bench.cloud.pass(jiff::SignedDuration::from_hours(6));
    let before = bench.cloud.clock().now();
    assert_eq!(bench.deploy(FULL).await, Outcome::Blocked);
    assert_eq!(bench.launches(), [1, 0]);
    assert_eq!(bench.consents()[0].0, "recreate:data-layer");
    // AWS tells of the removal, so that nothing is waited for.
    assert_eq!(bench.cloud.clock().now(), before);
}
