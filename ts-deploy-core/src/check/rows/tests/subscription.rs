//! T1.

use std::sync::Arc;

use futures::executor::block_on;
use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp};

use super::{found, main_target, passed, start, verdict};
use crate::check::rows::SubscriptionCheck;
use crate::check::{Check, CheckContext, FollowUp, Verdict};
use crate::clock::Clock;
use crate::engine::TokenSeed;
use crate::ids::{EmailAddress, ProvisionedProductName};
use crate::parameter::{ParameterKey, Request, Sent};
use crate::plan::{ErrandKind, Observation, ReadContext, Step, StepId};
use crate::port::catalog::{
    CatalogReader, CatalogWriter, OperationToken, ProvisionRequest, UpdateRequest,
};
use crate::port::topic::{Subscription, SubscriptionState};
use crate::sim::{SimAccount, SimCloud, SimPlace};

const ADDRESS: &str = "alerts@acme.example";
/// What the Data Layer demands.
const SENT: [(&str, &str); 10] = [
    ("CFTemplateVersion", "v1.0.0"),
    ("InfrastructureName", "acme-tetra"),
    ("VpcCIDR", "10.20.0.0/16"),
    ("LogsEndpoint", "logs.us-east-1.amazonaws.com"),
    ("MonitoringEndpoint", "monitoring.us-east-1.amazonaws.com"),
    ("SqsEndpoint", "sqs.us-east-1.amazonaws.com"),
    (
        "CloudformationEndpoint",
        "cloudformation.us-east-1.amazonaws.com",
    ),
    ("NotificationEmail", ADDRESS),
    ("SourceNotificationEmail", "platform@acme.example"),
    ("RDSBackupInterval", "24"),
];

fn name() -> ProvisionedProductName {
    ProvisionedProductName::parse("acme-data").unwrap()
}

fn check_of(address: &str) -> SubscriptionCheck {
    let address = EmailAddress::parse(address).unwrap();
    SubscriptionCheck::new(main_target(), address, name())
}

fn check() -> SubscriptionCheck {
    check_of(ADDRESS)
}

fn hours(cloud: &SimCloud, hours: i64) {
    let clock = cloud.clock();
    let until = clock.now() + SignedDuration::from_hours(hours);
    block_on(clock.sleep_until(until));
}

fn sent(values: &[(&str, &str)]) -> Request {
    let values = values.iter().map(|(key, value)| {
        let key = ParameterKey::parse(*key).unwrap();
        (key, Sent::Value((*value).to_owned()))
    });
    Request {
        sent: values.collect::<IndexMap<_, _>>(),
    }
}

/// Launches the Data Layer, which subscribes the address, and waits until it is there.
fn launch(cloud: &SimCloud, place: &SimPlace) {
    let products = block_on(place.products()).unwrap();
    let data = products.into_iter().find(|one| one.name.contains("Data"));
    let product = data.unwrap().id;
    let versions = block_on(place.versions(&product)).unwrap();
    let version = versions
        .into_iter()
        .find(|one| one.name.as_str() == "v1.0.0");
    let path = block_on(place.launch_paths(&product)).unwrap().remove(0).id;
    let request = ProvisionRequest {
        token: OperationToken("launch".to_owned()),
        name: name(),
        product,
        version: version.unwrap().id,
        path,
        parameters: sent(&SENT),
        tags: std::collections::BTreeMap::new(),
    };
    block_on(place.provision(&request)).unwrap();
    hours(cloud, 4);
}

/// Updates it with another interval of backups, which subscribes nobody.
fn update(cloud: &SimCloud, place: &SimPlace) {
    let product = block_on(place.provisioned_product(&name()))
        .unwrap()
        .unwrap();
    let path = block_on(place.launch_paths(&product.product)).unwrap();
    let kept = SENT.map(|(key, _)| (ParameterKey::parse(key).unwrap(), Sent::Previous));
    let mut parameters = Request {
        sent: kept.into_iter().collect(),
    };
    parameters
        .sent
        .extend(sent(&[("RDSBackupInterval", "12")]).sent);
    let request = UpdateRequest {
        token: OperationToken("update".to_owned()),
        provisioned_product: product.id,
        product: product.product,
        version: product.version,
        path: path.into_iter().next().unwrap().id,
        parameters,
    };
    block_on(place.update(&request)).unwrap();
    hours(cloud, 4);
}

/// An account with a Data Layer, changed by `change` before it is launched.
fn platform(change: impl FnOnce(&mut SimAccount)) -> (SimCloud, SimPlace) {
    let cloud = SimCloud::new(7, start());
    let place = cloud.at(&main_target());
    place.furnish(change);
    launch(&cloud, &place);
    (cloud, place)
}

fn look(cloud: &SimCloud, check: &SubscriptionCheck) -> Verdict {
    let ports = cloud.ports(&[main_target()]);
    let cx = CheckContext {
        ports: ports.readers(),
        now: cloud.clock().now(),
    };
    Verdict::of(check, block_on(check.look(&cx)))
}

/// Nobody follows the link.
fn ignored(account: &mut SimAccount) {
    account.ignored.push(ADDRESS.to_owned());
}

/// A subscription of the address to a topic that is not the platform's.
fn elsewhere(account: &mut SimAccount) {
    let topic = "arn:aws:sns:us-east-1:111122223333:cafeteria";
    account.subscriptions.push(Subscription {
        topic: topic.to_owned(),
        protocol: "email".to_owned(),
        endpoint: ADDRESS.to_owned(),
        state: SubscriptionState::of(&format!("{topic}:4711")),
    });
}

/// The time in a finding's words.
fn since(found: &str) -> Timestamp {
    let (_, rest) = found.split_once("which waits since ").unwrap();
    let time = rest.split(". ").next().unwrap();
    time.parse().unwrap()
}

#[test]
fn a_confirmed_subscription_passes() {
    let (cloud, _) = platform(|_| {});
    let seen = passed(&look(&cloud, &check_of("Alerts@acme.example")));
    assert!(
        seen.starts_with(
            "alerts to Alerts@acme.example: confirmed, arn:aws:sns:us-east-1:111122223333:acme-tetra-alerts:"
        ),
        "{seen}"
    );
}

#[test]
fn nothing_is_asked_for_before_the_data_layer_is_there() {
    let seen = passed(&verdict(&check(), elsewhere));
    assert!(seen.contains("not subscribed yet"), "{seen}");
}

#[test]
fn a_subscription_that_nobody_confirmed_warns_with_the_address() {
    let (cloud, _) = platform(ignored);
    let found = found(&look(&cloud, &check()));
    assert!(
        found.starts_with(
            "warns main: alerts@acme.example has not confirmed its subscription to arn:aws:sns:"
        ),
        "{found}"
    );
}

#[test]
fn a_confirmed_subscription_to_another_topic_does_not_count() {
    let (cloud, _) = platform(|account| {
        ignored(account);
        elsewhere(account);
    });
    assert!(found(&look(&cloud, &check())).contains("has not confirmed its subscription"));
}

#[test]
fn an_update_of_the_data_layer_does_not_change_since_when_a_subscription_waits() {
    let (cloud, place) = platform(ignored);
    let before = found(&look(&cloud, &check()));
    update(&cloud, &place);
    let after = found(&look(&cloud, &check()));
    assert_eq!(since(&before), since(&after));
}

#[test]
fn an_address_that_the_data_layer_did_not_subscribe_warns_with_the_topic_and_the_command() {
    let (cloud, _) = platform(|_| {});
    let found = found(&look(&cloud, &check_of("others@acme.example")));
    assert!(
        found.contains("is subscribed to no topic of the Data Layer's: arn:aws:sns:us-east-1:111122223333:acme-tetra-alerts. "),
        "{found}"
    );
    assert!(found.contains("aws sns subscribe --topic-arn arn:aws:sns:"));
}

/// What the follow-up of the check sees.
fn followed(change: impl FnOnce(&mut SimAccount)) -> Observation {
    let (cloud, _) = platform(change);
    let ports = cloud.ports(&[main_target()]);
    let tokens = TokenSeed::new("acme".parse().unwrap());
    let cx = ReadContext {
        ports: ports.readers(),
        now: start(),
        open: None,
        confirmed: None,
        tokens: &tokens,
        detail: false,
    };
    let id = StepId::parse("confirm-alerts").unwrap();
    let step = FollowUp::new(id, Arc::new(check()), []);
    block_on(step.observe(&cx)).unwrap()
}

#[test]
fn as_a_follow_up_it_is_left_to_a_person_and_shown_by_aws() {
    let Observation::Person(errand) = followed(ignored) else {
        panic!("nobody is asked");
    };
    assert_eq!(errand.kind, ErrandKind::FollowUp);
    assert!(errand.observed);
    assert!(errand.instructions[0].starts_with("Follow the link"));
}

#[test]
fn as_a_follow_up_it_is_done_once_it_is_confirmed() {
    assert!(matches!(followed(|_| {}), Observation::InSync { .. }));
}
