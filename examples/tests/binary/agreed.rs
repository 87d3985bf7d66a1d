//! What was agreed to is what is done, also over kills and changed minds.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use crate::desk::Desk;

/// The digest of what a deploy would do now.
fn digest(desk: &Desk) -> String {
    desk.run(&["plan", "SPEC", "--format", "json"]).lines()[0]["digest"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// Begins an approved deployment and kills it while the Data Layer is being made.
fn begun_and_killed(desk: &Desk, digest: &str) {
    let words = [
        "deploy",
        "SPEC",
        "--yes",
        "--approve",
        digest,
        "--format",
        "json",
        "--speed",
        "300",
    ];
    let mut run = desk
        .command(&words)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(run.stdout.take().unwrap()).lines();
    let begun = |line: String| line.contains("\"progress\"") && line.contains("data-layer");
    assert!(
        lines.any(|line| begun(line.unwrap())),
        "the Data Layer is being made"
    );
    run.kill().unwrap();
    run.wait().unwrap();
}

#[test]
fn an_approval_does_not_cover_a_spec_that_was_changed_after_an_interruption() {
    let desk = Desk::full();
    let digest = digest(&desk);
    begun_and_killed(&desk, &digest);
    desk.rewrite(|text| text.replace("task_throughput: 40", "task_throughput: 41"));
    let refused = desk.run(&["deploy", "SPEC", "--yes", "--approve", &digest]);
    assert_eq!(refused.code, Some(3), "{}", refused.err);
    assert!(
        refused.err.contains("This is not the approved plan"),
        "{}",
        refused.err
    );
}

#[test]
fn an_approval_before_the_portfolio_is_imported_does_not_cover_a_spec_that_was_changed() {
    let desk = Desk::full();
    let digest = digest(&desk);
    desk.rewrite(|text| text.replace("task_throughput: 40", "task_throughput: 41"));
    let refused = desk.run(&["deploy", "SPEC", "--yes", "--approve", &digest]);
    assert_eq!(refused.code, Some(3), "{}", refused.err);
}

#[test]
fn an_approval_covers_every_run_that_goes_on_from_an_interruption() {
    let desk = Desk::full();
    let digest = digest(&desk);
    begun_and_killed(&desk, &digest);
    begun_and_killed(&desk, &digest);
    let third = desk.run(&["deploy", "SPEC", "--yes", "--approve", &digest]);
    assert_eq!(third.code, Some(0), "{}", third.err);
}

#[test]
fn an_approval_during_a_launch_does_not_cover_what_differs_after_it() {
    let desk = Desk::full();
    begun_and_killed(&desk, &digest(&desk));
    desk.rewrite(|text| text.replace("log_retention_days: 180", "log_retention_days: 365"));
    let shown = desk.run(&["plan", "SPEC"]).out;
    let untold = "a run attaches to it; what differs when it has ended is not known yet";
    assert!(shown.contains(untold), "{shown}");
    let deploy = |digest: &str| desk.run(&["deploy", "SPEC", "--yes", "--approve", digest]);
    let stopped = deploy(&digest(&desk));
    assert_eq!(stopped.code, Some(3), "{}", stopped.err);
    let left = "to update (LogRetentionDays) is left to do after what was under way";
    assert!(stopped.err.contains(left), "{}", stopped.err);
    assert_eq!(desk.calls("servicecatalog:UpdateProvisionedProduct"), 0);
    let ended = deploy(&digest(&desk));
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!(desk.calls("servicecatalog:UpdateProvisionedProduct"), 1);
}

#[test]
fn a_renamed_product_is_not_deployed_beside_the_one_that_runs() {
    let desk = Desk::full();
    desk.run(&["deploy", "SPEC", "--yes"]);
    desk.rewrite(|text| text.replace("acme-data-layer", "acme-data-layer-2"));
    // The checks would notice it first, as a second installation.
    for command in [
        &["deploy", "SPEC", "--yes", "--no-preflight"][..],
        &["destroy", "SPEC", "--yes"],
    ] {
        let refused = desk.run(command);
        assert_eq!(refused.code, Some(3), "{}", refused.err);
        assert!(
            refused
                .err
                .contains("this step is about provisioned product acme-data-layer in"),
            "{}",
            refused.err
        );
    }
}

#[test]
fn a_change_that_may_replace_data_needs_consent() {
    let desk = Desk::full();
    desk.run(&["deploy", "SPEC", "--yes"]);
    desk.rewrite(|text| text.replace("cidr: 10.40.", "cidr: 10.99."));
    let refused = desk.run(&["deploy", "SPEC", "--yes"]);
    assert_eq!(refused.code, Some(3));
    assert!(
        refused
            .err
            .contains("Changing VpcCIDR of a running Data Layer"),
        "{}",
        refused.err
    );
}

#[test]
fn the_name_of_a_platform_is_never_changed_whatever_is_consented_to() {
    let desk = Desk::of_products();
    desk.run(&["deploy", "SPEC", "--yes"]);
    desk.rewrite(|text| {
        text.replace(
            "infrastructure_name: acme-tetra",
            "infrastructure_name: acme-other",
        )
    });
    let consent = ["--no-preflight", "--allow", "destroy:data-layer"];
    let refused = desk.run(&[&["deploy", "SPEC", "--yes"], &consent[..]].concat());
    assert_eq!(refused.code, Some(3));
    let words = "Change it back to acme-tetra";
    assert!(refused.err.contains(words), "{}", refused.err);
}

/// A platform that runs, with a spec that asks for a version that is not offered, and for a network that
/// needs consent.
fn blocked_and_without_consent() -> Desk {
    let desk = Desk::of_products();
    desk.run(&["deploy", "SPEC", "--yes"]);
    desk.rewrite(|text| {
        let (data, service) = text.split_once("service_layer:").unwrap();
        let data = data.replace("cidr: 10.40.", "cidr: 10.99.");
        let service = service.replace("version: latest", "version: v9.9.9");
        format!("{data}service_layer:{service}")
    });
    desk
}

const OBSTACLES: [&str; 2] = [
    "service-layer cannot go on (version-not-found)",
    "consent is needed, --allow destroy:data-layer",
];

#[test]
fn a_plan_that_cannot_be_run_ends_as_blocked_and_names_all_that_keeps_it_from_being_run() {
    let ran = blocked_and_without_consent().run(&["plan", "SPEC"]);
    assert_eq!(ran.code, Some(3), "{}", ran.out);
    let end = format!(
        "This plan cannot be run:\n    {}\n",
        OBSTACLES.join("\n    ")
    );
    assert!(ran.out.ends_with(&end), "{}", ran.out);
}

#[test]
fn a_deploy_names_steps_that_block_and_missing_consents_all_at_once() {
    let desk = blocked_and_without_consent();
    let ran = desk.run(&["deploy", "SPEC", "--yes", "--no-preflight"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    for obstacle in OBSTACLES {
        assert!(ran.err.contains(obstacle), "{}", ran.err);
    }
}

#[test]
fn programs_are_told_steps_that_block_and_missing_consents_all_at_once() {
    let desk = blocked_and_without_consent();
    let json = ["--no-preflight", "--format", "json"];
    let lines = desk.run(&[&["deploy", "SPEC", "--yes"], &json[..]].concat());
    let lines = lines.lines();
    let plan = lines.iter().find(|line| line["event"] == "plan").unwrap();
    let blocked = serde_json::json!([{"step": "service-layer", "findings": ["version-not-found"]}]);
    assert_eq!(plan["blocked"], blocked);
    assert_eq!(plan["consents_needed"][0]["allow"], "destroy:data-layer");
    let error = lines.last().unwrap()["error"].as_str().unwrap().to_owned();
    assert!(OBSTACLES.iter().all(|one| error.contains(one)), "{error}");
}

#[test]
fn programs_are_told_of_the_plan_also_where_checks_block() {
    let lines = blocked_and_without_consent()
        .run(&["deploy", "SPEC", "--yes", "--format", "json"])
        .lines();
    let plan = lines.iter().find(|line| line["event"] == "plan").unwrap();
    assert_eq!(plan["blocked"][0]["step"], "service-layer");
    let error = lines.last().unwrap()["error"].as_str().unwrap();
    let checks = "checks block (service-layer-product)";
    assert!(error.contains(checks), "{error}");
}

#[test]
fn a_consent_that_was_given_is_not_asked_for_beside_what_blocks() {
    let desk = blocked_and_without_consent();
    let consent = ["--no-preflight", "--allow", "destroy:data-layer"];
    let ran = desk.run(&[&["deploy", "SPEC", "--yes"], &consent[..]].concat());
    assert!(ran.err.contains(OBSTACLES[0]), "{}", ran.err);
    assert!(!ran.err.contains("consent is needed"), "{}", ran.err);
}

#[test]
fn what_vanished_is_not_made_anew_without_consent() {
    let desk = Desk::of_products();
    desk.run(&["deploy", "SPEC", "--yes"]);
    std::fs::remove_file(desk.journal().join("world.json")).unwrap();
    let refused = desk.run(&["deploy", "SPEC", "--yes"]);
    assert_eq!(refused.code, Some(3), "{}", refused.err);
    assert!(
        refused.err.contains("--allow recreate:data-layer"),
        "{}",
        refused.err
    );
}

#[test]
fn a_destroy_during_a_launch_asks_for_consent_before_it_watches() {
    let desk = Desk::full();
    begun_and_killed(&desk, &digest(&desk));
    let refused = desk.run(&["destroy", "SPEC", "--yes"]);
    assert_eq!(refused.code, Some(3), "{}", refused.err);
    assert!(
        refused.err.contains("a run attaches to it; then remove"),
        "{}",
        refused.err
    );
}

#[test]
fn a_consent_for_a_step_that_is_not_there_is_invalid() {
    let ran = Desk::full().run(&["destroy", "SPEC", "--yes", "--allow", "destroy:datalayer"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("the steps are target-main, target-dr"),
        "{}",
        ran.err
    );
}

#[test]
fn the_head_of_an_earlier_run_still_proves_what_it_covers() {
    let desk = Desk::full();
    let first = desk
        .run(&["deploy", "SPEC", "--yes", "--format", "json"])
        .lines();
    let head = first.last().unwrap()["head"].as_str().unwrap().to_owned();
    desk.run(&["deploy", "SPEC", "--yes"]);
    let verified = desk.run(&[
        "journal",
        "verify",
        ".ts-deploy/acme-production",
        "--head",
        &head,
    ]);
    assert_eq!(verified.code, Some(0), "{}", verified.err);
    assert!(
        verified.out.contains("since the one whose hash was kept"),
        "{}",
        verified.out
    );
    let wrong = desk.run(&[
        "journal",
        "verify",
        ".ts-deploy/acme-production",
        "--head",
        "deadbeef",
    ]);
    assert_eq!(wrong.code, Some(2));
}

#[test]
fn every_plan_says_where() {
    let desk = Desk::full();
    assert!(
        desk.run(&["plan", "SPEC"])
            .out
            .contains("main (111122223333 in us-east-1)")
    );
}

#[test]
fn a_run_whose_lines_cannot_be_written_does_not_say_that_the_deployment_failed() {
    let desk = Desk::full();
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
        // Only some systems have a disk that is always full.
        return;
    };
    let status = desk
        .command(&["deploy", "SPEC", "--yes", "--format", "json"])
        .stdout(full)
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(5), "run again to attach");
}

#[test]
fn a_full_disk_is_not_a_success() {
    let desk = Desk::full();
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
        // Only some systems have a disk that is always full.
        return;
    };
    let status = desk
        .command(&["schema"])
        .stdout(full)
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(1));
}
