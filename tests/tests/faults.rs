//! Calls that go wrong at random: never two launches, and all is well once they stop.
//!
//! `TS_DEPLOY_CASES=1000` tries more of them; `TS_DEPLOY_FAULTS="12:LostAfter 40:Throttle"` plays
//! one that failed again.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::sim::CallFault;
use ts_deploy_tests::{Bench, MINIMAL};

const KINDS: [CallFault; 4] = [
    CallFault::Throttle,
    CallFault::LostBefore,
    CallFault::LostAfter,
    CallFault::CredentialsExpired,
];

/// What befalls which call, counted from 0.
type Faults = BTreeMap<usize, CallFault>;

/// The calls of a run that are within reach of a fault; an undisturbed run makes about 80.
const REACH: usize = 300;

/// Up to three in ten of the calls.
fn faults() -> impl Strategy<Value = Faults> {
    (0.0..0.3_f64).prop_flat_map(|share| {
        let fault = prop::option::weighted(share, prop::sample::select(&KINDS[..]));
        prop::collection::vec(fault, REACH).prop_map(|calls| {
            let calls = calls.into_iter().enumerate();
            calls
                .filter_map(|(call, fault)| Some((call, fault?)))
                .collect()
        })
    })
}

fn written(faults: &Faults) -> String {
    let words = faults
        .iter()
        .map(|(call, fault)| format!("{call}:{fault:?}"));
    words.collect::<Vec<_>>().join(" ")
}

fn read(text: &str) -> Faults {
    let fault = |word: &str| {
        let (call, name) = word.split_once(':').unwrap();
        let kind = KINDS.into_iter().find(|kind| format!("{kind:?}") == name);
        (call.parse().unwrap(), kind.unwrap())
    };
    text.split_whitespace().map(fault).collect()
}

/// Runs under `faults` until a run ends otherwise than without sight; when that takes too long, the
/// faults stop. What is wrong then, in words.
async fn survives(faults: Faults) -> Result<(), String> {
    let bench = Bench::new(8);
    let stopped = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&stopped);
    let mut calls = 0..;
    bench.cloud.on_call(Box::new(move |_| {
        let fault = calls.next().and_then(|call: usize| faults.get(&call));
        match fault {
            Some(fault) if !seen.load(Ordering::SeqCst) => *fault,
            _ => CallFault::None,
        }
    }));
    let mut outcome = bench.deploy(MINIMAL).await;
    if outcome == Outcome::LostSight {
        stopped.store(true, Ordering::SeqCst);
        outcome = bench.deploy(MINIMAL).await;
    }
    if outcome != Outcome::Succeeded {
        return Err(format!("it ended as {outcome}: {:#?}", bench.said()));
    }
    if bench.launches() != [1, 1] {
        return Err(format!("launches: {:?}", bench.launches()));
    }
    bench.whole().await;
    Ok(())
}

fn blocking(faults: Faults) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(survives(faults))
}

#[expect(
    clippy::disallowed_methods,
    reason = "how many cases are tried is the caller's to say"
)]
fn asked(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[test]
fn whatever_goes_wrong_with_calls_each_product_is_launched_once() {
    if let Some(text) = asked("TS_DEPLOY_FAULTS") {
        return blocking(read(&text)).unwrap();
    }
    let cases = asked("TS_DEPLOY_CASES").map_or(64, |text| text.parse().unwrap());
    let mut runner = TestRunner::new(Config {
        cases,
        rng_seed: RngSeed::Fixed(20_260_105),
        failure_persistence: None,
        ..Config::default()
    });
    let tried = runner.run(&faults(), |faults| {
        let again = format!("TS_DEPLOY_FAULTS=\"{}\" plays it again", written(&faults));
        blocking(faults).map_err(|wrong| TestCaseError::fail(format!("{again}\n{wrong}")))
    });
    if let Err(error) = tried {
        panic!("{error}");
    }
}

#[test]
fn faults_are_read_as_they_are_written() {
    let faults = Faults::from([(3, CallFault::LostAfter), (40, CallFault::Throttle)]);
    assert_eq!(written(&faults), "3:LostAfter 40:Throttle");
    assert_eq!(read(&written(&faults)), faults);
}
