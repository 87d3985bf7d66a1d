//! Every finding of the checks and of a deployment's own steps, and the test that shows it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The id of each finding, and a test that fails when it is found no more.
const SHOWN: &str = "\
account-mismatch every_target_with_another_account_is_found
alerts-not-shown alerts_of_a_data_layer_whose_stack_aws_does_not_show_are_not_taken_for_confirmed
boundary-policy-missing a_boundary_policy_that_is_not_there_blocks
box-application an_application_of_which_something_is_missing_informs_with_the_steps_in_box
caller-is-root the_root_user_is_not_simulated_and_warns
certificate-chain a_chain_that_is_left_out_blocks
certificate-elsewhere a_certificate_of_another_account_blocks
certificate-ended a_certificate_whose_time_is_over_blocks
certificate-ends an_imported_certificate_never_renews_itself_and_so_its_end_is_told_early
certificate-ends-soon a_certificate_that_ends_within_thirty_days_warns
certificate-file a_certificate_together_with_its_chain_in_one_file_blocks
certificate-file-unread files_that_are_not_there_block
certificate-key a_key_that_the_vendor_does_not_support_blocks
certificate-key-weak a_key_of_rsa_1024_warns
certificate-named-otherwise the_fix_imports_a_new_one_and_tells_the_arn_to_write
certificate-names a_wildcard_of_the_parent_does_not_cover_the_api
certificate-not-imported a_certificate_that_acm_does_not_have_warns_with_the_fix
certificate-not-issued a_certificate_that_waits_for_validation_blocks_and_says_where_the_record_stands
certificate-not-yet a_certificate_whose_time_has_not_come_blocks
certificate-private-key an_encrypted_key_blocks
class-not-offered a_class_that_the_region_does_not_offer_blocks
cluster-private a_cluster_that_is_to_be_private_is_said_to_be_reached_from_inside_only
cluster-unusable a_cluster_that_failed_blocks_its_task_and_is_not_changed
conditional-user-in-template a_user_that_is_made_under_a_condition_is_told
credentials-refused refused_credentials_block
delegation-not-seen a_delegation_from_outside_of_the_account_is_told_as_not_seen
details-for-vendor before_the_vendor_has_acted_its_details_are_ready_to_send_and_nothing_blocks
dr-stack-not-made a_stack_that_is_not_there_is_left_to_the_run
dr-stack-not-ready a_stack_that_moves_warns_with_its_state
dr-stack-of-another a_stack_of_another_installation_warns_with_what_differs
endpoint-not-in-vpc an_endpoint_whose_name_is_not_the_specs_warns
foreign-principal-in-template a_role_that_lets_another_account_in_warns
image-registry-denied images_that_the_organisation_forbids_to_pull_warn
image-registry-elsewhere images_of_another_account_are_told_with_the_command_to_try
installation-in-other-region an_installation_in_another_region_blocks_without_a_prefix
isolated-subnet-open an_isolated_subnet_with_a_route_out_warns
isolated-subnet-without-endpoint an_isolated_subnet_without_another_services_endpoint_warns
log-policy-denies a_denial_blocks_whatever_is_allowed
log-policy-may-deny a_denial_for_some_log_groups_warns_since_the_domains_are_not_known
mail-sandbox the_sandbox_warns_with_the_command_that_asks_to_leave_it
mail-stopped sending_that_is_stopped_warns
no-certificate no_certificate_blocks_with_the_command_that_imports_one
no-cluster a_cluster_in_neither_stack_is_left_to_a_person_with_the_command
no-dhcp-options a_set_without_name_servers_blocks
no-key-pair no_key_pair_of_that_name_blocks_with_the_command_and_what_the_fix_needs
no-log-policy no_policy_blocks_with_the_command_that_makes_it
no-route-table a_subnet_that_no_route_table_holds_for_blocks
no-s3-endpoint no_endpoint_warns_with_the_command_and_the_fix
no-search-domain a_search_domain_in_neither_stack_is_left_to_a_person
no-sender no_identity_warns_with_the_command_that_begins_its_verification
no-service-linked-role no_role_of_ecs_blocks_with_the_command_that_makes_it
no-trail no_trail_blocks
no-vpc-of-the-stack a_vpc_that_no_stack_of_a_product_has_is_told_and_holds_nothing_up
no-vpc-yet a_vpc_that_the_stack_is_to_make_is_looked_at_later
no-way-out no_route_and_no_endpoints_block_and_name_each_service
not-checked a_check_that_may_not_read_did_not_pass_and_names_the_right
organization-not-asked for_the_root_user_iam_simulates_nothing_which_informs
other-resolvers a_list_with_one_other_resolver_warns
port-missing a_target_without_a_port_is_found
portfolio-not-imported a_portfolio_that_is_not_imported_is_told_and_left_to_the_run
principal-not-associated the_fixes_import_the_portfolio_and_associate_the_deployer
principal-not-caller credentials_of_another_than_the_declared_principal_block
principal-not-declared a_role_whose_path_nobody_declares_blocks_with_the_command_that_shows_it
principal-not-known a_principal_that_only_another_stack_tells_warns_that_it_is_not_known
principal-not-usable the_root_user_cannot_deploy
private-dns-off names_that_do_not_go_to_route_53_block
private-key-missing a_pair_whose_private_key_is_not_where_it_belongs_warns_with_the_way_forward
private-subnet-public a_private_subnet_behind_an_internet_gateway_blocks
private-zone-taken a_private_zone_of_the_same_name_warns_since_a_vpc_takes_one
product-not-offered-yet a_product_that_is_not_offered_yet_is_told_and_blocks_nothing
production-access-denied a_request_that_was_denied_warns_and_names_the_case
production-access-not-asked a_sandbox_that_nobody_asked_to_leave_warns_with_the_fix
production-access-not-there a_review_that_is_over_without_production_access_warns_and_is_not_taken_for_it
production-access-pending a_request_that_aws_looks_at_informs
public-subnet-private a_public_subnet_without_an_internet_gateway_blocks
quota-lowered a_quota_lowered_for_a_new_account_warns
region-unknown a_region_that_is_not_in_the_list_warns
regions-not-looked-at a_region_that_may_not_be_looked_at_informs
rights-create-without-delete what_may_be_made_and_not_deleted_blocks_because_rollback_cannot_undo_it
rights-denied an_explicit_denial_of_the_principals_own_policies_is_told_apart
rights-denied-by-boundary a_boundarys_denial_is_told_apart
rights-denied-by-organization an_organisations_denial_is_told_apart
rights-missing what_may_neither_be_made_nor_deleted_is_said_once
rights-not-known a_decision_in_a_new_word_is_never_taken_for_allowed
rights-not-simulated a_federated_user_is_not_simulated_and_warns
rights-of-launch-roles where_both_products_have_launch_roles_what_the_deployer_lacks_informs
rights-to-delete-not-known what_may_be_made_and_whose_removal_is_not_known_warns
role-boundary-not-decided a_boundary_that_the_spec_does_not_name_is_doubted_and_left
role-has-other-rights further_rights_of_the_role_are_left_to_a_person_each_with_the_command_that_takes_it_away
role-not-ours a_role_of_somebody_elses_is_never_taken_over
role-on-another-path a_role_on_another_path_blocks_since_iam_cannot_move_it
role-policy-too-long policies_that_iam_would_not_hold_are_refused
role-without-prefix a_name_without_the_prefix_of_the_accounts_roles_is_doubted
route-leads-nowhere a_blackhole_route_blocks
search-old-tls a_search_domain_that_lets_old_tls_in_is_told_and_holds_nothing_up
second-installation a_second_installation_blocks
sender-not-verified a_verification_that_waits_for_its_owner_warns
service-forbidden a_service_that_the_organisation_forbids_warns
service-linked-role-foreign a_role_of_that_name_that_no_service_is_linked_to_blocks
service-not-in-region china_has_no_ses
service-restart-stuck a_rollout_without_an_end_blocks_the_restart_after_half_an_hour_with_what_ecs_says
service-to-restart-ambiguous two_services_that_a_name_may_mean_are_told_and_neither_is_restarted
service-to-restart-not-found a_parameter_for_a_service_that_is_not_there_is_told_and_holds_nothing_up
service-without-tasks a_service_that_is_to_have_no_tasks_is_told_and_not_restarted
snapshots-not-counted snapshots_that_may_not_be_read_warn_that_they_were_not_counted
subnet-elsewhere a_subnet_of_another_vpc_blocks
subnet-in-use a_private_subnet_that_something_else_uses_warns
subnet-not-available a_subnet_in_an_unknown_state_is_not_taken_for_available
subnet-not-found a_subnet_that_is_not_there_blocks
subnet-too-small a_private_subnet_smaller_than_24_blocks_with_the_addresses_that_aws_leaves
subscription-gone an_address_that_the_data_layer_did_not_subscribe_warns_with_the_topic_and_the_command
subscription-not-confirmed a_subscription_that_nobody_confirmed_warns_with_the_address
tag-key-refused capitals_block_where_the_policy_is_enforced_for_a_whole_service
tag-not-given a_tag_that_has_rules_and_is_not_given_informs
tag-option-missing a_tag_to_choose_that_is_not_given_blocks
tag-option-refused a_tag_that_is_none_of_those_allowed_blocks
tag-option-without-values a_tag_of_which_the_vendor_allows_no_value_blocks_until_it_is_removed
tag-policy-not-understood a_part_of_the_policy_that_is_not_understood_is_not_passed
tag-required a_tag_that_resources_ought_to_have_warns_where_it_is_not_given
tag-value-refused a_value_blocks_where_the_policy_is_enforced_for_what_the_platform_makes
task-by-hand without_its_port_the_endpoint_for_s3_is_a_persons_part_from_the_first_plan_on
template-not-read templates_that_cannot_be_read_warn_and_never_pass
template-not-told a_template_whose_address_is_not_told_is_no_template_that_was_read
templates-not-read-yet before_the_launch_the_templates_that_cannot_be_read_yet_are_told
too-few-addresses addresses_of_a_products_stack_only_warn_since_it_may_be_the_platforms
too-few-snapshots more_snapshots_than_the_quota_block
too-few-vcpus fewer_vcpus_than_one_worker_takes_block
too-few-vpcs a_vpc_of_a_products_stack_only_warns_since_it_may_be_the_platforms
too-few-zones zones_are_told_apart_by_their_ids_and_not_by_their_names
too-many-tags fifty_tags_leave_no_room_for_the_owners
trail-not-readable an_organisations_trail_that_may_not_be_asked_warns
two-zones two_zones_are_enough_and_three_better
type-in-few-zones a_type_in_one_zone_warns_when_the_stack_makes_the_subnets
type-not-offered a_type_that_the_region_does_not_offer_blocks
user-in-template a_user_in_a_nested_template_warns_with_its_place
vcpus-of-a-new-account the_vcpus_that_aws_gives_to_a_new_account_warn
vendor-in-another-partition a_principal_of_another_partition_is_refused
vendor-is-own-account the_platforms_own_account_in_the_vendors_place_blocks
vendor-parts-not-known before_the_launch_it_is_told_that_nested_templates_are_not_known
vendor-principal-deleted a_principal_that_was_deleted_is_told_as_such
vendor-template-unreadable a_bucket_behind_a_data_perimeter_warns_and_names_it
version-not-known-yet before_the_product_is_offered_neither_template_nor_tags_are_looked_at_and_nothing_blocks
vpc-cidr another_block_than_the_vpcs_blocks_and_names_both
vpc-dns-off names_that_are_off_block_each_with_its_command
vpc-not-available a_vpc_that_is_still_being_made_blocks
vpc-not-found a_vpc_that_is_not_there_blocks
wildcard-in-template wildcards_are_listed_and_warn_of_nothing
zone-not-delegated a_delegation_to_another_zone_of_the_same_name_warns
zone-not-found a_zone_that_is_not_there_blocks
zone-of-other-domain a_zone_whose_name_only_ends_alike_blocks
zone-private a_private_zone_blocks
";

/// What makes a finding of an id: the constructors, and what the checks wrap them in.
const MAKERS: [&str; 5] = ["blocks(", "warns(", "informs(", "finding(", "told("];

/// Every file of Rust below `folder`.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let each = paths.flat_map(|path| {
        if path.is_dir() {
            files(&path)
        } else {
            vec![path]
        }
    });
    each.filter(|path| path.extension().is_some_and(|kind| kind == "rs"))
        .collect()
}

fn is_test(path: &Path) -> bool {
    let is = |part: &std::ffi::OsStr| part == "tests" || part == "tests.rs";
    path.iter().any(is)
}

/// The ids of findings that a source makes.
fn made(source: &str) -> BTreeSet<String> {
    let source = source.split("#[cfg(test)]\nmod tests").next().unwrap();
    let mut ids = BTreeSet::new();
    for maker in MAKERS {
        for rest in source.split(maker).skip(1) {
            let Some(rest) = rest.trim_start().strip_prefix('"') else {
                continue;
            };
            let id = rest.split('"').next().unwrap();
            if id.contains('-') && !id.contains(' ') {
                ids.insert(id.to_owned());
            }
        }
    }
    ids
}

#[test]
fn every_finding_of_a_check_or_of_a_deployment_is_shown_by_a_test_that_is_there() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["src/check", "src/deployment"];
    let all = folders.iter().flat_map(|one| files(&own.join(one)));
    let all: Vec<PathBuf> = all.collect();
    let read = |path: &PathBuf| std::fs::read_to_string(path).unwrap();
    let makers = all.iter().filter(|path| !is_test(path));
    let made: BTreeSet<String> = makers.flat_map(|path| made(&read(path))).collect();
    assert!(
        made.len() > 120,
        "the findings are not made where they were"
    );
    let rows: Vec<(&str, &str)> = SHOWN
        .lines()
        .filter_map(|row| row.split_once(' '))
        .collect();
    let shown = |id: &String| rows.iter().any(|(shown, _)| shown == id);
    let unshown: Vec<&String> = made.iter().filter(|id| !shown(id)).collect();
    assert!(unshown.is_empty(), "{unshown:?} are shown by no test");
    let scenarios = files(&own.join("../tests/tests"));
    let tests: String = all.iter().chain(&scenarios).map(read).collect();
    let there = |test: &str| tests.contains(&format!("fn {test}("));
    let gone: Vec<_> = rows.iter().filter(|(_, test)| !there(test)).collect();
    assert!(gone.is_empty(), "{gone:?}");
}
