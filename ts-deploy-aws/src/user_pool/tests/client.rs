use serde_json::{Value, json};
use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::user_pool::{
    AppClientId, AppClientSettings, OtherSettings, UserPoolReader, UserPoolWriter,
};
use ts_deploy_core::target::TargetName;

use super::{POOL, described, id, pools, repeating};
use crate::user_pool::AwsUserPools;
use crate::wire::Wire;

const DESCRIBE: &str = "DescribeUserPoolClient";
const CREATE: &str = "CreateUserPoolClient";
const CLIENT: &str = "1example23456789";
const CANARY: &str = "canary-4711";

fn client() -> AppClientId {
    AppClientId(CLIENT.to_owned())
}

fn made() -> String {
    json!({ "UserPoolClient": { "ClientId": CLIENT } }).to_string()
}

fn settings() -> AppClientSettings {
    let list = |items: &[&str]| items.iter().map(|&item| item.to_owned()).collect();
    AppClientSettings {
        name: "acme".to_owned(),
        callback_urls: list(&["https://tetra.acme.example/login/sso"]),
        logout_urls: list(&["https://tetra.acme.example/logout"]),
        scopes: list(&["email", "openid", "profile"]),
        flows: list(&["code"]),
        flows_enabled: true,
        read_attributes: list(&["email", "custom:groups"]),
        write_attributes: list(&["email", "custom:groups"]),
        providers: list(&["acme-idp"]),
        other: OtherSettings::none(),
    }
}

/// The named settings as they travel.
fn named() -> Value {
    json!({
        "ClientName": "acme",
        "CallbackURLs": ["https://tetra.acme.example/login/sso"],
        "LogoutURLs": ["https://tetra.acme.example/logout"],
        "AllowedOAuthScopes": ["email", "openid", "profile"],
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthFlowsUserPoolClient": true,
        "ReadAttributes": ["email", "custom:groups"],
        "WriteAttributes": ["email", "custom:groups"],
        "SupportedIdentityProviders": ["acme-idp"],
    })
}

/// What somebody may have set by hand beside them.
fn by_hand() -> Value {
    json!({
        "RefreshTokenValidity": 7,
        "AccessTokenValidity": 15,
        "IdTokenValidity": 15,
        "TokenValidityUnits": { "AccessToken": "minutes", "IdToken": "minutes" },
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "DefaultRedirectURI": "https://tetra.acme.example/login/sso",
        "PreventUserExistenceErrors": "ENABLED",
        "EnableTokenRevocation": true,
        "EnablePropagateAdditionalUserContextData": true,
        "AuthSessionValidity": 5,
        "RefreshTokenRotation": { "Feature": "ENABLED", "RetryGracePeriodSeconds": 10 },
    })
}

fn with(mut members: Value, more: &Value) -> Value {
    let more = more.as_object().unwrap().clone();
    members.as_object_mut().unwrap().extend(more);
    members
}

#[tokio::test]
async fn a_client_is_made_with_a_secret_and_what_may_be_written() {
    let wire = Wire::new().answer(CREATE, made());
    let made = pools(&wire).create_client(&id(), &settings()).await;
    assert_eq!(made.unwrap(), client());
    let sent = json!({ "UserPoolId": POOL, "GenerateSecret": true });
    assert_eq!(wire.json(0), with(sent, &named()));
}

#[tokio::test]
async fn the_creation_of_a_client_that_was_not_answered_is_not_sent_again() {
    let wire = Wire::new().answer_with(CREATE, 500, "{}");
    let pools = AwsUserPools::new(&repeating(&wire), TargetName::Main);
    let error = pools.create_client(&id(), &settings()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unreachable);
    assert_eq!(wire.arrived().len(), 1);
}

#[tokio::test]
async fn an_update_sends_back_all_that_was_read_but_the_secret() {
    let held = json!({ "UserPoolId": POOL, "ClientId": CLIENT, "ClientSecret": CANARY });
    let held = with(with(held, &named()), &by_hand());
    let wire = Wire::new()
        .answer(DESCRIBE, json!({ "UserPoolClient": held }).to_string())
        .answer("UpdateUserPoolClient", "{}");
    let read = pools(&wire)
        .client(&id(), &client())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(read.secret.as_ref().unwrap().expose(), CANARY);
    let pools = pools(&wire);
    pools
        .update_client(&id(), &client(), &read.settings)
        .await
        .unwrap();
    let sent = json!({ "UserPoolId": POOL, "ClientId": CLIENT });
    assert_eq!(wire.json(1), with(with(sent, &named()), &by_hand()));
}

#[tokio::test]
async fn a_client_that_its_pool_lacks_is_none() {
    let wire = Wire::new()
        .refuse(DESCRIBE, "ResourceNotFoundException", "no")
        .answer("DescribeUserPool", described(&json!({})));
    assert!(
        pools(&wire)
            .client(&id(), &client())
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn the_clients_of_a_pool_are_listed_page_by_page() {
    let page = |next: Option<&str>| {
        let one = json!({ "ClientId": CLIENT, "ClientName": "acme", "UserPoolId": POOL });
        json!({ "UserPoolClients": [one], "NextToken": next }).to_string()
    };
    let operation = "ListUserPoolClients";
    let wire = Wire::new()
        .answer(operation, page(Some("two")))
        .answer(operation, page(None));
    assert_eq!(pools(&wire).clients(&id()).await.unwrap().len(), 2);
    let asked = json!({ "UserPoolId": POOL, "MaxResults": 60, "NextToken": "two" });
    assert_eq!(wire.json(1), asked);
}

#[tokio::test]
async fn a_provider_that_cognito_does_not_know_is_refused_as_invalid() {
    let words = "The provider acme-idp does not exist for User Pool us-east-1_Ab12Cd34E.";
    let wire = Wire::new().refuse(CREATE, "InvalidParameterException", words);
    let error = pools(&wire).create_client(&id(), &settings()).await;
    assert_eq!(error.unwrap_err().kind, ErrorKind::Invalid);
}
