//! The bench on which the scenarios run: a deployment read from a document, a simulated cloud, and
//! a journal that outlives the engines that write it.

mod catalog;
#[cfg(feature = "wire")]
pub mod emulator;
mod sight;
pub mod simulation;
mod stop;
mod store;

use std::sync::{Arc, Mutex, PoisonError};

use ts_deploy_core::clock::Clock as _;
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::{Engine, Options, Outcome, Run};
use ts_deploy_core::event::Event;
use ts_deploy_core::journal::{Driver, Goal, Journal, JournalStore, MemoryStore, Owner};
use ts_deploy_core::plan::{Graph, Plan, plan};
use ts_deploy_core::sim::{SimCloud, SimPerson};
use ts_deploy_core::spec;
use ts_deploy_core::target::Target;

pub use catalog::{Showing, ShownCatalog};
pub use sight::{Standing, redacted};
pub use stop::{Refuses, Stops, cut_off_from, cuts, watch};
pub use store::{Counted, HookedStore, StoreHook};

/// A document with everything decided, whose DR stack was made elsewhere: the core's own steps alone
/// deploy it.
pub const FULL: &str = include_str!("full.yaml");

/// The sample document with everything decided, whose DR stack and snapshot tool are made from here.
pub const RECOVERABLE: &str = include_str!("../../examples/specs/full.yaml");

/// The sample document with only what is required.
pub const MINIMAL: &str = include_str!("../../examples/specs/minimal.yaml");

/// The provisioned product of the Data Layer in both documents.
pub const DATA: &str = "acme-data-layer";

/// The provisioned product of the Service Layer in both documents.
pub const SERVICE: &str = "acme-service-layer";

/// The deployment that a document describes.
///
/// # Panics
/// When the document does not read: a scenario's document is meant to.
#[expect(
    clippy::panic,
    reason = "a scenario cannot go on without its deployment"
)]
pub fn deployment(text: &str) -> Deployment {
    let reading = spec::read(text);
    let said: Vec<String> = reading.findings.iter().map(ToString::to_string).collect();
    match reading.deployment {
        Some(deployment) => deployment,
        None => panic!("the document does not read:\n{}", said.join("\n")),
    }
}

/// A world, a journal, and what was said.
pub struct Bench {
    /// The world.
    pub cloud: SimCloud,
    /// The journal's store.
    pub store: Arc<dyn JournalStore>,
    /// Every event so far.
    pub events: Arc<Mutex<Vec<Event>>>,
    runs: std::sync::atomic::AtomicU32,
}

/// By how many seconds the reads of a bench lag at most, unless it is told otherwise: AWS's do.
const LAG: u32 = 20;

impl Bench {
    /// A new world, in which it is 9 o'clock on 5 January 2026 and reads lag by up to 20 seconds, and
    /// an empty journal.
    pub fn new(seed: u64) -> Self {
        Self::lagging(seed, LAG)
    }

    /// The same world, whose reads lag by up to this many seconds; 0 is not at all.
    pub fn lagging(seed: u64, longest_seconds: u32) -> Self {
        let start = jiff::Timestamp::constant(1_767_603_600, 0);
        let bench = Self::on(SimCloud::new(seed, start));
        bench.cloud.lag(longest_seconds);
        bench
    }

    /// A world that is there already, and an empty journal: its own was lost.
    pub fn on(cloud: SimCloud) -> Self {
        let store = Arc::new(MemoryStore::new(Arc::new(cloud.clock())));
        Self {
            cloud,
            store,
            events: Arc::default(),
            runs: 0.into(),
        }
    }

    /// The same journal and events in a world that was saved and loaded again.
    ///
    /// # Panics
    /// When the world cannot be saved or loaded, or the journal not read.
    #[must_use]
    #[expect(clippy::unwrap_used, reason = "what was saved loads")]
    pub async fn loaded(self) -> Self {
        let cloud = SimCloud::load(&self.cloud.save().unwrap()).unwrap();
        let store: Arc<dyn JournalStore> = Arc::new(MemoryStore::new(Arc::new(cloud.clock())));
        for sequence in 1..=self.store.last().await.unwrap().unwrap_or_default() {
            let bytes = self.store.read(sequence).await.unwrap().unwrap();
            store.create(sequence, &bytes).await.unwrap();
        }
        Self {
            cloud,
            store,
            ..self
        }
    }

    fn targets(deployment: &Deployment) -> Vec<Target> {
        deployment
            .targets
            .iter()
            .map(|settings| settings.target.clone())
            .collect()
    }

    /// An engine for `graph` on this bench, attended by a simulated person.
    ///
    /// # Errors
    /// [`JournalError`](ts_deploy_core::journal::JournalError) when the journal does not open.
    pub async fn engine(
        &self,
        deployment: &Deployment,
        graph: Graph,
        options: Options,
    ) -> Result<Engine, ts_deploy_core::journal::JournalError> {
        let run = self.runs.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let owner = Owner::rehearsal(deployment.name.clone());
        let journal = Journal::open(self.store.clone(), format!("run-{run}"), &owner).await?;
        let ports = self.cloud.ports(&Self::targets(deployment));
        let events = self.events.clone();
        let sink = Arc::new(move |event: &Event| {
            events
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(event.clone());
        });
        let name = deployment.name.clone();
        let clock = Arc::new(self.cloud.clock());
        let person = Arc::new(SimPerson::new(clock.clone()));
        Ok(Engine::new(name, graph, ports, clock, journal, options, sink).attended_by(person))
    }

    /// The plan that the readers show now.
    pub async fn plan(&self, deployment: &Deployment, graph: &Graph) -> Plan {
        let ports = self.cloud.ports(&Self::targets(deployment));
        let tokens = ts_deploy_core::engine::TokenSeed::new(deployment.name.clone());
        plan(
            graph,
            ports.readers(),
            self.cloud.clock().now(),
            &tokens,
            |_| None,
        )
        .await
    }

    /// Runs `graph` to its end, allowed what `consents` say.
    pub async fn run(
        &self,
        deployment: &Deployment,
        (goal, graph): (Goal, Graph),
        consents: &[&str],
    ) -> Outcome {
        let consents = consents.iter().copied().collect();
        let options = Options {
            consents,
            ..Options::default()
        };
        self.run_with(deployment, (goal, graph), options).await
    }

    /// Runs `graph` to its end, as `options` say.
    ///
    /// # Panics
    /// When the journal does not open.
    #[expect(clippy::unwrap_used, reason = "the bench's journal opens")]
    pub async fn run_with(
        &self,
        deployment: &Deployment,
        (goal, graph): (Goal, Graph),
        options: Options,
    ) -> Outcome {
        let engine = self.engine(deployment, graph, options).await.unwrap();
        engine
            .run(&Self::driven(goal), std::future::pending())
            .await
    }

    /// Deploys what the document describes, without any consent.
    ///
    /// # Panics
    /// When the document does not read.
    pub async fn deploy(&self, text: &str) -> Outcome {
        self.deploy_allowing(text, &[]).await
    }

    /// Deploys what the document describes, with the consents given.
    ///
    /// # Panics
    /// When the document does not read.
    #[expect(clippy::unwrap_used, reason = "a deployment's own steps are in order")]
    pub async fn deploy_allowing(&self, text: &str, consents: &[&str]) -> Outcome {
        let deployment = deployment(text);
        let graph = deployment.deploy().unwrap();
        self.run(&deployment, (Goal::Deploy, graph), consents).await
    }

    /// Deploys what the document describes, as `options` say.
    ///
    /// # Panics
    /// When the document does not read.
    #[expect(clippy::unwrap_used, reason = "a deployment's own steps are in order")]
    pub async fn deploy_with(&self, text: &str, options: Options) -> Outcome {
        let deployment = deployment(text);
        let graph = deployment.deploy().unwrap();
        self.run_with(&deployment, (Goal::Deploy, graph), options)
            .await
    }

    /// Removes what the document describes, with the consents given.
    ///
    /// # Panics
    /// When the document does not read.
    #[expect(clippy::unwrap_used, reason = "a deployment's own steps are in order")]
    pub async fn destroy(&self, text: &str, consents: &[&str]) -> Outcome {
        let deployment = deployment(text);
        let graph = deployment.destroy().unwrap();
        self.run(&deployment, (Goal::Destroy, graph), consents)
            .await
    }

    /// The run of the bench's one operator, for this goal.
    pub fn driven(goal: Goal) -> Run {
        let driver = Driver {
            name: "jane".to_owned(),
            host: "bench".to_owned(),
            process: 1,
            instance: None,
            numbers: None,
        };
        Run {
            driver,
            goal,
            plan: String::new(),
            approved: None,
        }
    }

    /// All that was said, in order.
    pub fn said(&self) -> Vec<Event> {
        self.events
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
