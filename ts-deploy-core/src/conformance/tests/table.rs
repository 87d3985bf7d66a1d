//! Every method of every port has a promise.

use std::collections::BTreeSet;

use super::own_stack as own_stack_tests;
use super::*;
use crate::conformance::{own_stack, promises, user_pool};

/// The ports as they are written, by trait.
const PORTS: [&str; 8] = [
    include_str!("../../port/catalog.rs"),
    include_str!("../../port/stack/mod.rs"),
    include_str!("../../port/stack/template.rs"),
    include_str!("../../port/stack/writer.rs"),
    include_str!("../../port/user_pool/mod.rs"),
    include_str!("../../port/identity.rs"),
    include_str!("../../port/portfolio.rs"),
    include_str!("../../port/parameter_store.rs"),
];

/// Which promise holds a method of a port to what it says, one of them for each.
const TABLE: [(&str, &str, &str); 45] = [
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
    (
        "StackReader",
        "last_deleted",
        "a_deleted_stack_is_the_last_deleted",
    ),
    ("StackReader", "change_set", "a_set_without_changes_says_so"),
    (
        "TemplateReader",
        "summary",
        "a_template_declares_what_is_sent",
    ),
    (
        "StackWriter",
        "create",
        "a_repeated_creation_answers_with_the_same_stack",
    ),
    (
        "StackWriter",
        "create_change_set",
        "a_change_set_leaves_the_stack_as_it_is",
    ),
    (
        "StackWriter",
        "execute_change_set",
        "an_executed_change_set_is_in",
    ),
    (
        "StackWriter",
        "delete_change_set",
        "a_set_without_changes_says_so",
    ),
    ("StackWriter", "delete", "deleting_again_is_done"),
    (
        "StackWriter",
        "set_termination_protection",
        "a_protected_stack_is_not_deleted",
    ),
    (
        "UserPoolReader",
        "pools_named",
        "pools_of_one_name_stand_side_by_side",
    ),
    (
        "UserPoolReader",
        "pool",
        "a_pool_is_found_by_its_name_with_what_it_was_given",
    ),
    (
        "UserPoolReader",
        "domain",
        "a_domain_that_nobody_has_is_none",
    ),
    (
        "UserPoolReader",
        "provider",
        "a_second_provider_of_one_name_already_exists",
    ),
    (
        "UserPoolReader",
        "clients",
        "a_client_has_a_secret_and_keeps_it_through_an_update",
    ),
    (
        "UserPoolReader",
        "client",
        "a_client_has_a_secret_and_keeps_it_through_an_update",
    ),
    (
        "UserPoolWriter",
        "create_pool",
        "a_pool_is_found_by_its_name_with_what_it_was_given",
    ),
    (
        "UserPoolWriter",
        "update_pool",
        "an_update_gives_all_settings_that_it_is_handed",
    ),
    (
        "UserPoolWriter",
        "add_attributes",
        "a_custom_attribute_is_added_once",
    ),
    (
        "UserPoolWriter",
        "delete_pool",
        "a_protected_pool_is_not_removed",
    ),
    (
        "UserPoolWriter",
        "create_provider",
        "a_second_provider_of_one_name_already_exists",
    ),
    (
        "UserPoolWriter",
        "create_client",
        "a_client_has_a_secret_and_keeps_it_through_an_update",
    ),
    (
        "UserPoolWriter",
        "update_client",
        "a_client_has_a_secret_and_keeps_it_through_an_update",
    ),
];

/// Methods that no promise names, each with its reason.
const UNPROMISED: [(&str, &str, &str); 8] = [
    (
        "TemplateReader",
        "text",
        "a backend may not be able to read the text",
    ),
    (
        "UserPoolReader",
        "provider_secret_is",
        "the suite's provider has no secret",
    ),
    (
        "UserPoolWriter",
        "create_domain",
        "a prefix is taken from every customer of the region",
    ),
    ("UserPoolWriter", "update_domain", "as above"),
    ("UserPoolWriter", "delete_domain", "as above"),
    (
        "UserPoolWriter",
        "update_provider",
        "the suite's provider is changed by the steps' own tests",
    ),
    (
        "UserPoolWriter",
        "delete_client",
        "the pool is removed with it",
    ),
    (
        "UserPoolWriter",
        "delete_provider",
        "the pool is removed with it",
    ),
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
    let told = TABLE.iter().chain(&UNPROMISED);
    let told = told.map(|(of, method, _)| ((*of).to_owned(), (*method).to_owned()));
    assert_eq!(methods, told.collect());
}

#[tokio::test]
async fn every_promise_of_the_table_is_tried() {
    let mut tried = promises::all(&subject().await).await;
    tried.extend(own_stack::all(&own_stack_tests::stack_subject().1).await);
    tried.extend(user_pool::all(&sim::user_pools()).await);
    let names: BTreeSet<&str> = tried.iter().map(|(name, _)| *name).collect();
    let missing: Vec<&str> = TABLE
        .iter()
        .map(|(_, _, promise)| *promise)
        .filter(|promise| !names.contains(promise))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}
