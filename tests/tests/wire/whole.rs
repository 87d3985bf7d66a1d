//! The whole deployment, over the wire.

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

#[tokio::test]
async fn the_log_of_calls_and_the_emulators_own_agree() {
    let ground = Ground::new();
    let site = Site::new(&ground).await;
    ground.emulator.calls().unwrap();
    assert_eq!(site.deploy().await, Outcome::Succeeded);
    let mut seen = std::collections::BTreeMap::new();
    for call in ground.emulator.calls().unwrap() {
        *seen.entry((call.service, call.operation)).or_insert(0) += 1;
    }
    let counted = site.cloud.calls().counted().into_iter();
    let mut sent = std::collections::BTreeMap::new();
    for one in counted {
        *sent
            .entry((one.service.to_owned(), one.operation))
            .or_insert(0) += one.attempts;
    }
    assert_eq!(sent, seen);
    assert_eq!(site.cloud.calls().changing_calls(), 2);
}
