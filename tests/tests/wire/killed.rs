//! SIGKILL right after the launch was sent.

use std::collections::BTreeMap;
use std::process::Stdio;

use ts_deploy_tests::{DATA, FULL, SERVICE, deployment};

use crate::desk::{Desk, Ran, changing};

#[test]
fn killed_right_after_the_launch_left_the_next_run_attaches_and_there_is_one_launch() {
    let desk = Desk::new();
    let emulator = &desk.ground.emulator;
    emulator.hold("ProvisionProduct").unwrap();
    let mut first = desk
        .deploy()
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while !emulator.is_holding().unwrap() {
        let ended = first.try_wait().unwrap();
        assert_eq!(ended, None, "it launched before it ended");
    }
    // The launch is accepted, and its answer never comes.
    first.kill().unwrap();
    first.wait().unwrap();
    emulator.let_go().unwrap();
    let calls = emulator.calls().unwrap();
    assert_eq!(changing(&calls), ["ProvisionProduct"]);
    let again = Ran::of(desk.deploy());
    assert_eq!(again.code, Some(0), "{}", again.err);
    // The Service Layer's. A launch of the Data Layer sent again would have been answered with the
    // first record, and left one launch as well.
    let calls = emulator.calls().unwrap();
    assert_eq!(changing(&calls), ["ProvisionProduct"]);
    let target = deployment(FULL).targets.remove(0).target;
    let wanted = BTreeMap::from([(DATA.to_owned(), 1), (SERVICE.to_owned(), 1)]);
    assert_eq!(emulator.launches(&target).unwrap(), wanted);
}
