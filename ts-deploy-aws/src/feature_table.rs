//! That the table of features in the crate's documentation has each of them.

use std::collections::BTreeSet;

const MANIFEST: &str = include_str!("../Cargo.toml");
const CRATE: &str = include_str!("lib.rs");

/// The features of the manifest, but for those that stand for several.
fn features() -> BTreeSet<&'static str> {
    let (_, rest) = MANIFEST.split_once("[features]").unwrap();
    let (inside, _) = rest.split_once("\n[").unwrap();
    let lines = inside.lines().filter(|line| !line.starts_with('#'));
    let names = lines.filter_map(|line| line.split_once(" = ").map(|(name, _)| name));
    names
        .filter(|name| !matches!(*name, "default" | "full"))
        .collect()
}

#[test]
fn each_feature_stands_in_the_table_of_what_it_costs_once_and_no_other() {
    let (_, table) = CRATE.split_once("//! | feature | adds | rows |").unwrap();
    let rows = table.lines().skip(2);
    let rows = rows.map_while(|line| line.strip_prefix("//! | `"));
    let told: Vec<&str> = rows.filter_map(|row| row.split('`').next()).collect();
    let once: BTreeSet<&str> = told.iter().copied().collect();
    assert_eq!((told.len(), &once), (features().len(), &features()));
}

#[test]
fn full_is_every_feature() {
    let line = MANIFEST.lines().find(|line| line.starts_with("full = "));
    let named = line.unwrap().split('"').skip(1).step_by(2);
    assert_eq!(named.collect::<BTreeSet<_>>(), features());
}
