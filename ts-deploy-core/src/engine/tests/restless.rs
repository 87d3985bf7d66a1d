//! A step whose every change brings another.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;

use super::stage::{Stage, driver, id};
use crate::engine::Outcome;
use crate::engine::refusal::MOST_CHANGES;
use crate::finding::Findings;
use crate::plan::{
    Action, Duration, Evidence, Handle, Observation, Progress, Proposal, ReadContext, Started,
    Step, StepError, StepId,
};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::target::TargetName;

/// Wants one change more than were made, each another one.
struct Restless {
    id: StepId,
    changes: AtomicUsize,
}

#[async_trait]
impl Step for Restless {
    fn id(&self) -> &StepId {
        &self.id
    }

    fn title(&self) -> String {
        "Restless".to_owned()
    }

    fn target(&self) -> TargetName {
        TargetName::Main
    }

    fn after(&self) -> &[StepId] {
        &[]
    }

    fn documented(&self, _: Action) -> Duration {
        Duration { least: 0, most: 1 }
    }

    async fn observe(&self, _: &ReadContext<'_>) -> Result<Observation, StepError> {
        Ok(Observation::Differs(Box::new(Proposal {
            action: Action::Update,
            changes: Vec::new(),
            digest: format!("change {}", self.changes.load(Ordering::SeqCst)),
            last_seen: None,
            awaits: Vec::new(),
            consent: None,
            takes_over: None,
            removed: None,
            expected: self.documented(Action::Update),
            findings: Findings::none(),
            work: Arc::new(()),
        })))
    }

    async fn start(
        &self,
        _: &Writers<'_>,
        _: &Proposal,
        _: &OperationToken,
    ) -> Result<Started, StepError> {
        self.changes.fetch_add(1, Ordering::SeqCst);
        Ok(Started::Done)
    }

    async fn check(&self, _: &ReadContext<'_>, _: &Handle) -> Result<Progress, StepError> {
        Ok(Progress::Settled)
    }

    async fn verify(&self, _: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError> {
        Ok(Vec::new())
    }
}

#[tokio::test]
async fn a_step_whose_changes_never_end_fails_after_a_bounded_number() {
    let mut stage = Stage::new();
    let restless = Arc::new(Restless {
        id: id("restless"),
        changes: AtomicUsize::new(0),
    });
    stage.beside.push(restless.clone());
    let engine = stage.engine(&[]).await;
    let outcome = engine.run(&driver("jane"), std::future::pending()).await;
    assert_eq!(outcome, Outcome::Failed);
    assert_eq!(restless.changes.load(Ordering::SeqCst), MOST_CHANGES);
    insta::assert_snapshot!(engine.failures()[0].1, @r"
    100 changes succeeded one after the other, and to update is still wanted
      now     The changes are in, as far as AWS says.
      to do   Look at the thing in AWS: something may change it back, or each change brings a new difference.
    ");
}
