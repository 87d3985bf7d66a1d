//! What is wrong with the command line alone is told before the cloud is reached. The binary without
//! AWS shows it: it would say that it lacks the feature as soon as it came so far.

use crate::desk::{Desk, Ran};

/// A command on AWS, which it must not come to.
fn on_aws(words: &[&str]) -> Ran {
    let ran = Desk::full().run(&[words, &["--backend", "aws"]].concat());
    assert_eq!(ran.code, Some(2), "{words:?}: {}", ran.err);
    assert!(!ran.err.contains("built without AWS"), "{}", ran.err);
    ran
}

#[test]
fn a_consent_of_no_known_form_or_step_is_refused_before_the_cloud_is_reached() {
    let commands: [&[&str]; 6] = [
        &["preflight", "SPEC"],
        &["preflight", "SPEC", "--fix", "R8", "--yes"],
        &["deploy", "SPEC", "--yes"],
        &["destroy", "SPEC", "--yes"],
        &["destroy", "SPEC", "--recovery", "--yes"],
        &["dr", "recover", "SPEC"],
    ];
    for command in commands {
        let wrong = ["--allow", "bogus", "--allow", "adopt:datalayer"];
        let ran = on_aws(&[command, &wrong].concat());
        let said = |word: &str| ran.err.contains(&format!("--allow {word}: a consent is"));
        assert!(said("bogus") && said("adopt:datalayer"), "{}", ran.err);
        assert!(ran.err.contains("data-layer"), "{}", ran.err);
    }
}

#[test]
fn a_consent_that_a_recovery_may_need_is_known_before_it_is_looked_for() {
    let words = ["dr", "recover", "SPEC", "--allow", "destroy:data-layer"];
    let ran = Desk::full().run(&words);
    assert!(!ran.err.contains("a consent is"), "{}", ran.err);
}

#[test]
fn a_recovery_is_not_approved_without_being_run() {
    let digest = "0".repeat(64);
    let ran = on_aws(&["dr", "recover", "SPEC", "--approve", &digest]);
    let said = ran.err.contains("a recovery is run with --yes");
    assert!(said, "{}", ran.err);
}

#[test]
fn what_deploy_or_the_fixes_take_over_may_be_consented_in_a_preflight() {
    for word in ["adopt:data-layer", "destroy:fix-log-policy-main-9c9f795b"] {
        let ran = Desk::full().run(&["preflight", "SPEC", "--allow", word]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    }
}

#[test]
fn that_nobody_can_agree_is_told_before_the_cloud_is_reached() {
    let commands: [&[&str]; 4] = [
        &["deploy", "SPEC"],
        &["destroy", "SPEC"],
        &["destroy", "SPEC", "--recovery"],
        &["preflight", "SPEC", "--fix", "R8"],
    ];
    for command in commands {
        let ran = on_aws(command);
        let said = ran.err.contains("agree to the plan with --yes");
        assert!(said, "{command:?}: {}", ran.err);
    }
}

#[test]
fn everything_wrong_with_a_command_line_is_told_at_once() {
    let words = ["--fix", "R99", "--allow", "bogus"];
    let ran = on_aws(&[&["preflight", "SPEC"], &words[..]].concat());
    for said in ["--fix: no check is of the row", "--allow bogus", "--yes"] {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
}

#[test]
fn what_is_no_digest_cannot_be_approved() {
    for command in [&["deploy", "SPEC"][..], &["dr", "recover", "SPEC"]] {
        for wrong in ["zz", "0123", &"A".repeat(64)] {
            let ran = on_aws(&[command, &["--yes", "--approve", wrong]].concat());
            assert!(ran.err.contains("64 hexadecimal digits"), "{}", ran.err);
        }
    }
}

#[test]
fn a_plan_that_was_approved_by_its_digest_needs_no_other_yes_without_a_terminal() {
    let desk = Desk::full();
    let plan = desk.run(&["plan", "SPEC", "--format", "json"]).lines();
    let digest = plan[0]["digest"].as_str().unwrap().to_owned();
    let ran = desk.run(&["deploy", "SPEC", "--approve", &digest]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn an_approval_of_another_plan_agrees_to_none() {
    let other = "0".repeat(64);
    let ran = Desk::full().run(&["deploy", "SPEC", "--approve", &other]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
}
