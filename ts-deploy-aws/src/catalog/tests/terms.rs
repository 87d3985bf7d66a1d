//! What a version asks for besides its parameters.

use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::catalog::{PathId, VersionId};
use ts_deploy_core::port::product_terms::{ProductTermsReader, TagOptions};

use super::*;

async fn options(told: &str) -> TagOptions {
    let answer = format!(r#"{{"TagOptions":{told}}}"#);
    let wire = Wire::new().answer("DescribeProvisioningParameters", answer);
    let (version, path) = (VersionId("pa-1".to_owned()), PathId("lpv3-1".to_owned()));
    let (reader, product) = (catalog(&wire), product());
    let options = reader.tag_options(&product, &version, &path);
    options.await.unwrap()
}

/// The address told of a version whose artifact is answered with this `Info`.
async fn address(info: &str) -> Option<String> {
    let answer = format!(r#"{{"Info":{info},"Status":"AVAILABLE"}}"#);
    let wire = Wire::new().answer("DescribeProvisioningArtifact", answer);
    let version = VersionId("pa-1".to_owned());
    let reader = catalog(&wire);
    let told = reader.template(&product(), &version).await.unwrap();
    let sent = wire.json(0);
    assert_eq!(sent["ProvisioningArtifactId"], "pa-1");
    told.and_then(|source| source.as_url().map(str::to_owned))
}

#[tokio::test]
async fn tag_options_of_one_key_are_taken_together() {
    let told = r#"[{"Key":"owner","Values":["a"]},{"Key":"owner","Values":["b"]},{"Key":"class","Values":["x"]}]"#;
    let options = options(told).await;
    let owner: Vec<&str> = options["owner"].iter().map(String::as_str).collect();
    assert_eq!((owner, options.len()), (vec!["a", "b"], 2));
}

#[tokio::test]
async fn a_version_that_asks_for_no_tags_has_none() {
    assert_eq!(options("[]").await, TagOptions::new());
}

#[tokio::test]
async fn the_address_of_a_template_is_told_under_either_name() {
    let url = "https://vendor.s3.amazonaws.com/main.yml";
    for name in ["TemplateUrl", "LoadTemplateFromURL"] {
        let told = address(&format!(r#"{{"{name}":"{url}"}}"#)).await;
        assert_eq!(told.as_deref(), Some(url), "{name}");
    }
}

#[tokio::test]
async fn without_an_address_none_is_told() {
    assert_eq!(address("{}").await, None);
    assert_eq!(
        address(r#"{"ImportFromPhysicalId":"arn:aws:x"}"#).await,
        None
    );
}

#[tokio::test]
async fn an_unknown_version_has_no_template() {
    let wire = Wire::new().refuse(
        "DescribeProvisioningArtifact",
        "ResourceNotFoundException",
        "Provisioning artifact not found",
    );
    let version = VersionId("pa-1".to_owned());
    let reader = catalog(&wire);
    let refused = reader.template(&product(), &version).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotFound);
}
