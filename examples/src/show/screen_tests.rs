//! The screens in docs/screens.md are those of the rehearsals that the page names.

use std::path::Path;
use std::sync::{Arc, Mutex};

use indicatif::{InMemoryTerm, ProgressDrawTarget};
use ts_deploy_core::clock::Clock as _;
use ts_deploy_core::engine::{Engine, Options, Run};
use ts_deploy_core::event::{Event, EventKind};
use ts_deploy_core::journal::{Driver, Goal, Journal, MemoryStore, Owner};
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::sim::SimCloud;
use ts_deploy_core::spec;

use super::Screen;
use crate::compose::Composition;

const VPC: &str = include_str!("../../specs/existing-vpc.yaml");
const MINIMAL: &str = include_str!("../../specs/minimal.yaml");
const QUOTA: &str = include_str!("../../rehearsals/no-quota.yaml");
const NOBODY: &str = include_str!("../../rehearsals/nobody-there.yaml");
const THROTTLED: &str = include_str!("../../rehearsals/throttled.yaml");

/// The lines of a terminal of 100 columns and 30 rows at the first event that `is_it`, or at the
/// end of the rehearsal.
fn screen(document: &str, script: &str, is_it: fn(&EventKind) -> bool) -> Vec<String> {
    let deployment = spec::read(document).deployment.unwrap();
    let script = spec::rehearsal::read(script, &deployment).script.unwrap();
    let cloud = SimCloud::new(1, "2026-01-05T21:03:17Z".parse().unwrap());
    script.play(&cloud);
    let term = InMemoryTerm::new(30, 100);
    let target = ProgressDrawTarget::term_like(Box::new(term.clone()));
    let screen = Arc::new(Screen::on(target, || (30, 100)));
    let seen: Arc<Mutex<Option<String>>> = Arc::default();
    let (drawn, found, shown) = (Arc::clone(&screen), Arc::clone(&seen), term.clone());
    let sink = Arc::new(move |event: &Event| {
        if matches!(event.kind, EventKind::Finished { .. }) {
            return;
        }
        drawn.event(event);
        if is_it(&event.kind) {
            drawn.redraw(event.at);
            let mut found = found.lock().unwrap();
            found.get_or_insert_with(|| shown.contents());
        }
    });
    let clock = Arc::new(cloud.clock());
    let sources = Sources::none();
    let composition = Composition::of(&deployment, &sources, Path::new("")).unwrap();
    let (graph, ports) = (
        composition.deploy(&deployment, &sources).unwrap(),
        cloud.ports(&deployment.targets()),
    );
    let person = Arc::new(script.person(clock.clone()));
    let options = Options {
        detail: true,
        ..Options::default()
    };
    let run = async {
        let owner = Owner::rehearsal(deployment.name.clone());
        let store = Arc::new(MemoryStore::new(clock.clone()));
        let journal = Journal::open(store, "screen", &owner).await.unwrap();
        let name = deployment.name.clone();
        let engine = Engine::new(name, graph, ports, clock.clone(), journal, options, sink);
        let run = Run {
            driver: Driver::new("you", "here"),
            goal: Goal::Deploy,
            plan: String::new(),
            approved: None,
        };
        engine
            .attended_by(person)
            .run(&run, std::future::pending())
            .await
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(run);
    screen.finish(clock.now());
    let found = seen.lock().unwrap().take();
    let contents = found.unwrap_or_else(|| term.contents());
    contents.lines().map(str::to_owned).collect()
}

/// The screen under this heading of the page.
fn documented(heading: &str) -> Vec<String> {
    let page = include_str!("../../../docs/screens.md");
    let (_, after) = page.split_once(&format!("\n## {heading}\n")).unwrap();
    let (_, block) = after.split_once("```text\n").unwrap();
    let (block, _) = block.split_once("\n```").unwrap();
    block.lines().map(str::to_owned).collect()
}

/// Writes the screen under this heading of the page.
fn document(heading: &str, lines: &[String]) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/screens.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (before, after) = page.split_once(&format!("\n## {heading}\n")).unwrap();
    let (text, after) = after.split_once("```text\n").unwrap();
    let (_, after) = after.split_once("\n```").unwrap();
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    let block = lines.join("\n");
    let page = format!("{before}\n## {heading}\n{text}```text\n{block}\n```{after}");
    std::fs::write(path, page).unwrap();
}

/// Lines without numbers and bars, which differ with the time of day.
fn redacted(lines: Vec<String>) -> String {
    let line = |line: String| {
        let plain = line.replace(|c: char| "█▉▊▋▌▍▎▏".contains(c), " ");
        let words: Vec<String> = plain.split_whitespace().map(without_numbers).collect();
        words.join(" ")
    };
    let lines = lines.into_iter().map(line).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// A word with each number as 0; ids stay, since they are the same in every rehearsal.
fn without_numbers(word: &str) -> String {
    if word.contains("rec-") {
        return word.to_owned();
    }
    let mut shown = String::new();
    for c in word.chars() {
        let c = if c.is_ascii_digit() { '0' } else { c };
        if c != '0' || !shown.ends_with('0') {
            shown.push(c);
        }
    }
    shown
}

fn assert_documented(heading: &str, lines: Vec<String>) {
    #[expect(
        clippy::disallowed_methods,
        reason = "who asks for the page to be written says so"
    )]
    if std::env::var_os("TS_DEPLOY_PAGES").is_some() {
        return document(heading, &lines);
    }
    assert_eq!(redacted(documented(heading)), redacted(lines), "{heading}");
}

#[test]
fn the_screen_of_a_running_launch_is_the_documented_one() {
    let at = |kind: &EventKind| match kind {
        EventKind::Progress { resources, .. } => resources == &["Database/Instance"],
        _ => false,
    };
    assert_documented("Running", screen(VPC, "person: confirms", at));
}

#[test]
fn the_screen_of_a_gate_is_the_documented_one() {
    assert_documented("Waiting for a person", screen(MINIMAL, NOBODY, |_| false));
}

#[test]
fn the_screen_of_a_throttled_launch_is_the_documented_one() {
    let at = |kind: &EventKind| matches!(kind, EventKind::LostSight { failures: 5, .. });
    assert_documented("Throttled", screen(VPC, THROTTLED, at));
}

#[test]
fn the_screen_of_a_failed_launch_is_the_documented_one() {
    assert_documented("Failed", screen(VPC, QUOTA, |_| false));
}

#[test]
fn the_screen_of_a_finished_deployment_is_the_documented_one() {
    assert_documented("Done", screen(VPC, "person: confirms", |_| false));
}
