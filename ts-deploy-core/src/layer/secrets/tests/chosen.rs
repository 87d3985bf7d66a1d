//! What is decided before anything is looked at.

use super::*;
use crate::finding::Findings;
use crate::layer::secrets::EgnyteSecrets;

fn further(parameters: &[(&str, ValueFrom)]) -> Result<Secrets, Findings> {
    let further = parameters.iter().map(|(name, value)| FurtherParameter {
        path: path(name),
        protection: Protection::default(),
        value: value.clone(),
    });
    Secrets::builder().further(further.collect()).build()
}

#[test]
fn the_documented_paths_hold_the_environment() {
    let egnyte = EgnyteSecrets {
        client_id: told("a"),
    };
    let secrets = Secrets::builder()
        .environment("test".parse().unwrap())
        .egnyte(Some(egnyte))
        .build()
        .unwrap();
    let name = secrets.parameters()[0].path.as_str();
    assert_eq!(
        name,
        "/tetrascience/test/ECS/ts-service-web/INT_EGNYTE_CLIENT_ID"
    );
}

#[test]
fn a_step_is_named_after_its_path_and_told_from_others_by_a_hash() {
    let names = [
        "/acme/some/very/long/path/of/a/Licence_KEY",
        "/acme/A",
        "/acme/a",
    ];
    let secrets = further(&names.map(|name| (name, told("a")))).unwrap();
    let ids: Vec<String> = secrets.step_ids().map(|id| id.to_string()).collect();
    insta::assert_snapshot!(ids.join("\n"), @r#"
    parameter-some-very-long-path-of-a-licence-key-715a58c7
    parameter-acme-a-47d3c33e
    parameter-acme-a-fb2a31e3
    "#);
}

#[test]
fn every_step_id_obeys_its_own_rule() {
    let longest = format!("/{}", "_".repeat(1010));
    for name in ["/a", "/_", "/A.b-c", longest.as_str()] {
        let secrets = further(&[(name, told("a"))]).unwrap();
        let id = secrets.step_ids().next().unwrap();
        assert!(crate::plan::StepId::parse(id.as_str()).is_ok(), "{id}");
    }
}

#[test]
fn a_path_that_two_decisions_write_is_refused() {
    let found = further(&[("/acme/a", told("a")), ("/acme/a", told("b"))]).unwrap_err();
    insta::assert_snapshot!(found, @"blocks secrets[1]: /acme/a is written by secrets[0] as well. Each run would overwrite one with the other. Keep one of the two.");
}

#[test]
fn standard_input_gives_one_value() {
    let stdin = || ValueFrom::Named(SourceName::StandardInput);
    let wanted = [
        ("/acme/a", stdin()),
        ("/acme/b", stdin()),
        ("/acme/c", stdin()),
    ];
    insta::assert_snapshot!(further(&wanted).unwrap_err(), @r#"
    blocks secrets[1]: standard input is to give the value of secrets[0] too. It gives one value, and only once. Give one of them from a file or an environment variable.
    blocks secrets[2]: standard input is to give the value of secrets[0] too. It gives one value, and only once. Give one of them from a file or an environment variable.
    "#);
}

#[test]
fn standard_input_may_give_the_one_value_that_stands_at_two_paths() {
    let secrets = box_secrets(ValueFrom::Named(SourceName::StandardInput), told("a"));
    assert_eq!(secrets.parameters().len(), 3);
}

#[test]
fn a_value_is_not_taken_over_from_a_parameter_that_is_written_too() {
    let copy = ValueFrom::Parameter(path("/acme/a"));
    let found = further(&[("/acme/a", told("a")), ("/acme/b", copy)]).unwrap_err();
    insta::assert_snapshot!(found, @"blocks secrets[1]: /acme/b takes its value from /acme/a, which secrets[0] writes. Whether it gets the old value or the new one would depend on which is written first. Give it the source that secrets[0] has.");
}

#[test]
fn tags_that_aws_refuses_are_refused() {
    let parameter = FurtherParameter {
        path: path("/acme/a"),
        protection: Protection::default(),
        value: told("a"),
    };
    let tags = [("aws:owner".to_owned(), "acme".to_owned())].into();
    let built = Secrets::builder()
        .further(vec![parameter])
        .tags(tags)
        .build();
    assert!(built.unwrap_err().find("tag-key-reserved").is_some());
}

#[test]
fn the_names_of_sources_are_told_once_each() {
    let named = || ValueFrom::Named(variable("A"));
    let secrets = further(&[
        ("/acme/a", named()),
        ("/acme/b", named()),
        ("/acme/c", told("c")),
    ]);
    let told: Vec<SourceName> = secrets.unwrap().source_names().into_iter().collect();
    assert_eq!(told, [variable("A")]);
}
