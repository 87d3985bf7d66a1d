//! The page on the examples names what is there.

use std::collections::BTreeSet;

/// The names of the files in `examples/examples`.
fn programs() -> BTreeSet<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    let files = std::fs::read_dir(folder).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    names
        .map(|name| name.trim_end_matches(".rs").to_owned())
        .collect()
}

/// The names in the first column of the page's table.
fn listed() -> BTreeSet<String> {
    let rows = include_str!("../../README.md").lines();
    let names = rows.filter_map(|row| row.strip_prefix("| [`")?.split('`').next());
    names.map(str::to_owned).collect()
}

#[test]
fn the_readme_lists_each_example_and_no_other() {
    assert_eq!(listed(), programs());
}
