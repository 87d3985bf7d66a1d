//! Somebody who deploys or removes, with one process after the other until it is done.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use async_trait::async_trait;
use futures::future::{Either, select};
use jiff::{SignedDuration, Timestamp};
use ts_deploy_core::engine::{Engine, Options, Outcome, Pace, Run};
use ts_deploy_core::event::{Event, EventKind};
use ts_deploy_core::journal::{Driver, Journal, JournalError, MemoryStore, Owner};
use ts_deploy_core::layer::secrets::{
    SecretSource, SourceError, SourceKind, SourceName, Sources, VariableName,
};
use ts_deploy_core::port::{CallHook, hooked};
use ts_deploy_core::secret::Secret;
use ts_deploy_core::sim::{SimCloud, SimPerson};

use super::{Fate, Judge, Ledger, Life, SkewedClock, Timeline, Wanted, Wire};
use crate::HookedStore;

/// An operator, on a machine of their own.
#[derive(Clone)]
pub struct Operator {
    /// Their name, which is their machine's too.
    pub name: &'static str,
    /// The world.
    pub cloud: SimCloud,
    /// The journal that all operators share.
    pub store: MemoryStore,
    /// What they want.
    pub wanted: Wanted,
    /// Where its secrets come from.
    pub sources: Sources,
    /// The true time.
    pub timeline: Timeline,
    /// Their machine's clock.
    pub clock: SkewedClock,
    /// What befalls them.
    pub fate: Arc<Mutex<Fate>>,
    /// Who looks on.
    pub judge: Arc<Judge>,
    /// The life of the process they run now.
    pub life: Arc<Mutex<Arc<Life>>>,
    /// How many processes they ran.
    pub processes: u32,
    /// How many of them the journal ended after their run had begun.
    pub broken_off: u32,
    /// Whether the run of the process has begun.
    pub begun: Arc<AtomicBool>,
}

/// A source that gives what it is told to.
struct Given(Secret);

#[async_trait]
impl SecretSource for Given {
    async fn read(&self) -> Result<Secret, SourceError> {
        Ok(self.0.clone())
    }

    fn kind(&self) -> SourceKind {
        SourceKind::Rereadable
    }

    fn shown(&self) -> String {
        "the scenario's source".to_owned()
    }
}

/// Sources in which each of `variables` has this value.
///
/// # Panics
/// When a name is none of a variable.
#[expect(clippy::unwrap_used, reason = "a scenario's names are valid")]
pub fn sources(variables: &[&str], value: &str) -> Sources {
    variables.iter().fold(Sources::none(), |sources, name| {
        let name = SourceName::Environment(VariableName::parse(*name).unwrap());
        let source = Given(Secret::new(value.to_owned()));
        sources.with(name, Arc::new(source))
    })
}

impl Operator {
    /// Runs one process to its end; `None` when it is killed.
    pub async fn process(&mut self, life: Life) -> Option<Outcome> {
        let life = Arc::new(life);
        *self.life.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&life);
        self.processes += 1;
        self.begun.store(false, Ordering::SeqCst);
        let writer = format!("{}-{}", self.name, self.processes);
        let killed = std::future::poll_fn(|_| {
            if life.is_over() {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        });
        let outcome = match select(pin!(self.run(writer, &life)), killed).await {
            Either::Left((outcome, _)) => Some(outcome),
            Either::Right(((), _)) => None,
        };
        let broken_off = outcome == Some(Outcome::Journal) && self.begun.load(Ordering::SeqCst);
        self.broken_off += u32::from(broken_off);
        outcome
    }

    async fn run(&self, writer: String, life: &Arc<Life>) -> Outcome {
        let engine = match self.engine(writer, life).await {
            Ok(engine) => engine,
            Err(JournalError::Store(_)) => return Outcome::Journal,
            Err(error) => {
                self.judge
                    .wrong(format!("the journal does not open: {error}"));
                return Outcome::Journal;
            }
        };
        let driver = Driver {
            name: self.name.to_owned(),
            host: format!("{}s-machine", self.name),
            process: self.processes,
            instance: None,
            numbers: None,
        };
        let run = Run {
            driver,
            goal: self.wanted.goal,
            plan: String::new(),
            approved: None,
        };
        engine.run(&run, std::future::pending()).await
    }

    async fn engine(&self, writer: String, life: &Arc<Life>) -> Result<Engine, JournalError> {
        let deployment = &self.wanted.deployment;
        let wire: Arc<dyn CallHook> = Arc::new(Wire {
            life: Arc::clone(life),
            fate: Arc::clone(&self.fate),
            timeline: self.timeline.clone(),
            clock: self.clock.clone(),
            judge: Arc::clone(&self.judge),
            writer: writer.clone(),
            expired: Mutex::new(Timestamp::MIN),
        });
        let (life, fate) = (Arc::clone(life), Arc::clone(&self.fate));
        let ledger = Ledger::new(life, fate, self.timeline.clone(), Arc::clone(&self.judge));
        let ledger = Arc::new(HookedStore::new(Arc::new(self.store.clone()), ledger));
        let name = deployment.name.clone();
        let journal = Journal::open(ledger, writer, &Owner::rehearsal(name.clone())).await?;
        let (judge, begun) = (Arc::clone(&self.judge), Arc::clone(&self.begun));
        let clock = Arc::new(self.clock.clone());
        let person = Arc::new(SimPerson::new(clock.clone()));
        let engine = Engine::new(
            name,
            self.wanted.graph(&self.sources),
            hooked(self.cloud.ports(&deployment.targets()), &wire),
            clock,
            journal,
            options(),
            Arc::new(move |event: &Event| {
                let begins = matches!(event.kind, EventKind::RunStarted { .. });
                begun.fetch_or(begins, Ordering::SeqCst);
                judge.said(event);
            }),
        );
        Ok(engine.attended_by(person))
    }
}

/// What may be removed: what failed, what holds data, and a key pair whose private key was lost.
const CONSENTS: [&str; 3] = [
    "destroy:data-layer",
    "destroy:service-layer",
    "destroy:fix-key-pair-main-6fe48bb8",
];

/// Looks seldom, which is enough here.
fn options() -> Options {
    Options {
        consents: CONSENTS.into_iter().collect(),
        pace: Pace {
            floor: SignedDuration::from_mins(5),
            ceiling: SignedDuration::from_mins(30),
        },
        ..Options::default()
    }
}
