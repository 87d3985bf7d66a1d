//! What a template declares.

use std::collections::BTreeSet;

use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::stack::{Capability, TemplateReader, TemplateSource, TemplateSummary};
use ts_deploy_core::port::stack_template::StackTemplateReader;

use super::*;

const URL: &str = "https://bucket.s3.amazonaws.com/dr.yml";

async fn summary(inside: &str) -> TemplateSummary {
    let answer = result("GetTemplateSummary", inside);
    let wire = Wire::new().answer("GetTemplateSummary", answer);
    let template = TemplateSource::url(URL).unwrap();
    stacks(&wire).summary(&template).await.unwrap()
}

#[tokio::test]
async fn an_absent_default_and_an_empty_one_differ() {
    let summary = summary(
        "<Parameters><member><ParameterKey>Account</ParameterKey></member>\
         <member><ParameterKey>Prefix</ParameterKey><DefaultValue></DefaultValue></member></Parameters>",
    )
    .await;
    let default = |key| summary.contract.get(key).unwrap().default.clone();
    assert_eq!(
        (default("Account"), default("Prefix")),
        (None, Some(String::new()))
    );
}

#[tokio::test]
async fn allowed_values_and_what_may_not_be_shown_are_known() {
    let summary = summary(
        "<Parameters><member><ParameterKey>Level</ParameterKey><NoEcho>true</NoEcho><ParameterConstraints>\
         <AllowedValues><member>INFO</member></AllowedValues></ParameterConstraints></member></Parameters>",
    )
    .await;
    let level = summary.contract.get("Level").unwrap();
    assert!(level.no_echo);
    assert_eq!(level.constraints.allowed_values, ["INFO"]);
}

#[tokio::test]
async fn what_has_to_be_acknowledged_is_known_and_what_is_new_is_not_taken_for_nothing() {
    let summary = summary(
        "<Capabilities><member>CAPABILITY_NAMED_IAM</member><member>CAPABILITY_NEW</member></Capabilities>",
    )
    .await;
    let wanted = BTreeSet::from([Capability::NamedIam, Capability::Unknown]);
    assert_eq!(summary.capabilities, wanted);
}

#[tokio::test]
async fn a_template_that_is_not_at_its_address_is_not_found() {
    let words = "S3 error: The specified key does not exist.";
    let wire = Wire::new().refuse_xml("GetTemplateSummary", "ValidationError", words);
    let template = TemplateSource::url(URL).unwrap();
    let error = stacks(&wire).summary(&template).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn the_text_of_a_template_is_known_where_it_was_given() {
    let stacks = stacks(&Wire::new());
    let body = TemplateSource::body("Resources:").unwrap();
    let url = TemplateSource::url(URL).unwrap();
    assert_eq!(
        stacks.text(&body).await.unwrap().as_deref(),
        Some("Resources:")
    );
    assert_eq!(stacks.text(&url).await.unwrap(), None);
}

#[tokio::test]
async fn a_stacks_template_is_asked_for_as_it_was_given() {
    let body = "<TemplateBody>Resources: {}</TemplateBody>";
    let wire = Wire::new().answer("GetTemplate", result("GetTemplate", body));
    let text = stacks(&wire).template_of(&arn()).await.unwrap();
    assert_eq!(text, "Resources: {}");
    assert_eq!(wire.field(0, "TemplateStage").as_deref(), Some("Original"));
}

#[tokio::test]
async fn a_stack_that_never_was_has_no_template() {
    let words = "Stack with id acme-dr does not exist";
    let wire = Wire::new().refuse_xml("GetTemplate", "ValidationError", words);
    let refused = stacks(&wire).template_of(&arn()).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn a_template_in_a_bucket_that_may_not_be_read_is_refused() {
    let words = "S3 error: Access Denied";
    let wire = Wire::new().refuse_xml("GetTemplateSummary", "ValidationError", words);
    let template = TemplateSource::url(URL).unwrap();
    let error = stacks(&wire).summary(&template).await.unwrap_err();
    assert!(
        matches!(error.kind, ErrorKind::Denied | ErrorKind::Invalid),
        "{error:?}"
    );
}
