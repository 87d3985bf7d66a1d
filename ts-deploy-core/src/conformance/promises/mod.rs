//! Promises of the ports that hold for every backend.

pub mod catalog;
pub mod identity;
pub mod launch;
pub mod parameter_store;
pub mod portfolio;
pub mod removal;
pub mod stack;
pub mod terms;
pub mod update;

use super::{Kept, Subject, try_all};

/// Tries every promise, one after the other, always in the same order; each with its name.
pub async fn all(subject: &Subject) -> Vec<(&'static str, Kept)> {
    try_all![
        subject;
        identity::the_caller_is_of_the_account,
        catalog::the_product_is_among_the_products,
        catalog::the_version_is_among_the_versions,
        catalog::the_path_is_among_the_launch_paths,
        catalog::an_unknown_product_is_not_found,
        catalog::an_unknown_version_is_not_found,
        catalog::an_unknown_record_is_not_found,
        catalog::an_unknown_provisioned_product_is_not_found,
        catalog::a_name_that_nobody_took_has_no_product_and_no_history,
        catalog::reading_changes_nothing,
        launch::a_launch_answers_with_a_record_that_can_be_read,
        launch::a_repeated_launch_answers_with_the_same_record,
        launch::a_launch_is_found_by_its_exact_name,
        launch::a_record_reaches_an_end,
        launch::a_taken_name_already_exists,
        launch::outputs_are_those_of_the_stack,
        update::an_update_is_in_once_its_record_succeeded,
        update::a_repeated_update_answers_with_the_same_record,
        update::an_update_under_change_is_a_conflict,
        update::outputs_outlast_a_running_update,
        update::outputs_follow_a_successful_update,
        removal::a_removed_product_is_gone_by_name,
        removal::a_repeated_removal_answers_with_the_same_record,
        removal::removing_what_is_gone_is_not_found,
        removal::records_outlive_what_they_are_about,
        removal::history_has_the_newest_first_and_keeps_removed_ones,
        removal::a_deleted_stack_is_found_by_its_arn_only,
        removal::a_name_is_free_again_after_a_removal,
        stack::a_stack_is_found_by_arn_and_by_name,
        stack::a_stack_that_never_was_is_none,
        stack::a_stack_has_every_parameter_of_the_contract,
        stack::what_may_not_be_shown_is_masked,
        stack::a_stack_carries_the_tags_of_its_launch,
        stack::events_come_oldest_first_and_once,
        terms::an_unknown_version_has_no_terms,
        terms::a_tag_that_is_asked_for_has_values,
        terms::a_template_that_is_told_can_be_summed_up,
        portfolio::an_accepted_share_is_imported_once,
        portfolio::a_share_that_is_not_offered_is_not_found,
        portfolio::an_associated_principal_is_listed_once,
        portfolio::an_unknown_portfolio_is_not_found,
        parameter_store::a_made_parameter_is_described,
        parameter_store::many_parameters_are_described_at_once,
        parameter_store::a_parameter_matches_its_own_value_only,
        parameter_store::a_fingerprint_tells_values_apart,
        parameter_store::a_value_is_taken_over_from_another_parameter,
        parameter_store::an_overwrite_makes_a_later_version,
        parameter_store::a_parameter_that_is_there_is_not_made_again,
        parameter_store::a_value_that_ssm_refuses_is_invalid,
        parameter_store::a_parameter_that_is_not_there_is_not_found,
        parameter_store::a_removed_parameter_is_gone,
    ]
}
