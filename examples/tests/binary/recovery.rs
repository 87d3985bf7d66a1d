//! The platform that was lost, brought up in the DR account, and what is done with it afterwards.

use crate::desk::{Desk, Ran};

const NOBODY: &str = include_str!("../../rehearsals/nobody-there.yaml");

/// A desk whose platform was deployed, lost a day later, and brought up in the DR account; nobody
/// did what is left to persons.
fn recovered() -> (Desk, Ran) {
    let desk = Desk::full();
    assert_eq!(desk.run(&["deploy", "SPEC", "--yes"]).code, Some(0));
    std::fs::write(desk.folder.path().join("nobody.yaml"), NOBODY).unwrap();
    let words = ["dr", "recover", "SPEC", "--yes", "--script", "nobody.yaml"];
    let ran = desk.run(&words);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    (desk, ran)
}

#[test]
fn what_a_recovery_leaves_to_a_person_is_confirmed_with_the_command_it_prints() {
    let (desk, ran) = recovered();
    let printed = "then: ts-deploy confirm SPEC dns-cut-over --recovery --by NAME";
    assert!(ran.err.contains(printed), "{}", ran.err);
    let words: Vec<&str> = printed.split(' ').skip(2).collect();
    let confirmed = desk.run(&words);
    assert_eq!(confirmed.code, Some(0), "{}", confirmed.err);
    let status = desk.run(&["status", "SPEC", "--recovery"]);
    assert!(status.out.contains("done, says NAME"), "{}", status.out);
}

#[test]
fn a_recovered_platform_is_seen_verified_and_removed() {
    let (desk, _) = recovered();
    let seen = desk.run(&["status", "SPEC", "--recovery", "--format", "json"]);
    assert_eq!(seen.code, Some(0), "{}", seen.err);
    assert_eq!(seen.lines()[0]["deployment"], "acme-production-recovery");
    let verified = desk.run(&["verify", "SPEC", "--recovery", "--format", "json"]);
    let steps = verified.lines()[0]["steps"].clone();
    let held = steps.as_array().unwrap().iter();
    let held = held.filter(|step| step["verdict"] == "holds");
    let held: Vec<_> = held.filter_map(|step| step["id"].as_str()).collect();
    assert!(held.contains(&"service-layer"), "{steps:#}");
    let words = [
        "destroy",
        "SPEC",
        "--recovery",
        "--yes",
        "--allow",
        "destroy:data-layer",
    ];
    let removed = desk.run(&words);
    assert_eq!(removed.code, Some(0), "{}", removed.err);
    let gone = desk.run(&["status", "SPEC", "--recovery"]);
    assert!(gone.out.contains("not there"), "{}", gone.out);
}

#[test]
fn only_the_approved_recovery_is_run() {
    let desk = Desk::full();
    desk.run(&["deploy", "SPEC", "--yes"]);
    let unlike = "0123".repeat(16);
    let other = desk.run(&["dr", "recover", "SPEC", "--yes", "--approve", &unlike]);
    assert_eq!(other.code, Some(3), "{}", other.err);
    let plan = desk
        .run(&["dr", "recover", "SPEC", "--format", "json"])
        .lines();
    let digest = plan[0]["digest"].as_str().unwrap().to_owned();
    let words = ["dr", "recover", "SPEC", "--yes", "--approve", &digest];
    let run = desk.run(&words);
    assert_eq!(run.code, Some(0), "{}", run.err);
}

#[test]
fn a_drill_of_a_rehearsal_looks_a_day_later_and_keeps_its_world_as_it_was() {
    let desk = Desk::full();
    assert_eq!(desk.run(&["deploy", "SPEC", "--yes"]).code, Some(0));
    let ran = desk.run(&["dr", "drill", "SPEC"]);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    let lines: Vec<&str> = ran.out.lines().map(str::trim_end).collect();
    let database = lines.iter().find(|line| line.starts_with("database"));
    assert!(database.unwrap().contains("would lose"), "{}", ran.out);
    assert!(
        lines
            .last()
            .unwrap()
            .starts_with("A recovery would work today"),
        "{}",
        ran.out
    );
    let again = desk.run(&["dr", "drill", "SPEC"]);
    assert_eq!(ran.out, again.out);
}

#[test]
fn a_drill_that_finds_what_blocks_says_so_first_and_ends_blocked() {
    let desk = Desk::full();
    let ran = desk.run(&["dr", "drill", "SPEC"]);
    assert_eq!(ran.code, Some(3), "{}", ran.out);
    let mut lines = ran.out.lines().skip_while(|line| !line.is_empty()).skip(1);
    assert!(lines.next().unwrap().starts_with("blocks "), "{}", ran.out);
    let last = ran.out.lines().last().unwrap();
    assert!(last.ends_with("findings block it."), "{}", ran.out);
}

#[test]
fn a_drill_for_programs_is_one_object_with_its_findings_and_parameters() {
    let desk = Desk::full();
    desk.run(&["deploy", "SPEC", "--yes"]);
    let ran = desk.run(&["dr", "drill", "SPEC", "--format", "json"]);
    let told = &ran.lines()[0];
    assert_eq!(told["drill"]["ready"], true, "{told:#}");
    assert!(
        told["drill"]["parameters"].is_array() && told["findings"].is_array(),
        "{told:#}"
    );
}
