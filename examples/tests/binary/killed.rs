//! SIGKILL while the Data Layer is being deployed.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use crate::desk::Desk;

/// Starts a deployment in slow motion and kills it once `event` was said for `step`.
fn killed_at(desk: &Desk, step: &str, event: &str) {
    let words = [
        "deploy", "SPEC", "--yes", "--format", "json", "--speed", "300",
    ];
    let mut child = desk
        .command(&words)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut seen = false;
    for line in lines.map_while(Result::ok) {
        let said: serde_json::Value = serde_json::from_str(&line).unwrap();
        if said["step"] == step && said["event"] == event {
            seen = true;
            break;
        }
    }
    assert!(seen, "the run said {event} for {step}");
    child.kill().unwrap();
    child.wait().unwrap();
}

fn goes_on(desk: &Desk) {
    let again = desk.run(&["deploy", "SPEC", "--yes"]);
    assert_eq!(again.code, Some(0), "{}", again.err);
    assert_eq!(desk.world()["launches"]["acme-data-layer"], 1);
    assert_eq!(desk.world()["launches"]["acme-service-layer"], 1);
    assert_eq!(
        desk.run(&["journal", "verify", ".ts-deploy/acme-production"])
            .code,
        Some(0)
    );
}

#[test]
fn killed_while_the_data_layer_runs_the_next_run_attaches_and_finishes_with_one_launch() {
    let desk = Desk::full();
    killed_at(&desk, "data-layer", "progress");
    let again = desk.run(&["deploy", "SPEC", "--yes"]);
    assert!(
        again.err.contains("attached to create rec-"),
        "{}",
        again.err
    );
    goes_on(&desk);
}

#[test]
fn killed_as_soon_as_the_launch_is_announced_there_is_one_launch_all_the_same() {
    let desk = Desk::full();
    killed_at(&desk, "data-layer", "starting");
    goes_on(&desk);
}

#[test]
fn killed_and_the_journal_lost_what_runs_is_found_and_not_launched_again() {
    let desk = Desk::full();
    killed_at(&desk, "data-layer", "progress");
    std::fs::remove_dir_all(desk.journal().join("records")).unwrap();
    goes_on(&desk);
}

#[test]
fn a_driver_that_was_killed_is_said_to_have_ended() {
    let desk = Desk::full();
    killed_at(&desk, "data-layer", "progress");
    let status = desk.run(&["status", "SPEC"]).out;
    let said = "that process has ended, and the next run takes over at once";
    assert!(status.contains(said), "{status}");
}

#[test]
fn a_copy_of_the_journal_is_not_driven_while_the_original_is() {
    let desk = Desk::full();
    let words = [
        "deploy", "SPEC", "--yes", "--format", "json", "--speed", "60",
    ];
    let mut first = desk
        .command(&words)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(first.stdout.take().unwrap()).lines();
    assert!(
        lines.any(|line| line.unwrap().contains("\"accepted\"")),
        "the first run drives"
    );
    let copy = desk.journal().with_file_name("copy");
    std::fs::create_dir_all(copy.join("records")).unwrap();
    for part in ["", "records"] {
        for file in std::fs::read_dir(desk.journal().join(part)).unwrap() {
            let file = file.unwrap();
            if file.file_type().unwrap().is_file() {
                std::fs::copy(file.path(), copy.join(part).join(file.file_name())).unwrap();
            }
        }
    }
    let on_copy = |command: &str, more: &[&str]| {
        let words = [command, "SPEC", "--journal", copy.to_str().unwrap()];
        desk.run(&[&words, more].concat())
    };
    let status = on_copy("status", &[]);
    let second = on_copy("deploy", &["--yes"]);
    first.kill().unwrap();
    first.wait().unwrap();
    assert!(!status.out.contains("has ended"), "{}", status.out);
    assert_eq!(second.code, Some(6), "{}", second.err);
}

#[test]
fn a_second_operator_is_told_who_drives_and_since_when() {
    let desk = Desk::full();
    let words = [
        "deploy", "SPEC", "--yes", "--format", "json", "--speed", "60",
    ];
    let mut first = desk
        .command(&words)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(first.stdout.take().unwrap()).lines();
    assert!(
        lines.any(|line| line.unwrap().contains("\"accepted\"")),
        "the first run drives"
    );
    let second = desk.run(&["deploy", "SPEC", "--yes"]);
    first.kill().unwrap();
    first.wait().unwrap();
    assert_eq!(second.code, Some(6), "{}", second.err);
    assert!(
        second.err.contains("drives this deployment since 20"),
        "{}",
        second.err
    );
}

#[cfg(unix)]
#[test]
fn a_first_interrupt_stops_watching_and_says_how_to_attach() {
    let desk = Desk::full();
    let words = ["deploy", "SPEC", "--yes", "--speed", "60"];
    let mut run = desk.command(&words).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(run.stderr.take().unwrap()).lines();
    assert!(
        lines.any(|line| line.unwrap().contains("accepted by AWS")),
        "the run drives"
    );
    let id = run.id().to_string();
    assert!(
        std::process::Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    let rest: Vec<String> = lines.map_while(Result::ok).collect();
    assert_eq!(run.wait().unwrap().code(), Some(5), "{rest:?}");
    assert!(
        rest.iter()
            .any(|line| line.contains("Run the same command again to attach")),
        "{rest:?}"
    );
    goes_on(&desk);
}
