//! Pools that somebody made: taken over where they serve, refused where they never will.

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::port::user_pool::{
    AppClientSettings, AttributeType, OtherSettings, PoolSettings, SchemaAttribute,
    UserPoolWriter as _,
};

use super::bench::{Bench, OWNER};
use super::*;

fn attribute(name: &str, required: bool, max_length: Option<u32>) -> SchemaAttribute {
    SchemaAttribute {
        name: name.to_owned(),
        kind: AttributeType::String,
        required,
        mutable: true,
        max_length,
    }
}

fn settings(owner: Option<&str>) -> PoolSettings {
    let tags = owner.map(|owner| (DEPLOYMENT_TAG.to_owned(), owner.to_owned()));
    PoolSettings {
        only_administrators_create_users: false,
        deletion_protection: false,
        tags: tags.into_iter().collect(),
        other: OtherSettings::none(),
    }
}

/// A pool that somebody made, with these attributes.
async fn pool_by_hand(
    bench: &Bench,
    owner: Option<&str>,
    schema: &[SchemaAttribute],
) -> UserPoolId {
    let name = UserPoolName::parse("tetra.acme.example").unwrap();
    bench
        .place
        .create_pool(&name, schema, &settings(owner))
        .await
        .unwrap()
}

fn required() -> Vec<SchemaAttribute> {
    ["email", "given_name", "family_name"]
        .map(|name| attribute(name, true, None))
        .to_vec()
}

#[tokio::test]
async fn several_pools_of_the_deployment_are_refused_and_left_alone() {
    let bench = Bench::new();
    for _ in 0..2 {
        pool_by_hand(&bench, Some(OWNER), &required()).await;
    }
    let before = bench.cloud.changing_calls();
    assert_eq!(bench.make(&plain()).await, Outcome::Blocked);
    assert!(bench.said().contains("user-pool-ambiguous"));
    assert_eq!(bench.cloud.changing_calls(), before);
}

#[tokio::test]
async fn a_pool_of_somebody_else_is_neither_taken_over_nor_doubled() {
    let bench = Bench::new();
    pool_by_hand(&bench, None, &required()).await;
    assert_eq!(bench.make(&plain()).await, Outcome::Blocked);
    assert!(
        bench
            .said()
            .contains("give it the tag ts-deploy:deployment with the value acme-production")
    );
    assert_eq!(bench.calls("cognito-idp:CreateUserPool"), 1);
}

#[tokio::test]
async fn a_pool_that_lacks_the_groups_attribute_is_given_it() {
    let bench = Bench::new();
    pool_by_hand(&bench, Some(OWNER), &required()).await;
    assert_eq!(bench.make(&plain()).await, Outcome::Succeeded);
    assert_eq!(bench.calls("cognito-idp:AddCustomAttributes"), 1);
    assert!(bench.pool().await.attribute("custom:groups").is_some());
}

#[tokio::test]
async fn a_pool_whose_e_mail_is_not_required_is_never_replaced() {
    let bench = Bench::new();
    pool_by_hand(&bench, Some(OWNER), &[]).await;
    assert_eq!(bench.make(&plain()).await, Outcome::Blocked);
    let said = bench.said();
    assert!(
        said.contains("the attribute email of the user pool"),
        "{said}"
    );
    assert!(said.contains("Name another pool under user_pool"), "{said}");
}

#[tokio::test]
async fn groups_that_hold_too_few_characters_are_refused() {
    let bench = Bench::new();
    let mut schema = required();
    schema.push(attribute("custom:groups", false, Some(256)));
    pool_by_hand(&bench, Some(OWNER), &schema).await;
    assert_eq!(bench.make(&plain()).await, Outcome::Blocked);
    assert!(
        bench
            .said()
            .contains("holds 256 characters, and 2048 are needed")
    );
}

#[tokio::test]
async fn a_mapped_attribute_that_can_never_change_is_refused() {
    let bench = Bench::new();
    let mut schema = required();
    schema.push(SchemaAttribute {
        mutable: false,
        ..attribute("custom:groups", false, Some(2048))
    });
    pool_by_hand(&bench, Some(OWNER), &schema).await;
    assert_eq!(bench.make(&plain()).await, Outcome::Blocked);
    assert!(bench.said().contains("cannot change once a user was made"));
}

#[tokio::test]
async fn a_client_without_a_secret_is_refused() {
    let bench = Bench::new();
    let pool = pool_by_hand(&bench, Some(OWNER), &required()).await;
    let settings = AppClientSettings {
        name: CLIENT_NAME.to_owned(),
        ..AppClientSettings::default()
    };
    bench.place.client_without_secret(&pool, &settings).unwrap();
    assert_eq!(bench.make(&plain()).await, Outcome::Blocked);
    assert!(bench.said().contains("app-client-without-secret"));
}
