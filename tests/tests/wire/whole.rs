//! The whole deployment, over the wire.

use std::collections::BTreeMap;

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::parameter::LiveValue;
use ts_deploy_tests::{DATA, SERVICE};

use crate::desk::{Desk, Ran, changing};
use crate::ground::{Ground, Site};

#[test]
fn the_binary_deploys_both_products_and_a_second_run_writes_nothing() {
    let desk = Desk::new();
    let first = Ran::of(desk.deploy());
    assert_eq!(first.code, Some(0), "{}", first.err);
    let calls = desk.ground.emulator.calls().unwrap();
    assert_eq!(changing(&calls), ["ProvisionProduct", "ProvisionProduct"]);
    let second = Ran::of(desk.deploy());
    assert_eq!(second.code, Some(0), "{}", second.err);
    let calls = desk.ground.emulator.calls().unwrap();
    assert_eq!(changing(&calls), Vec::<&str>::new());
    assert!(!calls.is_empty(), "the second run looked");
}

#[tokio::test]
async fn the_service_layer_is_wired_to_the_stack_that_the_data_layer_made() {
    let ground = Ground::new();
    let site = Site::new(&ground).await;
    assert_eq!(site.deploy().await, Outcome::Succeeded);
    let stacks = site.stacks().await;
    let (data, service) = (&stacks[DATA], &stacks[SERVICE]);
    let wired = service.parameters.get("DataStack");
    let name = LiveValue::Known(data.name.to_string());
    assert_eq!(wired, Some(&name));
}

/// How often each operation was sent, by the log of the SDK's interceptor.
fn sent(site: &Site) -> BTreeMap<(String, String), u64> {
    let mut sent = BTreeMap::new();
    for one in site.cloud.calls().counted() {
        *sent
            .entry((one.service.to_owned(), one.operation))
            .or_insert(0) += one.attempts;
    }
    sent
}

/// Adds what arrived at the emulator since it was asked last.
fn arrived(ground: &Ground, seen: &mut BTreeMap<(String, String), u64>) {
    for call in ground.emulator.calls().unwrap() {
        *seen.entry((call.service, call.operation)).or_insert(0) += 1;
    }
}

#[tokio::test]
async fn the_log_of_calls_and_the_emulators_own_agree_on_both_runs() {
    let ground = Ground::new();
    let site = Site::new(&ground).await;
    ground.emulator.calls().unwrap();
    let mut seen = BTreeMap::new();
    assert_eq!(site.deploy().await, Outcome::Succeeded);
    arrived(&ground, &mut seen);
    let first = sent(&site);
    assert_eq!(first, seen);
    assert_eq!(site.cloud.calls().changing_calls(), 2);
    assert_eq!(site.deploy().await, Outcome::Succeeded);
    arrived(&ground, &mut seen);
    let both = sent(&site);
    assert_eq!(both, seen);
    assert_ne!(both, first, "the second run looked");
    assert_eq!(site.cloud.calls().changing_calls(), 2);
}
