//! What the engine writes down and says about a step.

use jiff::Timestamp;

use super::advance::{Done, Stage};
use super::drive::Next;
use super::{Engine, EngineError, Waiting};
use crate::event::EventKind;
use crate::journal::{JournalEntry, Settlement};
use crate::plan::{Action, Failure, OpenIntent, Step, StepError, StepId};
use crate::port::catalog::OperationToken;

impl Engine {
    pub(super) async fn intend(
        &self,
        step: &dyn Step,
        action: Action,
        token: &OperationToken,
        digest: &str,
        last_seen: Option<&str>,
    ) -> Result<(), EngineError> {
        let (token, digest, place) = (token.clone(), digest.to_owned(), step.place());
        let (step, makes) = (step.id().clone(), step.makes());
        let last_seen = last_seen.map(str::to_owned);
        self.write(JournalEntry::Intent {
            step,
            place,
            action,
            token,
            digest,
            last_seen,
            makes,
        })
        .await
    }

    pub(super) async fn settled(
        &self,
        step: &dyn Step,
        action: Action,
        digest: &str,
    ) -> Result<(), EngineError> {
        let open = self.known(step.id()).await.open;
        let seconds = self
            .settle(step, open.as_ref(), Settlement::Succeeded)
            .await?;
        let now = self.clock.now();
        let since = open.as_ref().map_or(now, OpenIntent::known_since);
        self.remember(step.id(), action, digest, since);
        self.say(Some(step.id()), EventKind::Settled { action, seconds });
        Ok(())
    }

    pub(super) async fn settle(
        &self,
        step: &dyn Step,
        open: Option<&OpenIntent>,
        result: Settlement,
    ) -> Result<u64, EngineError> {
        let took = open.map_or(0, |open| {
            let took = self.clock.now().duration_since(open.known_since());
            took.as_secs()
        });
        let seconds = u64::try_from(took).unwrap_or(0);
        self.write(JournalEntry::Settled {
            step: step.id().clone(),
            result,
            seconds,
        })
        .await?;
        Ok(seconds)
    }

    pub(super) fn failed(&self, step: &dyn Step, failure: Failure) -> Next {
        Next::Rest(self.failed_stage(step, failure))
    }

    pub(super) fn failed_stage(&self, step: &dyn Step, failure: Failure) -> Stage {
        self.say(
            Some(step.id()),
            EventKind::Failed {
                failure: failure.clone(),
            },
        );
        Stage::Failed(Box::new(failure))
    }

    pub(super) fn lost_sight(&self, step: &dyn Step, error: &StepError) -> Next {
        let now = self.clock.now();
        let (since, failures) = match self.stage(step.id()) {
            Stage::Waiting {
                why: Waiting::Sight { since, failures },
                ..
            } => (since, failures.saturating_add(1)),
            _ => (now, 1),
        };
        let budget = &self.options.budget;
        if error.is_throttled() {
            budget.throttled(step.target());
        }
        let until = self.options.pace.after_failure(now, failures);
        let until = budget.not_before(step.target(), now, until);
        let error = crate::error::chain(error);
        self.say(
            Some(step.id()),
            EventKind::LostSight {
                error,
                failures,
                next: until,
            },
        );
        Next::Rest(Stage::Waiting {
            until,
            why: Waiting::Sight { since, failures },
        })
    }

    /// A look was answered.
    pub(super) fn regained(&self, step: &dyn Step) {
        self.options.budget.answered(step.target());
        if matches!(
            self.stage(step.id()),
            Stage::Waiting {
                why: Waiting::Sight { .. },
                ..
            }
        ) {
            self.say(Some(step.id()), EventKind::SightRegained);
        }
    }

    /// Gives a call its own time-out, so that a hung one is lost sight of that step alone.
    pub(super) async fn timed<T>(
        &self,
        doing: &'static str,
        call: impl Future<Output = Result<T, StepError>>,
    ) -> Result<T, StepError> {
        let limit = self.options.call_timeout;
        let until = self
            .clock
            .now()
            .checked_add(limit)
            .unwrap_or(Timestamp::MAX);
        let sleep = self.clock.sleep_until(until);
        match futures::future::select(std::pin::pin!(call), sleep).await {
            futures::future::Either::Left((answer, _)) => answer,
            futures::future::Either::Right(_) => Err(StepError::TimedOut {
                doing,
                seconds: limit.as_secs(),
            }),
        }
    }

    pub(super) fn remember(&self, id: &StepId, action: Action, digest: &str, since: Timestamp) {
        if !digest.is_empty() {
            let (digest, at) = (digest.to_owned(), self.clock.now());
            let done = Done {
                action,
                digest,
                since,
                at,
            };
            self.done().entry(id.clone()).or_default().push(done);
        }
    }

    /// How many changes of this step were seen to succeed by this engine.
    pub(super) fn done_before(&self, id: &StepId) -> usize {
        self.done().get(id).map_or(0, Vec::len)
    }

    /// This very change, where this engine saw it succeed.
    pub(super) fn done_so(&self, id: &StepId, action: Action, digest: &str) -> Option<Done> {
        let done = self.done();
        let same = |done: &&Done| done.action == action && done.digest == digest;
        done.get(id)?.iter().rev().find(same).cloned()
    }
}
