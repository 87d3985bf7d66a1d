//! One step, as far as it can go now.

use jiff::{SignedDuration, Timestamp};

use super::advance::Stage;
use super::{Engine, EngineError, Pace, Waiting};
use crate::event::EventKind;
use crate::finding::Finding;
use crate::journal::{JournalEntry, Settlement};
use crate::plan::{
    Action, Failure, Handle, Observation, OpenIntent, Progress, Proposal, ReadContext, Started,
    Step, StepError, StepId,
};
use crate::port::{ErrorKind, catalog::OperationToken};

/// What a move led to.
enum Next {
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
            let open = self.open(id).await;
            let next = match open
                .as_ref()
                .and_then(|open| open.handle.as_ref().map(|handle| (open, handle)))
            {
                Some((open, handle)) => self.follow(step.as_ref(), open, handle).await?,
                None => self.look(step.as_ref(), open.as_ref()).await?,
            };
            match next {
                Next::Look => {}
                Next::Rest(stage) => return Ok(stage),
            }
        }
    }

    async fn open(&self, id: &StepId) -> Option<OpenIntent> {
        self.journal
            .lock()
            .await
            .state()
            .step(id)
            .and_then(|step| step.open.clone())
    }

    fn reading<'a>(&'a self, open: Option<&'a OpenIntent>) -> ReadContext<'a> {
        let (ports, now) = (self.ports.readers(), self.clock.now());
        ReadContext {
            ports,
            now,
            open,
            tokens: &self.tokens,
            detail: self.options.detail,
        }
    }

    /// Observes, and does what the observation calls for.
    async fn look(&self, step: &dyn Step, open: Option<&OpenIntent>) -> Result<Next, EngineError> {
        let cx = self.reading(open);
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
            Observation::Running {
                handle,
                action,
                token,
            } => {
                self.attach(step, open, handle, action, &token).await?;
                Ok(Next::Look)
            }
            Observation::Foreign { what } => {
                let until = self.options.pace.after_failure(self.clock.now(), 3);
                self.say(Some(step.id()), EventKind::Foreign { what, next: until });
                Ok(Next::Rest(Stage::Waiting {
                    until,
                    why: Waiting::Foreign,
                }))
            }
            Observation::Blocked(findings) => {
                self.say(
                    Some(step.id()),
                    EventKind::Blocked {
                        findings: findings.clone(),
                    },
                );
                Ok(Next::Rest(Stage::Blocked(findings)))
            }
            Observation::Differs(proposal) => self.change(step, open, &proposal).await,
        }
    }

    /// Begins a change: intent first, then the one call.
    async fn change(
        &self,
        step: &dyn Step,
        open: Option<&OpenIntent>,
        proposal: &Proposal,
    ) -> Result<Next, EngineError> {
        if let Some(refusal) = self.refusal(step, proposal) {
            return Ok(Next::Rest(refusal));
        }
        let last_seen = proposal.last_seen.as_deref();
        let again = open
            .filter(|open| open.digest == proposal.digest && open.last_seen == proposal.last_seen);
        let token = match again {
            Some(open) => open.token.clone(),
            None => self.tokens.token(step.id(), &proposal.digest, last_seen),
        };
        if again.is_none() {
            if open.is_some() {
                let why =
                    "looking showed no trace of it, and something else is wanted now".to_owned();
                self.settle(step, open, Settlement::Withdrawn { why })
                    .await?;
            }
            self.intend(
                step.id(),
                proposal.action,
                &token,
                &proposal.digest,
                last_seen,
            )
            .await?;
        }
        self.journal.lock().await.hold(self.clock.now()).await?;
        let (action, changes, findings) = (
            proposal.action,
            proposal.changes.clone(),
            proposal.findings.clone(),
        );
        self.say(
            Some(step.id()),
            EventKind::Starting {
                action,
                changes,
                findings,
            },
        );
        let writers = self.ports.writers();
        match self
            .timed("beginning a change", step.start(&writers, proposal, &token))
            .await
        {
            Ok(Started::Running(handle)) => {
                self.say(
                    Some(step.id()),
                    EventKind::Accepted {
                        action,
                        id: handle.id.clone(),
                    },
                );
                self.write(JournalEntry::Accepted {
                    step: step.id().clone(),
                    handle,
                })
                .await?;
                Ok(Next::Look)
            }
            Ok(Started::Done) => {
                self.settled(step, action, &proposal.digest).await?;
                Ok(Next::Look)
            }
            Err(error) => self.not_started(step, error).await,
        }
    }

    /// Why a proposal may not be started; `None` when it may.
    fn refusal(&self, step: &dyn Step, proposal: &Proposal) -> Option<Stage> {
        if let Some(consent) = proposal
            .consent
            .as_ref()
            .filter(|consent| !self.options.consents.allow(consent))
        {
            self.say(
                Some(step.id()),
                EventKind::ConsentNeeded {
                    consent: consent.clone(),
                },
            );
            let finding = Finding::blocks(
                "consent-needed",
                step.id().as_str(),
                format!("to {} needs consent", proposal.action),
            )
            .why(consent.loses.clone())
            .remedy(format!(
                "Give it for this very step: --allow {}",
                consent.word
            ));
            return Some(Stage::Blocked(finding.into()));
        }
        if let Some(wire) = proposal.awaits.first() {
            let failure = Failure::new(
                format!(
                    "{} does not give {}, though the step is done",
                    wire.from, wire.what
                ),
                "Nothing was begun.",
                "Look at that component's outputs; its product may have another version than was planned for.",
            );
            return Some(self.failed_stage(step, failure));
        }
        let repeated = self.repeated(step.id(), proposal.action, &proposal.digest);
        repeated.then(|| {
            let failure = Failure::new(
                format!("to {} succeeded, and the same difference is seen again", proposal.action),
                "The change is in, as far as AWS says.",
                "Run again in some minutes; if the difference stays, the product does not keep what it is given.",
            );
            self.failed_stage(step, failure)
        })
    }

    async fn not_started(&self, step: &dyn Step, error: StepError) -> Result<Next, EngineError> {
        // These leave open whether the change began, or say that it has not for now. The intent
        // stays open, so that the next look finds it or sends the same token again.
        let again = match &error {
            StepError::Port(error) => {
                error.kind.is_loss_of_sight()
                    || matches!(error.kind, ErrorKind::Conflict | ErrorKind::AlreadyExists)
            }
            other => other.is_loss_of_sight(),
        };
        if again {
            return Ok(self.lost_sight(step, &error));
        }
        let failure = error.into_failure();
        let open = self.open(step.id()).await;
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

    /// Checks a change that runs.
    async fn follow(
        &self,
        step: &dyn Step,
        open: &OpenIntent,
        handle: &Handle,
    ) -> Result<Next, EngineError> {
        if matches!(self.stage(step.id()), Stage::New) {
            let (action, id, since) = (open.action, handle.id.clone(), open.at);
            if self.clock.now() != since {
                self.say(Some(step.id()), EventKind::Attached { action, id, since });
            }
        }
        let cx = self.reading(Some(open));
        let progress = match self
            .timed("following a change", step.check(&cx, handle))
            .await
        {
            Ok(progress) => progress,
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

    async fn progress(
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
        let next = self.options.pace.next(open.at, now, documented, &learned);
        let (least, most) = Pace::window(documented, &learned);
        let end = |seconds| {
            open.at
                .checked_add(SignedDuration::from_secs(seconds))
                .unwrap_or(Timestamp::MAX)
        };
        let (action, elapsed) = (open.action, now.duration_since(open.at).as_secs());
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

    async fn learned(&self, id: &StepId, action: Action) -> Vec<u64> {
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

    async fn attach(
        &self,
        step: &dyn Step,
        open: Option<&OpenIntent>,
        handle: Handle,
        action: Action,
        token: &OperationToken,
    ) -> Result<(), EngineError> {
        if open.is_none_or(|open| open.token != *token) {
            if open.is_some() {
                let why = "another change of ours is running".to_owned();
                self.settle(step, open, Settlement::Withdrawn { why })
                    .await?;
            }
            // Found without a journal: from here on it stands in one.
            self.intend(step.id(), action, token, "", None).await?;
        }
        let since = open.map_or_else(|| self.clock.now(), |open| open.at);
        self.say(
            Some(step.id()),
            EventKind::Attached {
                action,
                id: handle.id.clone(),
                since,
            },
        );
        self.write(JournalEntry::Accepted {
            step: step.id().clone(),
            handle,
        })
        .await
    }

    /// Verifies; the step is done when that succeeds.
    async fn prove(&self, step: &dyn Step) -> Result<Next, EngineError> {
        let cx = self.reading(None);
        match self.timed("verifying", step.verify(&cx)).await {
            Ok(evidence) => {
                let entry = JournalEntry::Verified {
                    step: step.id().clone(),
                    evidence: evidence.clone(),
                };
                self.write(entry).await?;
                self.say(Some(step.id()), EventKind::Verified { evidence });
                Ok(Next::Rest(Stage::Done))
            }
            Err(error) if error.is_loss_of_sight() => Ok(self.lost_sight(step, &error)),
            Err(error) => Ok(self.failed(step, error.into_failure())),
        }
    }

    async fn intend(
        &self,
        step: &StepId,
        action: Action,
        token: &OperationToken,
        digest: &str,
        last_seen: Option<&str>,
    ) -> Result<(), EngineError> {
        let (step, token, digest) = (step.clone(), token.clone(), digest.to_owned());
        let last_seen = last_seen.map(str::to_owned);
        self.write(JournalEntry::Intent {
            step,
            action,
            token,
            digest,
            last_seen,
        })
        .await
    }

    async fn settled(
        &self,
        step: &dyn Step,
        action: Action,
        digest: &str,
    ) -> Result<(), EngineError> {
        let open = self.open(step.id()).await;
        let seconds = self
            .settle(step, open.as_ref(), Settlement::Succeeded)
            .await?;
        self.remember(step.id(), action, digest);
        self.say(Some(step.id()), EventKind::Settled { action, seconds });
        Ok(())
    }

    async fn settle(
        &self,
        step: &dyn Step,
        open: Option<&OpenIntent>,
        result: Settlement,
    ) -> Result<u64, EngineError> {
        let took = open.map_or(0, |open| self.clock.now().duration_since(open.at).as_secs());
        let seconds = u64::try_from(took).unwrap_or(0);
        self.write(JournalEntry::Settled {
            step: step.id().clone(),
            result,
            seconds,
        })
        .await?;
        Ok(seconds)
    }

    pub(super) async fn write(&self, entry: JournalEntry) -> Result<(), EngineError> {
        let at = self.clock.now();
        Ok(self.journal.lock().await.append(entry, at).await?)
    }

    fn failed(&self, step: &dyn Step, failure: Failure) -> Next {
        Next::Rest(self.failed_stage(step, failure))
    }

    fn failed_stage(&self, step: &dyn Step, failure: Failure) -> Stage {
        self.say(
            Some(step.id()),
            EventKind::Failed {
                failure: failure.clone(),
            },
        );
        Stage::Failed(Box::new(failure))
    }

    fn lost_sight(&self, step: &dyn Step, error: &StepError) -> Next {
        let now = self.clock.now();
        let (since, failures) = match self.stage(step.id()) {
            Stage::Waiting {
                why: Waiting::Sight { since, failures },
                ..
            } => (since, failures.saturating_add(1)),
            _ => (now, 1),
        };
        let until = self.options.pace.after_failure(now, failures);
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

    fn regained(&self, step: &dyn Step) {
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
    async fn timed<T>(
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

    fn remember(&self, id: &StepId, action: Action, digest: &str) {
        if !digest.is_empty() {
            self.done()
                .entry(id.clone())
                .or_default()
                .push((action, digest.to_owned()));
        }
    }

    fn repeated(&self, id: &StepId, action: Action, digest: &str) -> bool {
        self.done()
            .get(id)
            .is_some_and(|done| done.iter().any(|(a, d)| *a == action && d == digest))
    }
}
