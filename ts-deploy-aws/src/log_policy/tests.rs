//! Log policies against answers in the service's own bytes.

use serde_json::json;
use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::log_policy::{LogPolicy, LogPolicyReader, LogPolicyWriter};
use ts_deploy_core::target::TargetName;

use super::AwsLogPolicies;
use crate::wire::Wire;

fn policies(wire: &Wire) -> AwsLogPolicies {
    AwsLogPolicies::new(&wire.config(), TargetName::Main)
}

fn policy() -> LogPolicy {
    LogPolicy {
        name: "es2cloudwatch".to_owned(),
        document: r#"{"Version":"2012-10-17","Statement":[]}"#.to_owned(),
    }
}

#[tokio::test]
async fn policies_on_every_page_are_listed() {
    let page = |name: &str, next: Option<&str>| {
        let policy =
            json!({ "policyName": name, "policyDocument": "{}", "policyScope": "ACCOUNT" });
        json!({ "resourcePolicies": [policy], "nextToken": next }).to_string()
    };
    let wire = Wire::new()
        .answer("DescribeResourcePolicies", page("a", Some("two")))
        .answer("DescribeResourcePolicies", page("b", None));
    let seen = policies(&wire).policies().await.unwrap();
    let names: Vec<&str> = seen.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(wire.json(1)["nextToken"], "two");
}

#[tokio::test]
async fn only_policies_of_the_account_are_asked_for() {
    let wire = Wire::new().answer("DescribeResourcePolicies", "{}");
    policies(&wire).policies().await.unwrap();
    assert_eq!(
        wire.json(0),
        json!({ "limit": 50, "policyScope": "ACCOUNT" })
    );
}

#[tokio::test]
async fn a_policy_is_put_by_its_name() {
    let wire = Wire::new().answer("PutResourcePolicy", "{}");
    let policy = policy();
    policies(&wire).put(&policy).await.unwrap();
    let sent = json!({ "policyName": "es2cloudwatch", "policyDocument": policy.document });
    assert_eq!(wire.json(0), sent);
}

#[tokio::test]
async fn an_eleventh_policy_is_over_the_limit_and_not_throttled() {
    let words = "Resource limit exceeded.";
    let wire = Wire::new().refuse("PutResourcePolicy", "LimitExceededException", words);
    let error = policies(&wire).put(&policy()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::LimitExceeded);
}

#[tokio::test]
async fn a_change_beside_this_one_is_a_conflict() {
    let words = "Multiple concurrent requests to update the same resource were in conflict.";
    let wire = Wire::new().refuse("PutResourcePolicy", "OperationAbortedException", words);
    let error = policies(&wire).put(&policy()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
}
