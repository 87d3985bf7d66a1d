//! Calls that are throttled, and answers that are lost after their effect.

use std::collections::BTreeMap;

use ts_deploy_aws::connection::CallLimits;
use ts_deploy_core::engine::Outcome;
use ts_deploy_tests::{DATA, SERVICE};

use crate::ground::{Ground, Site};

/// How many different storms are weathered.
const SEEDS: u32 = 20;

/// Up to this seed calls are sent once, and repeated by the engine, which lives faster. From then on
/// the SDK repeats them first, by the real clock, as it does for an operator.
const ONCE: u32 = 16;

/// How many emulators play them side by side.
const LANES: u32 = 4;

/// Weathers the storm of this seed.
async fn weather(ground: &Ground, seed: u32) {
    ground.emulator.reset().unwrap();
    let mut site = Site::new(ground).await;
    if seed > ONCE {
        let targets = &site.deployment.targets;
        let limits = CallLimits::default();
        site.cloud = ground.connect_within(targets, limits).await;
    }
    ground.emulator.chaos(seed, 20, 10).unwrap();
    assert_eq!(site.deploy().await, Outcome::Succeeded, "seed {seed}");
    ground.emulator.chaos(0, 0, 0).unwrap();
    let launches = ground.emulator.launches(site.target()).unwrap();
    let wanted = BTreeMap::from([(DATA.to_owned(), 1), (SERVICE.to_owned(), 1)]);
    assert_eq!(launches, wanted, "seed {seed}");
    let calls = ground.emulator.calls().unwrap();
    let met = |fate: &str| calls.iter().filter(|call| call.fate == fate).count();
    let (throttled, lost) = (met("throttled"), met("lost"));
    println!(
        "seed {seed}: {} calls, {throttled} throttled, {lost} answers lost",
        calls.len()
    );
    assert!(throttled > 0 && lost > 0, "seed {seed} was no storm");
    let counted = site.cloud.calls().counted().into_iter();
    let repeated: u64 = counted.map(|one| one.attempts - one.calls).sum();
    assert_eq!(repeated > 0, seed > ONCE, "seed {seed}: the SDK's repeats");
}

/// Weathers every `LANES`th storm, on an emulator of its own.
fn lane(first: u32) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let ground = Ground::new();
    for seed in (first..=SEEDS).step_by(LANES as usize) {
        runtime.block_on(weather(&ground, seed));
    }
}

#[test]
fn under_every_storm_both_products_are_launched_once_and_the_run_succeeds() {
    std::thread::scope(|lanes| {
        for first in 1..=LANES {
            lanes.spawn(move || lane(first));
        }
    });
}
