//! SIGKILL at any moment of a deployment, again and again, each time gone on with.
//!
//! `TS_DEPLOY_KILLS=50` kills so often, `TS_DEPLOY_SEED` decides where.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use ts_deploy_core::target::Target;
use ts_deploy_tests::simulation::Dice;
use ts_deploy_tests::{DATA, FULL, SERVICE, deployment};

use crate::desk::{Desk, Ran, changing};
use crate::ground::IMPORTED;

/// How often is killed when nobody says.
const KILLS: u64 = 10;

/// How many emulators are worked on side by side.
const LANES: usize = 2;

/// A kill comes up to so many looks at the emulator after a call, and so also where records are
/// written and time is waited out.
const LOOKS: u64 = 40;

#[expect(
    clippy::disallowed_methods,
    reason = "how often is killed is the caller's to say"
)]
fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

/// A desk whose deployment has a secret beside the two products.
fn desk() -> Desk {
    let secret = "\nsecrets:\n  - { path: /acme/connector, value: { env: CONNECTOR } }\n";
    Desk::with(&format!("{}{secret}", *IMPORTED))
}

fn deploy(desk: &Desk) -> Command {
    let mut deploy = desk.deploy();
    deploy.env("CONNECTOR", "the value for the connector");
    deploy
}

/// What a deployment leaves.
#[derive(Debug, PartialEq)]
struct Left {
    stands: Value,
    launches: BTreeMap<String, u32>,
}

fn left(desk: &Desk, target: &Target) -> Left {
    let emulator = &desk.ground.emulator;
    Left {
        stands: emulator.stands(target).unwrap(),
        launches: emulator.launches(target).unwrap(),
    }
}

/// The undisturbed run.
struct Undisturbed {
    left: Left,
    /// How many calls it makes.
    calls: u64,
    /// How often each operation that changes something is called.
    changing: BTreeMap<String, u64>,
}

/// How often each operation that changes something was called since somebody asked.
fn changed(desk: &Desk) -> BTreeMap<String, u64> {
    let calls = desk.ground.emulator.calls().unwrap();
    let mut changed = BTreeMap::new();
    for operation in changing(&calls) {
        *changed.entry(operation.to_owned()).or_default() += 1;
    }
    changed
}

fn undisturbed(desk: &Desk, target: &Target) -> Undisturbed {
    desk.ground.emulator.calls().unwrap();
    let ran = Ran::of(deploy(desk));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let calls = desk.ground.emulator.count().unwrap();
    let left = left(desk, target);
    let once = BTreeMap::from([(DATA.to_owned(), 1), (SERVICE.to_owned(), 1)]);
    assert_eq!(left.launches, once);
    assert!(left.stands["parameters"]["/acme/connector"].is_array());
    let changing = changed(desk);
    Undisturbed {
        left,
        calls,
        changing,
    }
}

/// Waits until so many calls came in, and for so many looks more; false when the run ended before.
fn comes_to(desk: &Desk, run: &mut Child, calls: u64, looks: u64) -> bool {
    let emulator = &desk.ground.emulator;
    let goes_on = |run: &mut Child| run.try_wait().unwrap().is_none();
    while emulator.count().unwrap() < calls {
        if !goes_on(run) {
            return false;
        }
    }
    for _ in 0..looks {
        emulator.count().unwrap();
    }
    goes_on(run)
}

/// A run that is killed somewhere, as the dice have it; after how many calls.
fn killed(desk: &mut Desk, dice: &mut Dice, calls: u64) -> u64 {
    loop {
        desk.begin_again();
        let (after, looks) = (dice.between(0, calls), dice.between(0, LOOKS));
        desk.ground.emulator.calls().unwrap();
        let mut run = deploy(desk)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let in_time = comes_to(desk, &mut run, after, looks);
        run.kill().unwrap();
        let ended = run.wait().unwrap();
        // It may have ended in the last moment.
        if in_time && ended.code().is_none() {
            return after;
        }
    }
}

/// Kills, goes on, and looks whether all is as if nobody had killed.
fn kill(desk: &mut Desk, seed: u64, expected: &Undisturbed, target: &Target) {
    let mut dice = Dice::new(seed);
    let after = killed(desk, &mut dice, expected.calls);
    let records = desk.records();
    let at = format!("TS_DEPLOY_SEED={seed}, killed after {after} calls and {records} records");
    let again = Ran::of(deploy(desk));
    assert_eq!(again.code, Some(0), "{at}: {}", again.err);
    assert_eq!(left(desk, target), expected.left, "{at}");
    let verified = Ran::of(desk.command(&["journal", "verify", ".ts-deploy/acme-production"]));
    assert_eq!(verified.code, Some(0), "{at}: {}", verified.err);
    let changed = changed(desk);
    let more: u64 = changed.values().sum::<u64>() - expected.changing.values().sum::<u64>();
    assert!(
        changed.keys().eq(expected.changing.keys()) && more <= 1,
        "{at}: more than the one call that was cut off was sent again: {changed:?}"
    );
    println!("{at}: ended as undisturbed, after {changed:?}");
}

#[test]
fn killed_at_any_moment_and_run_again_a_deployment_ends_as_if_nobody_had_killed_it() {
    let kills = asked("TS_DEPLOY_KILLS").unwrap_or(KILLS);
    let first = asked("TS_DEPLOY_SEED").unwrap_or(1);
    let target = deployment(FULL).targets.remove(0).target;
    std::thread::scope(|lanes| {
        for lane in (0..).take(LANES) {
            let target = &target;
            lanes.spawn(move || {
                let mut desk = desk();
                desk.begin_again();
                let expected = undisturbed(&desk, target);
                for seed in (first + lane..first + kills).step_by(LANES) {
                    kill(&mut desk, seed, &expected, target);
                }
            });
        }
    });
}
