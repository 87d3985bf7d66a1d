//! What is made in Cognito, and what is left alone there.

use std::collections::BTreeMap;

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::port::user_pool::{
    AppClientSettings, OtherSettings, UserPoolReader as _, UserPoolWriter as _,
};
use ts_deploy_core::sim::{ByHand, CallFault};

use super::bench::{Bench, OWNER};
use super::*;

/// Single sign-on with one attribute more than before.
fn with_department() -> CognitoSso {
    let mut more = mapping();
    let department = PoolAttribute::parse("custom:department").unwrap();
    more.other.insert(department, claim("dept"));
    mapped(more).unwrap()
}

#[tokio::test]
async fn i1_the_pool_is_protected_owned_and_closed_to_registration() {
    let bench = Bench::new();
    assert_eq!(bench.make(&plain()).await, Outcome::Succeeded);
    let pool = bench.pool().await;
    assert!(pool.settings.deletion_protection && pool.settings.only_administrators_create_users);
    assert_eq!(
        pool.settings.tags.get(DEPLOYMENT_TAG).map(String::as_str),
        Some(OWNER)
    );
    assert_eq!(
        pool.attribute("custom:groups").unwrap().max_length,
        Some(2048)
    );
}

#[tokio::test]
async fn i2_the_client_may_write_what_is_mapped_and_has_a_secret() {
    let bench = Bench::new();
    bench.make(&plain()).await;
    let client = bench.client().await;
    assert!(client.secret.is_some() && client.settings.flows_enabled);
    assert!(
        client
            .settings
            .write_attributes
            .contains(&"custom:groups".to_owned())
    );
}

#[tokio::test]
async fn a_second_run_changes_nothing() {
    let bench = Bench::new();
    bench.make(&plain()).await;
    let before = bench.cloud.changing_calls();
    assert_eq!(bench.make(&plain()).await, Outcome::Succeeded);
    assert_eq!(bench.cloud.changing_calls(), before);
}

#[tokio::test]
async fn what_was_set_by_hand_survives_every_change() {
    let bench = Bench::new();
    bench.make(&plain()).await;
    let (pool, client) = (bench.pool().await.id, bench.client().await.id);
    let provider = ProviderName::parse("acme-adfs").unwrap();
    let things = [
        (ByHand::Pool(&pool), "MfaConfiguration"),
        (ByHand::Provider(&pool, &provider), "IdpIdentifiers"),
        (ByHand::Client(&pool, &client), "AccessTokenValidity"),
    ];
    for (thing, setting) in things {
        bench.place.set_by_hand(thing, setting, "mine");
    }
    let mut open = bench.pool().await.settings;
    open.deletion_protection = false;
    bench.place.update_pool(&pool, &open).await.unwrap();
    assert_eq!(bench.make(&with_department()).await, Outcome::Succeeded);
    assert_eq!(bench.calls("cognito-idp:UpdateUserPoolClient"), 1);
    assert!(bench.pool().await.settings.deletion_protection);
    for (thing, setting) in things {
        assert_eq!(
            bench.place.setting_by_hand(thing, setting).as_deref(),
            Some("mine"),
            "{thing:?}"
        );
    }
}

#[tokio::test]
async fn an_update_that_leaves_settings_out_would_lose_them() {
    let bench = Bench::new();
    bench.make(&plain()).await;
    let (pool, client) = (bench.pool().await.id, bench.client().await);
    let thing = ByHand::Client(&pool, &client.id);
    bench.place.set_by_hand(thing, "AccessTokenValidity", "15");
    let partial = AppClientSettings {
        other: OtherSettings::none(),
        ..client.settings
    };
    bench
        .place
        .update_client(&pool, &client.id, &partial)
        .await
        .unwrap();
    assert_eq!(
        bench.place.setting_by_hand(thing, "AccessTokenValidity"),
        None
    );
}

#[tokio::test]
async fn another_client_and_another_provider_are_left_alone() {
    let bench = Bench::new();
    bench.make(&plain()).await;
    let (pool, client) = (bench.pool().await.id, bench.client().await);
    let other = AppClientSettings {
        name: "portal".to_owned(),
        ..AppClientSettings::default()
    };
    let other = bench.place.create_client(&pool, &other).await.unwrap();
    let mut with_pool_users = client.settings.clone();
    with_pool_users.providers.push("COGNITO".to_owned());
    bench
        .place
        .update_client(&pool, &client.id, &with_pool_users)
        .await
        .unwrap();
    bench.make(&with_department()).await;
    assert!(bench.place.client(&pool, &other).await.unwrap().is_some());
    assert_eq!(
        bench.client().await.settings.providers,
        ["acme-adfs", "COGNITO"]
    );
}

#[tokio::test]
async fn the_scope_by_which_users_choose_their_role_is_taken_away() {
    let bench = Bench::new();
    bench.make(&plain()).await;
    let (pool, client) = (bench.pool().await.id, bench.client().await);
    let mut wide = client.settings.clone();
    wide.scopes.push("aws.cognito.signin.user.admin".to_owned());
    bench
        .place
        .update_client(&pool, &client.id, &wide)
        .await
        .unwrap();
    bench.make(&plain()).await;
    assert_eq!(
        bench.client().await.settings.scopes,
        ["email", "openid", "profile"]
    );
}

#[tokio::test]
async fn several_clients_of_the_platforms_name_are_refused() {
    let bench = Bench::new();
    bench.make(&plain()).await;
    let (pool, client) = (bench.pool().await.id, bench.client().await);
    bench
        .place
        .create_client(&pool, &client.settings)
        .await
        .unwrap();
    assert_eq!(bench.make(&plain()).await, Outcome::Blocked);
    assert!(bench.said().contains("app-client-ambiguous"));
}

#[tokio::test]
async fn a_prefix_that_somebody_has_is_told() {
    let bench = Bench::new();
    bench
        .place
        .take_prefix(&DomainPrefix::parse("acme-tetra").unwrap());
    assert_eq!(bench.make(&plain()).await, Outcome::Failed);
    assert!(
        bench
            .said()
            .contains("the sign-in domain acme-tetra is taken")
    );
}

#[tokio::test]
async fn a_pool_whose_making_was_not_answered_is_not_made_twice() {
    let bench = Bench::new();
    bench.cloud.on_call(Box::new(|call| {
        let lost = ["CreateUserPool", "CreateUserPoolClient"].contains(&call.call.operation);
        if lost && call.count == 1 {
            CallFault::LostAfter
        } else {
            CallFault::None
        }
    }));
    assert_eq!(bench.make(&plain()).await, Outcome::Succeeded);
    assert_eq!(bench.calls("cognito-idp:CreateUserPool"), 1);
    assert_eq!(bench.calls("cognito-idp:CreateUserPoolClient"), 1);
}

#[tokio::test]
async fn a_domain_of_the_customers_is_watched_until_it_answers() {
    let bench = Bench::new();
    let sso = in_region(
        "us-east-1",
        custom("auth.acme.example", "us-east-1", ACCOUNT),
    )
    .unwrap();
    assert_eq!(bench.make(&sso).await, Outcome::Succeeded);
    let live = bench
        .place
        .domain("auth.acme.example")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(live.status.as_str(), "ACTIVE");
    assert!(bench.said().contains("CREATING"));
}

#[tokio::test]
async fn another_prefix_than_the_pool_has_is_not_put_in_its_place() {
    let bench = Bench::new();
    bench.make(&plain()).await;
    let other = HostedDomain::Prefix(DomainPrefix::parse("acme-other").unwrap());
    assert_eq!(
        bench.make(&in_region("us-east-1", other).unwrap()).await,
        Outcome::Blocked
    );
    assert!(bench.said().contains("sign-in-domain-other"));
}

#[tokio::test]
async fn a_changed_secret_of_the_application_is_sent_and_never_said() {
    let bench = Bench::new();
    let sso = |secret: &str| {
        sso!("us-east-1")
            .hosted_domain(prefix())
            .identity_provider(oidc(secret))
            .mapping(mapping())
            .build()
            .unwrap()
    };
    bench.make(&sso("hunter2-old")).await;
    assert_eq!(bench.make(&sso("hunter2-new")).await, Outcome::Succeeded);
    let (pool, name) = (
        bench.pool().await.id,
        ProviderName::parse("acme-oidc").unwrap(),
    );
    let new = Secret::new("hunter2-new".to_owned());
    assert!(
        bench
            .place
            .provider_secret_is(&pool, &name, &new)
            .await
            .unwrap()
    );
    let saved = bench.cloud.save().unwrap();
    assert!(!bench.said().contains("hunter2") && !saved.contains("hunter2"));
}

#[tokio::test]
async fn details_that_were_added_by_hand_survive_a_change_of_the_metadata() {
    use ts_deploy_core::port::user_pool::{
        DetailSecret, DetailsChange, ProviderRequest, ProviderType,
    };
    let bench = Bench::new();
    bench.make(&plain()).await;
    let (pool, name) = (
        bench.pool().await.id,
        ProviderName::parse("acme-adfs").unwrap(),
    );
    let live = bench.place.provider(&pool, &name).await.unwrap().unwrap();
    let shown = [
        ("MetadataURL", "https://old.example/m.xml"),
        ("IDPSignout", "true"),
    ];
    let shown: BTreeMap<String, String> = shown
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    let request = ProviderRequest {
        pool: pool.clone(),
        name: name.clone(),
        kind: ProviderType::Saml,
        details: DetailsChange {
            shown,
            secret: DetailSecret::None,
        },
        mapping: live.mapping,
        other: live.other,
    };
    bench.place.update_provider(&request).await.unwrap();
    assert_eq!(bench.make(&plain()).await, Outcome::Succeeded);
    let details = bench
        .place
        .provider(&pool, &name)
        .await
        .unwrap()
        .unwrap()
        .details;
    assert_eq!(details.get("IDPSignout").map(String::as_str), Some("true"));
    let url = details.get("MetadataURL").map(String::as_str);
    assert_eq!(url, Some("https://idp.acme.example/metadata.xml"));
}
