//! What is told when something is lost on the way: a product, the rehearsal's world, the journal, or
//! whoever reads.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use crate::desk::Desk;

/// A desk whose deployment ended well, and whose products somebody with another journal removed.
fn vanished() -> Desk {
    let desk = Desk::of_products();
    let deployed = desk.run(&["deploy", "SPEC", "--yes"]);
    assert_eq!(deployed.code, Some(0), "{}", deployed.err);
    let (here, other) = (desk.journal(), desk.folder.path().join("other"));
    std::fs::create_dir(&other).unwrap();
    std::fs::copy(here.join("world.json"), other.join("world.json")).unwrap();
    let words = ["--journal", "other", "--allow", "destroy:data-layer"];
    let removed = desk.run(&[&["destroy", "SPEC", "--yes"], &words[..]].concat());
    assert_eq!(removed.code, Some(0), "{}", removed.err);
    std::fs::copy(other.join("world.json"), here.join("world.json")).unwrap();
    desk
}

#[test]
fn status_tells_of_what_is_gone_when_it_was_last_seen_and_what_to_do() {
    let status = vanished().run(&["status", "SPEC"]).out;
    assert!(status.contains("GONE: last seen deployed 20"), "{status}");
    let word = "--allow recreate:data-layer";
    assert!(status.contains(word), "{status}");
}

#[test]
fn status_tells_of_what_was_never_deployed_that_it_is_not_there() {
    let status = Desk::of_products().run(&["status", "SPEC"]).out;
    assert!(!status.contains("GONE"), "{status}");
    assert!(status.contains("not there"), "{status}");
}

#[test]
fn verify_tells_of_what_is_gone() {
    let verified = vanished().run(&["verify", "SPEC"]);
    assert_eq!(verified.code, Some(1), "{}", verified.err);
    let told = verified.out;
    assert!(told.contains("GONE: last seen deployed 20"), "{told}");
}

#[test]
fn programs_are_told_since_when_something_is_gone() {
    let status = vanished().run(&["status", "SPEC", "--format", "json"]);
    let lines = status.lines();
    let steps = lines[0]["steps"].as_array().unwrap();
    let data = steps.iter().find(|step| step["id"] == "data-layer");
    assert!(data.unwrap()["gone"]["seen"].is_string(), "{data:?}");
}

#[test]
fn a_rehearsal_with_a_damaged_journal_is_told_to_take_its_world_along() {
    let desk = Desk::of_products();
    desk.run(&["deploy", "SPEC", "--yes"]);
    std::fs::remove_file(desk.journal().join("records/000000000003.json")).unwrap();
    let refused = desk.run(&["status", "SPEC"]);
    assert_eq!(refused.code, Some(7), "{}", refused.err);
    let to_do = "copy world.json from this folder into DIR first";
    assert!(refused.err.contains(to_do), "{}", refused.err);
}

#[test]
fn with_its_world_along_another_journal_finds_what_was_deployed() {
    let desk = Desk::of_products();
    desk.run(&["deploy", "SPEC", "--yes"]);
    let other = desk.folder.path().join("other");
    std::fs::create_dir(&other).unwrap();
    std::fs::copy(desk.journal().join("world.json"), other.join("world.json")).unwrap();
    let again = desk.run(&["deploy", "SPEC", "--yes", "--journal", "other"]);
    assert_eq!(again.code, Some(0), "{}", again.err);
    let world = std::fs::read_to_string(other.join("world.json")).unwrap();
    let world: serde_json::Value = serde_json::from_str(&world).unwrap();
    assert_eq!(world["launches"]["acme-data-layer"], 1);
}

#[test]
fn a_world_that_cannot_be_saved_ends_its_rehearsal_at_once_as_the_journal_does() {
    let desk = Desk::of_products();
    let words = [
        "deploy", "SPEC", "--yes", "--format", "json", "--speed", "600",
    ];
    let mut run = desk
        .command(&words)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(run.stdout.take().unwrap()).lines();
    let begun = lines.any(|line| line.unwrap().contains("\"accepted\""));
    assert!(begun, "the run drives");
    // Nothing can take the place of a folder that holds something.
    let world = desk.journal().join("world.json");
    std::fs::remove_file(&world).unwrap();
    std::fs::create_dir_all(world.join("kept")).unwrap();
    let rest: Vec<String> = lines.map_while(Result::ok).collect();
    assert_eq!(run.wait().unwrap().code(), Some(7), "{rest:?}");
    let said: Vec<serde_json::Value> = rest
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let broken = said.iter().find(|line| line["event"] == "broken_off");
    let error = broken.unwrap()["error"].as_str().unwrap();
    let what = "the rehearsal's world cannot be saved in";
    assert!(error.contains(what), "{error}");
    assert!(said.iter().all(|line| line["event"] != "lost_sight"));
    assert_eq!(said.last().unwrap()["outcome"], "journal");
}

/// What `deploy` says on stderr when `stdout` takes nothing.
#[cfg(target_os = "linux")]
fn unread(desk: &Desk) -> (Option<i32>, String) {
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut command = desk.command(&["deploy", "SPEC", "--yes", "--format", "json"]);
    let ran = command.stdout(full).stderr(Stdio::piped()).output();
    let ran = ran.unwrap();
    (ran.status.code(), String::from_utf8(ran.stderr).unwrap())
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_whose_lines_cannot_be_written_says_how_it_ended_where_people_read() {
    let (code, err) = unread(&Desk::of_products());
    assert_eq!(code, Some(5), "{err}");
    assert!(err.contains("Watching was stopped"), "{err}");
    assert!(err.contains("Journal head"), "{err}");
    assert!(err.contains("Run the same command again to"), "{err}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_look_whose_answer_cannot_be_written_has_failed() {
    let desk = Desk::of_products();
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let ran = desk.command(&["status", "SPEC"]).stdout(full).output();
    assert_eq!(ran.unwrap().status.code(), Some(1));
}
