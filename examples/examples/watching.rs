//! Watching a run: events are all that a display or a log sees. Here one sink feeds two: lines for
//! people, and a log of one JSON object a line.

use std::sync::{Arc, Mutex, PoisonError};

use ts_deploy_core::engine::{Engine, Options, Outcome, Run};
use ts_deploy_core::event::{Event, EventKind, EventSink};
use ts_deploy_core::journal::{Driver, Goal, Journal, MemoryStore, Owner};
use ts_deploy_core::sim::SimCloud;
use ts_deploy_core::spec;

/// What a person wants to read of an event; nothing for most.
fn line(event: &Event) -> Option<String> {
    let said = match &event.kind {
        EventKind::Starting {
            action, changes, ..
        } => {
            format!("{action}, {} parameters and fields", changes.len())
        }
        EventKind::Progress {
            state,
            done: Some((done, seen)),
            next,
            ..
        } => format!("{state}, {done} of {seen} resources, next look at {next}"),
        EventKind::Settled { seconds, .. } => format!("done in {} minutes", seconds / 60),
        EventKind::Failed { failure } => format!("failed: {}", failure.summary),
        EventKind::LostSight { error, next, .. } => {
            format!("cannot be seen ({error}), and goes on; tried again at {next}")
        }
        EventKind::Finished { outcome, .. } => outcome.meaning().to_owned(),
        // More kinds may come: a display shows what it knows.
        _ => return None,
    };
    let step = event.step.as_ref().map_or("run", |step| step.as_str());
    Some(format!("{} {step}: {said}", event.at))
}

/// Both displays. A sink must be quick, since the engine waits for it.
#[derive(Default)]
struct Watcher {
    lines: Mutex<Vec<String>>,
    log: Mutex<Vec<String>>,
}

impl EventSink for Watcher {
    fn event(&self, event: &Event) {
        let keep = |shelf: &Mutex<Vec<String>>, text: String| {
            shelf
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(text);
        };
        if let Some(line) = line(event) {
            keep(&self.lines, line);
        }
        if let Ok(json) = serde_json::to_string(event) {
            keep(&self.log, json);
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let reading = spec::read(include_str!("../specs/existing-vpc.yaml"));
    let deployment = reading.deployment.ok_or("the document cannot be used")?;
    let cloud = SimCloud::new(1, "2026-01-05T09:00:00Z".parse()?);
    let clock = Arc::new(cloud.clock());
    let ports = cloud.ports(&deployment.targets());
    let graph = deployment.deploy()?;
    let store = Arc::new(MemoryStore::new(clock.clone()));
    let owner = Owner::rehearsal(deployment.name.clone());
    let journal = Journal::open(store, "watching", &owner).await?;
    let watcher = Arc::new(Watcher::default());
    let options = Options {
        // Somebody looks: the resources that are being made are read now and then.
        detail: true,
        ..Options::default()
    };
    let sink = watcher.clone();
    let engine = Engine::new(deployment.name, graph, ports, clock, journal, options, sink);
    let run = Run {
        driver: Driver::new("you", "here"),
        goal: Goal::Deploy,
        plan: String::new(),
        approved: None,
    };
    let outcome = engine.run(&run, std::future::pending()).await;

    let lines = watcher.lines.lock().unwrap_or_else(PoisonError::into_inner);
    for line in lines.iter() {
        println!("{line}");
    }
    let log = watcher.log.lock().unwrap_or_else(PoisonError::into_inner);
    assert_eq!(outcome, Outcome::Succeeded);
    assert!(
        lines
            .iter()
            .any(|line| line.contains("resources, next look"))
    );
    assert!(
        log.last()
            .is_some_and(|json| json.contains(r#""event":"finished""#))
    );
    Ok(())
}
