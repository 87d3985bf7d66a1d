//! Credentials that end while a product is launched.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use ts_deploy_tests::{DATA, FULL, SERVICE, deployment};

use crate::desk::Desk;
use crate::journal::{Keeper, in_s3};

/// Lets the credentials of this deployment end while a product is launched, waits until it says the
/// remedy, and renews them.
///
/// Where `mistaken` tells what is said then, they are renewed with keys of the other account first.
fn ended_and_renewed(desk: &Desk, mut deploy: Command, remedy: &str, mistaken: Option<&str>) {
    let [target, other] = [0, 1].map(|at| deployment(FULL).targets.remove(at).target);
    let emulator = &desk.ground.emulator;
    // The launch takes as many looks as there are until somebody says otherwise.
    emulator.seconds_per_look(0).unwrap();
    let mut run = deploy
        .args(["--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let said = BufReader::new(run.stdout.take().unwrap());
    let mut lines = said.lines().map_while(Result::ok);
    // By then the launch stands in the journal: a record that cannot be written amid a change ends a run.
    let waits = lines.any(|line| line.contains("\"event\":\"progress\""));
    assert!(waits, "the launch is waited for");
    emulator.end(&desk.main).unwrap();
    let told = lines.any(|line| line.contains(remedy));
    assert!(told, "the run says what to do");
    if let Some(says) = mistaken {
        let foreign = emulator.another_key(&other, "deployer").unwrap();
        desk.renew(&foreign);
        let told = lines.any(|line| line.contains(says));
        assert!(told, "the run says whose they are");
    }
    emulator.seconds_per_look(3600).unwrap();
    let renewed = emulator.another_key(&target, "deployer").unwrap();
    desk.renew(&renewed);
    let rest: Vec<String> = lines.collect();
    let code = run.wait().unwrap().code();
    assert_eq!(code, Some(0), "{}", rest.join("\n"));
    let wanted = BTreeMap::from([(DATA.to_owned(), 1), (SERVICE.to_owned(), 1)]);
    assert_eq!(emulator.launches(&target).unwrap(), wanted);
}

#[test]
fn credentials_that_end_in_a_wait_pause_the_run_which_goes_on_once_they_are_renewed() {
    let desk = Desk::new();
    let remedy = "renew the keys of the profile acme-main in its file, which is read again";
    ended_and_renewed(&desk, desk.deploy(), remedy, None);
}

#[test]
fn keys_of_another_account_do_not_continue_the_run_and_right_ones_do() {
    let desk = Desk::new();
    let remedy = "renew the keys of the profile acme-main in its file, which is read again";
    let says = "are of account 444455556666, and this target is in 111122223333";
    ended_and_renewed(&desk, desk.deploy(), remedy, Some(says));
}

#[test]
fn with_the_journal_in_s3_they_pause_the_run_too() {
    let desk = Desk::new();
    Keeper::of_the_bucket(&desk.ground);
    let remedy = "the credentials have ended: renew them";
    ended_and_renewed(&desk, in_s3(desk.deploy()), remedy, None);
}
