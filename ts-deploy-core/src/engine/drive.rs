//! One step, as far as it can go now.

use jiff::Timestamp;

use super::advance::Stage;
use super::follow::Found;
use super::{Engine, EngineError, LAG, Waiting};
use crate::event::EventKind;
use crate::finding::Findings;
use crate::journal::{JournalEntry, Settlement, StepState};
use crate::plan::{
    Action, Observation, OpenIntent, Proposal, ReadContext, Started, Step, StepError, StepId,
    moved, proof, removed_by,
};
use crate::port::ErrorKind;
use crate::port::catalog::OperationToken;

/// What a move led to.
pub(super) enum Next {
    /// Look at the step again at once.
    Look,
    /// Leave it so for now.
    Rest(Stage),
}

impl Engine {
    pub(super) async fn drive_step(&self, id: &StepId) -> Result<Stage, EngineError> {
        let Some(step) = self.graph.get(id) else {
            return Ok(Stage::Done);
        };
        loop {
            let known = self.known(id).await;
            if let Some(finding) = moved(step.as_ref(), Some(&known)) {
                let findings = Findings::from(finding);
                self.say(
                    Some(id),
                    EventKind::Blocked {
                        findings: findings.clone(),
                    },
                );
                return Ok(Stage::Blocked(findings));
            }
            let running = known
                .open
                .as_ref()
                .and_then(|open| open.handle.as_ref().map(|handle| (open, handle)));
            let next = match running {
                Some((open, handle)) => self.follow(step.as_ref(), &known, open, handle).await?,
                None => self.look(step.as_ref(), &known).await?,
            };
            match next {
                Next::Look => {}
                Next::Rest(stage) => return Ok(stage),
            }
        }
    }

    /// What the journal knows of a step.
    pub(super) async fn known(&self, id: &StepId) -> StepState {
        let journal = self.journal.lock().await;
        journal.state().step(id).cloned().unwrap_or_default()
    }

    pub(super) fn reading<'a>(&'a self, known: &'a StepState) -> ReadContext<'a> {
        let (ports, now) = (self.ports.readers(), self.clock.now());
        ReadContext {
            ports,
            now,
            open: known.open.as_ref(),
            confirmed: known.confirmed.as_ref(),
            tokens: &self.tokens,
            detail: self.options.detail,
        }
    }

    /// Observes, and does what the observation calls for.
    pub(super) async fn look(
        &self,
        step: &dyn Step,
        known: &StepState,
    ) -> Result<Next, EngineError> {
        let (cx, open) = (self.reading(known), known.open.as_ref());
        let observed = match self.timed("looking", step.observe(&cx)).await {
            Ok(observed) => observed,
            // With a change under way, an error says only that nobody can see it.
            Err(error) if error.is_loss_of_sight() || open.is_some() => {
                return Ok(self.lost_sight(step, &error));
            }
            Err(error) => return Ok(self.failed(step, error.into_failure())),
        };
        self.regained(step);
        match observed {
            Observation::InSync { findings } => {
                if open.is_some() {
                    self.settle(step, open, Settlement::FoundDone).await?;
                }
                self.say(Some(step.id()), EventKind::InSync { findings });
                self.prove(step).await
            }
            Observation::Running { handle, action, .. }
                if known.ended.as_ref() == Some(&handle) =>
            {
                let what = format!("AWS to show that {action} {} has ended", handle.id);
                Ok(self.waits(step, what))
            }
            Observation::Running {
                handle,
                action,
                token,
                begun,
                ..
            } => {
                let found = Found {
                    handle,
                    action,
                    token,
                    begun,
                };
                self.attach(step, open, found).await?;
                Ok(Next::Look)
            }
            Observation::Foreign { what } => Ok(self.waits(step, what)),
            Observation::Person(errand) => self.ask(step, known, *errand).await,
            Observation::Blocked(findings) => {
                self.say(
                    Some(step.id()),
                    EventKind::Blocked {
                        findings: findings.clone(),
                    },
                );
                Ok(Next::Rest(Stage::Blocked(findings)))
            }
            Observation::Differs(proposal) => self.change(step, known, &proposal).await,
        }
    }

    /// Leaves a step until what somebody else, or AWS, does has ended.
    fn waits(&self, step: &dyn Step, what: String) -> Next {
        Next::Rest(self.waiting(step, what))
    }

    pub(super) fn waiting(&self, step: &dyn Step, what: String) -> Stage {
        let now = self.clock.now();
        let since = match self.stage(step.id()) {
            Stage::Waiting {
                why: Waiting::Foreign { since },
                ..
            } => since,
            _ => now,
        };
        let until = self.options.pace.after_failure(now, 3);
        let until = self.options.budget.not_before(step.target(), now, until);
        self.say(Some(step.id()), EventKind::Foreign { what, next: until });
        Stage::Waiting {
            until,
            why: Waiting::Foreign { since },
        }
    }

    /// Nothing is begun any more.
    pub(super) fn stopped(&self) -> Next {
        let why = Waiting::Foreign {
            since: self.clock.now(),
        };
        let until = Timestamp::MAX;
        Next::Rest(Stage::Waiting { until, why })
    }

    /// The token of a change that is not on its way. Where the same change ended well before and is wanted
    /// once more, since somebody took it back, it is another one: AWS would answer the old one by
    /// what it did then. While AWS may still lag behind it is the one of then.
    fn fresh_token(&self, id: &StepId, known: &StepState, proposal: &Proposal) -> OperationToken {
        let Proposal {
            digest, last_seen, ..
        } = proposal;
        let last_seen = last_seen.as_deref();
        match known.spent(digest, last_seen) {
            None => self.tokens.token(id, digest, last_seen),
            Some(spent) if self.clock.now().duration_since(spent.at) <= LAG => spent.token.clone(),
            Some(spent) => {
                let before = format!("{} {}", last_seen.unwrap_or_default(), spent.token.0);
                self.tokens.token(id, digest, Some(&before))
            }
        }
    }

    /// Begins a change: intent first, then the one call.
    pub(super) async fn change(
        &self,
        step: &dyn Step,
        known: &StepState,
        proposal: &Proposal,
    ) -> Result<Next, EngineError> {
        if self.is_stopping() {
            return Ok(self.stopped());
        }
        if let Some(refusal) = self.refusal(step, known, proposal) {
            return Ok(Next::Rest(refusal));
        }
        let open = known.open.as_ref();
        let last_seen = proposal.last_seen.as_deref();
        // The same call that may have left before is sent with the token it left with, whatever
        // AWS shows by now of what it did.
        let again = open.filter(|open| open.digest == proposal.digest);
        let waits = self.waits_ended();
        let told = match self.guarded(step, proposal.action, again).await {
            Ok(told) => told,
            Err(held) => return Ok(held),
        };
        let token = match again {
            Some(open) => open.token.clone(),
            None => self.fresh_token(step.id(), known, proposal),
        };
        if again.is_none() {
            if let Some(open) = open {
                self.settle(step, Some(open), given_up(open, proposal))
                    .await?;
            }
            self.intend(step, proposal.action, &token, &proposal.digest, last_seen)
                .await?;
        }
        self.hold().await?;
        // While this step wrote down what it is about to do, another one may have found that the
        // journal does not go on.
        if self.is_stopping() {
            return Ok(self.stopped());
        }
        // What was seen before the journal was waited for, by this step or one beside it, is looked at
        // again before it is acted on. The intent stands; where the same is still wanted, it goes
        // with its token.
        if self.waits_ended() != waits {
            return Ok(Next::Look);
        }
        let action = proposal.action;
        let starting = EventKind::Starting {
            action,
            changes: proposal.changes.clone(),
            findings: proposal.findings.iter().cloned().chain(told).collect(),
        };
        self.say(Some(step.id()), starting);
        let writers = self.ports.writers();
        match self
            .timed("beginning a change", step.start(&writers, proposal, &token))
            .await
        {
            Ok(Started::Running(handle)) => {
                let id = handle.id.clone();
                let entry = JournalEntry::Accepted {
                    step: step.id().clone(),
                    handle,
                    begun: None,
                };
                self.write(entry).await?;
                self.begins_watching(step.id());
                self.say(Some(step.id()), EventKind::Accepted { action, id });
                Ok(Next::Look)
            }
            Ok(Started::Done) => {
                self.settled(step, action, &proposal.digest).await?;
                Ok(Next::Look)
            }
            Err(error) => self.not_started(step, error).await,
        }
    }

    pub(super) async fn not_started(
        &self,
        step: &dyn Step,
        error: StepError,
    ) -> Result<Next, EngineError> {
        // These leave open whether the change began, or say that it has not for now. The intent
        // stays open, so that the next look finds it or sends the same token again.
        let again = match &error {
            // What should be removed is gone already: looking tells.
            StepError::Port(error) => {
                error.kind.is_loss_of_sight()
                    || matches!(
                        error.kind,
                        ErrorKind::Conflict | ErrorKind::AlreadyExists | ErrorKind::NotFound
                    )
            }
            other => other.is_loss_of_sight(),
        };
        if again {
            return Ok(self.lost_sight(step, &error));
        }
        let failure = error.into_failure();
        let open = self.known(step.id()).await.open;
        self.settle(
            step,
            open.as_ref(),
            Settlement::Failed {
                failure: failure.clone(),
            },
        )
        .await?;
        Ok(self.failed(step, failure))
    }

    /// Verifies; the step is done when that succeeds.
    pub(super) async fn prove(&self, step: &dyn Step) -> Result<Next, EngineError> {
        let known = self.known(step.id()).await;
        let cx = self.reading(&known);
        match self.timed("verifying", proof(step, &cx)).await {
            Ok(evidence) => {
                let entry = JournalEntry::Verified {
                    step: step.id().clone(),
                    place: step.place().filter(|_| !step.removes()),
                    removed: step.removes(),
                    evidence: evidence.clone(),
                };
                self.write(entry).await?;
                self.say(Some(step.id()), EventKind::Verified { evidence });
                Ok(Next::Rest(Stage::Done))
            }
            // Nothing of it stands in the journal: it is no evidence.
            Err(StepError::NotLooked(finding)) => {
                let finding = *finding;
                self.say(Some(step.id()), EventKind::NotChecked { finding });
                Ok(Next::Rest(Stage::Done))
            }
            Err(error) if error.is_loss_of_sight() => Ok(self.lost_sight(step, &error)),
            Err(error) => Ok(self.failed(step, error.into_failure())),
        }
    }
}

/// How a change ends of which nothing is seen to be under way, where something else is wanted now.
fn given_up(open: &OpenIntent, wanted: &Proposal) -> Settlement {
    if wanted.action == Action::Create && removed_by(open, wanted) {
        return Settlement::FoundDone;
    }
    Settlement::Withdrawn {
        why: "looking showed no trace of it, and something else is wanted now".to_owned(),
    }
}
