//! Where secrets come from (X1-X4).

use super::{deployment, found, remedy, with_option};
use crate::spec::read;

/// The parameters that are written, one a line.
fn written(option: &str) -> String {
    let secrets = deployment(&with_option(option)).secrets;
    let lines = secrets.parameters().iter().map(|one| {
        let kind = one.protection.parameter_type();
        let key = one.protection.key().map_or("-", |key| key.as_str());
        format!("{} {} {kind} {key} from {}", one.row, one.path, one.value)
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn with_secret(fields: &str) -> String {
    with_option(&format!("secrets: [ {{ path: /acme/a, {fields} }} ]"))
}

#[test]
fn x1_the_client_id_of_box_is_written_to_both_paths() {
    let option = "integrations: { box: { on: { client_id: { env: BOX_CLIENT_ID }, \
                  client_secret: { file: secrets/box } } } }";
    insta::assert_snapshot!(written(option), @r#"
    X1 /tetrascience/production/ECS/ts-service-link-file/BOX_CLIENT_ID SecureString alias/aws/ssm from the environment variable BOX_CLIENT_ID
    X1 /tetrascience/production/ECS/ts-service-web/INT_BOX_CLIENT_ID SecureString alias/aws/ssm from the environment variable BOX_CLIENT_ID
    X2 /tetrascience/production/ECS/ts-service-link-file/BOX_CLIENT_SECRET SecureString alias/aws/ssm from the file secrets/box
    "#);
}

#[test]
fn x3_the_client_id_of_egnyte_is_written() {
    let option = "integrations: { egnyte: { on: { client_id: { stdin: true } } } }";
    insta::assert_snapshot!(written(option), @"X3 /tetrascience/production/ECS/ts-service-web/INT_EGNYTE_CLIENT_ID SecureString alias/aws/ssm from standard input");
}

#[test]
fn x4_further_parameters_have_the_type_and_key_that_they_are_given() {
    let option = "secrets: [ { path: /acme/a, value: { env: A } }, \
                  { path: /acme/b, kind: string, value: { parameter: /acme/shared } }, \
                  { path: /acme/c, value: { env: C }, kms_key: alias/acme } ]";
    insta::assert_snapshot!(written(option), @r#"
    X4 /acme/a SecureString alias/aws/ssm from the environment variable A
    X4 /acme/b String - from the parameter /acme/shared
    X4 /acme/c SecureString alias/acme from the environment variable C
    "#);
}

#[test]
fn an_integration_with_its_sources_is_not_warned_of() {
    let option =
        "integrations: { box: { on: { client_id: { env: A }, client_secret: { env: B } } } }";
    let reading = read(&with_option(option));
    let warned = reading
        .findings
        .iter()
        .find(|l| l.finding.id == "integration-needs-secrets");
    assert_eq!(warned, None);
}

#[test]
fn the_sources_of_an_integration_do_not_take_the_place_of_its_parameters() {
    let option = "integrations: { egnyte: { on: { parameters: { EnableEgnyte: \"true\" }, \
                  client_id: { env: A } } } }";
    let layer = super::data_layer(&with_option(option));
    let carried = r#"egnyte: On { parameters: [(ParameterKey("EnableEgnyte"), "true")] }"#;
    assert!(layer.contains(carried), "{layer}");
}

#[test]
fn half_of_what_box_needs_is_refused() {
    let text = with_option("integrations: { box: { on: { client_id: { env: BOX_CLIENT_ID } } } }");
    insta::assert_snapshot!(found(&text), @"33:24 integration-secrets-incomplete integrations.box.on: Box has a source for client_id and none for client_secret.");
    let remedy = remedy(&text, "integration-secrets-incomplete");
    assert_eq!(remedy, "Add client_secret: { env: BOX_CLIENT_SECRET }");
}

#[test]
fn a_value_written_into_the_document_is_refused_without_being_repeated() {
    insta::assert_snapshot!(found(&with_secret("value: hunter")), @"33:36 secret-in-document secrets[0].value: secrets[0].value is a text, where a source is expected.");
}

#[test]
fn an_unknown_source_is_refused() {
    insta::assert_snapshot!(found(&with_secret("value: { exec: pass }")), @r#"33:38 field-unknown secrets[0].value.exec: "exec" is not known here."#);
}

#[test]
fn standard_input_is_asked_for_with_true() {
    insta::assert_snapshot!(found(&with_secret("value: { stdin: false }")), @"33:45 value-invalid secrets[0].value.stdin: secrets[0].value.stdin is false.");
}

#[test]
fn a_name_that_is_no_variable_is_refused_without_being_repeated() {
    insta::assert_snapshot!(found(&with_secret("value: { env: \"hunter=2\" }")), @"33:43 value-invalid secrets[0].value.env: secrets[0].value.env is not the name of an environment variable: it has 1 to 255 letters, digits and '_', and does not begin with a digit.");
}

#[test]
fn a_path_that_ssm_refuses_is_refused() {
    let text = with_option("secrets: [ { path: /aws/a, value: { env: A } } ]");
    insta::assert_snapshot!(found(&text), @r#"33:20 value-invalid secrets[0].path: "/aws/a" is not the path of an SSM parameter: it begins with '/', has at most 1011 characters and 15 levels of letters, digits, '.', '_' and '-', and does not begin with /aws or /ssm."#);
}

#[test]
fn a_key_for_a_string_is_refused() {
    let text = with_secret("kind: string, value: { env: A }, kms_key: alias/acme");
    insta::assert_snapshot!(found(&text), @"33:71 secret-key-unused secrets[0].kms_key: secrets[0].kms_key is given for a string.");
}

#[test]
fn a_path_given_twice_is_refused_where_it_stands() {
    let option = "secrets:\n  - { path: /acme/a, value: { env: A } }\n  - { path: /acme/a, value: { env: B } }";
    insta::assert_snapshot!(found(&with_option(option)), @"35:5 secret-path-twice secrets[1]: /acme/a is written by secrets[0] as well");
}

#[test]
fn an_environment_that_is_no_segment_of_a_path_is_refused() {
    let text = super::minimal(&[(
        "  provisioned_product: acme-data-layer",
        "  provisioned_product: acme-data-layer\n  extra_parameters: { Environment: a/b }",
    )]);
    insta::assert_snapshot!(found(&text), @r#"36:36 value-invalid data_layer.extra_parameters.Environment: "a/b" is not an environment name: it has 1 to 64 letters, digits, '.', '_' and '-'."#);
}

#[test]
fn more_parameters_than_are_read_are_refused() {
    let items = "{ path: /acme/a, value: { env: A } }, ".repeat(101);
    let text = with_option(&format!("secrets: [ {items} ]"));
    assert!(
        found(&text).contains("secrets has 101 parameters; at most 100 are read"),
        "{}",
        found(&text)
    );
}
