//! A person's part that AWS shows to be done.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use jiff::SignedDuration;

use super::person::{AtHand, attended, said, stage};
use super::stage::{driver, id};
use crate::engine::Outcome;
use crate::finding::Findings;
use crate::journal::ConfirmError;
use crate::plan::{
    Action, Duration, Errand, ErrandKind, Evidence, Handle, Observation, Progress, Proposal,
    ReadContext, Started, Step, StepError, StepId,
};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::target::TargetName;

/// A gate that AWS shows to be passed, whatever persons say.
struct Watched {
    id: StepId,
    passed: Arc<AtomicBool>,
}

fn watched() -> (Arc<Watched>, Arc<AtomicBool>) {
    let passed = Arc::new(AtomicBool::new(false));
    let watched = Watched {
        id: id("ask"),
        passed: passed.clone(),
    };
    (Arc::new(watched), passed)
}

#[async_trait]
impl Step for Watched {
    fn id(&self) -> &StepId {
        &self.id
    }
    fn title(&self) -> String {
        "Subscription".into()
    }
    fn target(&self) -> TargetName {
        TargetName::Main
    }
    fn after(&self) -> &[StepId] {
        &[]
    }
    fn documented(&self, _: Action) -> Duration {
        Duration { least: 0, most: 0 }
    }
    async fn observe(&self, _: &ReadContext<'_>) -> Result<Observation, StepError> {
        let findings = Findings::none();
        if self.passed.load(Ordering::SeqCst) {
            return Ok(Observation::InSync { findings });
        }
        Ok(Observation::Person(Box::new(Errand {
            kind: ErrandKind::Gate,
            title: self.title(),
            instructions: vec!["Follow the link in the mail.".into()],
            why: String::new(),
            observed: true,
            digest: "subscription".into(),
            findings,
        })))
    }
    async fn start(
        &self,
        _: &Writers<'_>,
        _: &Proposal,
        _: &OperationToken,
    ) -> Result<Started, StepError> {
        Ok(Started::Done)
    }
    async fn check(&self, _: &ReadContext<'_>, _: &Handle) -> Result<Progress, StepError> {
        Ok(Progress::Settled)
    }
    async fn verify(&self, cx: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError> {
        Ok(vec![Evidence {
            what: "the gate".to_owned(),
            seen: "passed".to_owned(),
            at: cx.now,
            call: "test:Look".to_owned(),
        }])
    }
}

#[tokio::test]
async fn a_gate_that_aws_shows_to_be_passed_needs_nobodys_word() {
    let mut stage = stage(ErrandKind::Gate);
    let (gate, passed) = watched();
    stage.beside = vec![gate];
    assert_eq!(stage.run().await, Outcome::WaitingForPerson);
    passed.store(true, Ordering::SeqCst);
    assert_eq!(stage.run().await, Outcome::Succeeded);
}

#[tokio::test]
async fn a_gate_that_aws_can_show_is_looked_at_again_while_the_run_goes_on() {
    let mut stage = stage(ErrandKind::Gate);
    let (gate, passed) = watched();
    stage.beside = vec![gate];
    let engine = stage.engine(&[]).await;
    engine.take(&driver("jane").driver).await.unwrap();
    engine.advance().await.unwrap();
    passed.store(true, Ordering::SeqCst);
    stage.clock.advance(SignedDuration::from_mins(5));
    engine.advance().await.unwrap();
    assert_eq!(stage.thing().starts, 1);
}

#[tokio::test]
async fn a_person_is_not_asked_on_and_on_for_what_only_aws_can_show() {
    let mut stage = stage(ErrandKind::Gate);
    stage.beside = vec![watched().0];
    let person = Arc::new(AtHand {
        answers: true,
        ..AtHand::default()
    });
    assert_eq!(attended(&stage, &person).await, Outcome::WaitingForPerson);
    assert_eq!(person.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn nobodys_word_is_recorded_about_what_aws_shows() {
    let mut stage = stage(ErrandKind::Gate);
    stage.beside = vec![watched().0];
    assert_eq!(stage.run().await, Outcome::WaitingForPerson);
    let refused = said(&stage, "Joe").await;
    assert!(
        matches!(refused, Err(ConfirmError::Shown { .. })),
        "{refused:?}"
    );
}
