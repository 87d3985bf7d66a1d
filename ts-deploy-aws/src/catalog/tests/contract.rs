//! What a version declares.

use ts_deploy_core::parameter::{Constraints, Contract, ParameterKey};
use ts_deploy_core::port::catalog::{CatalogReader, PathId, VersionId};
use ts_deploy_core::port::{ErrorKind, PortError};

use super::*;

async fn declared(parameters: &str) -> Result<Contract, PortError> {
    let answer = format!(r#"{{"ProvisioningArtifactParameters":{parameters}}}"#);
    let wire = Wire::new().answer("DescribeProvisioningParameters", answer);
    let (version, path) = (VersionId("pa-1".to_owned()), PathId("lpv3-1".to_owned()));
    catalog(&wire).contract(&product(), &version, &path).await
}

#[tokio::test]
async fn an_absent_default_and_an_empty_one_differ() {
    let parameters = r#"[
        {"ParameterKey":"VpcCIDR","ParameterType":"String"},
        {"ParameterKey":"VPCID","ParameterType":"String","DefaultValue":""}]"#;
    let contract = declared(parameters).await.unwrap();
    let default = |key| contract.get(key).unwrap().default.clone();
    assert_eq!(
        (default("VpcCIDR"), default("VPCID")),
        (None, Some(String::new()))
    );
}

#[tokio::test]
async fn bounds_stay_the_texts_that_service_catalog_sends() {
    let parameters = r#"[{"ParameterKey":"Count","ParameterType":"Number","ParameterConstraints":
        {"MinLength":"1","MaxLength":"9","MinValue":"2","MaxValue":"10","AllowedPattern":"[0-9]+",
         "AllowedValues":["2","10"],"ConstraintDescription":"a count"}}]"#;
    let contract = declared(parameters).await.unwrap();
    let text = |text: &str| Some(text.to_owned());
    let wanted = Constraints {
        allowed_values: vec!["2".to_owned(), "10".to_owned()],
        allowed_pattern: text("[0-9]+"),
        description: text("a count"),
        min_length: text("1"),
        max_length: text("9"),
        min_value: text("2"),
        max_value: text("10"),
    };
    assert_eq!(contract.get("Count").unwrap().constraints, wanted);
}

#[tokio::test]
async fn constraints_that_are_sent_empty_are_none() {
    let parameters =
        r#"[{"ParameterKey":"A","ParameterConstraints":{"AllowedPattern":"","MinValue":""}}]"#;
    let contract = declared(parameters).await.unwrap();
    assert_eq!(
        contract.get("A").unwrap().constraints,
        Constraints::default()
    );
}

#[tokio::test]
async fn what_may_not_be_shown_is_known_as_such() {
    let parameters = r#"[{"ParameterKey":"Password","ParameterType":"String","IsNoEcho":true}]"#;
    let contract = declared(parameters).await.unwrap();
    assert!(contract.get("Password").unwrap().no_echo);
}

#[tokio::test]
async fn the_vendors_order_is_kept() {
    let parameters = r#"[{"ParameterKey":"Zone"},{"ParameterKey":"Account"}]"#;
    let contract = declared(parameters).await.unwrap();
    let keys: Vec<&str> = contract
        .parameters
        .keys()
        .map(ParameterKey::as_str)
        .collect();
    assert_eq!(keys, ["Zone", "Account"]);
}

#[tokio::test]
async fn a_parameter_without_a_usable_key_is_not_left_out() {
    let error = declared(r#"[{"ParameterType":"String"}]"#)
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::Other);
}

#[tokio::test]
async fn a_version_without_parameters_declares_none() {
    assert_eq!(declared("[]").await.unwrap(), Contract::default());
}
