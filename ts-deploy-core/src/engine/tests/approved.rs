//! A run of an approved plan begins nothing that the plan did not show.

use jiff::SignedDuration;

use super::stage::{Meets, Stage, driver, id};
use crate::clock::Clock as _;
use crate::engine::{Outcome, Run};
use crate::event::EventKind;
use crate::finding::Findings;
use crate::parameter::Change;
use crate::plan::{Action, Entry, Foreseen, Plan, PlannedStep};
use crate::port::ErrorKind;
use crate::target::TargetName;

/// The approved plan, which held the thing.
fn held() -> Plan {
    showing(Entry::Held {
        gates: Vec::new(),
        foreseen: Vec::new(),
    })
}

/// The approved plan, which found somebody's change under way.
fn waiting() -> Plan {
    let what = "somebody's change".to_owned();
    showing(Entry::Wait { what })
}

/// The approved plan, which shows this of the thing.
fn showing(entry: Entry) -> Plan {
    let step = PlannedStep {
        id: id("thing"),
        title: "Thing".to_owned(),
        target: TargetName::Main,
        after: Vec::new(),
        removes: false,
        entry,
        changes_after: Vec::new(),
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

/// A run that begins with the approved plan.
fn begun() -> Run {
    Run {
        plan: "approved".to_owned(),
        ..approved()
    }
}

/// A stage on which somebody's change is under way, and something differs when it has ended.
fn busy() -> Stage {
    let stage = Stage::new();
    let until = stage.clock.now() + SignedDuration::from_hours(1);
    stage.thing().foreign_until = Some(until);
    stage
}

/// The findings that blocked a step.
fn blocked(stage: &Stage) -> String {
    let said = stage.events.lock().unwrap().clone();
    let words = said.iter().find_map(|event| match &event.kind {
        EventKind::Blocked { findings } => Some(findings.to_string()),
        _ => None,
    });
    words.unwrap_or_default()
}

#[tokio::test]
async fn a_held_step_that_comes_to_another_change_than_was_shown_is_not_begun() {
    let stage = stage(Foreseen::decided("size", "small"), "large");
    assert_eq!(run(&stage).await, Outcome::Blocked);
    assert_eq!(stage.thing().starts, 0);
    insta::assert_snapshot!(blocked(&stage), @"blocks thing: to create would change what the approved plan did not show: size large. The plan was approved before this step could be looked at, by what the spec alone says. Make the plan again: it shows the whole change by now. Approve it by its digest.");
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

#[tokio::test]
async fn after_what_was_under_way_nothing_is_begun_that_the_plan_did_not_show() {
    let stage = busy();
    let engine = stage.engine(&[]).await.bound_to(&waiting());
    let outcome = engine.run(&begun(), std::future::pending()).await;
    assert_eq!((outcome, stage.thing().starts), (Outcome::Blocked, 0));
    insta::assert_snapshot!(blocked(&stage), @"blocks thing: to create is left to do after what was under way when the plan was approved, and it did not show that. What differs can be told only once an operation has ended, so that nobody agreed to this change. Make the plan again: it shows the whole change by now. Approve it by its digest.");
}

#[tokio::test]
async fn what_was_under_way_and_leaves_nothing_to_do_ends_well() {
    let stage = Stage::new();
    stage.thing().on_check = vec![Meets::Error(ErrorKind::Unreachable); 3];
    stage
        .engine(&[])
        .await
        .run(&driver("jane"), std::future::ready(()))
        .await;
    assert_eq!(stage.thing().starts, 1);
    let engine = stage.engine(&[]).await.bound_to(&showing(Entry::Attach {
        action: Action::Create,
        id: "op-thing".to_owned(),
        then: None,
    }));
    let outcome = engine.run(&begun(), std::future::pending()).await;
    assert_eq!((outcome, stage.thing().starts), (Outcome::Succeeded, 1));
}

#[tokio::test]
async fn a_run_that_goes_on_is_bound_by_what_was_under_way_before() {
    let stage = busy();
    let engine = stage.engine(&[]).await.bound_to(&waiting());
    engine.run(&begun(), std::future::ready(())).await;
    let next = stage.engine(&[]).await;
    let outcome = next.run(&approved(), std::future::pending()).await;
    assert_eq!((outcome, stage.thing().starts), (Outcome::Blocked, 0));
}

#[tokio::test]
async fn what_the_approved_runs_own_plan_began_is_gone_on_with() {
    // The plan that is made to go on finds under way what the approved one showed.
    let stage = busy();
    let engine = stage.engine(&[]).await.bound_to(&waiting());
    let outcome = engine.run(&approved(), std::future::pending()).await;
    assert_eq!((outcome, stage.thing().starts), (Outcome::Succeeded, 1));
}
