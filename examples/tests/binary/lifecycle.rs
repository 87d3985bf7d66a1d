//! Deployed, left alone, changed, removed, with the world counting.

use crate::desk::Desk;

const LAUNCH: &str = "servicecatalog:ProvisionProduct";
const UPDATE: &str = "servicecatalog:UpdateProvisionedProduct";

#[test]
fn a_second_run_reports_no_change_and_makes_no_changing_call() {
    let desk = Desk::full();
    assert_eq!(desk.run(&["deploy", "SPEC", "--yes"]).code, Some(0));
    let before = desk.world()["changing_calls"].clone();
    let second = desk.run(&["deploy", "SPEC", "--yes"]);
    assert_eq!(second.code, Some(0));
    assert!(second.err.contains("Nothing differs"), "{}", second.err);
    assert_eq!(desk.world()["changing_calls"], before);
}

#[test]
fn one_changed_value_updates_one_product() {
    let desk = Desk::full();
    desk.run(&["deploy", "SPEC", "--yes"]);
    desk.rewrite(|text| text.replace("task_throughput: 40", "task_throughput: 41"));
    let plan = desk.run(&["plan", "SPEC"]);
    assert!(
        plan.out.contains("TaskThroughput  40 -> 41"),
        "{}",
        plan.out
    );
    assert_eq!(desk.run(&["deploy", "SPEC", "--yes"]).code, Some(0));
    assert_eq!((desk.calls(LAUNCH), desk.calls(UPDATE)), (2, 1));
}

#[test]
fn destroy_needs_consent_for_the_layer_that_holds_data_before_anything_is_removed() {
    let desk = Desk::full();
    desk.run(&["deploy", "SPEC", "--yes"]);
    let before = desk.world()["changing_calls"].clone();
    let refused = desk.run(&["destroy", "SPEC", "--yes"]);
    assert_eq!(refused.code, Some(3));
    assert!(
        refused.err.contains("--allow destroy:data-layer"),
        "{}",
        refused.err
    );
    assert_eq!(desk.world()["changing_calls"], before);
}

#[test]
fn destroy_leaves_the_world_empty_and_a_new_deployment_is_a_new_launch() {
    let desk = Desk::full();
    let consents = [
        "--allow",
        "destroy:data-layer",
        "--allow",
        "destroy:sso-user-pool",
        "--allow",
        "destroy:dr-stack",
    ];
    let destroy = [&["destroy", "SPEC", "--yes"][..], &consents].concat();
    desk.run(&["deploy", "SPEC", "--yes"]);
    let destroyed = desk.run(&destroy);
    assert_eq!(destroyed.code, Some(0), "{}", destroyed.err);
    let plan = desk.run(&["plan", "SPEC", "--format", "json"]).lines();
    let steps = plan[0]["steps"].as_array().unwrap();
    let entry = |id: &str| {
        let step = steps.iter().find(|step| step["id"] == id).unwrap();
        (step["entry"].clone(), step["action"].clone())
    };
    assert_eq!(entry("data-layer"), ("change".into(), "create".into()));
    // Nobody has disabled the default administrator of the platform to come.
    let (administrator, _) = entry("disable-default-administrator");
    assert_eq!(administrator, "manual");
    assert_eq!(desk.run(&["deploy", "SPEC", "--yes"]).code, Some(0));
    assert_eq!(desk.world()["launches"]["acme-data-layer"], 2);
}

#[test]
fn single_sign_on_is_made_and_sign_in_is_seen_to_answer() {
    let desk = Desk::full();
    assert_eq!(desk.run(&["deploy", "SPEC", "--yes"]).code, Some(0));
    let verified = desk.run(&["verify", "SPEC"]);
    assert!(
        verified
            .out
            .contains("302, on to acme-tetra.auth.us-east-1.amazoncognito.com"),
        "{}",
        verified.out
    );
}

#[test]
fn what_people_do_elsewhere_stands_at_the_end_and_in_the_status_ready_to_use() {
    let desk = Desk::full();
    desk.rewrite(|text| text.replace("admin: tetra-admins", "admin: \"tetra admins\""));
    let nobody = "person: never\n";
    std::fs::write(desk.folder.path().join("nobody.yaml"), nobody).unwrap();
    let ran = desk.run(&["deploy", "SPEC", "--yes", "--script", "nobody.yaml"]);
    let status = desk.run(&["status", "SPEC"]);
    let end = ran.err.rsplit("left for a person to do:").next().unwrap();
    for said in [end, &status.out] {
        assert!(
            said.contains("Entity ID (audience): urn:amazon:cognito:sp:us-east-1_"),
            "{said}"
        );
        assert!(said.contains("/saml2/idpresponse"), "{said}");
    }
    // How a group with a space arrives, where the table is to be typed in.
    assert!(
        status.out.contains("acme, admin: type in tetra admins"),
        "{}",
        status.out
    );
    assert!(status.out.contains("tetra+admins"), "{}", status.out);
}

#[test]
fn the_pool_of_users_is_not_removed_without_consent_of_its_own() {
    let desk = Desk::full();
    desk.run(&["deploy", "SPEC", "--yes"]);
    let refused = desk.run(&["destroy", "SPEC", "--yes", "--allow", "destroy:data-layer"]);
    assert_eq!(refused.code, Some(3));
    assert!(
        refused.err.contains("--allow destroy:sso-user-pool"),
        "{}",
        refused.err
    );
}

#[test]
fn what_single_sign_on_forbids_is_refused_at_its_line() {
    let desk = Desk::full();
    let custom = "hosted_domain: { custom: { domain: tetra.acme.example, certificate: \
                  \"arn:aws:acm:us-east-1:111122223333:certificate/1\" } }";
    desk.rewrite(|text| text.replace("hosted_domain: { prefix: acme-tetra }", custom));
    let refused = desk.run(&["validate", "SPEC", "--format", "json"]);
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.out.contains("sign-in-domain-is-the-platforms"),
        "{}",
        refused.out
    );
    assert!(refused.out.contains("\"line\""), "{}", refused.out);
}

#[test]
fn verify_holds_after_a_deployment_and_fails_on_a_difference() {
    let desk = Desk::full();
    assert_eq!(desk.run(&["verify", "SPEC"]).code, Some(1));
    desk.run(&["deploy", "SPEC", "--yes"]);
    assert_eq!(desk.run(&["verify", "SPEC"]).code, Some(0));
    desk.rewrite(|text| text.replace("task_throughput: 40", "task_throughput: 41"));
    let differs = desk.run(&["verify", "SPEC"]);
    assert_eq!(differs.code, Some(1));
    assert!(
        differs.out.contains("TaskThroughput  40 -> 41"),
        "{}",
        differs.out
    );
}

#[test]
fn verify_tells_what_was_never_deployed_from_what_differs() {
    let desk = Desk::of_products();
    let verified = desk.run(&["verify", "SPEC"]);
    assert_eq!(verified.code, Some(1));
    let out = verified.out;
    assert!(out.contains("NOT THERE: it was not deployed"), "{out}");
    assert!(
        out.contains("OPEN: a person's part; once done, ts-deploy confirm SPEC details-for-vendor"),
        "{out}"
    );
    assert!(
        out.contains("OPEN: a person's part, which comes once the platform is deployed"),
        "{out}"
    );
}

#[test]
fn a_destroy_says_that_the_removal_follows_what_comes_before_it() {
    let desk = Desk::full();
    desk.run(&["deploy", "SPEC", "--yes"]);
    let refused = desk.run(&["destroy", "SPEC", "--yes"]).err;
    assert!(
        refused.contains("update, 1 field, then remove"),
        "{refused}"
    );
    assert!(
        refused.contains("termination protection  on -> off"),
        "{refused}"
    );
}

#[test]
fn a_plan_counts_the_version_apart_from_the_parameters() {
    let desk = Desk::with(include_str!("../../specs/existing-vpc.yaml"));
    let out = desk.run(&["plan", "SPEC"]).out;
    assert!(
        out.contains(" parameters, 1 tag and the version, takes 2 h to 3 h"),
        "{out}"
    );
    assert!(!out.contains("0 fields"), "{out}");
}

#[test]
fn a_plan_makes_nothing_not_even_a_journal() {
    let desk = Desk::full();
    assert_eq!(desk.run(&["plan", "SPEC"]).code, Some(0));
    assert!(!desk.folder.path().join(".ts-deploy").exists());
}

#[test]
fn only_the_approved_plan_is_deployed_and_it_may_be_resumed() {
    let desk = Desk::full();
    let unlike = "0123".repeat(16);
    let other = desk.run(&["deploy", "SPEC", "--yes", "--approve", &unlike]);
    assert_eq!(other.code, Some(3));
    assert!(
        other.err.contains("This is not the approved plan 0123"),
        "{}",
        other.err
    );
    let plan = desk.run(&["plan", "SPEC", "--format", "json"]).lines();
    let digest = plan[0]["digest"].as_str().unwrap().to_owned();
    for time in ["first", "second", "third"] {
        let ran = desk.run(&["deploy", "SPEC", "--yes", "--approve", &digest]);
        assert_eq!(ran.code, Some(0), "{time}: {}", ran.err);
    }
}

#[test]
fn a_digest_that_is_not_the_plans_is_refused_where_nothing_differs_too() {
    let desk = Desk::full();
    desk.run(&["deploy", "SPEC", "--yes"]);
    let before = desk.run(&["status", "SPEC", "--format", "json"]).lines();
    let unlike = "0".repeat(64);
    let refused = desk.run(&["deploy", "SPEC", "--yes", "--approve", &unlike]);
    assert_eq!(refused.code, Some(3), "{}", refused.err);
    let after = desk.run(&["status", "SPEC", "--format", "json"]).lines();
    assert_eq!(
        before[0]["journal"], after[0]["journal"],
        "no run is recorded"
    );
}

#[test]
fn the_digest_of_a_plan_that_changes_nothing_is_approved_as_any_other() {
    let desk = Desk::full();
    desk.run(&["deploy", "SPEC", "--yes"]);
    let plan = desk.run(&["plan", "SPEC", "--format", "json"]).lines();
    let digest = plan[0]["digest"].as_str().unwrap();
    let ran = desk.run(&["deploy", "SPEC", "--yes", "--approve", digest]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}
