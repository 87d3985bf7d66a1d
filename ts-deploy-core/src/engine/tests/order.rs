//! What is begun, in which order, and what is not begun at all.

use super::stage::{Stage, driver, id};
use crate::engine::Outcome;
use crate::event::EventKind;
use crate::journal::JournalEntry;
use crate::journal::JournalStore as _;

pub(super) async fn entries(stage: &Stage) -> Vec<String> {
    let mut found = Vec::new();
    let mut sequence = 1;
    while let Some(bytes) = stage.store.read(sequence).await.unwrap() {
        let record: crate::journal::JournalRecord = serde_json::from_slice(&bytes).unwrap();
        let value = serde_json::to_value(&record.entry).unwrap();
        found.push(value["type"].as_str().unwrap().to_owned());
        sequence += 1;
    }
    found
}

#[tokio::test]
async fn a_step_without_a_difference_is_verified_and_begins_nothing() {
    let stage = Stage::new();
    stage.thing().made = true;
    assert_eq!(stage.run().await, Outcome::Succeeded);
    assert_eq!(stage.thing().starts, 0);
    assert!(stage.said(|kind| matches!(kind, EventKind::Verified { .. })));
}

#[tokio::test]
async fn a_change_stands_in_the_journal_from_its_intent_to_its_evidence() {
    let stage = Stage::new();
    assert_eq!(stage.run().await, Outcome::Succeeded);
    let expected = [
        "opened",
        "driving",
        "run-started",
        "intent",
        "accepted",
        "renewed",
        "settled",
        "verified",
        "run-finished",
        "released",
    ];
    let entries: Vec<String> = entries(&stage).await;
    let mut without_repeats = entries.clone();
    without_repeats.dedup();
    assert_eq!(without_repeats, expected);
}

#[tokio::test]
async fn what_the_checks_saw_stands_in_the_journal_before_anything_is_begun() {
    let stage = Stage::new();
    let engine = stage.engine(&[]).await;
    let engine = engine.preceded_by(&crate::check::Preflight::default());
    let outcome = engine.run(&driver("jane"), std::future::pending()).await;
    assert_eq!(outcome, Outcome::Succeeded);
    let entries = entries(&stage).await;
    assert_eq!(entries[2..5], ["run-started", "preflight", "intent"]);
}

#[tokio::test]
async fn polls_leave_no_trace_in_the_journal() {
    let stage = Stage::new();
    stage.run().await;
    let polls = stage
        .events
        .lock()
        .unwrap()
        .iter()
        .filter(|e| matches!(e.kind, EventKind::Progress { .. }))
        .count();
    assert!(polls > 2, "{polls}");
    assert!(
        !entries(&stage)
            .await
            .iter()
            .any(|entry| entry.contains("progress"))
    );
}

#[tokio::test]
async fn a_step_is_begun_only_after_the_one_it_comes_after() {
    let mut stage = Stage::new();
    stage.things.insert(
        0,
        (id("second"), vec![id("thing")], std::sync::Arc::default()),
    );
    assert_eq!(stage.run().await, Outcome::Succeeded);
    let events = stage.events.lock().unwrap();
    let at = |step: &str, test: fn(&EventKind) -> bool| {
        events
            .iter()
            .position(|e| e.step.as_ref() == Some(&id(step)) && test(&e.kind))
            .unwrap()
    };
    let first_done = at("thing", |kind| matches!(kind, EventKind::Verified { .. }));
    assert!(at("second", |kind| matches!(kind, EventKind::Starting { .. })) > first_done);
}

#[tokio::test]
async fn steps_that_need_nothing_of_each_other_run_side_by_side() {
    let mut stage = Stage::new();
    stage
        .things
        .push((id("other"), Vec::new(), std::sync::Arc::default()));
    let begun = crate::clock::Clock::now(&stage.clock);
    assert_eq!(stage.run().await, Outcome::Succeeded);
    let took = crate::clock::Clock::now(&stage.clock)
        .duration_since(begun)
        .as_mins();
    assert!(took < 25, "two changes of 15 minutes took {took} minutes");
}

#[tokio::test]
async fn a_failed_step_holds_back_what_comes_after_it() {
    let mut stage = Stage::new();
    stage.thing().fails = true;
    stage
        .things
        .push((id("second"), vec![id("thing")], std::sync::Arc::default()));
    assert_eq!(stage.run().await, Outcome::Failed);
    assert_eq!(stage.things[1].2.lock().unwrap().starts, 0);
    assert!(stage.said(
        |kind| matches!(kind, EventKind::Failed { failure } if failure.summary == "it broke")
    ));
}

#[tokio::test]
async fn a_change_that_needs_consent_is_not_begun_without_it() {
    let mut stage = Stage::new();
    stage.consent = true;
    assert_eq!(stage.run().await, Outcome::Blocked);
    assert_eq!(stage.thing().starts, 0);
}

#[tokio::test]
async fn consent_for_another_step_is_no_consent() {
    let mut stage = Stage::new();
    stage.consent = true;
    let outcome = stage
        .engine(&["destroy:other"])
        .await
        .run(&driver("jane"), std::future::pending())
        .await;
    assert_eq!(outcome, Outcome::Blocked);
}

#[tokio::test]
async fn a_change_with_consent_is_begun_and_the_consent_is_in_the_journal() {
    let mut stage = Stage::new();
    stage.consent = true;
    let outcome = stage
        .engine(&["destroy:thing"])
        .await
        .run(&driver("jane"), std::future::pending())
        .await;
    assert_eq!(outcome, Outcome::Succeeded);
    let consents = crate::journal::verify(&stage.store, None)
        .await
        .unwrap()
        .state
        .run
        .unwrap()
        .consents;
    assert_eq!(consents, ["destroy:thing"]);
}

#[tokio::test]
async fn a_change_that_never_takes_is_not_made_over_and_over() {
    let stage = Stage::new();
    stage.thing().never_converges = true;
    assert_eq!(stage.run().await, Outcome::Failed);
    assert_eq!(stage.thing().starts, 1);
}

#[tokio::test]
async fn what_is_waited_for_in_vain_is_told_with_what_is_there_instead() {
    let stage = Stage::new();
    stage.thing().never_converges = true;
    stage.thing().sends = vec![crate::parameter::Change {
        field: "serial".to_owned(),
        before: Some("7".to_owned()),
        after: Some("0f:51".to_owned()),
    }];
    stage.run().await;
    assert!(stage.said(|kind| matches!(
        kind,
        EventKind::Failed { failure } if failure.summary == "to create succeeded, and 10 minutes later the same difference is seen: serial is to be 0f:51, and is 7"
    )));
}

#[tokio::test]
async fn somebody_elses_change_is_waited_out() {
    let stage = Stage::new();
    let until = crate::clock::Clock::now(&stage.clock) + jiff::SignedDuration::from_mins(7);
    stage.thing().foreign_until = Some(until);
    assert_eq!(stage.run().await, Outcome::Succeeded);
    assert!(stage.said(|kind| matches!(kind, EventKind::Foreign { .. })));
    assert_eq!(stage.thing().accepted.len(), 1);
}

#[tokio::test]
async fn the_state_of_a_journal_is_the_same_from_a_checkpoint_as_from_its_beginning() {
    let stage = Stage::new();
    let name = crate::journal::Owner::real("test".parse().unwrap());
    let mut journal =
        crate::journal::Journal::open(std::sync::Arc::new(stage.store.clone()), "w", &name)
            .await
            .unwrap();
    for n in 0..150 {
        let entry = JournalEntry::Confirmed {
            step: id("thing"),
            by: format!("person {n}").parse().unwrap(),
            note: None,
            errand: "errand".into(),
        };
        journal
            .append(entry, crate::clock::Clock::now(&stage.clock))
            .await
            .unwrap();
    }
    let whole = crate::journal::verify(&stage.store, None)
        .await
        .unwrap()
        .state;
    assert_eq!(*journal.state(), whole);
}
