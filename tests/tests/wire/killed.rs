//! SIGKILL right after the launch was sent.

use std::collections::BTreeMap;
use std::process::Stdio;

use ts_deploy_core::clock::{Clock as _, SystemClock};
use ts_deploy_tests::{DATA, FULL, SERVICE, deployment};

use crate::desk::Desk;

/// Asks the emulator until it has accepted the Data Layer's launch.
async fn launched(desk: &Desk) {
    let target = &deployment(FULL).targets[0].target;
    loop {
        if desk.ground.emulator.launches(target).unwrap().contains_key(DATA) {
            return;
        }
        let soon = SystemClock.now() + jiff::SignedDuration::from_millis(5);
        SystemClock.sleep_until(soon).await;
    }
}

#[tokio::test]
async fn killed_right_after_the_launch_left_the_next_run_attaches_and_there_is_one_launch() {
    let desk = Desk::new();
    let words = ["deploy", "SPEC", "--backend", "aws", "--yes", "--poll-floor", "1s"];
    let mut first = desk
        .command(&words)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    launched(&desk).await;
    first.kill().unwrap();
    first.wait().unwrap();
    let again = desk.run(&words);
    assert_eq!(again.code, Some(0), "{}", again.err);
    let launches = desk.ground.emulator.launches(&deployment(FULL).targets[0].target);
    let wanted = BTreeMap::from([(DATA.to_owned(), 1), (SERVICE.to_owned(), 1)]);
    assert_eq!(launches.unwrap(), wanted);
}
