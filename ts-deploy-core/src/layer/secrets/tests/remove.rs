use super::*;
use crate::plan::{Observation, ReadContext, Started};
use crate::port::parameter_store::ParameterWriter as _;

#[tokio::test]
async fn what_was_written_is_removed() {
    let bench = Bench::new();
    bench.write(&one(told(CANARY))).await;
    assert_eq!(bench.remove(&one(told(CANARY))).await, Outcome::Succeeded);
    assert!(bench.cloud.is_empty());
}

#[tokio::test]
async fn a_removal_needs_no_source() {
    let bench = Bench::new();
    bench.write(&one(told(CANARY))).await;
    let secrets = one(ValueFrom::Named(variable("A")));
    assert_eq!(bench.remove(&secrets).await, Outcome::Succeeded);
}

#[tokio::test]
async fn what_is_gone_already_is_left_alone() {
    let bench = Bench::new();
    assert_eq!(bench.remove(&one(told(CANARY))).await, Outcome::Succeeded);
    assert_eq!(bench.cloud.changing_calls(), 0);
}

#[tokio::test]
async fn a_value_that_cannot_be_given_again_is_removed_only_with_consent() {
    let bench = Bench::new();
    bench.write(&one(once(CANARY))).await;
    assert_eq!(bench.remove(&one(spent())).await, Outcome::Blocked);
    let events = bench.events.lock().unwrap();
    let asked = events.iter().find_map(|event| match &event.kind {
        EventKind::ConsentNeeded { consent } => Some(consent.loses.clone()),
        _ => None,
    });
    insta::assert_snapshot!(asked.unwrap(), @"The value of /acme/a came from the test's source and cannot be read again there.");
}

#[tokio::test]
async fn what_somebody_else_removed_in_between_counts_as_removed() {
    let bench = Bench::new();
    bench.write(&one(told(CANARY))).await;
    let step = one(told(CANARY)).remove_steps(&[]).remove(0);
    let ports = bench.cloud.ports(&[target()]);
    let tokens = TokenSeed::new("test".parse().unwrap());
    let cx = ReadContext {
        ports: ports.readers(),
        now: "2026-03-02T09:00:00Z".parse().unwrap(),
        open: None,
        confirmed: None,
        tokens: &tokens,
        detail: false,
    };
    let Observation::Differs(proposal) = step.observe(&cx).await.unwrap() else {
        panic!("it is there");
    };
    bench.place.delete(&path("/acme/a")).await.unwrap();
    let token = tokens.token(step.id(), &proposal.digest, None);
    let started = step.start(&ports.writers(), &proposal, &token).await;
    assert_eq!(started.unwrap(), Started::Done);
}
