//! A step and a port of one's own beside the product steps: once the platform runs, it is entered
//! in the company's inventory. The engine plans, runs, journals and verifies it like its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use ts_deploy_core::engine::{Engine, Options, Outcome, Run};
use ts_deploy_core::journal::{Driver, Goal, Journal, MemoryStore, Owner};
use ts_deploy_core::plan::{
    Action, Duration, Evidence, Failure, Graph, Handle, Observation, Progress, Proposal,
    ReadContext, Started, Step, StepError, StepId,
};
use ts_deploy_core::port::{ChangePort, ReadPort, Writers, catalog::OperationToken};
use ts_deploy_core::{event::Event, finding::Findings, sim::SimCloud, spec, target::TargetName};

/// The port: a reading and a changing half, each a trait that the registry finds it by.
trait Register: Send + Sync {
    fn has_platform(&self) -> bool;
}
trait Registrar: Send + Sync {
    fn enter_platform(&self);
}
#[rustfmt::skip]
impl ReadPort for dyn Register { const NAME: &'static str = "inventory reader"; }
#[rustfmt::skip]
impl ChangePort for dyn Registrar { const NAME: &'static str = "inventory writer"; }

/// The backend of both halves; a real one would call the inventory's API.
struct Inventory(AtomicBool);
impl Register for Inventory {
    fn has_platform(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
impl Registrar for Inventory {
    fn enter_platform(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// The step: it looks before it changes, and changes through the writer it is handed.
struct EnterInInventory(StepId, [StepId; 1]);

#[async_trait]
#[rustfmt::skip]
impl Step for EnterInInventory {
    fn id(&self) -> &StepId { &self.0 }
    fn title(&self) -> String { "Inventory".to_owned() }
    fn target(&self) -> TargetName { TargetName::Main }
    fn after(&self) -> &[StepId] { &self.1 }
    fn documented(&self, _: Action) -> Duration { Duration { least: 0, most: 1 } }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        if cx.ports.get::<dyn Register>(self.target())?.has_platform() {
            return Ok(Observation::InSync { findings: Findings::none() });
        }
        Ok(Observation::Differs(Box::new(Proposal {
            action: Action::Create,
            changes: Vec::new(),
            digest: "enter the platform".to_owned(),
            last_seen: None,
            awaits: Vec::new(),
            consent: None,
            takes_over: None,
            removed: None,
            expected: self.documented(Action::Create),
            findings: Findings::none(),
            work: Arc::new(()),
        })))
    }

    async fn start(&self, to: &Writers<'_>, _: &Proposal, _: &OperationToken) -> Result<Started, StepError> {
        to.get::<dyn Registrar>(self.target())?.enter_platform();
        Ok(Started::Done)
    }

    async fn check(&self, _: &ReadContext<'_>, _: &Handle) -> Result<Progress, StepError> {
        Ok(Progress::Settled)
    }

    async fn verify(&self, cx: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError> {
        if !cx.ports.get::<dyn Register>(self.target())?.has_platform() {
            let failure = Failure::new("it is not entered", "Nothing else is.", "Run again.");
            return Err(StepError::Failed(Box::new(failure)));
        }
        let (what, seen) = ("inventory".to_owned(), "the platform is entered".to_owned());
        Ok(vec![Evidence { what, seen, at: cx.now, call: "inventory:Find".to_owned() }])
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let deployment = spec::read(include_str!("../specs/existing-vpc.yaml")).deployment;
    let deployment = deployment.ok_or("the document cannot be used")?;
    let after = [StepId::parse("service-layer")?];
    let own = EnterInInventory(StepId::parse("inventory")?, after);
    let steps = deployment.deploy()?.steps().to_vec();
    let graph = Graph::new(steps.into_iter().chain([Arc::new(own) as Arc<dyn Step>]))?;

    let cloud = SimCloud::new(1, "2026-01-05T09:00:00Z".parse()?);
    let inventory = Arc::new(Inventory(AtomicBool::new(false)));
    let mut ports = cloud.ports(&deployment.targets());
    ports.read::<dyn Register>(TargetName::Main, inventory.clone());
    ports.change::<dyn Registrar>(TargetName::Main, inventory.clone());

    let (name, clock) = (deployment.name, Arc::new(cloud.clock()));
    let store = Arc::new(MemoryStore::new(clock.clone()));
    let journal = Journal::open(store, "own-step", &Owner::rehearsal(name.clone())).await?;
    let (options, quiet) = (Options::default(), Arc::new(|_: &Event| ()));
    let engine = Engine::new(name, graph, ports, clock, journal, options, quiet);
    let run = Run {
        driver: Driver::new("you", "here"),
        goal: Goal::Deploy,
        plan: String::new(),
        approved: None,
    };
    let outcome = engine.run(&run, std::future::pending()).await;
    assert_eq!(outcome, Outcome::Succeeded);
    assert!(inventory.has_platform());
    println!("deployed, and entered in the inventory");
    Ok(())
}
