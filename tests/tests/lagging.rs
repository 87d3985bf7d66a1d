//! The life of a deployment where reads show what was done seconds or minutes later.

use ts_deploy_core::engine::{Options, Outcome};
use ts_deploy_core::sim::{CallFault, WorldFault};
use ts_deploy_tests::{Bench, DATA, FULL, MINIMAL, cut_off_from, cuts, deployment, watch};

/// The longest lags that are tried, in seconds; 0 is none.
const LAGS: [u32; 4] = [0, 3, 20, 110];

fn benches() -> impl Iterator<Item = (Bench, String)> {
    LAGS.into_iter()
        .map(|lag| (Bench::lagging(3, lag), format!("a lag of {lag} s")))
}

#[tokio::test]
async fn a_deployment_is_imported_launched_left_alone_updated_and_removed_whatever_the_lag() {
    for (bench, lag) in benches() {
        bench.cloud.share_with(&deployment(FULL));
        assert_eq!(bench.deploy(FULL).await, Outcome::Succeeded, "{lag}: first");
        let before = bench.cloud.changing_calls();
        assert_eq!(bench.deploy(FULL).await, Outcome::Succeeded, "{lag}: again");
        assert_eq!(bench.cloud.changing_calls(), before, "{lag}");
        let larger = FULL.replace("data_volume_gb: 250", "data_volume_gb: 500");
        assert_eq!(
            bench.deploy(&larger).await,
            Outcome::Succeeded,
            "{lag}: update"
        );
        assert_eq!(bench.cloud.changing_calls(), before + 1, "{lag}");
        let consents = ["destroy:data-layer"];
        assert_eq!(
            bench.destroy(FULL, &consents).await,
            Outcome::Succeeded,
            "{lag}"
        );
        assert!(bench.cloud.is_empty(), "{lag}");
        assert_eq!(bench.deploy(FULL).await, Outcome::Succeeded, "{lag}: anew");
        assert_eq!(bench.launches(), [2, 2], "{lag}");
    }
}

#[tokio::test]
async fn a_failed_launch_names_its_cause_and_is_cleared_whatever_the_lag() {
    for (bench, lag) in benches() {
        bench.cloud.script(WorldFault::ResourceFails {
            product: DATA.parse().unwrap(),
            resource: "Database/Instance".into(),
            reason: "Cannot create more than 40 instances".into(),
            times: 1,
        });
        assert_eq!(bench.deploy(MINIMAL).await, Outcome::Failed, "{lag}");
        let said = format!("{:?}", bench.said());
        assert!(said.contains("Cannot create more than 40"), "{lag}: {said}");
        let consents = ["destroy:data-layer"];
        let outcome = bench.deploy_allowing(MINIMAL, &consents).await;
        assert_eq!(outcome, Outcome::Succeeded, "{lag}");
        assert_eq!(bench.launches(), [2, 1], "{lag}");
    }
}

#[tokio::test]
async fn a_run_cut_off_near_any_change_goes_on_with_one_launch_whatever_the_lag() {
    for lag in LAGS {
        let whole = Bench::lagging(5, lag);
        let watched = watch(&whole.cloud);
        let impatient = || Options {
            patience: jiff::SignedDuration::ZERO,
            ..Options::default()
        };
        assert_eq!(whole.deploy(MINIMAL).await, Outcome::Succeeded);
        for cut in cuts(&watched, usize::MAX) {
            let bench = Bench::lagging(5, lag);
            let mended = cut_off_from(&bench.cloud, cut, CallFault::LostAfter);
            bench.deploy_with(MINIMAL, impatient()).await;
            mended.store(true, std::sync::atomic::Ordering::SeqCst);
            let outcome = bench.deploy(MINIMAL).await;
            assert_eq!(outcome, Outcome::Succeeded, "lag {lag}, cut {cut}");
            assert_eq!(bench.launches(), [1, 1], "lag {lag}, cut {cut}");
        }
    }
}
