//! Everything that can be done now.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::{Options, Outcome, Person, TokenSeed};
use crate::check::Preflight;
use crate::clock::Clock;
use crate::event::{Event, EventKind, EventSink};
use crate::finding::Findings;
use crate::ids::DeploymentName;
use crate::journal::{Journal, JournalError, KeptPreflight};
use crate::plan::{Action, Confirmation, Errand, ErrandKind, Failure, Graph, Plan, Shown, StepId};
use crate::port::Ports;

/// Why the engine does not go on. Nothing further was done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The journal does not go on.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// Where a step stands in this process. It can be made anew from the journal and AWS at any time.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    /// Not looked at yet.
    New,
    /// To be looked at again then.
    Waiting { until: Timestamp, why: Waiting },
    /// As wanted, and shown to be so.
    Done,
    /// Left to a person, who has not done it yet.
    Person {
        errand: Box<Errand>,
        /// The word that the step knew of when it asked.
        heard: Option<Confirmation>,
        /// When it is looked at again, if AWS shows that it was done and the run still goes on.
        again: Timestamp,
    },
    /// Failed.
    Failed(Box<Failure>),
    /// Cannot or must not go on.
    Blocked(Findings),
}

impl Stage {
    /// True while a person holds back what comes after.
    fn is_gate(&self) -> bool {
        matches!(self, Self::Person { errand, .. } if errand.kind == ErrandKind::Gate)
    }
}

/// A change that this engine saw succeed.
#[derive(Clone, Debug)]
pub(super) struct Done {
    pub(super) action: Action,
    /// The digest of its request.
    pub(super) digest: String,
    /// When it began.
    pub(super) since: Timestamp,
    /// When it was seen to have ended.
    pub(super) at: Timestamp,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Waiting {
    /// A change of ours in AWS.
    Change,
    /// Somebody else's change, or AWS to show what has ended.
    Foreign {
        /// Since when.
        since: Timestamp,
    },
    /// An answer: nothing can be seen since then.
    Sight {
        /// Since when.
        since: Timestamp,
        /// How many calls in a row did not answer.
        failures: u32,
    },
}

/// What `advance` leaves.
#[derive(Clone, Debug)]
pub struct Advance {
    /// What is waited for, and when each is looked at again.
    pub waiting: Vec<(StepId, Waiting, Timestamp)>,
    /// When to call again; `None` when nothing is waited for.
    pub again: Option<Timestamp>,
    /// How the run ends; `None` while something is waited for.
    pub outcome: Option<Outcome>,
}

/// Runs the steps of one deployment.
pub struct Engine {
    pub(super) deployment: DeploymentName,
    pub(super) graph: Graph,
    pub(super) ports: Ports,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) journal: futures::lock::Mutex<Journal>,
    pub(super) options: Options,
    pub(super) tokens: TokenSeed,
    pub(super) rehearsal: bool,
    pub(super) events: Arc<dyn EventSink>,
    pub(super) person: Option<Arc<dyn Person>>,
    /// What the checks saw before.
    pub(super) preflight: Option<KeptPreflight>,
    stages: Mutex<BTreeMap<StepId, Stage>>,
    /// The steps whose changes are bound to what an approved plan showed of them.
    bound: Mutex<BTreeMap<StepId, Shown>>,
    /// The approved plan's digest, and the steps at which it found an operation under way. They are
    /// bound in a run of that very plan: another one shows what the first run of it began.
    found: Option<(String, Vec<StepId>)>,
    /// True once watching is to stop: nothing more is begun.
    stopping: AtomicBool,
    /// True once a run has begun, which waits for a journal that does not answer.
    pub(super) waits: AtomicBool,
    /// How often a wait for the journal ended.
    pub(super) waits_ended: AtomicU64,
    /// Steps whose change this engine began or attached to, and since when, so that each is told of
    /// once.
    watched: Mutex<BTreeMap<StepId, Timestamp>>,
    /// Changes that this engine saw succeed: one that is proposed again does not converge.
    done: Mutex<BTreeMap<StepId, Vec<Done>>>,
}

impl Engine {
    /// An engine for `graph`. The journal has been opened; [`run`](Self::run) takes it to drive.
    pub fn new(
        deployment: DeploymentName,
        graph: Graph,
        ports: Ports,
        clock: Arc<dyn Clock>,
        journal: Journal,
        options: Options,
        events: Arc<dyn EventSink>,
    ) -> Self {
        let tokens = TokenSeed::new(deployment.clone());
        let rehearsal = journal.owner().rehearsal;
        let journal = futures::lock::Mutex::new(journal);
        Self {
            deployment,
            graph,
            ports,
            clock,
            journal,
            options,
            tokens,
            rehearsal,
            events,
            person: None,
            preflight: None,
            stages: Mutex::default(),
            bound: Mutex::default(),
            found: None,
            stopping: AtomicBool::new(false),
            waits: AtomicBool::new(false),
            waits_ended: AtomicU64::new(0),
            watched: Mutex::default(),
            done: Mutex::default(),
        }
    }

    /// With somebody at hand who is asked when nothing but a person's part is left to do. Without,
    /// the run ends there.
    #[must_use]
    pub fn attended_by(mut self, person: Arc<dyn Person>) -> Self {
        self.person = Some(person);
        self
    }

    /// With what the checks of the accounts saw before, which [`run`](Self::run) writes to the journal
    /// when it begins.
    #[must_use]
    pub fn preceded_by(mut self, preflight: &Preflight) -> Self {
        self.preflight = Some(preflight.into());
        self
    }

    /// Bound to `plan`, which was approved: a step that it [held](crate::plan::Entry::Held), and
    /// that comes to a change of anything but what it showed, is blocked, and nothing is begun. So
    /// is one at which it found an operation [under way](Plan::under_way) and that comes to any
    /// change when that has ended, in a run that begins with this very plan. A
    /// run that goes on from another of the same approved digest is bound as that one was.
    #[must_use]
    pub fn bound_to(mut self, plan: &Plan) -> Self {
        self.bind(plan.held().cloned(), Shown::Foreseen);
        self.found = Some((plan.digest.clone(), plan.under_way().cloned().collect()));
        self
    }

    /// The seed of this deployment's tokens.
    pub fn tokens(&self) -> &TokenSeed {
        &self.tokens
    }

    /// Takes the deployment to drive it. Must come before [`advance`](Self::advance), and
    /// [`release`](Self::release) after the last of them.
    ///
    /// # Errors
    /// [`EngineError`] when another driver holds it or the journal cannot be written.
    pub async fn take(&self, driver: &crate::journal::Driver) -> Result<(), EngineError> {
        let now = self.clock.now();
        self.journal.lock().await.drive(driver, now).await?;
        self.stopping.store(false, Ordering::SeqCst);
        Ok(())
    }

    /// Lets go of the deployment, so that another driver may take it at once, wherever it runs. To
    /// be called also after an error; nothing happens when the deployment was not taken.
    /// [`run`](Self::run) does it by itself.
    ///
    /// # Errors
    /// [`EngineError`] when the journal cannot be written: others then wait until the lease runs
    /// out.
    pub async fn release(&self) -> Result<(), EngineError> {
        let now = self.clock.now();
        Ok(self.journal.lock().await.let_go(now).await?)
    }

    /// Does everything that can be done now: ready steps side by side, and what becomes ready by
    /// that, until all that is left waits for time to pass.
    ///
    /// # Errors
    /// [`EngineError`] when the deployment was not [taken](Self::take), the journal cannot be
    /// written or somebody else drives by now. It does not wait for a journal that does not answer,
    /// as [`run`](Self::run) does. No change was begun after that, by the steps beside it
    /// neither, and none will be before the deployment is taken again.
    pub async fn advance(&self) -> Result<Advance, EngineError> {
        self.hold().await?;
        self.go_on().await
    }

    /// The same, of a deployment that was just held on.
    pub(super) async fn go_on(&self) -> Result<Advance, EngineError> {
        loop {
            self.heed().await;
            let now = self.clock.now();
            let ready = self.ready(now);
            if ready.is_empty() {
                return Ok(self.left());
            }
            let driven = ready.iter().map(|id| self.drive_step(id));
            for (id, stage) in ready.iter().zip(futures::future::join_all(driven).await) {
                self.set_stage(id, stage?);
            }
        }
    }

    fn ready(&self, now: Timestamp) -> Vec<StepId> {
        let stages = self.stages();
        let passed = |id: &StepId| match stages.get(id) {
            Some(Stage::Done) => true,
            Some(Stage::Person { errand, .. }) => errand.kind == ErrandKind::FollowUp,
            _ => false,
        };
        let due = |id: &StepId| match stages.get(id) {
            None | Some(Stage::New) => true,
            Some(Stage::Waiting { until, .. }) => *until <= now,
            Some(Stage::Person { errand, again, .. }) => errand.observed && *again <= now,
            Some(Stage::Done | Stage::Failed(_) | Stage::Blocked(_)) => false,
        };
        self.graph
            .steps()
            .iter()
            .filter(|step| due(step.id()) && step.after().iter().all(passed))
            .map(|step| step.id().clone())
            .collect()
    }

    fn left(&self) -> Advance {
        let stages = self.stages();
        let waiting: Vec<(StepId, Waiting, Timestamp)> = stages
            .iter()
            .filter_map(|(id, stage)| match stage {
                Stage::Waiting { until, why } => Some((id.clone(), *why, *until)),
                _ => None,
            })
            .collect();
        let any = |test: fn(&Stage) -> bool| stages.values().any(test);
        let outcome = if !waiting.is_empty() {
            None
        } else if any(|stage| matches!(stage, Stage::Blocked(_))) {
            Some(Outcome::Blocked)
        } else if any(|stage| matches!(stage, Stage::Failed(_))) {
            Some(Outcome::Failed)
        } else if stages.values().any(Stage::is_gate) {
            Some(Outcome::WaitingForPerson)
        } else {
            Some(Outcome::Succeeded)
        };
        let again = waiting.iter().map(|(_, _, until)| *until).min();
        Advance {
            waiting,
            again,
            outcome,
        }
    }

    fn set_stage(&self, id: &StepId, stage: Stage) {
        self.stages().insert(id.clone(), stage);
    }

    pub(super) fn stages(&self) -> MutexGuard<'_, BTreeMap<StepId, Stage>> {
        self.stages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn stage(&self, id: &StepId) -> Stage {
        self.stages().get(id).cloned().unwrap_or(Stage::New)
    }

    /// The failures of steps that failed, by step.
    pub fn failures(&self) -> Vec<(StepId, Failure)> {
        let stages = self.stages();
        stages
            .iter()
            .filter_map(|(id, stage)| match stage {
                Stage::Failed(failure) => Some((id.clone(), (**failure).clone())),
                _ => None,
            })
            .collect()
    }

    /// The hash of the journal's last record; `None` while it has none.
    pub async fn head(&self) -> Option<String> {
        let journal = self.journal.lock().await;
        (!journal.is_empty()).then(|| journal.head().to_owned())
    }

    /// True while a change of ours is not known to have ended, by the journal.
    pub async fn is_under_way(&self) -> bool {
        let journal = self.journal.lock().await;
        let mut steps = journal.state().steps.values();
        steps.any(|step| step.open.is_some())
    }

    /// What forbids steps to go on, by step.
    pub fn blocked(&self) -> Vec<(StepId, Findings)> {
        let stages = self.stages();
        stages
            .iter()
            .filter_map(|(id, stage)| match stage {
                Stage::Blocked(findings) => Some((id.clone(), findings.clone())),
                _ => None,
            })
            .collect()
    }

    /// Begins nothing more; what runs is left to run.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    pub(super) fn bind(&self, steps: impl IntoIterator<Item = StepId>, shown: Shown) {
        let steps = steps.into_iter().map(|step| (step, shown));
        self.bound().extend(steps);
    }

    /// The steps at which the plan of this digest, if it is the one the engine is bound to, found an
    /// operation under way.
    pub(super) fn found_under_way(&self, plan: &str) -> &[StepId] {
        match &self.found {
            Some((digest, steps)) if digest == plan => steps,
            _ => &[],
        }
    }

    pub(super) fn bound(&self) -> MutexGuard<'_, BTreeMap<StepId, Shown>> {
        self.bound.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// True the first time it is asked for a step.
    pub(super) fn begins_watching(&self, id: &StepId) -> bool {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        let new = !watched.contains_key(id);
        watched.entry(id.clone()).or_insert(self.clock.now());
        new
    }

    /// Since when this engine watches the step's changes.
    pub(super) fn watched_since(&self, id: &StepId) -> Option<Timestamp> {
        let watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        watched.get(id).copied()
    }

    pub(super) fn done(&self) -> MutexGuard<'_, BTreeMap<StepId, Vec<Done>>> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn say(&self, step: Option<&StepId>, kind: EventKind) {
        self.events.event(&Event {
            at: self.clock.now(),
            step: step.cloned(),
            kind,
        });
    }
}
