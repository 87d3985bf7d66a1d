//! The loop around `advance` that sleeps on the clock.

use std::pin::{Pin, pin};
use std::sync::atomic::Ordering;

use futures::future::{Either, FutureExt as _, select};
use jiff::{SignedDuration, Timestamp};

use super::person::Attended;
use super::{Advance, Engine, EngineError, Outcome};
use crate::event::EventKind;
use crate::journal::{Driver, Goal, HeldBack, JournalEntry, JournalError, LEASE};
use crate::plan::{ErrandKind, OpenErrand, Shown, StepId};

/// How long calls under way are given to be settled once watching is to stop.
const SETTLING: SignedDuration = SignedDuration::from_secs(60);

/// What a run needs besides its engine.
#[derive(Clone, Debug)]
pub struct Run {
    /// Who drives.
    pub driver: Driver,
    /// What the run is for.
    pub goal: Goal,
    /// The digest of the plan that it begins with.
    pub plan: String,
    /// The digest of the plan that was approved, when one had to be; a run that goes on from
    /// another bears the other's.
    pub approved: Option<String>,
}

impl Engine {
    /// Drives the deployment until it is done, fails, is blocked, waits for a person only, or
    /// `cancel` resolves. Cancelling stops watching, not AWS: calls under way are settled and
    /// journalled first.
    ///
    /// Every way to end is an [`Outcome`]; what lies behind it was said as events. An error of the
    /// journal is said as [`BrokenOff`](crate::event::EventKind::BrokenOff), without a step. One
    /// that may pass is waited for once the run has begun, for as long as
    /// [`patience`](super::Options::patience) says; nothing is sent meanwhile.
    pub async fn run(&self, run: &Run, cancel: impl Future<Output = ()>) -> Outcome {
        let outcome = self.run_to_end(run, cancel).await;
        self.waits.store(false, Ordering::SeqCst);
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(error) => {
                // What broke the run off is said; that letting go failed too says nothing more.
                let _ = self.release().await;
                self.broken_off(&error)
            }
        };
        let open = self.errands();
        let follow_ups: Vec<OpenErrand> = open
            .into_iter()
            .filter(|open| open.errand.kind == ErrandKind::FollowUp)
            .collect();
        if !follow_ups.is_empty() {
            self.say(None, EventKind::FollowUps { open: follow_ups });
        }
        let head = self.head().await;
        self.say(
            None,
            EventKind::Finished {
                outcome,
                exit: outcome.exit_code(),
                rehearsal: self.rehearsal,
                head,
            },
        );
        outcome
    }

    async fn run_to_end(
        &self,
        run: &Run,
        cancel: impl Future<Output = ()>,
    ) -> Result<Outcome, EngineError> {
        self.take(&run.driver).await?;
        let (held, under_way) = self.bound_by(run).await;
        let begun = JournalEntry::RunStarted {
            goal: run.goal,
            plan: run.plan.clone(),
            wanted: self.graph.wanted(),
            approved: run.approved.clone(),
            consents: self.options.consents.words(),
            held,
            under_way,
        };
        self.write(begun).await?;
        if let Some(seen) = self.preflight.clone() {
            self.write(JournalEntry::Preflight { seen }).await?;
        }
        let steps = self
            .graph
            .steps()
            .iter()
            .map(|step| (step.id().clone(), step.title()))
            .collect();
        self.say(
            None,
            EventKind::RunStarted {
                deployment: self.deployment.to_string(),
                rehearsal: self.rehearsal,
                plan: run.plan.clone(),
                steps,
            },
        );
        self.waits.store(true, Ordering::SeqCst);
        let mut cancel = pin!(cancel.fuse());
        let outcome = self.watch(cancel.as_mut()).await?;
        let held_back = HeldBack::all(&self.blocked());
        let last = [
            JournalEntry::RunFinished { outcome, held_back },
            JournalEntry::Released,
        ];
        for entry in last {
            if !self.write_unless(entry, cancel.as_mut()).await? {
                let cancelled = self.cancelled();
                self.release().await?;
                return Ok(cancelled);
            }
        }
        self.release().await?;
        Ok(outcome)
    }

    /// The steps whose changes this run is bound to as they were shown, those of the plan it was
    /// given and of the run it goes on from: what was held, and where an operation was under way.
    async fn bound_by(&self, run: &Run) -> (Vec<StepId>, Vec<StepId>) {
        let journal = self.journal.lock().await;
        let before = journal.state().run.as_ref();
        let same =
            before.filter(|before| run.approved.is_some() && before.approved == run.approved);
        if let Some(before) = same {
            self.bind(before.held.iter().cloned(), Shown::Foreseen);
            self.bind(before.under_way.iter().cloned(), Shown::UnderWay);
        }
        if run.approved.as_ref() == Some(&run.plan) {
            let found = self.found_under_way(&run.plan).iter().cloned();
            self.bind(found, Shown::UnderWay);
        }
        let bound = self.bound();
        let of = |shown: Shown| {
            let of = bound.iter().filter(|(_, one)| **one == shown);
            of.map(|(step, _)| step.clone()).collect()
        };
        (of(Shown::Foreseen), of(Shown::UnderWay))
    }

    async fn watch(
        &self,
        mut cancel: Pin<&mut impl Future<Output = ()>>,
    ) -> Result<Outcome, EngineError> {
        loop {
            if !self.hold_on(cancel.as_mut()).await? {
                return Ok(self.cancelled());
            }
            let Some(advance) = self.advance_unless(cancel.as_mut()).await? else {
                return Ok(self.cancelled());
            };
            let (Some(again), None) = (advance.again, advance.outcome) else {
                let outcome = advance.outcome.unwrap_or(Outcome::Succeeded);
                match self.attend(outcome, cancel.as_mut()).await? {
                    Attended::Answered => continue,
                    Attended::Cancelled => return Ok(self.cancelled()),
                    Attended::Nobody => return Ok(outcome),
                }
            };
            if let Some(outcome) = self.waited_enough(&advance).await {
                return Ok(self.ended_as(outcome));
            }
            // Woken at least twice a lease, to hold the deployment on.
            let hold = self.clock.now().checked_add(LEASE / 2).unwrap_or(again);
            let slept = pin!(self.clock.sleep_until(again.min(hold)));
            // Cancelling comes first: virtual time never keeps anybody waiting.
            if let Either::Left(_) = select(cancel.as_mut(), slept).await {
                return Ok(self.cancelled());
            }
        }
    }

    /// One wake. Cancelled meanwhile, nothing more is begun, and calls under way are given a
    /// moment to be settled and journalled.
    async fn advance_unless(
        &self,
        cancel: impl Future<Output = ()> + Unpin,
    ) -> Result<Option<Advance>, EngineError> {
        let advance = pin!(self.go_on());
        match select(advance, cancel).await {
            Either::Left((advance, _)) => Ok(Some(advance?)),
            Either::Right(((), under_way)) => {
                self.stop();
                let until = self
                    .clock
                    .now()
                    .checked_add(SETTLING)
                    .unwrap_or(Timestamp::MAX);
                let deadline = pin!(self.clock.sleep_until(until));
                let settled = select(under_way, deadline).await;
                if let Either::Left((advance, _)) = settled {
                    advance?;
                }
                Ok(None)
            }
        }
    }

    /// Watching was stopped: nothing more is begun or waited for.
    fn cancelled(&self) -> Outcome {
        self.stop();
        self.ended_as(Outcome::Cancelled)
    }

    /// How a run that stops watching ends: worse, when a step ended worse already.
    fn ended_as(&self, outcome: Outcome) -> Outcome {
        let blocked = (!self.blocked().is_empty()).then_some(Outcome::Blocked);
        let failed = (!self.failures().is_empty()).then_some(Outcome::Failed);
        let worst = Outcome::ALL.into_iter();
        worst
            .into_iter()
            .find(|one| [blocked, failed, Some(outcome)].contains(&Some(*one)))
            .unwrap_or(outcome)
    }

    fn broken_off(&self, error: &EngineError) -> Outcome {
        let EngineError::Journal(journal) = error;
        let outcome = match journal {
            JournalError::Refused(_) | JournalError::TakenOver { .. } => Outcome::OtherDriver,
            _ => Outcome::Journal,
        };
        self.say(
            None,
            EventKind::BrokenOff {
                error: crate::error::chain(error),
                outcome,
            },
        );
        outcome
    }
}
