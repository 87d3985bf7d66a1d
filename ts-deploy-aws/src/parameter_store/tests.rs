//! The Parameter Store against answers in SSM's own bytes.

use std::collections::BTreeMap;

use serde_json::json;
use ts_deploy_core::error::chain;
use ts_deploy_core::fingerprint::{Fingerprint, FingerprintKey};
use ts_deploy_core::ids::{KmsKeyRef, ParameterPath};
use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::parameter_store::{
    ParameterReader, ParameterType, ParameterValue, ParameterVersion, ParameterWriter, Protection,
    PutMode, PutRequest,
};
use ts_deploy_core::secret::Secret;
use ts_deploy_core::target::TargetName;

use super::AwsParameterStore;
use crate::wire::Wire;

const NAME: &str = "/tetrascience/production/ECS/ts-service-web/SECRET";
const OTHER: &str = "/acme/secret";
const CANARY: &str = "canary-4711";

fn store(wire: &Wire) -> AwsParameterStore {
    AwsParameterStore::new(&wire.config(), TargetName::Main)
}

fn path(name: &str) -> ParameterPath {
    ParameterPath::parse(name).unwrap()
}

fn given(text: &str) -> ParameterValue {
    ParameterValue::Given(Secret::new(text.to_owned()))
}

fn put(value: ParameterValue, mode: PutMode) -> PutRequest {
    PutRequest {
        name: path(NAME),
        value,
        protection: Protection::default(),
        mode,
    }
}

fn create() -> PutMode {
    let tags = BTreeMap::from([("owner".to_owned(), "data".to_owned())]);
    PutMode::Create { tags }
}

fn described(name: &str) -> String {
    let key = "alias/aws/ssm";
    json!({ "Parameters": [{ "Name": name, "Type": "SecureString", "Version": 3, "KeyId": key }] })
        .to_string()
}

fn values(values: &[(&str, &str)], absent: &[&str]) -> String {
    let found = values.iter();
    let found: Vec<_> = found
        .map(|(name, value)| json!({ "Name": name, "Value": value, "Type": "SecureString" }))
        .collect();
    json!({ "Parameters": found, "InvalidParameters": absent }).to_string()
}

#[tokio::test]
async fn a_parameter_is_described_without_its_value() {
    let wire = Wire::new().answer("DescribeParameters", described(NAME));
    let found = store(&wire).describe(&[path(NAME)]).await.unwrap();
    assert_eq!(found[0].parameter_type, ParameterType::SecureString);
    assert_eq!(found[0].version, ParameterVersion(3));
    assert_eq!(found[0].key, Some(KmsKeyRef::aws_ssm()));
}

#[tokio::test]
async fn an_empty_page_with_a_token_is_not_the_end() {
    let wire = Wire::new()
        .answer(
            "DescribeParameters",
            r#"{"Parameters":[],"NextToken":"two"}"#,
        )
        .answer("DescribeParameters", described(NAME));
    let found = store(&wire).describe(&[path(NAME)]).await.unwrap();
    assert_eq!(found.len(), 1);
}

#[tokio::test]
async fn more_names_than_a_call_takes_are_asked_for_in_several() {
    let names: Vec<ParameterPath> = (0..51).map(|n| path(&format!("/acme/{n}"))).collect();
    let wire = Wire::new()
        .answer("DescribeParameters", "{}")
        .answer("DescribeParameters", "{}");
    store(&wire).describe(&names).await.unwrap();
    let asked = |call: usize| {
        let filter = wire.json(call)["ParameterFilters"][0]["Values"].clone();
        filter.as_array().unwrap().len()
    };
    assert_eq!((asked(0), asked(1)), (50, 1));
}

#[tokio::test]
async fn no_name_is_no_call() {
    assert_eq!(store(&Wire::new()).describe(&[]).await.unwrap(), []);
}

#[tokio::test]
async fn a_parameter_that_was_not_asked_for_is_left_out() {
    let wire = Wire::new().answer("DescribeParameters", described(OTHER));
    assert_eq!(store(&wire).describe(&[path(NAME)]).await.unwrap(), []);
}

#[tokio::test]
async fn a_type_of_tomorrow_is_unknown() {
    let answer = described(NAME).replace("SecureString", "Sealed");
    let wire = Wire::new().answer("DescribeParameters", answer);
    let found = store(&wire).describe(&[path(NAME)]).await.unwrap();
    assert_eq!(found[0].parameter_type, ParameterType::Unknown);
}

#[tokio::test]
async fn a_value_is_compared_decrypted() {
    let wire = Wire::new().answer("GetParameters", values(&[(NAME, CANARY)], &[]));
    assert!(
        store(&wire)
            .matches(&path(NAME), &given(CANARY))
            .await
            .unwrap()
    );
    assert_eq!(wire.json(0)["WithDecryption"], true);
}

#[tokio::test]
async fn another_value_does_not_match() {
    let wire = Wire::new().answer("GetParameters", values(&[(NAME, CANARY)], &[]));
    assert!(
        !store(&wire)
            .matches(&path(NAME), &given("other"))
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_copy_is_compared_with_the_other_parameter_in_one_call() {
    let answer = values(&[(NAME, CANARY), (OTHER, CANARY)], &[]);
    let wire = Wire::new().answer("GetParameters", answer);
    let copy = ParameterValue::CopyOf(path(OTHER));
    assert!(store(&wire).matches(&path(NAME), &copy).await.unwrap());
}

#[tokio::test]
async fn a_fingerprint_is_that_of_the_decrypted_value() {
    let wire = Wire::new().answer("GetParameters", values(&[(NAME, CANARY)], &[]));
    let key = FingerprintKey::new([3; 32]);
    let made = store(&wire).fingerprint(&path(NAME), &key).await.unwrap();
    assert_eq!(made, Fingerprint::of(&Secret::new(CANARY.to_owned()), &key));
    assert_eq!(wire.json(0)["WithDecryption"], true);
}

#[tokio::test]
async fn what_is_not_there_has_no_fingerprint() {
    let wire = Wire::new().answer("GetParameters", values(&[], &[NAME]));
    let key = FingerprintKey::new([3; 32]);
    let error = store(&wire)
        .fingerprint(&path(NAME), &key)
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn absent_names_in_invalid_parameters_are_not_found() {
    let wire = Wire::new().answer("GetParameters", values(&[(NAME, CANARY)], &[OTHER]));
    let copy = ParameterValue::CopyOf(path(OTHER));
    let error = store(&wire).matches(&path(NAME), &copy).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
    assert!(error.message.contains(OTHER), "{error}");
}

#[tokio::test]
async fn a_value_whose_key_cannot_be_used_is_denied() {
    let wire = Wire::new().refuse("GetParameters", "InvalidKeyId", "not accessible");
    let error = store(&wire)
        .matches(&path(NAME), &given(CANARY))
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::Denied);
}

#[tokio::test]
async fn a_new_parameter_carries_its_tags_its_key_and_its_tier() {
    let wire = Wire::new().answer("PutParameter", r#"{"Version":1,"Tier":"Standard"}"#);
    let version = store(&wire).put(&put(given(CANARY), create())).await;
    assert_eq!(version.unwrap(), ParameterVersion(1));
    let sent = json!({
        "Name": NAME,
        "Value": CANARY,
        "Type": "SecureString",
        "KeyId": "alias/aws/ssm",
        "Overwrite": false,
        "Tier": "Standard",
        "Tags": [{ "Key": "owner", "Value": "data" }],
    });
    assert_eq!(wire.json(0), sent);
}

#[tokio::test]
async fn an_overwrite_carries_the_key_and_no_tags() {
    let wire = Wire::new().answer("PutParameter", r#"{"Version":4}"#);
    let request = put(given(CANARY), PutMode::Overwrite);
    store(&wire).put(&request).await.unwrap();
    let sent = json!({
        "Name": NAME,
        "Value": CANARY,
        "Type": "SecureString",
        "KeyId": "alias/aws/ssm",
        "Overwrite": true,
    });
    assert_eq!(wire.json(0), sent);
}

#[tokio::test]
async fn plain_text_names_no_key() {
    let wire = Wire::new().answer("PutParameter", r#"{"Version":4}"#);
    let mut request = put(given("https://acme.example"), PutMode::Overwrite);
    request.protection = Protection::Plain;
    store(&wire).put(&request).await.unwrap();
    assert_eq!(wire.json(0).get("KeyId"), None);
}

#[tokio::test]
async fn a_copied_value_is_read_first() {
    let wire = Wire::new()
        .answer("GetParameters", values(&[(OTHER, CANARY)], &[]))
        .answer("PutParameter", r#"{"Version":4}"#);
    let request = put(ParameterValue::CopyOf(path(OTHER)), PutMode::Overwrite);
    store(&wire).put(&request).await.unwrap();
    assert_eq!(wire.json(1)["Value"], CANARY);
}

#[tokio::test]
async fn a_value_that_ssm_would_take_for_a_reference_is_not_sent() {
    let request = put(given("{{resolve:ssm:a}}"), PutMode::Overwrite);
    let error = store(&Wire::new()).put(&request).await.unwrap_err();
    insta::assert_snapshot!(error, @"ssm:PutParameter in main: refused as invalid: the value of /tetrascience/production/ECS/ts-service-web/SECRET cannot be written: it holds {{, which SSM takes for a reference; nothing was sent");
}

#[tokio::test]
async fn an_empty_value_is_not_sent() {
    let request = put(given(""), PutMode::Overwrite);
    let error = store(&Wire::new()).put(&request).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Invalid);
}

#[tokio::test]
async fn a_parameter_that_somebody_else_writes_is_to_be_tried_again() {
    let wire = Wire::new().refuse("PutParameter", "TooManyUpdates", "too many updates");
    let request = put(given(CANARY), PutMode::Overwrite);
    let error = store(&wire).put(&request).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Throttled);
}

#[tokio::test]
async fn what_is_there_is_not_made_again() {
    let wire = Wire::new().refuse("PutParameter", "ParameterAlreadyExists", "exists");
    let error = store(&wire)
        .put(&put(given(CANARY), create()))
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::AlreadyExists);
}

#[tokio::test]
async fn a_type_that_cannot_change_is_invalid() {
    let wire = Wire::new().refuse(
        "PutParameter",
        "HierarchyTypeMismatchException",
        "create new",
    );
    let request = put(given(CANARY), PutMode::Overwrite);
    let error = store(&wire).put(&request).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Invalid);
}

#[tokio::test]
async fn removing_what_is_gone_is_not_found() {
    let wire = Wire::new().refuse("DeleteParameter", "ParameterNotFound", "");
    let error = store(&wire).delete(&path(NAME)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn no_error_repeats_a_value_that_ssm_repeats() {
    let words = format!("the value {CANARY} is not allowed");
    let wire = Wire::new().refuse("PutParameter", "ValidationException", &words);
    let request = put(given(CANARY), PutMode::Overwrite);
    let error = store(&wire).put(&request).await.unwrap_err();
    let shown = format!("{error} {error:?} {}", chain(&error));
    assert!(shown.contains("the value **** is not"), "{shown}");
    assert!(!shown.contains(CANARY), "{shown}");
}

#[tokio::test]
async fn values_in_an_answer_that_broke_off_are_not_kept_in_the_error() {
    let answer = values(&[(NAME, CANARY)], &[]);
    let cut = answer.trim_end_matches('}');
    let wire = Wire::new().answer("GetParameters", cut);
    let error = store(&wire)
        .matches(&path(NAME), &given("other"))
        .await
        .unwrap_err();
    assert!(!format!("{error:?}").contains(CANARY), "{error:?}");
}
