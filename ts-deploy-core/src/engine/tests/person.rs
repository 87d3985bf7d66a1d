//! What only a person can do: what it holds back, and what passes it.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::SignedDuration;

use super::stage::{Stage, driver, id};
use crate::clock::Clock as _;
use crate::engine::{Answer, Outcome, Person, TokenSeed};
use crate::event::EventKind;
use crate::journal::{Confirm, ConfirmError, Confirmed, Journal, Owner, confirm, verify};
use crate::plan::{Entry, ErrandKind, Graph, ManualStep, OpenErrand, Plan, Step, plan};
use crate::port::Ports;
use crate::target::TargetName;

fn manual(kind: ErrandKind, about: &str) -> Arc<dyn Step> {
    Arc::new(
        ManualStep::builder()
            .id(id("ask"))
            .title("Firewall")
            .target(TargetName::Main)
            .kind(kind)
            .instructions(["Open the firewall."])
            .why("Nothing gets through.")
            .about([about])
            .build(),
    )
}

/// A manual step, a thing that comes after it, and one that does not.
pub(super) fn stage(kind: ErrandKind) -> Stage {
    let mut stage = Stage::new();
    stage.beside.push(manual(kind, "acme"));
    stage.things[0].1.push(id("ask"));
    stage.things.push((id("other"), Vec::new(), Arc::default()));
    stage
}

/// Somebody's word about `ask`.
pub(super) async fn said(stage: &Stage, by: &str) -> Result<Confirmed, ConfirmError> {
    let word = Confirm {
        step: id("ask"),
        by: by.parse().unwrap(),
        note: None,
        errand: None,
    };
    let (store, owner) = (
        Arc::new(stage.store.clone()),
        Owner::real("test".parse().unwrap()),
    );
    confirm(store, &owner, "elsewhere", &word, stage.clock.now()).await
}

async fn say(stage: &Stage, by: &str) {
    said(stage, by).await.unwrap();
}

/// What the journal says comes before `step`, and is open.
async fn open_before(stage: &Stage, step: &str) -> Vec<String> {
    let owner = Owner::real("test".parse().unwrap());
    let store = Arc::new(stage.store.clone());
    let journal = Journal::open(store, "reader", &owner).await.unwrap();
    let open = journal.state().open_before(&id(step));
    open.iter().map(ToString::to_string).collect()
}

/// A follow-up that comes after the follow-up `ask`.
fn after_another() -> Stage {
    let mut stage = stage(ErrandKind::FollowUp);
    let last = ManualStep::builder()
        .id(id("last"))
        .title("What cannot be taken back")
        .target(TargetName::Main)
        .kind(ErrandKind::FollowUp)
        .instructions(["Switch it off."])
        .why("Nobody should use it.")
        .after(vec![id("ask")])
        .build();
    stage.beside.push(Arc::new(last));
    stage
}

#[tokio::test]
async fn a_follow_up_that_comes_after_an_open_one_is_asked_for_with_that_one_named() {
    let stage = after_another();
    assert_eq!(stage.run().await, Outcome::Succeeded);
    assert_eq!(open_before(&stage, "last").await, ["ask"]);
}

#[tokio::test]
async fn a_follow_up_comes_after_nothing_open_once_the_one_before_was_confirmed() {
    let stage = after_another();
    stage.run().await;
    say(&stage, "Joe").await;
    assert_eq!(open_before(&stage, "last").await, Vec::<String>::new());
}

fn made(stage: &Stage) -> (bool, bool) {
    let made = |n: usize| stage.things[n].2.lock().unwrap().made;
    (made(0), made(1))
}

#[tokio::test]
async fn a_gate_holds_back_what_comes_after_it_and_nothing_else() {
    let stage = stage(ErrandKind::Gate);
    assert_eq!(stage.run().await, Outcome::WaitingForPerson);
    assert_eq!(made(&stage), (false, true));
}

#[tokio::test]
async fn a_follow_up_holds_nothing_back() {
    let stage = stage(ErrandKind::FollowUp);
    assert_eq!(stage.run().await, Outcome::Succeeded);
    assert_eq!(made(&stage), (true, true));
}

#[tokio::test]
async fn open_follow_ups_are_listed_right_before_the_end() {
    let stage = stage(ErrandKind::FollowUp);
    stage.run().await;
    let events = stage.events.lock().unwrap();
    let listed = serde_json::to_value(&events[events.len() - 2].kind).unwrap();
    assert_eq!(listed["event"], "follow_ups");
    assert_eq!(listed["open"][0]["step"], "ask");
}

#[tokio::test]
async fn what_a_person_has_to_do_is_said_in_one_flat_event() {
    let stage = stage(ErrandKind::Gate);
    stage.run().await;
    let events = stage.events.lock().unwrap();
    let needed: Vec<_> = events
        .iter()
        .filter(|event| matches!(event.kind, EventKind::PersonNeeded { .. }))
        .collect();
    assert_eq!(needed.len(), 1);
    insta::assert_snapshot!(serde_json::to_string_pretty(needed[0]).unwrap(), @r#"
    {
      "at": "2026-01-01T00:00:00Z",
      "step": "ask",
      "event": "person_needed",
      "kind": "gate",
      "title": "Firewall",
      "instructions": [
        "Open the firewall."
      ],
      "why": "Nothing gets through.",
      "observed": false,
      "errand": "e3104f94c73de951332a045c1c9ea7b9cefd95cb583e38c4e5c01fd5d08b8616"
    }
    "#);
}

#[tokio::test]
async fn a_confirmed_gate_is_passed_by_the_next_run() {
    let stage = stage(ErrandKind::Gate);
    stage.run().await;
    say(&stage, "Jane Doe").await;
    assert_eq!(stage.run().await, Outcome::Succeeded);
    assert_eq!(made(&stage), (true, true));
}

#[tokio::test]
async fn the_evidence_of_a_passed_gate_names_who_passed_it() {
    let stage = stage(ErrandKind::Gate);
    stage.run().await;
    say(&stage, "Jane Doe").await;
    stage.run().await;
    assert!(stage.said(|kind| matches!(kind,
        EventKind::Verified { evidence } if evidence.iter().any(|e| e.seen == "done, says Jane Doe"))));
}

#[tokio::test]
async fn a_word_about_something_else_does_not_pass_a_gate_and_is_told() {
    let mut stage = stage(ErrandKind::Gate);
    stage.run().await;
    say(&stage, "Jane Doe").await;
    stage.beside = vec![manual(ErrandKind::Gate, "another name")];
    assert_eq!(stage.run().await, Outcome::WaitingForPerson);
    assert!(
        stage.said(|kind| matches!(kind,
        EventKind::PersonNeeded { findings, .. } if findings.find("confirmation-stale").is_some()))
    );
}

#[tokio::test]
async fn a_word_said_elsewhere_while_a_run_goes_on_is_heard_by_it() {
    let stage = stage(ErrandKind::Gate);
    let engine = stage.engine(&[]).await;
    engine.take(&driver("jane").driver).await.unwrap();
    let first = engine.advance().await.unwrap();
    assert_eq!(first.outcome, None, "the other thing is being made");
    say(&stage, "Jane Doe").await;
    stage.clock.advance(SignedDuration::from_mins(1));
    engine.advance().await.unwrap();
    assert_eq!(stage.thing().starts, 1);
    verify(&stage.store, None).await.unwrap();
}

#[tokio::test]
async fn a_failed_step_outweighs_an_open_gate() {
    let stage = stage(ErrandKind::Gate);
    stage.things[1].2.lock().unwrap().fails = true;
    assert_eq!(stage.run().await, Outcome::Failed);
}

#[tokio::test]
async fn a_gate_is_asked_for_in_the_journal_once_however_often_it_is_met() {
    let stage = stage(ErrandKind::Gate);
    stage.run().await;
    stage.run().await;
    let mut asked = 0;
    let mut sequence = 1;
    while let Some(bytes) = crate::journal::JournalStore::read(&stage.store, sequence)
        .await
        .unwrap()
    {
        asked += usize::from(
            String::from_utf8(bytes)
                .unwrap()
                .contains("\"type\":\"asked\""),
        );
        sequence += 1;
    }
    assert_eq!(asked, 1);
}

/// Somebody at hand, who answers all that is asked, or nothing.
#[derive(Default)]
pub(super) struct AtHand {
    pub(super) answers: bool,
    pub(super) asked: AtomicU32,
}

#[async_trait]
impl Person for AtHand {
    async fn answer(&self, open: &[OpenErrand]) -> Vec<Answer> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let said = open.iter().filter(|_| self.answers).map(|open| Answer {
            step: open.step.clone(),
            by: "Jim".parse().unwrap(),
            note: None,
        });
        said.collect()
    }
}

pub(super) async fn attended(stage: &Stage, person: &Arc<AtHand>) -> Outcome {
    let engine = stage.engine(&[]).await.attended_by(person.clone());
    engine.run(&driver("jane"), std::future::pending()).await
}

#[tokio::test]
async fn somebody_at_hand_passes_a_gate_within_the_run() {
    let stage = stage(ErrandKind::Gate);
    let person = Arc::new(AtHand {
        answers: true,
        ..AtHand::default()
    });
    assert_eq!(attended(&stage, &person).await, Outcome::Succeeded);
    let finished = stage.events.lock().unwrap();
    let ends = finished
        .iter()
        .filter(|event| matches!(event.kind, EventKind::Finished { .. }));
    assert_eq!(ends.count(), 1);
}

#[tokio::test]
async fn somebody_at_hand_who_does_nothing_is_asked_once() {
    let stage = stage(ErrandKind::Gate);
    let person = Arc::new(AtHand::default());
    assert_eq!(attended(&stage, &person).await, Outcome::WaitingForPerson);
    assert_eq!(person.asked.load(Ordering::SeqCst), 1);
}

/// Somebody at hand who says that one step is done, whatever is asked, and remembers what that was.
struct Hasty {
    done: &'static str,
    asked: Mutex<Vec<Vec<String>>>,
}

impl Hasty {
    fn with(done: &'static str) -> Arc<Self> {
        let asked = Mutex::default();
        Arc::new(Self { done, asked })
    }
}

#[async_trait]
impl Person for Hasty {
    async fn answer(&self, open: &[OpenErrand]) -> Vec<Answer> {
        let steps = open.iter().map(|open| open.step.to_string()).collect();
        self.asked.lock().unwrap().push(steps);
        let (step, by) = (id(self.done), "Jim".parse().unwrap());
        let note = None;
        vec![Answer { step, by, note }]
    }
}

#[tokio::test]
async fn somebody_at_hand_is_asked_for_what_comes_after_an_open_part_only_once_that_is_done() {
    let stage = after_another();
    let person = Hasty::with("ask");
    let engine = stage.engine(&[]).await.attended_by(person.clone());
    engine.run(&driver("jane"), std::future::pending()).await;
    assert_eq!(*person.asked.lock().unwrap(), [["ask"], ["last"]]);
}

#[tokio::test]
async fn the_word_of_somebody_at_hand_about_what_comes_after_an_open_part_does_not_count() {
    let stage = after_another();
    let engine = stage.engine(&[]).await.attended_by(Hasty::with("last"));
    engine.run(&driver("jane"), std::future::pending()).await;
    let said = verify(&stage.store, None).await.unwrap().state;
    assert_eq!(said.step(&id("last")).unwrap().confirmed, None);
}

#[tokio::test]
async fn a_run_that_waits_for_somebody_at_hand_can_be_cancelled() {
    struct Gone;
    #[async_trait]
    impl Person for Gone {
        async fn answer(&self, _: &[OpenErrand]) -> Vec<Answer> {
            std::future::pending().await
        }
    }
    let mut stage = stage(ErrandKind::Gate);
    stage.things.clear();
    let engine = stage.engine(&[]).await.attended_by(Arc::new(Gone));
    let outcome = engine.run(&driver("jane"), std::future::ready(())).await;
    assert_eq!(outcome, Outcome::Cancelled);
}

async fn planned(steps: Vec<Arc<dyn Step>>, stage: &Stage) -> Plan {
    let said = verify(&stage.store, None).await.unwrap().state;
    let tokens = TokenSeed::new("test".parse().unwrap());
    let (graph, ports) = (Graph::new(steps).unwrap(), Ports::new());
    let now = stage.clock.now();
    plan(&graph, ports.readers(), now, &tokens, |id| said.step(id)).await
}

#[tokio::test]
async fn a_plan_approved_while_a_gate_is_open_is_the_same_plan_once_it_is_passed() {
    let stage = stage(ErrandKind::Gate);
    let gate = manual(ErrandKind::Gate, "acme");
    let open = planned(vec![gate.clone()], &stage).await;
    assert!(matches!(open.steps[0].entry, Entry::Manual { .. }));
    stage.run().await;
    say(&stage, "Jane Doe").await;
    let passed = planned(vec![gate], &stage).await;
    assert_eq!(passed.steps[0].entry, Entry::NoChange);
    assert_eq!(open.digest, passed.digest);
}

#[tokio::test]
async fn a_plan_with_an_open_follow_up_changes_nothing() {
    let steps = vec![manual(ErrandKind::FollowUp, "acme")];
    assert!(planned(steps, &Stage::new()).await.is_no_change());
}

#[tokio::test]
async fn a_plan_with_an_open_gate_is_not_done() {
    let steps = vec![manual(ErrandKind::Gate, "acme")];
    assert!(!planned(steps, &Stage::new()).await.is_no_change());
}
