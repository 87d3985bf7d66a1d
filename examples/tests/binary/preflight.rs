//! The checks of the accounts, what they hold back, and what mends them.

use crate::desk::Desk;

/// A desk whose rehearsal stands, and whose main account was then changed in its world by `change`.
fn stands(change: impl Fn(&mut serde_json::Value)) -> Desk {
    let desk = Desk::full();
    let deployed = desk.run(&["deploy", "SPEC", "--yes"]);
    assert_eq!(deployed.code, Some(0), "{}", deployed.err);
    let mut world = desk.world();
    for place in world["places"].as_object_mut().unwrap().values_mut() {
        if place["account"] == "111122223333" {
            change(&mut place["holds"]);
        }
    }
    std::fs::write(desk.journal().join("world.json"), world.to_string()).unwrap();
    desk
}

fn without_log_policy(holds: &mut serde_json::Value) {
    holds["log_policies"] = serde_json::json!([]);
}

fn without_trail(holds: &mut serde_json::Value) {
    holds["trails"] = serde_json::json!([]);
}

/// The verdict of a check in the main target, as JSON.
fn verdict(object: &serde_json::Value, id: &str) -> String {
    let checks = object["checks"].as_array().unwrap();
    let found = checks
        .iter()
        .find(|check| check["id"] == id && check["target"] == "main");
    found.unwrap()["verdict"].as_str().unwrap().to_owned()
}

#[test]
fn the_checks_of_a_new_rehearsal_let_it_be_deployed() {
    let ran = Desk::full().run(&["preflight", "SPEC"]);
    assert_eq!(ran.code, Some(0), "{}\n{}", ran.out, ran.err);
    assert!(
        ran.out
            .contains("passed       R8   Elasticsearch may write its logs")
    );
}

#[test]
fn what_a_check_found_stands_under_its_target_with_the_way_to_mend_it() {
    let ran = stands(without_log_policy).run(&["preflight", "SPEC"]);
    assert_eq!(ran.code, Some(3), "{}", ran.out);
    let main = ran.out.find("111122223333").unwrap();
    let found = ran
        .out
        .find("blocks       R8   Elasticsearch may write its logs")
        .unwrap();
    assert!(main < found, "{}", ran.out);
    assert!(
        ran.out.contains("can be mended with --fix R8"),
        "{}",
        ran.out
    );
    assert!(
        ran.out
            .contains("A deploy is blocked until what blocks is mended."),
        "{}",
        ran.out
    );
}

#[test]
fn json_is_one_object_whose_checks_have_an_id_a_target_and_an_age() {
    let ran = Desk::full().run(&["preflight", "SPEC", "--format", "json"]);
    let lines = ran.lines();
    assert_eq!(lines.len(), 1);
    let counts = &lines[0]["counts"];
    let checks = lines[0]["checks"].as_array().unwrap();
    let counted = ["passed", "found", "not_checked"].map(|word| counts[word].as_u64().unwrap());
    assert_eq!(
        counted.iter().sum::<u64>(),
        u64::try_from(checks.len()).unwrap()
    );
    for check in checks {
        for field in ["id", "row", "target", "at", "verdict"] {
            assert!(check[field].is_string(), "{field}: {check}");
        }
    }
}

#[test]
fn json_of_what_blocks_has_the_finding_by_its_id() {
    let ran = stands(without_log_policy).run(&["preflight", "SPEC", "--format", "json"]);
    assert_eq!(ran.code, Some(3));
    let lines = ran.lines();
    let checks = lines[0]["checks"].as_array().unwrap();
    let findings = checks
        .iter()
        .filter_map(|check| check["findings"].as_array());
    let ids: Vec<&str> = findings
        .flatten()
        .filter_map(|finding| finding["id"].as_str())
        .collect();
    assert!(ids.contains(&"no-log-policy"), "{ids:?}");
}

#[test]
fn a_deploy_is_held_back_by_what_blocks_and_nothing_is_begun() {
    let desk = stands(without_log_policy);
    let before = desk.calls("ssm:PutParameter");
    let ran = desk.run(&["deploy", "SPEC", "--yes"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(ran.err.contains("no log resource policy"), "{}", ran.err);
    assert!(ran.err.contains("--no-preflight"), "{}", ran.err);
    assert_eq!(desk.calls("ssm:PutParameter"), before);
}

#[test]
fn a_deploy_without_preflight_goes_on_all_the_same() {
    let ran = stands(without_log_policy).run(&["deploy", "SPEC", "--yes", "--no-preflight"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn a_fix_that_was_asked_for_is_made_and_seen_to_help() {
    let desk = stands(without_log_policy);
    let ran = desk.run(&["preflight", "SPEC", "--fix", "R8", "--yes"]);
    assert_eq!(ran.code, Some(0), "{}\n{}", ran.out, ran.err);
    assert!(
        ran.err.contains("log resource policy es2cloudwatch"),
        "it was previewed: {}",
        ran.err
    );
    let again = desk.run(&["preflight", "SPEC"]);
    assert_eq!(again.code, Some(0), "{}", again.out);
}

#[test]
fn a_fix_is_in_the_journal_of_the_deployment() {
    let desk = stands(without_log_policy);
    let ran = desk.run(&[
        "preflight",
        "SPEC",
        "--fix",
        "r8",
        "--yes",
        "--format",
        "json",
    ]);
    let lines = ran.lines();
    let last = lines.last().unwrap();
    assert_eq!(
        (&last["event"], &last["exit"]),
        (&"finished".into(), &0.into())
    );
    let head = last["head"].as_str().unwrap();
    let words = [
        "journal",
        "verify",
        ".ts-deploy/acme-production",
        "--head",
        head,
    ];
    assert_eq!(desk.run(&words).code, Some(0));
}

#[test]
fn what_a_fix_leaves_blocking_is_how_the_command_ends() {
    let desk = stands(|holds| {
        without_log_policy(holds);
        without_trail(holds);
    });
    let ran = desk.run(&["preflight", "SPEC", "--fix", "--yes", "--format", "json"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    let lines = ran.lines();
    let [.., looked, last] = lines.as_slice() else {
        panic!("two lines at least: {}", ran.out);
    };
    assert_eq!(verdict(looked, "log-policy"), "passed");
    assert_eq!(verdict(looked, "cloudtrail"), "found");
    assert_eq!(
        (&last["event"], &last["exit"]),
        (&"finished".into(), &3.into())
    );
}

#[test]
fn a_fix_of_another_row_is_not_made() {
    let desk = stands(without_log_policy);
    let before = desk.calls("logs:PutResourcePolicy");
    desk.run(&["preflight", "SPEC", "--yes"]);
    assert_eq!(desk.calls("logs:PutResourcePolicy"), before);
}

#[test]
fn a_fix_without_a_terminal_and_without_yes_is_not_begun() {
    let desk = stands(without_log_policy);
    let ran = desk.run(&["preflight", "SPEC", "--fix", "R8"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert_eq!(desk.calls("logs:PutResourcePolicy"), 0);
}

#[test]
fn a_row_that_only_a_person_can_mend_is_refused_and_so_is_one_that_is_none() {
    let ran = Desk::full().run(&["preflight", "SPEC", "--fix", "R3", "R99", "--yes"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err
            .contains("what R3 finds can only be mended by a person"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("no check is of the row \"R99\""),
        "{}",
        ran.err
    );
}

#[test]
fn several_rows_are_given_one_by_one_or_with_commas() {
    let desk = stands(|holds| {
        without_log_policy(holds);
        holds["service_linked_roles"] = serde_json::json!([]);
    });
    for rows in [&["R8", "R9"][..], &["R8,R9"], &["r8,R9", "--fix", "R8"]] {
        let words = [&["preflight", "SPEC", "--yes", "--fix"], rows].concat();
        let ran = desk.run(&words);
        assert_eq!(ran.code, Some(0), "{rows:?}: {}", ran.err);
    }
}

#[test]
fn a_spec_behind_the_rows_is_told_to_stand_before_them() {
    let ran = Desk::full().run(&["preflight", "--yes", "--fix", "R8", "SPEC"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("give the spec before it"), "{}", ran.err);
}

#[test]
fn what_a_rehearsal_s_world_lost_is_not_there_again() {
    let desk = stands(|holds| {
        let pairs = holds["key_pairs"].as_array_mut().unwrap();
        assert!(!pairs.is_empty(), "the rehearsal began with the pair");
        pairs.clear();
    });
    let ran = desk.run(&["preflight", "SPEC", "--format", "json"]);
    assert_eq!(verdict(&ran.lines()[0], "key-pair"), "found");
}

#[test]
fn where_nothing_is_to_be_mended_no_run_is_begun() {
    let desk = Desk::full();
    let ran = desk.run(&["preflight", "SPEC", "--fix", "R8", "--yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("nothing to mend"), "{}", ran.err);
    assert!(!desk.journal().join("world.json").exists());
}

#[test]
fn a_row_that_found_what_no_fix_mends_is_named_at_the_end() {
    let desk = stands(|holds| {
        let denial = serde_json::json!({
            "Effect": "Deny",
            "Principal": { "Service": "es.amazonaws.com" },
            "Action": "logs:*",
            "Resource": "*",
        });
        let document = serde_json::json!({ "Statement": denial }).to_string();
        holds["log_policies"] = serde_json::json!([{ "name": "denial", "document": document }]);
    });
    let ran = desk.run(&["preflight", "SPEC", "--fix", "R8", "--yes"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    let said = "what R8 found is not mended with --fix";
    assert!(ran.err.contains(said), "{}", ran.err);
}

#[test]
fn what_a_fix_cannot_mend_yet_is_not_offered() {
    let ran = Desk::full().run(&["preflight", "SPEC"]);
    assert!(ran.out.contains("T7 "), "{}", ran.out);
    let offered = ran.out.contains("can be mended with --fix T7");
    assert!(!offered, "the VPC is not there: {}", ran.out);
}

/// A desk of a rehearsal in which the main account's credentials are another one's, and which lacks the
/// log policy.
fn in_another_account() -> Desk {
    let desk = stands(without_log_policy);
    let mut world = desk.world();
    for place in world["places"].as_object_mut().unwrap().values_mut() {
        if place["account"] == "111122223333" {
            place["caller"] = serde_json::json!({
                "account": "999999999999",
                "arn": "arn:aws:iam::999999999999:user/ana",
            });
        }
    }
    std::fs::write(desk.journal().join("world.json"), world.to_string()).unwrap();
    desk
}

#[test]
fn nothing_is_mended_in_another_account() {
    let desk = in_another_account();
    let ran = desk.run(&["preflight", "SPEC", "--fix", "R8", "--yes"]);
    assert_eq!(ran.code, Some(3), "{}\n{}", ran.out, ran.err);
    assert!(ran.err.contains("Nothing was begun"), "{}", ran.err);
    assert_eq!(desk.calls("logs:PutResourcePolicy"), 0);
}

#[test]
fn the_checks_of_another_account_are_told_together_as_not_checked() {
    let ran = in_another_account().run(&["preflight", "SPEC"]);
    assert_eq!(ran.code, Some(3), "{}", ran.out);
    let said = "not checked: the credentials for main belong to account 999999999999";
    assert_eq!(ran.out.matches(said).count(), 1, "{}", ran.out);
}

/// A desk on which the fix of R8 was made by a process that was killed before it wrote that down.
fn killed_in_a_fix() -> Desk {
    let desk = stands(without_log_policy);
    let ran = desk.run(&["preflight", "SPEC", "--fix", "R8", "--yes"]);
    assert_eq!(ran.code, Some(0), "{}\n{}", ran.out, ran.err);
    let records = desk.journal().join("records");
    let mut all: Vec<_> = std::fs::read_dir(records)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    all.sort();
    let intent = all.iter().rposition(|path| {
        let text = std::fs::read_to_string(path).unwrap();
        text.contains("fix-log-policy-main") && text.contains("\"intent\"")
    });
    for later in &all[intent.unwrap() + 1..] {
        std::fs::remove_file(later).unwrap();
    }
    let status = desk.run(&["status", "SPEC"]).out;
    let open = ": create begun ";
    assert!(status.contains(open), "{status}");
    desk
}

#[test]
fn a_fix_that_was_killed_behind_its_call_is_settled_by_the_next_one() {
    let desk = killed_in_a_fix();
    let again = desk.run(&["preflight", "SPEC", "--fix", "R9", "--yes"]);
    assert_eq!(again.code, Some(0), "{}\n{}", again.out, again.err);
    let status = desk.run(&["status", "SPEC"]).out;
    assert!(!status.contains(": create begun "), "{status}");
    assert_eq!(desk.calls("logs:PutResourcePolicy"), 1);
}

#[test]
fn the_status_says_what_settles_a_fix_that_was_killed() {
    let status = killed_in_a_fix().run(&["status", "SPEC"]).out;
    assert!(
        status.contains("preflight --fix looks what became of it"),
        "{status}"
    );
}

#[test]
fn a_product_that_was_renamed_is_told_by_the_name_in_the_journal() {
    let desk = Desk::full();
    desk.run(&["deploy", "SPEC", "--yes"]);
    let other = "provisioned_product: acme-other";
    desk.rewrite(|text| text.replace("provisioned_product: acme-data-layer", other));
    let refused = desk.run(&["deploy", "SPEC", "--yes"]);
    assert_eq!(refused.code, Some(3));
    let said = "about provisioned product acme-data-layer";
    assert!(refused.err.contains(said), "{}", refused.err);
}

#[test]
fn a_deploy_says_of_each_check_when_it_looked_and_how_it_ended() {
    let ran = Desk::full().run(&["deploy", "SPEC", "--yes", "--format", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let lines = ran.lines();
    let checked: Vec<_> = lines
        .iter()
        .filter(|line| line["event"] == "checked")
        .collect();
    assert!(checked.iter().any(|line| line["check"] == "log-policy"));
    for line in checked {
        for field in ["at", "check", "row", "target", "verdict"] {
            assert!(line[field].is_string(), "{field}: {line}");
        }
        assert!(line["at"].as_str().unwrap().ends_with('Z'), "{line}");
    }
}

#[test]
fn the_status_shows_what_the_checks_saw_before_the_last_deploy_and_how_long_ago() {
    let desk = stands(|_| {});
    let status = desk.run(&["status", "SPEC"]);
    assert_eq!(status.code, Some(0), "{}", status.err);
    let line = status.out.lines();
    let mut line = line.filter(|line| line.starts_with("checks of the accounts: looked at"));
    let line = line.next().unwrap_or_else(|| panic!("{}", status.out));
    assert!(line.contains(" h") && line.contains(" ago: "), "{line}");
    assert!(line.contains(" passed, "), "{line}");
}

#[test]
fn the_status_as_json_has_each_check_with_its_age_and_verdict() {
    let desk = stands(|_| {});
    let status = desk.run(&["status", "SPEC", "--format", "json"]);
    let object = &status.lines()[0];
    let checks = object["journal"]["preflight"]["checks"].as_array().unwrap();
    let found = checks.iter().find(|check| check["id"] == "log-policy");
    let found = found.unwrap();
    assert_eq!(found["verdict"], "passed");
    assert!(found["at"].is_string() && found["count"] == 0, "{found}");
}

/// A desk whose deployment was held back before its Service Layer: the certificate ended while the Data
/// Layer was being made.
fn held_back() -> Desk {
    let text = include_str!("../../../tests/src/full.yaml").replace(
        "certificate: issued_by_acm",
        "certificate: { given: \"arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012\" }",
    );
    let desk = Desk::with(&text);
    let deploy = ["deploy", "SPEC", "--yes"];
    let all = ["--allow", "destroy:data-layer"];
    assert_eq!(desk.run(&deploy).code, Some(0));
    assert_eq!(
        desk.run(&[&["destroy", "SPEC", "--yes"], &all[..]].concat())
            .code,
        Some(0)
    );
    let mut world = desk.world();
    let now: jiff::Timestamp = world["now"].as_str().unwrap().parse().unwrap();
    let end = now
        .checked_add(jiff::SignedDuration::from_hours(1))
        .unwrap();
    for place in world["places"].as_object_mut().unwrap().values_mut() {
        let certificates = place["holds"]["certificates"].as_array_mut();
        for one in certificates.into_iter().flatten() {
            one["not_after"] = end.to_string().into();
        }
    }
    std::fs::write(desk.journal().join("world.json"), world.to_string()).unwrap();
    let ran = desk.run(&deploy);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    desk
}

#[test]
fn the_status_names_the_step_that_a_guard_held_back_with_what_it_saw_and_what_to_do() {
    let status = held_back().run(&["status", "SPEC"]).out;
    let held = status.split("service-layer was held back:").nth(1);
    let held = held.unwrap_or_else(|| panic!("{status}"));
    for said in [
        "blocks certificate-ended: ",
        "To do: ",
        "informs guard-blocks: to create was not begun",
    ] {
        assert!(held.contains(said), "{said}:\n{status}");
    }
}

#[test]
fn the_status_as_json_has_what_a_guard_held_back() {
    let status = held_back().run(&["status", "SPEC", "--format", "json"]);
    let held = &status.lines()[0]["journal"]["run"]["held_back"][0];
    assert_eq!(held["step"], "service-layer");
    assert_eq!(held["findings"][0]["id"], "certificate-ended");
}
