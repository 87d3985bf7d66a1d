//! Calls that do not answer say nothing about the deployment.

use super::stage::{Meets, Stage, driver, id};
use crate::engine::Outcome;
use crate::event::EventKind;
use crate::port::ErrorKind;

#[tokio::test]
async fn a_throttled_look_stretches_the_wait_and_ends_nothing() {
    let stage = Stage::new();
    stage.thing().on_observe = vec![Meets::Error(ErrorKind::Throttled); 4];
    assert_eq!(stage.run().await, Outcome::Succeeded);
    assert!(stage.said(|kind| matches!(kind, EventKind::LostSight { failures: 4, .. })));
    assert!(stage.said(|kind| matches!(kind, EventKind::SightRegained)));
}

#[tokio::test]
async fn waits_side_by_side_never_look_at_one_moment() {
    let mut stage = Stage::new();
    for name in ["other", "third"] {
        stage
            .things
            .push((id(name), Vec::new(), std::sync::Arc::default()));
    }
    assert_eq!(stage.run().await, Outcome::Succeeded);
    let events = stage.events.lock().unwrap();
    let looks = events.iter().filter_map(|event| match &event.kind {
        EventKind::Progress { next, .. } => Some(*next),
        _ => None,
    });
    let looks: Vec<_> = looks.collect();
    let apart: std::collections::BTreeSet<_> = looks.iter().collect();
    assert_eq!(apart.len(), looks.len(), "{looks:?}");
}

#[tokio::test]
async fn a_throttled_start_is_sent_again_with_the_same_token() {
    let stage = Stage::new();
    stage.thing().on_start = vec![Meets::Error(ErrorKind::Throttled); 2];
    assert_eq!(stage.run().await, Outcome::Succeeded);
    assert_eq!(stage.counts(), (3, 1));
}

#[tokio::test]
async fn a_start_whose_answer_is_lost_is_found_and_not_repeated() {
    let stage = Stage::new();
    stage.thing().on_start = vec![Meets::Lost];
    assert_eq!(stage.run().await, Outcome::Succeeded);
    assert_eq!(stage.thing().starts, 1);
}

#[tokio::test]
async fn credentials_that_expire_while_a_change_runs_pause_the_watching_only() {
    let stage = Stage::new();
    stage.thing().on_check = vec![Meets::Error(ErrorKind::CredentialsExpired); 3];
    assert_eq!(stage.run().await, Outcome::Succeeded);
    assert_eq!(stage.thing().starts, 1);
}

#[tokio::test]
async fn rights_taken_away_while_a_change_runs_are_no_verdict_on_it() {
    let stage = Stage::new();
    stage.thing().on_check = vec![Meets::Error(ErrorKind::Denied); 2];
    assert_eq!(stage.run().await, Outcome::Succeeded);
}

#[tokio::test]
async fn a_denied_start_fails_with_the_call_and_what_to_do() {
    let stage = Stage::new();
    stage.thing().on_start = vec![Meets::Error(ErrorKind::Denied)];
    let engine = stage.engine(&[]).await;
    assert_eq!(
        engine.run(&driver("jane"), std::future::pending()).await,
        Outcome::Failed
    );
    let failures = engine.failures();
    insta::assert_snapshot!(failures[0].1, @r"
    things:MakeThing in main: access denied: as scripted
      now     Nothing was changed by this call.
      to do   Give the caller the right to this call, then run again.
    ");
}

#[tokio::test]
async fn sight_lost_for_longer_than_allowed_ends_the_watching_not_the_change() {
    let stage = Stage::new();
    stage.thing().on_check = vec![Meets::Error(ErrorKind::Unreachable); 1000];
    assert_eq!(stage.run().await, Outcome::LostSight);
    stage.thing().on_check.clear();
    assert_eq!(stage.run().await, Outcome::Succeeded);
    assert_eq!(stage.thing().starts, 1);
}

#[tokio::test]
async fn a_failure_comes_before_what_is_out_of_sight() {
    let mut stage = Stage::new();
    stage.thing().fails = true;
    let other = std::sync::Arc::<std::sync::Mutex<super::stage::Thing>>::default();
    other.lock().unwrap().on_observe = vec![Meets::Error(ErrorKind::Unreachable); 1000];
    stage
        .things
        .push((super::stage::id("other"), Vec::new(), other));
    assert_eq!(stage.run().await, Outcome::Failed);
}

#[tokio::test]
async fn a_change_that_is_not_found_any_more_is_looked_for_instead_of_waited_for() {
    let stage = Stage::new();
    stage.thing().on_check = vec![Meets::Error(ErrorKind::NotFound); 1000];
    assert_eq!(stage.run().await, Outcome::Succeeded);
    assert_eq!(stage.thing().starts, 1);
}

#[tokio::test]
async fn a_change_that_has_ended_and_still_shows_is_waited_for_without_a_trace() {
    let stage = Stage::new();
    stage.thing().lags = 20;
    assert_eq!(stage.run().await, Outcome::Succeeded);
    let verified = crate::journal::verify(&stage.store, None).await.unwrap();
    assert!(verified.records < 40, "{} records", verified.records);
    assert_eq!(stage.thing().starts, 1);
}
