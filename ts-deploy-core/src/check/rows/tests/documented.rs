//! The document of the checks, held against the checks.

#![cfg(feature = "spec")]

use crate::check::rows::all;
use crate::spec::read;
use crate::target::TargetName;

const DOCUMENT: &str = include_str!("../../../../../docs/checks.md");
const SPECS: [&str; 3] = [
    include_str!("../../../../../examples/specs/minimal.yaml"),
    include_str!("../../../../../examples/specs/existing-vpc.yaml"),
    include_str!("../../../../../examples/specs/full.yaml"),
];

#[test]
fn every_check_of_the_samples_stands_in_the_document_with_its_row_and_its_fix() {
    let mut missing = Vec::new();
    for spec in SPECS {
        let deployment = read(spec).deployment.expect("a deployment");
        for check in all(&deployment) {
            let (row, id) = (check.row(), check.id());
            let fix = check.fix().is_none() || DOCUMENT.contains(&format!("`--fix {row}`"));
            let said = DOCUMENT.lines().any(|line| {
                line.starts_with(&format!("| {row} | `")) && line.contains(&format!("`{id}`"))
            });
            if !said || !fix {
                missing.push(format!("{row} {id}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_row_of_the_documents_stands_in_the_table_of_all_rows() {
    let table = DOCUMENT.split("## Every row").nth(1).expect("the table");
    let requirements = (1..=24).map(|number| format!("R{number}"));
    let tasks = (1..=9).map(|number| format!("T{number}"));
    let others = ["X1-X4", "L1b"].map(str::to_owned);
    let rows = requirements.chain(others).chain(tasks);
    let missing: Vec<String> = rows
        .filter(|row| !table.contains(&format!("\n| {row} | ")))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn what_only_the_products_need_is_not_asked_of_the_region_of_snapshot_copies() {
    let deployment = read(SPECS[2]).deployment.expect("a deployment");
    let there: Vec<&str> = all(&deployment)
        .iter()
        .filter(|check| check.target() == TargetName::DrInMainRegion)
        .map(|check| check.id())
        .collect();
    assert_eq!(
        there,
        [
            "credentials",
            "region-services",
            "forbidden-services",
            "cloudtrail",
            "snapshot-tool-template"
        ]
    );
}
