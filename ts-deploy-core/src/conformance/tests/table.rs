//! Every method of every port has a promise.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::*;
use super::{
    account as account_tests, installation as installation_tests, own_stack as own_stack_tests,
};
use crate::conformance::{account, installation, own_stack, promises, user_pool};

/// What stands among the ports and is none: how calls fail, are found and are wrapped.
const NO_PORTS: [&str; 4] = ["error.rs", "registry.rs", "hook_tests.rs", "hook"];

/// The files of all ports, whoever added them.
fn ports() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/port"
    ))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if NO_PORTS.iter().any(|name| path.ends_with(name)) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}

/// Which promise holds a method of a port to what it says, at least one for each, in the
/// order of the traits.
const TABLE: &str = r"
AddressReader::addresses: addresses_are_listed_once_each
BucketReader::look: a_bucket_is_seen_in_its_region_by_its_owner
BucketReader::versioning: a_bucket_that_is_not_there_is_absent
BucketReader::replication: a_bucket_that_is_not_there_is_absent
CatalogReader::products: the_product_is_among_the_products
CatalogReader::versions: the_version_is_among_the_versions
CatalogReader::launch_paths: the_path_is_among_the_launch_paths
CatalogReader::contract: a_stack_has_every_parameter_of_the_contract
CatalogReader::provisioned_product: a_launch_is_found_by_its_exact_name
CatalogReader::record: a_record_reaches_an_end
CatalogReader::history: history_has_the_newest_first_and_keeps_removed_ones
CatalogReader::outputs: outputs_are_those_of_the_stack
CatalogWriter::provision: a_repeated_launch_answers_with_the_same_record
CatalogWriter::update: a_repeated_update_answers_with_the_same_record
CatalogWriter::terminate: a_repeated_removal_answers_with_the_same_record
CertificateReader::certificate: a_certificate_is_found_by_its_arn
CertificateReader::imported: a_certificate_is_imported_and_found_by_its_serial_number
CertificateWriter::import: a_certificate_is_imported_and_found_by_its_serial_number
ClusterReader::cluster: a_cluster_is_found_by_its_name
ClusterReader::update: a_cluster_is_changed_once_for_a_token
ClusterWriter::set_access: a_cluster_is_changed_once_for_a_token
ContainerServiceReader::services_of_stack: a_service_is_found_by_its_arn_and_its_cluster
ContainerServiceReader::services_in: a_service_is_found_by_its_arn_and_its_cluster
ContainerServiceReader::service: a_service_is_found_by_its_arn_and_its_cluster
ContainerServiceWriter::restart: a_restart_is_the_newest_deployment
DatabaseOfferingReader::versions_on: what_is_offered_is_told_once_each
IdentityReader::caller: the_caller_is_of_the_account
InstanceOfferingReader::zones_offering: what_is_offered_is_told_once_each
KeyReader::key: a_key_is_found_by_id_arn_and_alias
KeyReader::policy: a_key_has_a_policy_and_nobodys_has_none
LogGroupReader::log_group: a_log_group_is_found_by_exactly_its_name
KeyPairReader::pair: a_key_pair_is_made_once_and_removed
KeyPairWriter::create: a_key_pair_is_made_once_and_removed
KeyPairWriter::delete: a_key_pair_is_made_once_and_removed
LogPolicyReader::policies: log_policies_are_listed_once_each
LogPolicyWriter::put: a_log_policy_that_is_put_is_listed_once
MailReader::identity: an_identity_is_found_by_its_name
MailReader::account: what_may_be_sent_is_told
MailWriter::request_production_access: production_access_is_asked_for_once
MailWriter::verify: an_address_is_verified_once
NetworkReader::vpcs: networks_are_listed_once_each
NetworkReader::vpc: a_vpc_that_is_listed_is_found
NetworkReader::dns: a_vpc_that_is_listed_is_found
NetworkReader::dhcp_options: a_vpc_that_is_listed_is_found
NetworkReader::subnets: subnets_that_are_not_there_are_left_out
NetworkReader::route_tables: networks_are_listed_once_each
NetworkReader::nat_gateways: networks_are_listed_once_each
NetworkReader::endpoints: a_gateway_endpoint_is_made_once
NetworkWriter::create_gateway_endpoint: a_gateway_endpoint_is_made_once
NetworkWriter::add_route_tables: a_table_is_led_to_a_gateway_once
NetworkWriter::delete_endpoint: a_gateway_endpoint_is_removed
ParameterReader::describe: many_parameters_are_described_at_once
ParameterReader::matches: a_parameter_matches_its_own_value_only
ParameterReader::fingerprint: a_fingerprint_tells_values_apart
ParameterWriter::put: an_overwrite_makes_a_later_version
ParameterWriter::put: a_parameter_that_is_there_is_not_made_again
ParameterWriter::delete: a_removed_parameter_is_gone
PortfolioReader::imported: an_accepted_share_is_imported_once
PortfolioReader::principals: an_associated_principal_is_listed_once
PortfolioWriter::accept_share: a_share_that_is_not_offered_is_not_found
PortfolioWriter::associate_principal: an_unknown_portfolio_is_not_found
ProductTermsReader::tag_options: an_unknown_version_has_no_terms
ProductTermsReader::template: a_template_that_is_told_can_be_summed_up
QuotaReader::applied: a_quota_has_a_value_and_a_default
QuotaReader::default_value: a_quota_has_a_value_and_a_default
RegionalKeyReader::key_in: a_key_is_found_in_its_region_only
RightsReader::role: the_caller_is_found_with_its_path
RightsReader::user: a_principal_that_is_not_there_is_not_found
RightsReader::has_policy: a_policy_of_aws_is_there_and_an_absent_one_is_not
RightsReader::simulate: a_verdict_comes_for_each_action_in_its_order
RoleReader::role: a_role_is_made_once_as_it_was_asked_for
RoleReader::inline_policies: a_role_has_what_it_is_given
RoleReader::inline_policy: a_role_has_what_it_is_given
RoleReader::attached_policies: a_role_of_nobodys_is_none
RoleWriter::create: a_role_is_made_once_as_it_was_asked_for
RoleWriter::set_trust: a_role_has_what_it_is_given
RoleWriter::set_boundary: a_role_has_what_it_is_given
RoleWriter::tag: a_role_has_what_it_is_given
RoleWriter::put_inline_policy: a_role_has_what_it_is_given
RoleWriter::delete_inline_policy: a_role_is_removed_after_its_policies
RoleWriter::delete: a_role_is_removed_after_its_policies
SearchDomainReader::domain: a_search_domain_is_found_by_its_name
SearchDomainWriter::enforce_https: a_domain_comes_to_enforce_https
ServiceLinkedRoleReader::role: a_role_that_is_not_there_is_none
ServiceLinkedRoleWriter::create: a_linked_role_is_made_once
SnapshotReader::snapshots: snapshots_are_listed_once_each
StackReader::stack: a_stack_is_found_by_arn_and_by_name
StackReader::events: events_come_oldest_first_and_once
StackReader::last_deleted: a_deleted_stack_is_the_last_deleted
StackReader::change_set: a_set_without_changes_says_so
StackListReader::roots: a_stack_is_listed_once_and_its_nested_stacks_are_not
StackResourceReader::resources: a_stack_tells_what_it_and_its_nested_stacks_made
StackTemplateReader::template_of: a_stack_tells_its_template
StackWriter::create: a_repeated_creation_answers_with_the_same_stack
StackWriter::create_change_set: a_change_set_leaves_the_stack_as_it_is
StackWriter::execute_change_set: an_executed_change_set_is_in
StackWriter::delete_change_set: a_set_without_changes_says_so
StackWriter::delete: deleting_again_is_done
StackWriter::set_termination_protection: a_protected_stack_is_not_deleted
TemplateReader::summary: a_template_declares_what_is_sent
TemplateReader::text: a_body_is_its_own_text
TagPolicyReader::effective: a_tag_policy_is_a_document
TopicReader::subscriptions: subscriptions_name_topic_and_endpoint
TrailReader::trails: a_trail_that_is_listed_has_a_status
TrailReader::status: an_unknown_trail_is_not_found
UserPoolReader::pools_named: pools_of_one_name_stand_side_by_side
UserPoolReader::pool: a_pool_is_found_by_its_name_with_what_it_was_given
UserPoolReader::domain: a_domain_that_nobody_has_is_none
UserPoolReader::provider: a_second_provider_of_one_name_already_exists
UserPoolReader::clients: a_client_has_a_secret_and_keeps_it_through_an_update
UserPoolReader::client: a_client_has_a_secret_and_keeps_it_through_an_update
UserPoolReader::provider_secret_is: a_secret_is_known_and_kept_through_an_update
UserPoolWriter::create_pool: a_pool_is_found_by_its_name_with_what_it_was_given
UserPoolWriter::update_pool: an_update_gives_all_settings_that_it_is_handed
UserPoolWriter::add_attributes: a_custom_attribute_is_added_once
UserPoolWriter::delete_pool: a_protected_pool_is_not_removed
UserPoolWriter::create_provider: a_second_provider_of_one_name_already_exists
UserPoolWriter::create_client: a_client_has_a_secret_and_keeps_it_through_an_update
UserPoolWriter::update_client: a_client_has_a_secret_and_keeps_it_through_an_update
UserPoolWriter::create_domain: a_domain_leads_to_its_pool_until_it_is_taken_away
UserPoolWriter::update_domain: a_prefix_is_given_no_certificate
UserPoolWriter::delete_domain: a_domain_leads_to_its_pool_until_it_is_taken_away
UserPoolWriter::update_provider: a_provider_has_what_its_update_gave
UserPoolWriter::delete_client: a_removed_client_is_gone
UserPoolWriter::delete_provider: a_removed_provider_is_gone
WebReader::get: a_host_that_cannot_be_is_unreachable
ZoneReader::zone: a_listed_zone_is_found_by_its_id
ZoneReader::zones: a_listed_zone_is_found_by_its_id
ZoneReader::delegation: a_listed_zone_is_found_by_its_id
ZoneReader::names_in: names_in_a_vpc_are_told_without_a_final_dot
";

/// The rows of the table: trait, method and promise.
fn table() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let rows = TABLE.lines().filter(|line| !line.is_empty());
    rows.map(|row| {
        let (call, promise) = row.split_once(": ").unwrap();
        let (of, method) = call.split_once("::").unwrap();
        (of, method, promise)
    })
}

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
    let sources = ports().into_iter();
    let sources = sources.map(|path| std::fs::read_to_string(path).unwrap());
    let methods: BTreeSet<_> = sources.flat_map(|source| methods(&source)).collect();
    let told = table().map(|(of, method, _)| (of.to_owned(), method.to_owned()));
    assert_eq!(methods, told.collect());
}

#[tokio::test]
async fn every_promise_of_the_table_is_tried() {
    let mut tried = promises::all(&subject().await).await;
    tried.extend(own_stack::all(&own_stack_tests::stack_subject().1).await);
    tried.extend(user_pool::all(&sim::user_pools()).await);
    let cloud = account_tests::cloud();
    let ports = cloud.ports(&[account_tests::main()]);
    tried.extend(account::all(&account_tests::account_subject(&cloud, &ports)).await);
    let installed = installation_tests::installed().await;
    let ports = installed.0.ports(&[account_tests::main()]);
    let subject = installation_tests::installation_subject(&installed, &ports);
    tried.extend(installation::all(&subject).await);
    let names: BTreeSet<&str> = tried.iter().map(|(name, _)| *name).collect();
    let missing: Vec<&str> = table()
        .map(|(_, _, promise)| promise)
        .filter(|promise| !names.contains(promise))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}
