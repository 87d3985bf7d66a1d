//! A run of an approved plan begins nothing that the plan did not show.

use super::stage::{Stage, driver, id};
use crate::engine::{Outcome, Run};
use crate::event::EventKind;
use crate::finding::Findings;
use crate::parameter::Change;
use crate::plan::{Entry, Foreseen, Plan, PlannedStep};
use crate::target::TargetName;

/// The approved plan, which held the thing.
fn held() -> Plan {
    let step = PlannedStep {
        id: id("thing"),
        title: "Thing".to_owned(),
        target: TargetName::Main,
        after: Vec::new(),
        removes: false,
        entry: Entry::Held {
            gates: Vec::new(),
            foreseen: Vec::new(),
        },
        unknown_until: Vec::new(),
        findings: Findings::none(),
    };
    Plan {
        steps: vec![step],
        digest: "approved".to_owned(),
    }
}

/// A stage on which one size was foreseen and another, perhaps, is sent.
fn stage(foreseen: Foreseen, sent: &str) -> Stage {
    let mut stage = Stage::new();
    stage.foreseen = vec![foreseen];
    stage.thing().sends = vec![Change {
        field: "size".to_owned(),
        before: None,
        after: Some(sent.to_owned()),
    }];
    stage
}

fn approved() -> Run {
    Run {
        approved: Some("approved".to_owned()),
        ..driver("jane")
    }
}

async fn run(stage: &Stage) -> Outcome {
    let engine = stage.engine(&[]).await.bound_to(&held());
    engine.run(&approved(), std::future::pending()).await
}

#[tokio::test]
async fn a_held_step_that_comes_to_another_change_than_was_shown_is_not_begun() {
    let stage = stage(Foreseen::decided("size", "small"), "large");
    assert_eq!(run(&stage).await, Outcome::Blocked);
    assert_eq!(stage.thing().starts, 0);
    let said = stage.events.lock().unwrap().clone();
    let words = said.iter().find_map(|event| match &event.kind {
        EventKind::Blocked { findings } => Some(findings.to_string()),
        _ => None,
    });
    insta::assert_snapshot!(words.unwrap_or_default(), @"blocks thing: to create would change what the approved plan did not show: size large. The plan was approved before this step could be looked at, by what the spec alone says. Make the plan again: it shows the whole change by now. Approve it by its digest.");
}

#[tokio::test]
async fn a_held_step_that_comes_to_the_change_that_was_shown_is_begun() {
    let stage = stage(Foreseen::decided("size", "small"), "small");
    assert_eq!(run(&stage).await, Outcome::Succeeded);
}

#[tokio::test]
async fn a_value_that_was_shown_as_another_components_to_tell_may_be_any() {
    let stage = stage(Foreseen::open("size", "unknown until x tells"), "large");
    assert_eq!(run(&stage).await, Outcome::Succeeded);
}

#[tokio::test]
async fn a_run_that_goes_on_is_bound_as_the_one_before_it() {
    let stage = stage(Foreseen::decided("size", "small"), "large");
    run(&stage).await;
    let next = stage.engine(&[]).await;
    let outcome = next.run(&approved(), std::future::pending()).await;
    assert_eq!(outcome, Outcome::Blocked);
}

#[tokio::test]
async fn a_run_of_a_later_approval_is_not_bound_by_the_earlier_plan() {
    let stage = stage(Foreseen::decided("size", "small"), "large");
    run(&stage).await;
    let later = Run {
        approved: Some("later".to_owned()),
        ..driver("jane")
    };
    let next = stage.engine(&[]).await;
    let outcome = next.run(&later, std::future::pending()).await;
    assert_eq!(outcome, Outcome::Succeeded);
}
