//! Calls that are throttled, and answers that are lost after their effect.

use std::collections::BTreeMap;

use ts_deploy_core::engine::Outcome;
use ts_deploy_tests::{DATA, SERVICE};

use crate::ground::{Ground, Site};

/// How many different storms are weathered.
const SEEDS: u32 = 20;

#[tokio::test]
async fn under_every_storm_both_products_are_launched_once_and_the_run_succeeds() {
    let ground = Ground::new();
    for seed in 1..=SEEDS {
        ground.emulator.reset().unwrap();
        let site = Site::new(&ground).await;
        ground.emulator.chaos(seed, 20, 10).unwrap();
        assert_eq!(site.deploy().await, Outcome::Succeeded, "seed {seed}");
        ground.emulator.chaos(0, 0, 0).unwrap();
        let launches = ground.emulator.launches(site.target()).unwrap();
        let wanted = BTreeMap::from([(DATA.to_owned(), 1), (SERVICE.to_owned(), 1)]);
        assert_eq!(launches, wanted, "seed {seed}");
        let calls = ground.emulator.calls().unwrap();
        let met = |fate: &str| calls.iter().filter(|call| call.fate == fate).count();
        assert!(
            met("throttled") > 0 && met("lost") > 0,
            "seed {seed} was no storm"
        );
    }
}
