//! The page of traps names tests that are there.

use std::collections::BTreeSet;
use std::path::Path;

const PAGE: &str = include_str!("../../docs/traps-sso-dr.md");

/// The names of all functions in the sources of a folder.
fn functions(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && name != "target" && !name.starts_with('.') {
            functions(&path, names);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let declared = text.split("fn ").skip(1);
            let ends = |c: char| !c.is_ascii_alphanumeric() && c != '_';
            names.extend(
                declared
                    .filter_map(|rest| rest.split(ends).next())
                    .map(str::to_owned),
            );
        }
    }
}

/// The rows of the page, each a trap with the names of its tests.
fn rows() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    let lines = PAGE.lines().filter(|line| line.starts_with("| "));
    let cells = lines.filter_map(|line| line.trim_matches(['|', ' ']).rsplit_once(" | "));
    let rows = cells.filter(|(trap, _)| *trap != "trap");
    rows.map(|(trap, tests)| {
        (
            trap,
            tests
                .split(", ")
                .map(|name| name.trim_matches('`'))
                .collect(),
        )
    })
}

#[test]
fn every_trap_names_tests_that_are_there() {
    let mut names = BTreeSet::new();
    functions(
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")),
        &mut names,
    );
    assert!(rows().count() > 50);
    for (trap, tests) in rows() {
        for name in tests {
            assert!(
                names.contains(name),
                "{trap}: {name} is no function of the sources"
            );
        }
    }
}
