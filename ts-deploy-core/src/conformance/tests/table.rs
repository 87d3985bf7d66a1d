//! Every method of every port has a promise.

use std::collections::BTreeSet;

use super::*;
use crate::conformance::promises;

/// The ports as they are written, by trait.
const PORTS: [&str; 5] = [
    include_str!("../../port/catalog.rs"),
    include_str!("../../port/stack/mod.rs"),
    include_str!("../../port/identity.rs"),
    include_str!("../../port/portfolio.rs"),
    include_str!("../../port/parameter_store.rs"),
];

/// Which promise holds a method of a port to what it says, one of them for each.
const TABLE: [(&str, &str, &str); 23] = [
    (
        "CatalogReader",
        "products",
        "the_product_is_among_the_products",
    ),
    (
        "CatalogReader",
        "versions",
        "the_version_is_among_the_versions",
    ),
    (
        "CatalogReader",
        "launch_paths",
        "the_path_is_among_the_launch_paths",
    ),
    (
        "CatalogReader",
        "contract",
        "a_stack_has_every_parameter_of_the_contract",
    ),
    (
        "CatalogReader",
        "provisioned_product",
        "a_launch_is_found_by_its_exact_name",
    ),
    ("CatalogReader", "record", "a_record_reaches_an_end"),
    (
        "CatalogReader",
        "history",
        "history_has_the_newest_first_and_keeps_removed_ones",
    ),
    ("CatalogReader", "outputs", "outputs_are_those_of_the_stack"),
    (
        "CatalogWriter",
        "provision",
        "a_repeated_launch_answers_with_the_same_record",
    ),
    (
        "CatalogWriter",
        "update",
        "a_repeated_update_answers_with_the_same_record",
    ),
    (
        "CatalogWriter",
        "terminate",
        "a_repeated_removal_answers_with_the_same_record",
    ),
    (
        "StackReader",
        "stack",
        "a_stack_is_found_by_arn_and_by_name",
    ),
    ("StackReader", "events", "events_come_oldest_first_and_once"),
    ("IdentityReader", "caller", "the_caller_is_of_the_account"),
    (
        "PortfolioReader",
        "imported",
        "an_accepted_share_is_imported_once",
    ),
    (
        "PortfolioReader",
        "principals",
        "an_associated_principal_is_listed_once",
    ),
    (
        "PortfolioWriter",
        "accept_share",
        "a_share_that_is_not_offered_is_not_found",
    ),
    (
        "PortfolioWriter",
        "associate_principal",
        "an_unknown_portfolio_is_not_found",
    ),
    (
        "ParameterReader",
        "describe",
        "many_parameters_are_described_at_once",
    ),
    (
        "ParameterReader",
        "matches",
        "a_parameter_matches_its_own_value_only",
    ),
    (
        "ParameterWriter",
        "put",
        "an_overwrite_makes_a_later_version",
    ),
    (
        "ParameterWriter",
        "put",
        "a_parameter_that_is_there_is_not_made_again",
    ),
    ("ParameterWriter", "delete", "a_removed_parameter_is_gone"),
];

/// The methods of the traits in a file: trait and method.
fn methods(source: &str) -> Vec<(String, String)> {
    let name = |line: &str, before: &str| {
        let rest = line.trim_start().strip_prefix(before)?;
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
        rest.get(..end).map(str::to_owned)
    };
    let (mut within, mut found) = (String::new(), Vec::new());
    for line in source.lines() {
        if let Some(of) = name(line, "pub trait ") {
            within = of;
        } else if let Some(method) = name(line, "async fn ").filter(|_| !within.is_empty()) {
            found.push((within.clone(), method));
        } else if line == "}" {
            within.clear();
        }
    }
    found
}

#[test]
fn every_method_of_every_port_has_a_promise() {
    let methods: BTreeSet<(String, String)> = PORTS.into_iter().flat_map(methods).collect();
    let promised = TABLE.map(|(of, method, _)| (of.to_owned(), method.to_owned()));
    assert_eq!(methods, promised.into_iter().collect());
}

#[tokio::test]
async fn every_promise_of_the_table_is_tried() {
    let tried = promises::all(&subject().await).await;
    let names: BTreeSet<&str> = tried.iter().map(|(name, _)| *name).collect();
    let missing: Vec<&str> = TABLE
        .iter()
        .map(|(_, _, promise)| *promise)
        .filter(|promise| !names.contains(promise))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}
