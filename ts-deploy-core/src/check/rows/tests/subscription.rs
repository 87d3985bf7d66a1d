//! T1.

use std::sync::Arc;

use futures::executor::block_on;

use super::{found, main_target, passed, start, verdict};
use crate::check::FollowUp;
use crate::check::rows::SubscriptionCheck;
use crate::engine::TokenSeed;
use crate::ids::{EmailAddress, ProvisionedProductName};
use crate::plan::{ErrandKind, Observation, ReadContext, Step, StepId};
use crate::port::topic::{Subscription, SubscriptionState};
use crate::sim::{SimAccount, SimCloud};

fn check() -> SubscriptionCheck {
    let address = EmailAddress::parse("alerts@acme.example").unwrap();
    let data_layer = ProvisionedProductName::parse("acme-data").unwrap();
    SubscriptionCheck::new(main_target(), address, data_layer)
}

fn subscribed(endpoint: &str, state: SubscriptionState) -> impl FnOnce(&mut SimAccount) {
    let subscription = Subscription {
        topic: "arn:aws:sns:us-east-1:111122223333:acme-alerts".to_owned(),
        protocol: "email".to_owned(),
        endpoint: endpoint.to_owned(),
        state,
    };
    move |account| account.subscriptions.push(subscription)
}

fn confirmed() -> SubscriptionState {
    SubscriptionState::of("arn:aws:sns:us-east-1:111122223333:acme-alerts:4711")
}

#[test]
fn a_confirmed_subscription_passes() {
    let verdict = verdict(&check(), subscribed("Alerts@acme.example", confirmed()));
    insta::assert_snapshot!(passed(&verdict), @"alerts to alerts@acme.example: confirmed, arn:aws:sns:us-east-1:111122223333:acme-alerts:4711");
}

#[test]
fn nothing_is_asked_for_before_the_data_layer_is_there() {
    let seen = passed(&verdict(&check(), |_| {}));
    assert!(seen.contains("not subscribed yet"), "{seen}");
}

#[test]
fn a_subscription_that_nobody_confirmed_warns_with_the_address() {
    let verdict = verdict(
        &check(),
        subscribed("alerts@acme.example", SubscriptionState::Pending),
    );
    let found = found(&verdict);
    assert!(
        found.starts_with(
            "warns main: alerts@acme.example has not confirmed its subscription to arn:aws:sns:"
        ),
        "{found}"
    );
}

#[test]
fn what_is_not_an_arn_is_not_taken_for_confirmed() {
    let state = SubscriptionState::of("PendingConfirmation");
    let verdict = verdict(&check(), subscribed("alerts@acme.example", state));
    assert!(found(&verdict).contains("has not confirmed"));
}

#[test]
fn somebody_elses_confirmation_does_not_count() {
    let seen = passed(&verdict(
        &check(),
        subscribed("others@acme.example", confirmed()),
    ));
    assert!(seen.contains("not subscribed yet"), "{seen}");
}

/// What the follow-up of the check sees.
fn followed(change: impl FnOnce(&mut SimAccount)) -> Observation {
    let cloud = SimCloud::new(7, start());
    cloud.at(&main_target()).furnish(change);
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
    let pending = subscribed("alerts@acme.example", SubscriptionState::Pending);
    let Observation::Person(errand) = followed(pending) else {
        panic!("nobody is asked");
    };
    assert_eq!(errand.kind, ErrandKind::FollowUp);
    assert!(errand.observed);
    assert!(errand.instructions[0].starts_with("Follow the link"));
}

#[test]
fn as_a_follow_up_it_is_done_once_it_is_confirmed() {
    let confirmed = subscribed("alerts@acme.example", confirmed());
    assert!(matches!(followed(confirmed), Observation::InSync { .. }));
}
