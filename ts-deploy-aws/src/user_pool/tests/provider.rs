use std::collections::BTreeMap;

use serde_json::{Value, json};
use ts_deploy_core::error::chain;
use ts_deploy_core::ids::ProviderName;
use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::user_pool::{
    CLIENT_SECRET, DetailSecret, DetailsChange, OtherSettings, ProviderRequest, ProviderType,
    UserPoolReader, UserPoolWriter,
};
use ts_deploy_core::secret::Secret;

use super::{POOL, described, id, pools};
use crate::wire::Wire;

const DESCRIBE: &str = "DescribeIdentityProvider";
const CANARY: &str = "canary-4711";

fn acme() -> ProviderName {
    ProviderName::parse("acme-idp").unwrap()
}

fn provider() -> Value {
    json!({ "IdentityProvider": {
        "UserPoolId": POOL, "ProviderName": "acme-idp", "ProviderType": "OIDC",
        "ProviderDetails": { "client_id": "ts", "client_secret": CANARY },
        "AttributeMapping": { "email": "mail" },
        "IdpIdentifiers": ["acme.example"],
    }})
}

fn request(secret: DetailSecret, other: OtherSettings) -> ProviderRequest {
    ProviderRequest {
        pool: id(),
        name: acme(),
        kind: ProviderType::Oidc,
        details: DetailsChange {
            shown: BTreeMap::from([("client_id".to_owned(), "ts".to_owned())]),
            secret,
        },
        mapping: BTreeMap::from([("email".to_owned(), "mail".to_owned())]),
        other,
    }
}

fn given() -> DetailSecret {
    DetailSecret::Given(Secret::new(CANARY.to_owned()))
}

#[tokio::test]
async fn a_providers_secret_is_not_among_the_details_that_are_shown() {
    let wire = Wire::new().answer(DESCRIBE, provider().to_string());
    let read = pools(&wire)
        .provider(&id(), &acme())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(read.details.get(CLIENT_SECRET), None);
    assert!(!format!("{read:?}").contains(CANARY), "{read:?}");
}

#[tokio::test]
async fn a_provider_that_its_pool_lacks_is_none() {
    let wire = Wire::new()
        .refuse(DESCRIBE, "ResourceNotFoundException", "no")
        .answer("DescribeUserPool", described(&json!({})));
    assert!(
        pools(&wire)
            .provider(&id(), &acme())
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_provider_of_a_pool_that_is_not_there_is_not_found() {
    let wire = Wire::new()
        .refuse(DESCRIBE, "ResourceNotFoundException", "no")
        .refuse("DescribeUserPool", "ResourceNotFoundException", "no");
    let error = pools(&wire).provider(&id(), &acme()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn a_second_provider_of_one_name_already_exists() {
    let operation = "CreateIdentityProvider";
    let wire = Wire::new().refuse(operation, "DuplicateProviderException", "there");
    let twice = request(given(), OtherSettings::none());
    let error = pools(&wire).create_provider(&twice).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::AlreadyExists);
}

#[tokio::test]
async fn a_secret_that_is_kept_is_read_and_sent_back_with_all_details() {
    let wire = Wire::new()
        .answer(DESCRIBE, provider().to_string())
        .answer(DESCRIBE, provider().to_string())
        .answer("UpdateIdentityProvider", "{}");
    let read = pools(&wire)
        .provider(&id(), &acme())
        .await
        .unwrap()
        .unwrap();
    let kept = request(DetailSecret::Kept, read.other);
    pools(&wire).update_provider(&kept).await.unwrap();
    let sent = json!({
        "UserPoolId": POOL, "ProviderName": "acme-idp",
        "ProviderDetails": { "client_id": "ts", "client_secret": CANARY },
        "AttributeMapping": { "email": "mail" },
        "IdpIdentifiers": ["acme.example"],
    });
    assert_eq!(wire.json(2), sent);
}

#[tokio::test]
async fn a_secret_is_compared_and_not_shown() {
    let wire = Wire::new().answer(DESCRIBE, provider().to_string());
    let secret = Secret::new(CANARY.to_owned());
    let pools = pools(&wire);
    let same = pools.provider_secret_is(&id(), &acme(), &secret).await;
    assert!(same.unwrap());
}

#[tokio::test]
async fn no_error_repeats_a_secret_that_cognito_repeats() {
    let words = format!("the value {CANARY} is not allowed");
    let operation = "CreateIdentityProvider";
    let wire = Wire::new().refuse(operation, "InvalidParameterException", &words);
    let refused = request(given(), OtherSettings::none());
    let error = pools(&wire).create_provider(&refused).await.unwrap_err();
    let shown = format!("{error} {error:?} {}", chain(&error));
    assert!(shown.contains("the value **** is not"), "{shown}");
    assert!(!shown.contains(CANARY), "{shown}");
}
