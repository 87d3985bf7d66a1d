//! SIGKILL right after the launch was sent.

use std::collections::BTreeMap;
use std::process::Stdio;

use ts_deploy_tests::{DATA, FULL, SERVICE, deployment};

use crate::desk::{Desk, Ran};

#[test]
fn killed_right_after_the_launch_left_the_next_run_attaches_and_there_is_one_launch() {
    let desk = Desk::new();
    let mut first = desk
        .deploy()
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let target = deployment(FULL).targets.remove(0).target;
    while !desk
        .ground
        .emulator
        .launches(&target)
        .unwrap()
        .contains_key(DATA)
    {
        assert!(
            first.try_wait().unwrap().is_none(),
            "it launched before it ended"
        );
    }
    first.kill().unwrap();
    first.wait().unwrap();
    let again = Ran::of(desk.deploy());
    assert_eq!(again.code, Some(0), "{}", again.err);
    let launches = desk.ground.emulator.launches(&target);
    let wanted = BTreeMap::from([(DATA.to_owned(), 1), (SERVICE.to_owned(), 1)]);
    assert_eq!(launches.unwrap(), wanted);
}
