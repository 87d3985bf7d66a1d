//! One binary for all scenarios.
#![expect(
    clippy::unwrap_used,
    reason = "a scenario that goes wrong fails loudly"
)]

mod attach;
mod cases;
mod custom_dns;
mod cut;
mod disaster_recovery;
mod failure;
mod fixes;
mod guards;
mod journal;
mod lag;
mod lagging;
mod late;
mod left_to_persons;
mod lifecycle;
mod odd_parts;
mod parameters;
mod persons;
mod plans;
mod portfolio;
mod processes;
mod promises;
mod rare_states;
mod recovery;
mod refusal;
mod resume;
mod rights;
mod s3_endpoint;
mod secrets;
mod simulation;
mod sound;
mod specs;
mod stuck;
mod tasks_after;
mod traps;
mod unseen;
mod vendor_logs;
mod vendor_parts;
mod whose;
mod wiring;

/// Every file beside this one is one of its modules.
#[test]
fn no_scenario_is_forgotten() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests");
    let this = include_str!("runner.rs");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(module) = name.strip_suffix(".rs") else {
            continue;
        };
        assert!(
            module == "runner" || this.contains(&format!("\nmod {module};")),
            "{name} is not a module of runner.rs"
        );
    }
}
