//! Deploys both products from a document, on the simulated cloud, in a few seconds.

use std::sync::Arc;

use ts_deploy_core::engine::{Engine, Options, Outcome, Run, TokenSeed};
use ts_deploy_core::event::Event;
use ts_deploy_core::journal::{Driver, Goal, Journal, MemoryStore, Owner};
use ts_deploy_core::{clock::Clock, plan::plan, sim::SimCloud, spec};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The document, read and checked: every finding says where in the text it is.
    let reading = spec::read(include_str!("../specs/existing-vpc.yaml"));
    for finding in &reading.findings {
        eprintln!("{finding}");
    }
    let deployment = reading.deployment.ok_or("the document cannot be used")?;
    let name = deployment.name.clone();

    // A cloud in which three hours pass at once, and a journal.
    let cloud = SimCloud::new(1, "2026-01-05T09:00:00Z".parse()?);
    let clock = Arc::new(cloud.clock());
    let ports = cloud.ports(&deployment.targets());
    let store = Arc::new(MemoryStore::new(clock.clone()));
    let journal = Journal::open(store, "quick-start", &Owner::rehearsal(name.clone())).await?;

    // What would be done: steps are handed readers, so that looking cannot change anything.
    let graph = deployment.deploy()?;
    let tokens = TokenSeed::new(name.clone());
    let plan = plan(&graph, ports.readers(), clock.now(), &tokens, |_| None).await;
    println!("{} steps, digest {}", plan.steps.len(), plan.digest);

    // Done, with every event printed.
    let events = Arc::new(|event: &Event| println!("{} {:?}", event.at, event.kind));
    let options = Options::default();
    let engine = Engine::new(name, graph, ports, clock, journal, options, events);
    let run = Run {
        driver: Driver::new("you", "here"),
        goal: Goal::Deploy,
        plan: plan.digest,
        approved: None,
    };
    let outcome = engine.run(&run, std::future::pending()).await;
    assert_eq!(outcome, Outcome::Succeeded);
    println!("{} changing calls", cloud.changing_calls());
    Ok(())
}
