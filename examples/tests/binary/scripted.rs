//! Rehearsals in which something goes wrong, scripted from a file.

use crate::desk::{Desk, Ran};

const MINIMAL: &str = include_str!("../../specs/minimal.yaml");

/// Deploys what `desk` holds with this script.
fn rehearsed(desk: &Desk, script: &str) -> Ran {
    std::fs::write(desk.folder.path().join("script.yaml"), script).unwrap();
    desk.run(&["deploy", "SPEC", "--yes", "--script", "script.yaml"])
}

#[test]
fn a_scripted_failure_fails_with_its_cause() {
    let script = include_str!("../../rehearsals/no-quota.yaml");
    let ran = rehearsed(&Desk::full(), script);
    assert_eq!(ran.code, Some(1));
    let cause = "cause   Database/Instance (AWS::RDS::DBInstance), quota";
    assert!(ran.err.contains(cause), "{}", ran.err);
}

#[test]
fn a_scripted_person_who_never_answers_is_waited_for_and_a_confirmation_goes_on() {
    let desk = Desk::with(MINIMAL);
    let script = include_str!("../../rehearsals/nobody-there.yaml");
    assert_eq!(rehearsed(&desk, script).code, Some(4));
    let confirm = ["confirm", "SPEC", "agree-with-vendor", "--by", "Jane Doe"];
    assert_eq!(desk.run(&confirm).code, Some(0));
    assert_eq!(rehearsed(&desk, script).code, Some(0));
}

#[test]
fn a_word_in_a_rehearsal_has_the_time_of_its_world() {
    let desk = Desk::with(MINIMAL);
    rehearsed(&desk, include_str!("../../rehearsals/nobody-there.yaml"));
    let confirm = [
        "confirm",
        "SPEC",
        "agree-with-vendor",
        "--by",
        "Jane Doe",
        "--format",
        "json",
    ];
    let said: serde_json::Value = serde_json::from_str(&desk.run(&confirm).out).unwrap();
    assert_eq!(said["confirmation"]["at"], desk.world()["now"]);
}

#[test]
fn a_word_given_in_a_world_that_is_gone_does_not_count_in_the_next_one() {
    let desk = Desk::full();
    let first = desk.run(&["deploy", "SPEC", "--yes"]);
    assert_eq!(first.code, Some(0), "{}", first.err);
    std::fs::remove_file(desk.journal().join("world.json")).unwrap();
    let words = ["deploy", "SPEC", "--yes", "--format", "json"];
    let steps = [
        "dr-stack",
        "snapshot-tool",
        "sso-user-pool",
        "vendor-log-access",
    ];
    let consents = steps.map(|step| format!("recreate:{step}"));
    let allowed = consents.iter().flat_map(|word| ["--allow", word]);
    let words: Vec<&str> = words.into_iter().chain(allowed).collect();
    let lines = desk.run(&words).lines();
    let asked = |line: &serde_json::Value| {
        line["event"] == "person_needed" && line["step"] == "sso-registration"
    };
    assert!(lines.iter().any(asked), "{lines:#?}");
}

#[test]
fn scripted_throttling_and_a_lost_answer_cost_no_launch() {
    let desk = Desk::full();
    let script = include_str!("../../rehearsals/throttled.yaml");
    let ran = rehearsed(&desk, script);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("throttled: Rate exceeded"), "{}", ran.err);
    let launches = desk.world()["launches"].clone();
    let once = serde_json::json!({"acme-data-layer": 1, "acme-service-layer": 1});
    assert_eq!(launches, once);
}

#[test]
fn the_standing_after_a_failed_launch_names_the_cause_and_what_to_do() {
    let desk = Desk::with(include_str!("../../specs/existing-vpc.yaml"));
    rehearsed(&desk, include_str!("../../rehearsals/no-quota.yaml"));
    let status = desk.run(&["status", "SPEC"]).out;
    for said in [
        "failed: acme-val-data-layer is in ERROR: its launch failed at",
        "deploy again with --allow destroy:data-layer",
        "not known until there is cluster of data-layer",
    ] {
        assert!(status.contains(said), "{said}:\n{status}");
    }
}

#[test]
fn what_was_scripted_and_did_not_happen_is_said() {
    let script = "calls: [denied: { operation: DescribeRecord, after: 900, times: 2 }]";
    let ran = rehearsed(&Desk::full(), script);
    let said =
        "scripted, and did not happen: DescribeRecord: denied 2 times after 900 calls, 2 left";
    assert!(ran.err.contains(said), "{}", ran.err);
}

#[test]
fn a_wrong_script_is_invalid_points_at_its_line_and_begins_nothing() {
    let desk = Desk::full();
    let ran = rehearsed(&desk, "person: never\nworld:\n  - stals: 3\n");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("script.yaml:3:5"), "{}", ran.err);
    assert!(!desk.journal().exists());
}

#[test]
fn a_script_for_aws_is_invalid() {
    let desk = Desk::full();
    let words = [
        "deploy",
        "SPEC",
        "--yes",
        "--backend",
        "aws",
        "--script",
        "x",
    ];
    let ran = desk.run(&words);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("--script is for rehearsals"),
        "{}",
        ran.err
    );
}
