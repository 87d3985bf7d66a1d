//! What a spec says nothing about any more, and what is asked of nobody any more.

use crate::desk::Desk;

const PATH: &str = "/tetrascience/production/ECS/ts-service-web/LICENCE_KEY";
const CONSENTS: [&str; 2] = ["--allow", "destroy:data-layer"];

/// A desk whose deployment has written a secret that its spec says nothing about any more.
fn forgotten() -> Desk {
    let desk = Desk::with(include_str!("../../specs/minimal.yaml"));
    let file = desk.folder.path().join("licence");
    std::fs::write(&file, "canary-7f3a").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    let secret =
        format!("secrets:\n  - {{ path: {PATH}, value: {{ file: licence }} }}\ndata_layer:");
    desk.rewrite(|text| text.replacen("data_layer:", &secret, 1));
    let ran = desk.run(&["deploy", "SPEC", "--yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    desk.rewrite(|text| text.replacen(&secret, "data_layer:", 1));
    desk
}

/// Runs a command that ends well, and holds whether it names the secret and the command that removes it.
fn names_it(desk: &Desk, words: &[&str]) {
    let ran = desk.run(words);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let all = ran.out + &ran.err;
    let removal = format!("aws ssm delete-parameter --name {PATH} --region ");
    assert!(all.contains(&removal), "{words:?}: {all}");
}

#[test]
fn a_secret_that_the_spec_says_nothing_about_any_more_is_told_by_every_command_that_looks() {
    let desk = forgotten();
    for command in ["plan", "status", "verify"] {
        names_it(&desk, &[command, "SPEC"]);
    }
}

#[test]
fn a_destroy_tells_what_it_leaves_behind() {
    let desk = forgotten();
    names_it(
        &desk,
        &[&["destroy", "SPEC", "--yes"], &CONSENTS[..]].concat(),
    );
}

#[test]
fn programs_are_told_what_is_left_behind_by_its_step() {
    let desk = forgotten();
    let told = desk.run(&["plan", "SPEC", "--format", "json"]).lines();
    let left = &told[0]["left_behind"][0];
    assert_eq!(left["what"], format!("parameter {PATH}"));
    assert_eq!(left["target"], "main");
}

#[test]
fn a_secret_that_is_in_the_spec_again_is_not_left_behind() {
    let desk = forgotten();
    let secret =
        format!("secrets:\n  - {{ path: {PATH}, value: {{ file: licence }} }}\ndata_layer:");
    desk.rewrite(|text| text.replacen("data_layer:", &secret, 1));
    let told = desk.run(&["plan", "SPEC", "--format", "json"]).lines();
    assert_eq!(told[0]["left_behind"], serde_json::json!([]));
}

/// A desk whose deployment was removed again.
fn removed() -> Desk {
    let desk = Desk::with(include_str!("../../specs/minimal.yaml"));
    desk.run(&["deploy", "SPEC", "--yes"]);
    let ran = desk.run(&[&["destroy", "SPEC", "--yes"], &CONSENTS[..]].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    desk
}

#[test]
fn after_a_destroy_nobody_confirms_what_was_asked_for_before() {
    let desk = removed();
    let refused = desk.run(&["confirm", "SPEC", "data-hub", "--by", "Jane"]);
    assert_eq!(refused.code, Some(2), "{}", refused.err);
    let why = "the last run removed the deployment";
    assert!(refused.err.contains(why), "{}", refused.err);
}

#[test]
fn after_a_destroy_status_asks_for_nothing_that_comes_with_the_platform() {
    let out = removed().run(&["status", "SPEC"]).out;
    for step in ["data-hub", "disable-default-administrator"] {
        assert!(!out.contains(&format!("confirm SPEC {step}")), "{out}");
    }
    let later = "a person's part (follow-up), which comes once the platform is deployed";
    assert_eq!(out.matches(later).count(), 3, "{out}");
}
