//! Following a change to its end.

use jiff::{SignedDuration, Timestamp};

use super::advance::Stage;
use super::drive::Next;
use super::{Engine, EngineError, Pace, Waiting};
use crate::event::EventKind;
use crate::journal::{JournalEntry, Settlement, StepState};
use crate::plan::{Action, Handle, OpenIntent, Progress, Step, StepError, StepId};
use crate::port::catalog::OperationToken;

/// How long AWS may take to show what it has just accepted.
pub(crate) const LAG: SignedDuration = SignedDuration::from_mins(10);

/// A change of ours that was seen to run.
pub(super) struct Found {
    /// How to follow it.
    pub(super) handle: Handle,
    /// What it does.
    pub(super) action: Action,
    /// The token it was begun with.
    pub(super) token: OperationToken,
    /// When it began, where AWS tells.
    pub(super) begun: Option<Timestamp>,
}

impl Engine {
    /// Checks a change that runs.
    pub(super) async fn follow(
        &self,
        step: &dyn Step,
        known: &StepState,
        open: &OpenIntent,
        handle: &Handle,
    ) -> Result<Next, EngineError> {
        if self.begins_watching(step.id()) {
            let (action, id, since) = (open.action, handle.id.clone(), open.since());
            self.say(Some(step.id()), EventKind::Attached { action, id, since });
        }
        let cx = self.reading(known);
        let progress = match self
            .timed("following a change", step.check(&cx, handle))
            .await
        {
            Ok(progress) => progress,
            Err(StepError::Missing(missing)) => {
                return Ok(self.failed(step, StepError::from(missing).into_failure()));
            }
            Err(error) if error.is_gone() && self.clock.now().duration_since(open.at) > LAG => {
                let why = format!(
                    "what followed it is not found any more: {}",
                    crate::error::chain(&error)
                );
                self.settle(step, Some(open), Settlement::Withdrawn { why })
                    .await?;
                return Ok(Next::Look);
            }
            Err(error) => return Ok(self.lost_sight(step, &error)),
        };
        self.regained(step);
        match progress {
            Progress::Running {
                state,
                resources,
                done,
            } => {
                let until = self.progress(step, open, state, resources, done).await;
                Ok(Next::Rest(Stage::Waiting {
                    until,
                    why: Waiting::Change,
                }))
            }
            Progress::Settled => {
                self.settled(step, open.action, &open.digest).await?;
                Ok(Next::Look)
            }
            Progress::Failed(failure) => {
                self.settle(
                    step,
                    Some(open),
                    Settlement::Failed {
                        failure: (*failure).clone(),
                    },
                )
                .await?;
                Ok(self.failed(step, *failure))
            }
        }
    }

    pub(super) async fn progress(
        &self,
        step: &dyn Step,
        open: &OpenIntent,
        state: String,
        resources: Vec<String>,
        done: Option<(usize, usize)>,
    ) -> Timestamp {
        let now = self.clock.now();
        let documented = step.documented(open.action);
        let learned = self.learned(step.id(), open.action).await;
        let begun = open.known_since();
        let next = self.options.pace.next(begun, now, documented, &learned);
        let next = self.options.budget.not_before(step.target(), now, next);
        let (least, most) = Pace::window(documented, &learned);
        let end = |seconds| {
            begun
                .checked_add(SignedDuration::from_secs(seconds))
                .unwrap_or(Timestamp::MAX)
        };
        let (action, elapsed) = (open.action, now.duration_since(begun).as_secs());
        let expected = (end(least), end(most));
        self.say(
            Some(step.id()),
            EventKind::Progress {
                action,
                state,
                elapsed,
                expected,
                resources,
                done,
                next,
            },
        );
        next
    }

    pub(super) async fn learned(&self, id: &StepId, action: Action) -> Vec<u64> {
        let journal = self.journal.lock().await;
        let took = journal
            .state()
            .step(id)
            .map(|step| step.took.as_slice())
            .unwrap_or_default();
        took.iter()
            .filter(|(a, _)| *a == action)
            .map(|(_, seconds)| *seconds)
            .collect()
    }

    pub(super) async fn attach(
        &self,
        step: &dyn Step,
        open: Option<&OpenIntent>,
        found: Found,
    ) -> Result<(), EngineError> {
        let Found {
            handle,
            action,
            token,
            begun,
        } = found;
        let known = open.filter(|open| open.token == token);
        if known.is_none() {
            if open.is_some() {
                let why = "another change of ours is running".to_owned();
                self.settle(step, open, Settlement::Withdrawn { why })
                    .await?;
            }
            // Found without a journal: from here on it stands in one.
            self.intend(step, action, &token, "", None).await?;
        }
        let id = handle.id.clone();
        let entry = JournalEntry::Accepted {
            step: step.id().clone(),
            handle,
            begun,
        };
        self.write(entry).await?;
        self.begins_watching(step.id());
        let since = known.map_or(begun, |open| open.since().or(begun));
        self.say(Some(step.id()), EventKind::Attached { action, id, since });
        Ok(())
    }
}
