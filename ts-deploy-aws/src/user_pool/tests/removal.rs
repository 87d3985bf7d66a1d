//! What is removed, by its name in its pool.

use ts_deploy_core::ids::ProviderName;
use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::user_pool::{AppClientId, UserPoolWriter};

use super::*;

fn removing(operation: &str) -> Wire {
    Wire::new().answer(operation, "{}")
}

#[tokio::test]
async fn a_pool_is_removed_by_its_id() {
    let wire = removing("DeleteUserPool");
    pools(&wire).delete_pool(&id()).await.unwrap();
    assert_eq!(wire.json(0), json!({ "UserPoolId": POOL }));
}

#[tokio::test]
async fn a_domain_is_taken_from_its_pool() {
    let wire = removing("DeleteUserPoolDomain");
    pools(&wire).delete_domain(&id(), "acme").await.unwrap();
    assert_eq!(
        wire.json(0),
        json!({ "UserPoolId": POOL, "Domain": "acme" })
    );
}

#[tokio::test]
async fn a_provider_is_removed_from_its_pool() {
    let wire = removing("DeleteIdentityProvider");
    let name = ProviderName::parse("acme-adfs").unwrap();
    pools(&wire).delete_provider(&id(), &name).await.unwrap();
    let sent = json!({ "UserPoolId": POOL, "ProviderName": "acme-adfs" });
    assert_eq!(wire.json(0), sent);
}

#[tokio::test]
async fn a_client_is_removed_from_its_pool() {
    let wire = removing("DeleteUserPoolClient");
    let client = AppClientId("1example23456789".to_owned());
    pools(&wire).delete_client(&id(), &client).await.unwrap();
    let sent = json!({ "UserPoolId": POOL, "ClientId": "1example23456789" });
    assert_eq!(wire.json(0), sent);
}

#[tokio::test]
async fn removing_a_pool_that_is_gone_is_not_found() {
    let words = "User pool us-east-1_Ab12Cd34E does not exist.";
    let wire = Wire::new().refuse("DeleteUserPool", "ResourceNotFoundException", words);
    let refused = pools(&wire).delete_pool(&id()).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotFound);
}
