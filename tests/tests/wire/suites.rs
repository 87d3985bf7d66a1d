//! What every backend promises about an account and an installation, kept by the AWS backend over the
//! wire, and broken by a careless one: with every service built in.

use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::{Value, json};
use ts_deploy_core::conformance::account::{
    self, AccountChanges, AccountHoldings, AccountSubject, GatewayChange,
};
use ts_deploy_core::conformance::installation::{self, InstallationChanges, InstallationSubject};
use ts_deploy_core::conformance::{Kept, Patience};
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::ids::VpcId;
use ts_deploy_core::port::cluster::EndpointAccess;
use ts_deploy_core::port::log_policy::LogPolicy;
use ts_deploy_core::port::quota::QuotaId;
use ts_deploy_core::port::role::RoleRequest;
use ts_deploy_core::target::Target;
use ts_deploy_tests::DATA;
use ts_deploy_tests::emulator::{Careless, Hurry};

use crate::desk::Ran;
use crate::ground::{Ground, Site};

/// How fast the suites' clock goes.
const TIMES: i32 = 100;
const BROKEN: [&str; 0] = [];
/// Promises about parts that the emulator's stacks declare and do not make: buckets, log groups, and keys
/// that no alias names.
const NOT_MADE: [&str; 4] = [
    "a_bucket_is_seen_in_its_region_by_its_owner",
    "a_key_is_found_by_id_arn_and_alias",
    "a_key_has_a_policy_and_nobodys_has_none",
    "a_log_group_is_found_by_exactly_its_name",
];

fn patience() -> Patience {
    Patience {
        every: SignedDuration::from_secs(1),
        sight: SignedDuration::from_mins(5),
        operation: SignedDuration::from_hours(1),
    }
}

fn broken(tried: &[(&'static str, Kept)]) -> Vec<String> {
    let broken = tried.iter().filter_map(|(_, kept)| kept.as_ref().err());
    broken.map(ToString::to_string).collect()
}

/// What the deployer of a site is answered by the CLI.
fn ask(ground: &Ground, site: &Site, line: &str) -> Value {
    let region = &site.target().region;
    let mut command = ground.emulator.aws_cli(&site.keys, region.as_str());
    command.args(line.split(' '));
    let ran = Ran::of(command);
    assert_eq!(ran.code, Some(0), "{line}: {}", ran.err);
    serde_json::from_str(&ran.out).unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// A VPC of the account's own with two route tables.
fn gateway(ground: &Ground, site: &Site) -> GatewayChange {
    let made = ask(ground, site, "ec2 create-vpc --cidr-block 10.60.0.0/16");
    let vpc = text(&made["Vpc"]["VpcId"]);
    let table = || {
        let made = ask(
            ground,
            site,
            &format!("ec2 create-route-table --vpc-id {vpc}"),
        );
        text(&made["RouteTable"]["RouteTableId"])
    };
    GatewayChange {
        service: format!("com.amazonaws.{}.s3", site.target().region),
        table: table(),
        further: table(),
        vpc: VpcId::parse(vpc.as_str()).unwrap(),
    }
}

/// A role that is made, changed and removed.
fn asked_role(target: &Target) -> RoleRequest {
    let account = &target.account;
    let trust = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": { "AWS": format!("arn:aws:iam::{account}:root") },
        "Action": "sts:AssumeRole",
    }] });
    RoleRequest {
        name: "try".parse().unwrap(),
        path: "/tried/".parse().unwrap(),
        description: "Tries what a backend promises".to_owned(),
        trust: trust.to_string(),
        boundary: Some(
            format!("arn:aws:iam::{account}:policy/boundary")
                .parse()
                .unwrap(),
        ),
        tags: [("purpose".to_owned(), "try".to_owned())].into(),
    }
}

/// What is tried of an account, with this carelessness.
async fn account_tried(careless: Option<&Careless<'_>>) -> Vec<(&'static str, Kept)> {
    let ground = Ground::new();
    let site = Site::new(&ground).await;
    let put = "iam put-user-policy --user-name deployer --policy-name all --policy-document";
    let all =
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
    ask(&ground, &site, &format!("{put} {all}"));
    let gateway = gateway(&ground, &site);
    if let Some(rule) = careless {
        ground.emulator.careless(rule).unwrap();
    }
    let ports = site.cloud.ports();
    let (service, role) = ("ecs.amazonaws.com", "AWSServiceRoleForECS");
    let changes = AccountChanges::builder()
        .ports(ports.writers())
        .policy(LogPolicy {
            name: "try".to_owned(),
            document: r#"{"Version":"2012-10-17","Statement":[]}"#.to_owned(),
        })
        .sender("tetra@acme.example".parse().unwrap())
        .linked_role((service.to_owned(), role.to_owned()))
        .role(asked_role(site.target()))
        .gateway(gateway)
        .build();
    let absent = format!("arn:aws:iam::{}:policy/absent", site.target().account);
    let holds = AccountHoldings {
        quota: Some(QuotaId {
            service: "ec2",
            code: "L-0263D0A3",
        }),
        instance_type: Some("t3.medium".parse().unwrap()),
        absent_policy: Some(absent.parse().unwrap()),
        ..AccountHoldings::default()
    };
    let subject = AccountSubject::builder()
        .ports(ports.readers())
        .target(site.target().clone())
        .clock(Arc::new(Hurry::new(TIMES)))
        .patience(patience())
        .holds(holds)
        .changes(changes)
        .build();
    account::all(&subject).await
}

/// What is tried of the Data Layer's parts once it runs, with this carelessness.
async fn installation_tried(careless: Option<&Careless<'_>>) -> Vec<(&'static str, Kept)> {
    let ground = Ground::new();
    let site = Site::new(&ground).await;
    assert_eq!(site.deploy().await, Outcome::Succeeded, "{}", site.told());
    let stack = site.stacks().await.remove(DATA).unwrap().arn;
    // Shorter than the changes take, so that what runs is seen running.
    ground.emulator.seconds_per_look(20).unwrap();
    if let Some(rule) = careless {
        ground.emulator.careless(rule).unwrap();
    }
    let ports = site.cloud.ports();
    let changes = InstallationChanges::builder()
        .ports(ports.writers())
        .cluster(("acme-tetra-eks".to_owned(), EndpointAccess::PRIVATE))
        .domain("acme-tetra".to_owned())
        .build();
    let target: Target = site.target().clone();
    let subject = InstallationSubject::builder()
        .ports(ports.readers())
        .target(target)
        .clock(Arc::new(Hurry::new(TIMES)))
        .patience(patience())
        .stack(stack)
        .changes(changes)
        .build();
    let mut tried = installation::all(&subject).await;
    tried.retain(|(name, _)| !NOT_MADE.contains(name));
    tried
}

/// The names of the promises that are broken.
fn names(tried: &[(&'static str, Kept)]) -> Vec<&'static str> {
    let broken = tried.iter().filter(|(_, kept)| kept.is_err());
    broken.map(|(name, _)| *name).collect()
}

#[tokio::test]
async fn the_aws_backend_keeps_every_promise_about_an_account_over_the_wire() {
    assert_eq!(broken(&account_tried(None).await), BROKEN);
}

#[tokio::test]
async fn the_aws_backend_keeps_every_promise_about_an_installation_over_the_wire() {
    assert_eq!(broken(&installation_tried(None).await), BROKEN);
}

#[tokio::test]
async fn a_backend_that_does_not_know_the_words_of_a_taken_role_is_noticed() {
    let rule = Careless {
        operation: "CreateServiceLinkedRole",
        misread: [("has been taken", "is a name")].into(),
        ..Careless::default()
    };
    let tried = account_tried(Some(&rule)).await;
    assert_eq!(names(&tried), ["a_linked_role_is_made_once"]);
}

#[tokio::test]
async fn a_backend_that_does_not_know_the_words_of_an_identity_that_is_there_is_noticed() {
    let rule = Careless {
        operation: "POST /v2/email/identities",
        misread: [("AlreadyExistsException", "OddException")].into(),
        ..Careless::default()
    };
    let tried = account_tried(Some(&rule)).await;
    assert_eq!(names(&tried), ["an_address_is_verified_once"]);
}

#[tokio::test]
async fn a_backend_that_does_not_know_a_route_that_is_there_is_noticed() {
    let rule = Careless {
        operation: "ModifyVpcEndpoint",
        misread: [("RouteAlreadyExists", "RouteIsOdd")].into(),
        ..Careless::default()
    };
    let tried = account_tried(Some(&rule)).await;
    assert_eq!(names(&tried), ["a_table_is_led_to_a_gateway_once"]);
}

#[tokio::test]
async fn a_backend_that_changes_a_cluster_with_tokens_of_its_own_is_noticed() {
    let rule = Careless {
        operation: "POST /clusters/acme-tetra-eks/update-config",
        anew: &["clientRequestToken"],
        ..Careless::default()
    };
    let tried = installation_tried(Some(&rule)).await;
    assert_eq!(names(&tried), ["a_cluster_is_changed_once_for_a_token"]);
}

/// Of what the documents ask for after a deployment, the emulator tells what stands.
#[tokio::test]
async fn a_subscription_waits_until_somebody_follows_its_link() {
    let ground = Ground::new();
    let site = Site::new(&ground).await;
    assert_eq!(site.deploy().await, Outcome::Succeeded, "{}", site.told());
    let listed = |ground: &Ground| {
        let all = ask(ground, &site, "sns list-subscriptions");
        text(&all["Subscriptions"][0]["SubscriptionArn"])
    };
    assert_eq!(listed(&ground), "PendingConfirmation");
    let endpoint = json!({ "endpoint": "platform-alerts@acme.example" });
    ground.emulator.control("confirm", &endpoint).unwrap();
    assert!(listed(&ground).starts_with("arn:aws:sns:"));
}
