//! The drill as a program of one's own: deploy in a rehearsal, wait a day, and ask whether the
//! platform could be recovered.
//!
//! ```sh
//! cargo run --example dr_drill
//! ```

use std::error::Error;
use std::sync::Arc;

use jiff::SignedDuration;
use ts_deploy_core::clock::Clock as _;
use ts_deploy_core::engine::{Engine, Options, Run};
use ts_deploy_core::event::Event;
use ts_deploy_core::fingerprint::FingerprintKey;
use ts_deploy_core::journal::{Driver, Goal, Journal, MemoryStore, Owner};
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::plan::Graph;
use ts_deploy_core::port::stack::TemplateSource;
use ts_deploy_core::sim::{SimCloud, documented_dr_stack, documented_snapshot_tool};
use ts_deploy_core::spec;
use ts_deploy_core::target::TargetName;
use ts_deploy_dr::{Components, Templates, drill};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let reading = spec::read(include_str!("../specs/full.yaml"));
    let deployment = reading.deployment.ok_or("the spec does not read")?;
    let components = Components::of(&deployment).map_err(|found| found.to_string())?;
    let components = components.ok_or("the spec decides no disaster recovery")?;

    // A cloud that knows the two templates, and in which the vendor shared the portfolio twice.
    let cloud = SimCloud::new(1, "2026-10-01T09:00:00Z".parse()?);
    let stack = TemplateSource::url("https://acme.s3.amazonaws.com/dr.yml")?;
    let tool = TemplateSource::url("https://acme.s3.amazonaws.com/tool.json")?;
    for place in &deployment.targets {
        let sim = cloud.at(&place.target);
        sim.put_template(&stack, documented_dr_stack());
        sim.put_template(&tool, documented_snapshot_tool());
        if place.target.name == TargetName::Dr {
            sim.offer_documented();
        }
    }

    // The steps of both crates, put together.
    let templates = Templates {
        stack: Some(stack),
        snapshot_tool: Some(tool),
    };
    let dr = ts_deploy_dr::steps(&deployment, &templates).map_err(|found| found.to_string())?;
    let own = deployment.deploy_joined(&Sources::none(), &dr.joined);
    let graph = Graph::new(own.into_iter().chain(dr.deploy))?;

    let clock = Arc::new(cloud.clock());
    let store = Arc::new(MemoryStore::new(clock.clone()));
    let owner = Owner::rehearsal(deployment.name.clone());
    let journal = Journal::open(store.clone(), "drill", &owner).await?;
    let ports = cloud.ports(&deployment.targets());
    let (name, options) = (deployment.name.clone(), Options::default());
    let sink = Arc::new(|_: &Event| {});
    let engine = Engine::new(name, graph, ports, clock.clone(), journal, options, sink);
    let run = Run {
        driver: Driver::new("jane", "desk"),
        goal: Goal::Deploy,
        plan: String::new(),
        approved: None,
    };
    let outcome = engine.run(&run, std::future::pending()).await;
    println!("deployed: {outcome:?}");

    // A day later: readers only, and what the journal learned of durations.
    cloud.pass(SignedDuration::from_hours(24));
    let journal = Journal::open(store, "look", &owner).await?;
    let ports = cloud.ports(&deployment.targets());
    let now = clock.now();
    // Chance, by which values are compared that nobody sees.
    let mut key = [0; 32];
    getrandom::fill(&mut key)?;
    let report = drill::drill(
        &deployment,
        &components,
        ports.readers(),
        journal.state(),
        now,
        &FingerprintKey::new(key),
    )
    .await?;
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}
