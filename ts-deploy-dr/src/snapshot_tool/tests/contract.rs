//! Against what the tool's real template declares.

use ts_deploy_core::layer::Inputs;
use ts_deploy_core::parameter::{
    Basis, Constraints, Contract, Declaration, ParameterKey, Reconciliation, Sent, reconcile,
};

use super::super::*;
use super::{documented, key, tool};
use crate::fixture::{DR, MAIN, said};

/// The template at its last public version. `CodeBucket` has no default any more.
fn real() -> Contract {
    let flag = |default: &str| {
        let allowed_values = vec!["TRUE".to_owned(), "FALSE".to_owned()];
        Declaration::of("String")
            .default_to(default)
            .constrained(Constraints {
                allowed_values,
                ..Constraints::default()
            })
    };
    let text = |default: &str| Declaration::of("String").default_to(default);
    let number = |default: &str| Declaration::of("Number").default_to(default);
    [
        ("CodeBucket", Declaration::of("String")),
        ("SnapshotPattern", text("ALL_SNAPSHOTS")),
        ("RetentionDays", number("7")),
        ("DestinationRegion", Declaration::of("String")),
        ("LogLevel", text("ERROR")),
        ("LambdaCWLogRetention", number("7")),
        ("SourceRegionOverride", text("NO")),
        ("KmsKeyDestination", text("None")),
        ("KmsKeySource", text("None")),
        ("DeleteOldSnapshots", flag("TRUE")),
        ("CrossAccountCopy", flag("TRUE")),
        ("LogGroupName", text("lambdaDeleteOldSnapshotsRDS-dest")),
    ]
    .into_iter()
    .fold(Contract::default(), |contract, (key, declaration)| {
        contract.declare(ParameterKey::parse(key).unwrap(), declaration)
    })
}

fn with_keys() -> SnapshotTool {
    tool!()
        .destination_key(DestinationKey::Given(key("us-east-2", DR)))
        .source_key(SourceKey::Given(key("us-east-1", MAIN)))
        .build()
        .unwrap()
}

fn against(tool: &SnapshotTool, contract: &Contract) -> Reconciliation {
    reconcile(
        &tool.parameters(&Inputs::default()),
        contract,
        Basis::Launch,
    )
}

#[test]
fn all_that_is_sent_is_declared_by_the_real_template() {
    let outcome = against(&with_keys(), &real());
    assert!(outcome.findings.is_empty(), "{}", outcome.findings);
    assert_eq!(outcome.request.sent.len(), 11);
}

#[test]
fn the_source_key_arrives_under_the_real_spelling() {
    let outcome = against(&with_keys(), &real());
    let name = ParameterKey::parse("KmsKeySource").unwrap();
    let sent = Sent::Value(key("us-east-1", MAIN).to_string());
    assert_eq!(outcome.request.sent.get(&name), Some(&sent));
}

#[test]
fn the_documents_spelling_of_the_source_key_is_answered_with_the_real_one() {
    let written = ParameterKey::parse("KMSKeySource").unwrap();
    let value = key("us-east-1", MAIN).to_string();
    let tool = tool!()
        .extra_parameters([(written, value.into())].into_iter().collect())
        .build()
        .unwrap();
    let outcome = against(&tool, &real());
    insta::assert_snapshot!(said(&outcome.findings, "parameter-unknown"), @"blocks disaster_recovery.snapshot_tool.extra_parameters.KMSKeySource: this version of the product declares no parameter KMSKeySource. Its value is not the documented default, so leaving it out would change what you decided. The product declares KmsKeySource: if that is meant, give it under extra_parameters.");
}

#[test]
fn a_template_of_the_vendors_with_the_documents_spelling_is_found_out() {
    let mut theirs = real();
    let name = ParameterKey::parse("KmsKeySource").unwrap();
    let declaration = theirs.parameters.shift_remove(&name).unwrap();
    let theirs = theirs.declare(ParameterKey::parse("KMSKeySource").unwrap(), declaration);
    let outcome = against(&with_keys(), &theirs);
    let said = said(&outcome.findings, "parameter-unknown");
    assert!(said.contains("The product declares KMSKeySource"), "{said}");
}

#[test]
fn the_documented_code_bucket_is_refused_by_a_template_that_does_not_know_it() {
    let found = documented().check_contract(&real());
    insta::assert_snapshot!(said(&found, "default-bucket-gone"), @"blocks disaster_recovery.snapshot_tool.code_bucket: CodeBucket is DEFAULT_BUCKET, which this template does not know. It takes the word for the name of a bucket, and there is none: the functions cannot be made. Put copy_snapshots_dest_rds.zip and delete_old_snapshots_dest_rds.zip at the root of a bucket in the main region, and give that bucket.");
}

#[test]
fn the_documented_code_bucket_holds_where_it_is_the_templates_default() {
    let name = ParameterKey::parse("CodeBucket").unwrap();
    let before_2022 = real().declare(name, Declaration::of("String").default_to("DEFAULT_BUCKET"));
    assert!(documented().check_contract(&before_2022).is_empty());
}

#[test]
fn a_template_without_a_log_group_name_is_fine() {
    let mut older = real();
    let name = ParameterKey::parse("LogGroupName").unwrap();
    older.parameters.shift_remove(&name);
    let outcome = against(&with_keys(), &older);
    assert!(outcome.findings.is_empty(), "{}", outcome.findings);
}

#[test]
fn a_runtime_that_aws_refuses_is_found_in_json() {
    let template = r#"{"Resources": {"copy": {"Properties": {"Runtime": "python3.7"}}}}"#;
    insta::assert_snapshot!(said(&check_template(template), "runtime-refused"), @"blocks snapshot-tool template: the template makes Lambda functions with the runtime python3.7. AWS no longer accepts it for new functions: the stack fails and rolls back. Ask the vendor for a template with a runtime that AWS accepts, or, with the vendor's consent, have python3.12 or later put in its place with lambda_runtime in the spec.");
}

#[test]
fn a_runtime_that_aws_refuses_is_found_in_yaml() {
    let found = check_template("Properties:\n  Runtime: python2.7\n  Timeout: 300\n");
    let said = said(&found, "runtime-refused");
    assert!(said.contains("the runtime python2.7"), "{said}");
}

#[test]
fn a_runtime_is_said_once_however_many_functions_have_it() {
    let found = check_template("Runtime: python3.7\nRuntime: python3.7\n");
    assert_eq!(found.len(), 1);
}

#[test]
fn a_newer_runtime_says_nothing() {
    let found = check_template(r#"{"Runtime": "python3.12", "Description": "was python3.7"}"#);
    assert!(found.is_empty(), "{found}");
}

#[test]
fn a_template_that_cloudformation_would_not_take_is_not_scanned() {
    let found = check_template(&" ".repeat(TEMPLATE_LIMIT + 1));
    let said = said(&found, "template-too-large");
    assert!(said.contains("1048577 bytes"), "{said}");
}
