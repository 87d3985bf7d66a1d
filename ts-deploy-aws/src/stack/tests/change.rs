//! Creations, change sets and deletions as they are sent.

use std::collections::{BTreeMap, BTreeSet};

use ts_deploy_core::error::chain;
use ts_deploy_core::ids::StackName;
use ts_deploy_core::parameter::{ParameterKey, Request, Sent};
use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::catalog::OperationToken;
use ts_deploy_core::port::stack::{
    Capability, ChangeSetArn, ChangeSetName, CreateChangeSet, CreateStack, DeleteStack,
    ExecuteChangeSet, StackWriter, TemplateChoice, TemplateSource,
};
use ts_deploy_core::secret::Secret;

use super::*;

const CANARY: &str = "canary-4711";

fn token() -> OperationToken {
    OperationToken("0a1b".to_owned())
}

fn parameters(sent: Vec<(&str, Sent)>) -> Request {
    let sent = sent.into_iter();
    let sent = sent.map(|(key, sent)| (ParameterKey::parse(key).unwrap(), sent));
    Request {
        sent: sent.collect(),
    }
}

fn creation(sent: Vec<(&str, Sent)>) -> CreateStack {
    CreateStack {
        token: token(),
        name: StackName::parse("acme-dr").unwrap(),
        template: TemplateSource::url("https://bucket.s3.amazonaws.com/dr.yml").unwrap(),
        parameters: parameters(sent),
        capabilities: BTreeSet::from([Capability::NamedIam, Capability::AutoExpand]),
        tags: BTreeMap::from([("owner".to_owned(), "data".to_owned())]),
        termination_protection: true,
        disable_rollback: false,
    }
}

fn update(sent: Vec<(&str, Sent)>) -> CreateChangeSet {
    CreateChangeSet {
        token: token(),
        name: ChangeSetName::parse("update-1").unwrap(),
        stack: arn(),
        template: TemplateChoice::Previous,
        parameters: parameters(sent),
        capabilities: BTreeSet::new(),
        tags: BTreeMap::new(),
    }
}

fn created() -> Wire {
    let answer = result("CreateStack", &format!("<StackId>{ARN}</StackId>"));
    Wire::new().answer("CreateStack", answer)
}

fn set_made() -> Wire {
    Wire::new().answer(
        "CreateChangeSet",
        result("CreateChangeSet", "<Id>arn:set</Id>"),
    )
}

fn deletion() -> DeleteStack {
    DeleteStack {
        token: token(),
        stack: arn(),
    }
}

#[tokio::test]
async fn a_creation_says_every_switch_and_carries_its_token() {
    let wire = created();
    let made = stacks(&wire).create(&creation(Vec::new())).await.unwrap();
    assert_eq!(made, arn());
    let field = |name| wire.field(0, name);
    let fields = [
        "ClientRequestToken",
        "DisableRollback",
        "EnableTerminationProtection",
        "OnFailure",
    ];
    let sent = fields.map(field);
    let said = |text: &str| Some(text.to_owned());
    assert_eq!(sent, [said("0a1b"), said("false"), said("true"), None]);
}

#[tokio::test]
async fn a_creation_acknowledges_what_it_was_told_to() {
    let wire = created();
    stacks(&wire).create(&creation(Vec::new())).await.unwrap();
    let sent = [
        wire.field(0, "Capabilities.member.1"),
        wire.field(0, "Capabilities.member.2"),
    ];
    let named = ["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"];
    assert_eq!(sent, named.map(|name| Some(name.to_owned())));
}

#[tokio::test]
async fn a_template_is_sent_as_its_url_or_as_its_body_and_never_as_both() {
    let wire = created().answer("CreateStack", result("CreateStack", "<StackId>s</StackId>"));
    let by_url = creation(Vec::new());
    let mut by_body = creation(Vec::new());
    by_body.template = TemplateSource::body("Resources:").unwrap();
    for request in [by_url, by_body] {
        stacks(&wire).create(&request).await.unwrap();
    }
    let there = |call, name| wire.field(call, name).is_some();
    assert_eq!(
        (there(0, "TemplateURL"), there(0, "TemplateBody")),
        (true, false)
    );
    assert_eq!(
        (there(1, "TemplateURL"), there(1, "TemplateBody")),
        (false, true)
    );
}

#[tokio::test]
async fn an_underscore_that_service_catalog_allows_in_tokens_is_refused() {
    let mut request = creation(Vec::new());
    request.token = OperationToken("0a_1b".to_owned());
    let error = stacks(&Wire::new()).create(&request).await.unwrap_err();
    insta::assert_snapshot!(error, @r#"cloudformation:CreateStack in dr: refused as invalid: "0a_1b" is no token: it has 1 to 128 letters, digits and hyphens, and begins with a letter or digit; nothing was sent"#);
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let mut request = deletion();
    request.token = OperationToken(String::new());
    let error = stacks(&Wire::new()).delete(&request).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Invalid);
}

#[tokio::test]
async fn a_taken_name_already_exists() {
    let wire = Wire::new().refuse_xml("CreateStack", "AlreadyExistsException", "Stack exists");
    let error = stacks(&wire)
        .create(&creation(Vec::new()))
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::AlreadyExists);
}

#[tokio::test]
async fn a_token_of_another_request_is_not_repeated() {
    let wire = Wire::new().refuse_xml("CreateStack", "TokenAlreadyExistsException", "token");
    let error = stacks(&wire)
        .create(&creation(Vec::new()))
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::Invalid);
}

#[tokio::test]
async fn an_update_keeps_a_value_by_its_name_alone() {
    let wire = set_made();
    let request = update(vec![("Password", Sent::Previous)]);
    stacks(&wire).create_change_set(&request).await.unwrap();
    let field = |name: &str| wire.field(0, &format!("Parameters.member.1.{name}"));
    assert_eq!(field("UsePreviousValue").as_deref(), Some("true"));
    assert_eq!(field("ParameterValue"), None);
}

#[tokio::test]
async fn a_change_set_is_an_update_with_the_template_the_stack_has() {
    let wire = set_made();
    stacks(&wire)
        .create_change_set(&update(Vec::new()))
        .await
        .unwrap();
    let fields = [
        "ChangeSetType",
        "UsePreviousTemplate",
        "ClientToken",
        "IncludeNestedStacks",
    ];
    let sent = fields.map(|name| wire.field(0, name).unwrap_or_default());
    assert_eq!(sent, ["UPDATE", "true", "0a1b", "false"]);
}

#[tokio::test]
async fn no_tags_take_those_of_the_stack_off_instead_of_keeping_them() {
    let wire = set_made();
    stacks(&wire)
        .create_change_set(&update(Vec::new()))
        .await
        .unwrap();
    assert_eq!(wire.field(0, "Tags").as_deref(), Some(""));
}

#[tokio::test]
async fn a_creation_has_no_previous_values() {
    let request = creation(vec![("Password", Sent::Previous)]);
    let error = stacks(&Wire::new()).create(&request).await.unwrap_err();
    assert!(error.message.contains("no previous value"), "{error}");
}

#[tokio::test]
async fn an_execution_says_what_happens_when_it_fails() {
    let wire = Wire::new().answer("ExecuteChangeSet", result("ExecuteChangeSet", ""));
    let request = ExecuteChangeSet {
        token: token(),
        change_set: ChangeSetArn("arn:set".to_owned()),
        disable_rollback: false,
    };
    stacks(&wire).execute_change_set(&request).await.unwrap();
    let sent = ["DisableRollback", "ClientRequestToken"].map(|name| wire.field(0, name).unwrap());
    assert_eq!(sent, ["false", "0a1b"]);
}

#[tokio::test]
async fn a_change_set_that_is_gone_is_deleted() {
    let words = "ChangeSet [arn:set] does not exist";
    let wire = Wire::new().refuse_xml("DeleteChangeSet", "ChangeSetNotFound", words);
    let set = ChangeSetArn("arn:set".to_owned());
    stacks(&wire).delete_change_set(&set).await.unwrap();
}

#[tokio::test]
async fn a_stack_that_is_gone_is_deleted() {
    let words = format!("Stack [{ARN}] does not exist");
    let wire = Wire::new().refuse_xml("DeleteStack", "ValidationError", &words);
    stacks(&wire).delete(&deletion()).await.unwrap();
}

#[tokio::test]
async fn a_protected_stack_is_not_deleted() {
    let words = "Stack [acme-dr] cannot be deleted while TerminationProtection is enabled";
    let wire = Wire::new().refuse_xml("DeleteStack", "ValidationError", words);
    let error = stacks(&wire).delete(&deletion()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
}

#[tokio::test]
async fn protection_is_taken_off_by_name_of_the_stack() {
    let operation = "UpdateTerminationProtection";
    let wire = Wire::new().answer(operation, result(operation, ""));
    stacks(&wire)
        .set_termination_protection(&arn(), false)
        .await
        .unwrap();
    let sent = ["StackName", "EnableTerminationProtection"].map(|name| wire.field(0, name));
    assert_eq!(sent, [ARN, "false"].map(|text| Some(text.to_owned())));
}

#[tokio::test]
async fn no_error_repeats_a_secret_that_cloudformation_repeats() {
    let words = format!("Parameter Password failed to satisfy constraint: {CANARY}");
    let secret = || vec![("Password", Sent::Secret(Secret::new(CANARY.to_owned())))];
    for operation in ["CreateStack", "CreateChangeSet"] {
        let wire = Wire::new().refuse_xml(operation, "ValidationError", &words);
        let error = match operation {
            "CreateStack" => stacks(&wire).create(&creation(secret())).await.err(),
            _ => stacks(&wire)
                .create_change_set(&update(secret()))
                .await
                .err(),
        };
        let error = error.unwrap();
        let shown = format!("{error} {error:?} {}", chain(&error));
        assert!(shown.contains("constraint: ****"), "{shown}");
        assert!(!shown.contains(CANARY), "{shown}");
    }
}
