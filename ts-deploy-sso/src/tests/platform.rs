//! The platform told, restarted, and freed of single sign-on again.

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::ids::{ParameterPath, ServiceName};
use ts_deploy_core::port::parameter_store::{
    ParameterValue, ParameterWriter as _, Protection, PutMode, PutRequest,
};
use ts_deploy_core::port::user_pool::{DomainRequest, OtherSettings, UserPoolWriter as _};
use ts_deploy_core::sim::RestartFate;

use super::bench::Bench;
use super::*;

const RESTART: &str = "ecs:UpdateService";

fn web() -> ServiceName {
    ServiceName::parse("ts-service-web").unwrap()
}

#[tokio::test]
async fn i6_i9_both_services_are_restarted_and_sign_in_is_seen() {
    let bench = Bench::with_platform().await;
    assert_eq!(bench.set_up(&plain()).await, Outcome::Succeeded);
    assert_eq!(bench.calls(RESTART), 2);
    assert!(
        bench
            .said()
            .contains("302, on to acme-tetra.auth.us-east-1.amazoncognito.com")
    );
}

/// What is said where a person is asked to sign in.
fn asked(bench: &Bench) -> String {
    let said = bench.said();
    let asked = said.lines().find(|line| line.contains("and sign in."));
    asked.unwrap_or_else(|| panic!("{said}")).to_owned()
}

#[tokio::test]
async fn i9_where_the_platform_is_not_reached_somebodys_word_counts_for_sign_in() {
    let bench = Bench::with_platform().await;
    let elsewhere = CognitoSso::builder()
        .target(target("us-east-1"))
        .platform_domain(domain("elsewhere.acme.example"))
        .hosted_domain(prefix())
        .identity_provider(saml())
        .mapping(mapping())
        .build()
        .unwrap();
    assert_eq!(bench.set_up(&elsewhere).await, Outcome::Succeeded);
    let asked = asked(&bench);
    assert!(asked.contains("observed: false"), "{asked}");
}

#[tokio::test]
async fn i9_where_the_platform_answers_with_a_failure_nobodys_word_counts_for_sign_in() {
    let bench = Bench::with_platform().await;
    let user_org = ServiceName::parse("ts-service-user-org").unwrap();
    bench.place.scale(&user_org, 0);
    assert_eq!(bench.set_up(&plain()).await, Outcome::Succeeded);
    let asked = asked(&bench);
    assert!(asked.contains("it answers 503"), "{asked}");
    assert!(asked.contains("observed: true"), "{asked}");
}

#[tokio::test]
async fn without_a_change_nothing_is_restarted() {
    let bench = Bench::with_platform().await;
    bench.set_up(&plain()).await;
    let before = bench.cloud.changing_calls();
    assert_eq!(bench.set_up(&plain()).await, Outcome::Succeeded);
    assert_eq!(bench.cloud.changing_calls(), before);
}

#[tokio::test]
async fn a_parameter_that_somebody_changed_is_written_and_read_anew() {
    let bench = Bench::with_platform().await;
    bench.set_up(&plain()).await;
    let path = "/tetrascience/production/ECS/ts-service-user-org/SSO_DOMAIN";
    let wrong = PutRequest {
        name: ParameterPath::parse(path).unwrap(),
        value: ParameterValue::Given(Secret::new("https://elsewhere.example".to_owned())),
        protection: Protection::Plain,
        mode: PutMode::Overwrite,
    };
    bench.place.put(&wrong).await.unwrap();
    assert_eq!(bench.set_up(&plain()).await, Outcome::Succeeded);
    assert_eq!(bench.calls(RESTART), 4);
}

#[tokio::test]
async fn the_clients_secret_is_never_said_nor_kept() {
    let bench = Bench::with_platform().await;
    bench.set_up(&plain()).await;
    let secret = bench.client().await.secret.unwrap();
    assert!(!bench.said().contains(secret.expose()));
    assert!(!bench.cloud.save().unwrap().contains(secret.expose()));
}

#[tokio::test]
async fn a_restart_that_the_circuit_breaker_took_back_is_a_failure() {
    let bench = Bench::with_platform().await;
    bench.place.restart_ends(&web(), RestartFate::RollsBack);
    assert_eq!(bench.set_up(&plain()).await, Outcome::Failed);
    let said = bench.said();
    assert!(said.contains("the restart of ts-service-web"), "{said}");
}

#[tokio::test]
async fn a_failed_restart_is_tried_again_by_the_next_run() {
    let bench = Bench::with_platform().await;
    bench.place.restart_ends(&web(), RestartFate::Fails);
    assert_eq!(bench.set_up(&plain()).await, Outcome::Failed);
    assert_eq!(bench.set_up(&plain()).await, Outcome::Succeeded);
    assert_eq!(bench.calls(RESTART), 3);
}

#[tokio::test]
async fn tasks_that_never_become_healthy_are_told_after_half_an_hour() {
    let bench = Bench::with_platform().await;
    bench.place.restart_ends(&web(), RestartFate::NeverHealthy);
    assert_eq!(bench.set_up(&plain()).await, Outcome::Running);
    let said = bench.said();
    let told = said.contains("IN_PROGRESS, longer than restarts take");
    assert!(told, "{said}");
}

#[tokio::test]
async fn tasks_that_never_become_healthy_are_watched_on_by_the_next_run() {
    let bench = Bench::with_platform().await;
    bench.place.restart_ends(&web(), RestartFate::NeverHealthy);
    bench.set_up(&plain()).await;
    let restarts = bench.calls(RESTART);
    assert_eq!(bench.set_up(&plain()).await, Outcome::Running);
    assert_eq!(bench.calls(RESTART), restarts);
}

#[tokio::test]
async fn a_service_without_tasks_is_not_restarted_and_that_is_said() {
    let bench = Bench::with_platform().await;
    bench.place.scale(&web(), 0);
    assert_eq!(bench.set_up(&plain()).await, Outcome::Succeeded);
    assert_eq!(bench.calls(RESTART), 1);
    assert!(bench.said().contains("service-without-tasks"));
}

#[tokio::test]
async fn a_service_that_is_not_there_is_told_with_those_that_are() {
    let bench = Bench::with_platform().await;
    let sso = sso!("us-east-1")
        .hosted_domain(prefix())
        .identity_provider(saml())
        .mapping(mapping())
        .restarted(vec![ServiceName::parse("ts-service-nobody").unwrap()])
        .build()
        .unwrap();
    assert_eq!(bench.set_up(&sso).await, Outcome::Blocked);
    let said = bench.said();
    assert!(
        said.contains("service-not-found") && said.contains("ts-service-web"),
        "{said}"
    );
}

#[tokio::test]
async fn i7_i8_what_people_do_elsewhere_is_asked_for() {
    let bench = Bench::with_platform().await;
    let roles = OrganisationRoles::builder()
        .organisation(OrganisationName::parse("acme").unwrap())
        .admin(group("tetra-admins"))
        .build();
    bench.set_up(&with_roles(vec![roles]).unwrap()).await;
    let (said, pool) = (bench.said(), bench.pool().await.id);
    assert!(
        said.contains(&format!(
            "Entity ID (audience): urn:amazon:cognito:sp:{pool}"
        )),
        "{said}"
    );
    assert!(said.contains("acme, admin: type in tetra-admins"), "{said}");
}

#[tokio::test]
async fn removal_needs_consent_for_the_pool_that_holds_users() {
    let bench = Bench::new();
    bench.make(&plain()).await;
    assert_eq!(
        bench.run(plain().remove_steps(&[]), &[]).await,
        Outcome::Blocked
    );
    assert!(bench.said().contains("destroy:sso-user-pool"));
    assert!(bench.pool().await.settings.deletion_protection);
}

#[tokio::test]
async fn removal_leaves_nothing() {
    let bench = Bench::new();
    bench.make(&plain()).await;
    let outcome = bench
        .run(plain().remove_steps(&[]), &["destroy:sso-user-pool"])
        .await;
    assert_eq!(outcome, Outcome::Succeeded);
    assert!(bench.cloud.is_empty());
}

#[tokio::test]
async fn a_pool_with_a_domain_that_nobody_decided_is_not_removed() {
    let bench = Bench::new();
    let sso = in_region(
        "us-east-1",
        custom("auth.acme.example", "us-east-1", ACCOUNT),
    )
    .unwrap();
    bench.make(&sso).await;
    let request = DomainRequest {
        pool: bench.pool().await.id,
        name: "by-hand".to_owned(),
        certificate: None,
        other: OtherSettings::none(),
    };
    bench.place.create_domain(&request).await.unwrap();
    let outcome = bench
        .run(sso.remove_steps(&[]), &["destroy:sso-user-pool"])
        .await;
    assert_eq!(outcome, Outcome::Blocked);
    assert!(bench.said().contains("sign-in-domain-unknown"));
}
