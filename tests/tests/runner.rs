//! One binary for all scenarios.

mod lifecycle;
mod secrets;

/// Every file beside this one is one of its modules.
#[test]
fn no_scenario_is_forgotten() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests");
    let this = include_str!("runner.rs");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let module = name.trim_end_matches(".rs");
        assert!(
            module == "runner" || this.contains(&format!("\nmod {module};")),
            "{name} is not a module of runner.rs"
        );
    }
}
