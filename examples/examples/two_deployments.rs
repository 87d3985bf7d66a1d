//! Two deployments in one process, driven from one heap of wake-up times. `Engine::advance` does
//! what can be done now and says when to look again; nothing sleeps for one deployment alone, so
//! that the same loop drives thousands.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use jiff::Timestamp;
use ts_deploy_core::clock::Clock;
use ts_deploy_core::engine::{Engine, Options, Outcome};
use ts_deploy_core::event::Event;
use ts_deploy_core::journal::{Driver, Journal, LEASE, MemoryStore, Owner};
use ts_deploy_core::sim::SimCloud;
use ts_deploy_core::spec;

const DOCUMENT: &str = include_str!("../specs/existing-vpc.yaml");

/// An engine for the deployment `name` in `account`, which it has taken to drive.
async fn engine(
    cloud: &SimCloud,
    name: &str,
    account: &str,
) -> Result<Engine, Box<dyn std::error::Error>> {
    let document = DOCUMENT
        .replace("acme-validation", name)
        .replace("111122223333", account);
    let deployment = spec::read(&document)
        .deployment
        .ok_or("the document cannot be used")?;
    let clock = Arc::new(cloud.clock());
    let store = Arc::new(MemoryStore::new(clock.clone()));
    let owner = Owner::rehearsal(deployment.name.clone());
    let journal = Journal::open(store, "two-deployments", &owner).await?;
    let (graph, ports) = (deployment.deploy()?, cloud.ports(&deployment.targets()));
    let (name, options) = (deployment.name, Options::default());
    let quiet = Arc::new(|_: &Event| ());
    let engine = Engine::new(name, graph, ports, clock, journal, options, quiet);
    engine.take(&Driver::new("fleet", "here")).await?;
    Ok(engine)
}

/// Drives all engines to their ends: how each ended, and how often one was woken.
async fn drive(
    clock: &dyn Clock,
    engines: &[Engine],
) -> Result<(Vec<Option<Outcome>>, u32), Box<dyn std::error::Error>> {
    let mut outcomes = vec![None; engines.len()];
    let mut wakes = 0;
    // The earliest first; all are due at once.
    let due = |number| Reverse((Timestamp::MIN, number));
    let mut heap: BinaryHeap<Reverse<(Timestamp, usize)>> = (0..engines.len()).map(due).collect();
    while let Some(Reverse((at, number))) = heap.pop() {
        clock.sleep_until(at).await;
        let Some(engine) = engines.get(number) else {
            continue;
        };
        wakes += 1;
        let advance = engine.advance().await?;
        if let Some(again) = advance.again {
            // Twice a lease at least, so that nobody else takes the deployment over.
            let hold = clock.now() + LEASE / 2;
            heap.push(Reverse((again.min(hold), number)));
        } else if let Some(outcome) = outcomes.get_mut(number) {
            *outcome = advance.outcome;
            engine.release().await?;
        }
    }
    Ok((outcomes, wakes))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let cloud = SimCloud::new(1, "2026-01-05T09:00:00Z".parse()?);
    let clock = cloud.clock();
    let began = clock.now();
    let engines = [
        engine(&cloud, "acme-production", "111122223333").await?,
        engine(&cloud, "globex-production", "777788889999").await?,
    ];
    let (outcomes, wakes) = drive(&clock, &engines).await?;
    let took = clock.now().duration_since(began).as_mins();
    println!("{wakes} wakes in {took} minutes");
    assert_eq!(outcomes, [Some(Outcome::Succeeded); 2]);
    // Side by side: one alone takes three hours.
    assert!(took < 4 * 60, "{took} minutes");
    Ok(())
}
