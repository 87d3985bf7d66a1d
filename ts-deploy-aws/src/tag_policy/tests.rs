//! Tag policies against answers in the service's own bytes.

use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::tag_policy::TagPolicyReader;
use ts_deploy_core::target::TargetName;

use super::AwsTagPolicies;
use crate::wire::Wire;

fn policies(wire: &Wire) -> AwsTagPolicies {
    AwsTagPolicies::new(&wire.config(), TargetName::Main)
}

#[tokio::test]
async fn the_tag_policy_of_the_callers_own_account_is_asked_for() {
    let content = r#"{"tags":{"costcenter":{"tag_key":"CostCenter","tag_value":["100"]}}}"#;
    let answer = serde_json::json!({ "EffectivePolicy": {
        "PolicyContent": content,
        "LastUpdatedTimestamp": 1_767_603_600.25,
        "TargetId": "111122223333",
        "PolicyType": "TAG_POLICY",
    }});
    let wire = Wire::new().answer("DescribeEffectivePolicy", answer.to_string());
    let told = policies(&wire).effective().await.unwrap();
    assert_eq!(
        wire.json(0),
        serde_json::json!({ "PolicyType": "TAG_POLICY" })
    );
    assert_eq!(told.as_deref(), Some(content));
}

#[tokio::test]
async fn an_account_in_no_organisation_has_no_tag_policy() {
    let code = "AWSOrganizationsNotInUseException";
    let words = "Your account is not a member of an organization.";
    let wire = Wire::new().refuse("DescribeEffectivePolicy", code, words);
    assert_eq!(policies(&wire).effective().await.unwrap(), None);
}

#[tokio::test]
async fn an_account_for_which_no_tag_policy_holds_has_none() {
    let code = "EffectivePolicyNotFoundException";
    let wire = Wire::new().refuse("DescribeEffectivePolicy", code, "no effective policy");
    assert_eq!(policies(&wire).effective().await.unwrap(), None);
}

#[tokio::test]
async fn a_tag_policy_that_may_not_be_asked_for_is_denied() {
    let wire = Wire::new().refuse("DescribeEffectivePolicy", "AccessDeniedException", "no");
    let error = policies(&wire).effective().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Denied);
}

#[tokio::test]
async fn an_answer_without_the_policy_is_not_taken_for_none() {
    let wire = Wire::new().answer("DescribeEffectivePolicy", "{}");
    let error = policies(&wire).effective().await.unwrap_err();
    assert!(error.message.contains("lacks the policy's content"));
}
