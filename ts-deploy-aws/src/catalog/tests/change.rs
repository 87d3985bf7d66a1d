//! Launches, updates and removals as they are sent.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use serde_json::json;
use ts_deploy_core::error::chain;
use ts_deploy_core::parameter::{ParameterKey, Request, Sent, Wire as Awaited};
use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::catalog::{
    CatalogWriter, OperationToken, PathId, ProvisionRequest, ProvisionedProductId,
    TerminateRequest, UpdateRequest, VersionId,
};
use ts_deploy_core::secret::Secret;

use super::*;

const CANARY: &str = "canary-4711";
const ACCEPTED: &str = r#"{"RecordDetail":{"RecordId":"rec-1","Status":"CREATED",
    "RecordType":"PROVISION_PRODUCT","CreatedTime":1.0,"ProvisionedProductId":"pp-one"}}"#;

fn parameters(sent: Vec<(&str, Sent)>) -> Request {
    let sent = sent.into_iter();
    let sent = sent.map(|(key, sent)| (ParameterKey::parse(key).unwrap(), sent));
    Request {
        sent: sent.collect(),
    }
}

fn secret() -> Sent {
    Sent::Secret(Secret::new(CANARY.to_owned()))
}

fn launch(sent: Vec<(&str, Sent)>) -> ProvisionRequest {
    ProvisionRequest {
        token: OperationToken("0a1b".to_owned()),
        name: name(),
        product: product(),
        version: VersionId("pa-1".to_owned()),
        path: PathId("lpv3-1".to_owned()),
        parameters: parameters(sent),
        tags: BTreeMap::new(),
    }
}

fn update(sent: Vec<(&str, Sent)>) -> UpdateRequest {
    UpdateRequest {
        token: OperationToken("0a1b".to_owned()),
        provisioned_product: ProvisionedProductId("pp-one".to_owned()),
        product: product(),
        version: VersionId("pa-1".to_owned()),
        path: PathId("lpv3-1".to_owned()),
        parameters: parameters(sent),
    }
}

#[tokio::test]
async fn a_launch_names_everything_by_id_and_carries_its_token() {
    let wire = Wire::new().answer("ProvisionProduct", ACCEPTED);
    let mut request = launch(vec![("Environment", Sent::Value("production".to_owned()))]);
    request.tags.insert("owner".to_owned(), "data".to_owned());
    catalog(&wire).provision(&request).await.unwrap();
    let sent = json!({
        "ProvisionToken": "0a1b",
        "ProvisionedProductName": "acme-data-layer",
        "ProductId": "prod-data",
        "ProvisioningArtifactId": "pa-1",
        "PathId": "lpv3-1",
        "ProvisioningParameters": [{ "Key": "Environment", "Value": "production" }],
        "Tags": [{ "Key": "owner", "Value": "data" }],
    });
    assert_eq!(wire.json(0), sent);
}

#[tokio::test]
async fn the_sdk_repeats_a_throttled_launch_with_the_token_that_it_was_given() {
    let wire = Wire::new()
        .refuse("ProvisionProduct", "ThrottlingException", "Rate exceeded")
        .answer("ProvisionProduct", ACCEPTED);
    let at_once = RetryConfig::standard()
        .with_max_attempts(2)
        .with_initial_backoff(Duration::ZERO);
    let config = wire.config().into_builder().retry_config(at_once);
    let config = config.sleep_impl(SharedAsyncSleep::new(TokioSleep::new()));
    let catalog = AwsCatalog::new(&config.build(), TargetName::Main);
    catalog.provision(&launch(Vec::new())).await.unwrap();
    assert_eq!(wire.json(0), wire.json(1));
    assert_eq!(wire.json(1)["ProvisionToken"], "0a1b");
}

#[tokio::test]
async fn an_empty_value_is_sent_as_empty() {
    let wire = Wire::new().answer("ProvisionProduct", ACCEPTED);
    let request = launch(vec![("VPCID", Sent::Value(String::new()))]);
    catalog(&wire).provision(&request).await.unwrap();
    let sent = json!([{ "Key": "VPCID", "Value": "" }]);
    assert_eq!(wire.json(0)["ProvisioningParameters"], sent);
}

#[tokio::test]
async fn an_update_keeps_a_value_by_its_name_alone() {
    let wire = Wire::new().answer("UpdateProvisionedProduct", ACCEPTED);
    let sent = vec![
        ("Password", Sent::Previous),
        ("Count", Sent::Value("3".to_owned())),
    ];
    catalog(&wire).update(&update(sent)).await.unwrap();
    let sent = json!([
        { "Key": "Password", "UsePreviousValue": true },
        { "Key": "Count", "Value": "3" },
    ]);
    assert_eq!(wire.json(0)["ProvisioningParameters"], sent);
    assert_eq!(wire.json(0)["UpdateToken"], "0a1b");
}

#[tokio::test]
async fn a_removal_neither_ignores_errors_nor_leaves_resources_behind() {
    let wire = Wire::new().answer("TerminateProvisionedProduct", ACCEPTED);
    let request = TerminateRequest {
        token: OperationToken("0a1b".to_owned()),
        provisioned_product: ProvisionedProductId("pp-one".to_owned()),
    };
    catalog(&wire).terminate(&request).await.unwrap();
    let sent = json!({
        "TerminateToken": "0a1b",
        "ProvisionedProductId": "pp-one",
        "IgnoreErrors": false,
        "RetainPhysicalResources": false,
    });
    assert_eq!(wire.json(0), sent);
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let wire = Wire::new();
    for token in ["", "-a", "a:b", "ä", &"a".repeat(129)] {
        let mut request = launch(Vec::new());
        request.token = OperationToken(token.to_owned());
        let error = catalog(&wire).provision(&request).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Invalid, "{token}");
    }
}

#[tokio::test]
async fn a_tag_without_a_value_is_refused_before_anything_is_sent() {
    let mut request = launch(Vec::new());
    request.tags.insert("owner".to_owned(), String::new());
    let error = catalog(&Wire::new()).provision(&request).await.unwrap_err();
    insta::assert_snapshot!(error, @r#"servicecatalog:ProvisionProduct in main: refused as invalid: the tag "owner" is empty, and AWS takes tags with key and value only; nothing was sent"#);
}

#[tokio::test]
async fn a_launch_has_no_previous_values() {
    let request = launch(vec![("Count", Sent::Previous)]);
    let error = catalog(&Wire::new()).provision(&request).await.unwrap_err();
    assert!(error.message.contains("no previous value"), "{error}");
}

#[tokio::test]
async fn what_is_still_awaited_is_not_sent() {
    let awaited = Sent::Awaited(Awaited {
        from: "data-layer".to_owned(),
        what: "stack name".to_owned(),
    });
    let request = update(vec![("DataStack", awaited)]);
    let error = catalog(&Wire::new()).update(&request).await.unwrap_err();
    assert!(error.message.contains("not known yet"), "{error}");
}

#[tokio::test]
async fn a_taken_name_already_exists() {
    let wire = Wire::new().refuse("ProvisionProduct", "DuplicateResourceException", "taken");
    let error = catalog(&wire)
        .provision(&launch(Vec::new()))
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::AlreadyExists);
}

#[tokio::test]
async fn a_launch_right_after_an_association_is_explained() {
    let words = "No launch paths found for resource: prod-data";
    let wire = Wire::new().refuse("ProvisionProduct", "ResourceNotFoundException", words);
    let error = catalog(&wire)
        .provision(&launch(Vec::new()))
        .await
        .unwrap_err();
    assert!(error.message.contains("up to two minutes"), "{error}");
}

#[tokio::test]
async fn a_secret_reaches_service_catalog() {
    let wire = Wire::new().answer("ProvisionProduct", ACCEPTED);
    let request = launch(vec![("Password", secret())]);
    catalog(&wire).provision(&request).await.unwrap();
    assert_eq!(wire.json(0)["ProvisioningParameters"][0]["Value"], CANARY);
}

#[tokio::test]
async fn no_error_repeats_a_secret_that_service_catalog_repeats() {
    let words = format!("Parameter Password: {CANARY} is not allowed");
    for operation in ["ProvisionProduct", "UpdateProvisionedProduct"] {
        let wire = Wire::new().refuse(operation, "InvalidParametersException", &words);
        let sent = vec![("Password", secret())];
        let error = match operation {
            "ProvisionProduct" => catalog(&wire).provision(&launch(sent)).await,
            _ => catalog(&wire).update(&update(sent)).await,
        };
        let error = error.unwrap_err();
        let shown = format!("{error} {error:?} {}", chain(&error));
        assert!(shown.contains("**** is not allowed"), "{shown}");
        assert!(!shown.contains(CANARY), "{shown}");
    }
}

#[tokio::test]
async fn an_unreadable_answer_is_not_kept_in_the_error() {
    let wire = Wire::new().answer("ProvisionProduct", format!("{{\"RecordDetail\":\"{CANARY}"));
    let error = catalog(&wire)
        .provision(&launch(Vec::new()))
        .await
        .unwrap_err();
    assert!(error.kind.effect_unknown(), "{error}");
    assert!(!format!("{error:?}").contains(CANARY), "{error:?}");
}
