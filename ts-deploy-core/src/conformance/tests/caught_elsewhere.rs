//! Backends that get one thing wrong beside the catalog, each caught by the suite of its ports.

use std::sync::atomic::AtomicU32;

use super::account::{account_subject, cloud, main};
use super::installation::{installation_subject, installed};
use super::own_stack::stack_subject;
use super::*;
use crate::conformance::{account, installation, own_stack, user_pool};
use crate::port::certificate::CertificateWriter;
use crate::port::cluster::ClusterWriter;
use crate::port::key::KeyReader;
use crate::port::key_pair::KeyPairWriter;
use crate::port::log_group::LogGroupReader;
use crate::port::log_policy::LogPolicyReader;
use crate::port::mail::MailWriter;
use crate::port::regional_key::RegionalKeyReader;
use crate::port::rights::RightsReader;
use crate::port::role::RoleReader;
use crate::port::snapshot::SnapshotReader;
use crate::port::stack_list::StackListReader;
use crate::port::stack_resource::StackResourceReader;
use crate::port::stack_template::StackTemplateReader;
use crate::port::tag_policy::TagPolicyReader;
use crate::port::web::WebReader;
use crate::port::{CallHook, Hooked, Ports, hooked};

use super::flawed::{Flawed, OwnTokens, Vague};

/// What is broken of an account whose ports `spoil` changed.
async fn of_account(spoil: impl FnOnce(&mut Ports, &Ports)) -> Vec<String> {
    let cloud = cloud();
    let (mut ports, whole) = (cloud.ports(&[main()]), cloud.ports(&[main()]));
    spoil(&mut ports, &whole);
    broken(&account::all(&account_subject(&cloud, &ports)).await)
}

/// What is broken of an installation whose ports `spoil` changed.
async fn of_installation(spoil: impl FnOnce(&mut Ports, &Ports)) -> Vec<String> {
    let installed = installed().await;
    let (mut ports, whole) = (installed.0.ports(&[main()]), installed.0.ports(&[main()]));
    spoil(&mut ports, &whole);
    broken(&installation::all(&installation_subject(&installed, &ports)).await)
}

#[tokio::test]
async fn log_policies_that_are_read_twice_are_caught() {
    let seen = of_account(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn LogPolicyReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    let seen = seen.await;
    insta::assert_snapshot!(seen[0], @"the promise log_policies_are_listed_once_each is not kept: 2 policies, 1 of them differ");
}

#[tokio::test]
async fn an_error_that_is_taken_for_a_tag_policy_is_caught() {
    let seen = of_account(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn TagPolicyReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    let seen = seen.await;
    insta::assert_snapshot!(seen[0], @r#"the promise a_tag_policy_is_a_document is not kept: Some("Your account is not a member of an organization.")"#);
}

#[tokio::test]
async fn an_address_that_is_verified_again_and_again_is_caught() {
    let seen = of_account(|ports, whole| {
        let writer = whole.writers().get(TargetName::Main).unwrap();
        ports.change::<dyn MailWriter>(TargetName::Main, Arc::new(Flawed(writer)));
    });
    insta::assert_snapshot!(seen.await.join("\n"), @"
    the promise an_address_is_verified_once is not kept: it was to be already exists, but accepted
    the promise production_access_is_asked_for_once is not kept: it was to be not allowed in this state, but accepted
    ");
}

#[tokio::test]
async fn a_key_pair_that_is_made_again_and_again_is_caught() {
    let seen = of_account(|ports, whole| {
        let writer = whole.writers().get(TargetName::Main).unwrap();
        ports.change::<dyn KeyPairWriter>(TargetName::Main, Arc::new(Flawed(writer)));
    });
    insta::assert_snapshot!(seen.await.join("\n"), @"the promise a_key_pair_is_made_once_and_removed is not kept: it was to be already exists, but accepted");
}

#[tokio::test]
async fn a_certificate_that_is_imported_beside_the_one_it_was_to_replace_is_caught() {
    let seen = of_account(|ports, whole| {
        let writer = whole.writers().get(TargetName::Main).unwrap();
        ports.change::<dyn CertificateWriter>(TargetName::Main, Arc::new(Flawed(writer)));
    });
    let seen = seen.await.join("\n");
    assert!(
        seen.contains("found_by_its_serial_number is not kept: the ARN: expected"),
        "{seen}"
    );
}

#[tokio::test]
async fn verdicts_on_what_is_denied_alone_are_caught() {
    let seen = of_account(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn RightsReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    insta::assert_snapshot!(seen.await.join("\n"), @r#"the promise a_verdict_comes_for_each_action_in_its_order is not kept: the actions: expected ["s3:GetObject", "iam:GetRole", "ec2:DescribeVpcs"], saw []"#);
}

#[tokio::test]
async fn a_document_that_is_handed_on_as_it_travels_is_caught() {
    let seen = of_account(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn RoleReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    let seen = seen.await.join("\n");
    for promise in [
        "a_role_is_made_once_as_it_was_asked_for",
        "a_role_has_what_it_is_given",
    ] {
        assert!(seen.contains(&format!("{promise} is not kept")), "{seen}");
    }
}

#[tokio::test]
async fn refusals_without_their_kind_are_caught_in_each_part_of_an_account() {
    let cloud = cloud();
    let vague: Arc<dyn CallHook> = Arc::new(Vague);
    let ports = hooked(cloud.ports(&[main()]), &vague);
    let tried = account::all(&account_subject(&cloud, &ports)).await;
    let tried = tried.into_iter().filter(|(_, kept)| kept.is_err());
    let names: Vec<&str> = tried.map(|(name, _)| name).collect();
    insta::assert_snapshot!(names.join("\n"), @"
    an_unknown_trail_is_not_found
    an_unknown_vpc_is_not_found
    an_unknown_quota_is_not_found
    an_unknown_zone_is_not_told
    a_principal_that_is_not_there_is_not_found
    an_address_is_verified_once
    production_access_is_asked_for_once
    a_linked_role_is_made_once
    a_service_without_a_role_is_refused
    a_gateway_endpoint_is_made_once
    a_table_is_led_to_a_gateway_once
    a_gateway_endpoint_is_removed
    a_key_pair_is_made_once_and_removed
    a_certificate_is_imported_and_found_by_its_serial_number
    a_role_of_nobodys_is_none
    a_role_is_made_once_as_it_was_asked_for
    a_role_is_removed_after_its_policies
    ");
}

#[tokio::test]
async fn a_stack_without_its_nested_stacks_is_caught() {
    let seen = of_installation(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn StackResourceReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    let seen = seen.await;
    assert!(
        seen[0].contains("nothing is told of the nested"),
        "{seen:?}"
    );
}

#[tokio::test]
async fn stacks_that_are_listed_twice_are_caught() {
    let seen = of_installation(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn StackListReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    let seen = seen.await;
    insta::assert_snapshot!(seen[0], @"the promise a_stack_is_listed_once_and_its_nested_stacks_are_not is not kept: 2 stacks of its ARN");
}

#[tokio::test]
async fn a_key_that_is_looked_for_in_ones_own_region_alone_is_caught() {
    let seen = of_installation(|ports, whole| {
        let reader = whole
            .readers()
            .get::<dyn KeyReader>(TargetName::Main)
            .unwrap();
        ports.read::<dyn RegionalKeyReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    let seen = seen.await;
    assert!(
        seen[0].starts_with("the promise a_key_is_found_in_its_region_only is not kept"),
        "{seen:?}"
    );
}

#[tokio::test]
async fn a_log_group_that_is_found_by_a_part_of_its_name_is_caught() {
    let seen = of_installation(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn LogGroupReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    let seen = seen.await.join("\n");
    assert!(
        seen.contains("a_log_group_is_found_by_exactly_its_name is not kept: try-log is"),
        "{seen}"
    );
}

#[tokio::test]
async fn a_policy_of_a_key_that_is_not_there_is_caught() {
    let seen = of_installation(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn KeyReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    insta::assert_snapshot!(seen.await.join("\n"), @r#"the promise a_key_has_a_policy_and_nobodys_has_none is not kept: the policy of nobody's key: expected None, saw Some("{}")"#);
}

#[tokio::test]
async fn an_empty_template_is_caught() {
    let seen = of_installation(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn StackTemplateReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    let seen = seen.await;
    let promise = "the promise a_stack_tells_its_template is not kept";
    assert!(seen[0].starts_with(promise), "{seen:?}");
}

#[tokio::test]
async fn snapshots_of_another_region_are_caught() {
    let seen = of_installation(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn SnapshotReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    let seen = seen.await;
    let promise = "the promise snapshots_are_listed_once_each is not kept";
    assert!(seen[0].starts_with(promise), "{seen:?}");
}

#[tokio::test]
async fn a_host_that_is_taken_for_an_error_is_caught() {
    let seen = of_installation(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn WebReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    insta::assert_snapshot!(seen.await.join("\n"), @"the promise a_host_that_cannot_be_is_unreachable is not kept: https:GET in main: failed: no such host: nobody-made-this-one.invalid");
}

#[tokio::test]
async fn a_cluster_that_is_changed_with_tokens_of_its_own_is_caught() {
    let seen = of_installation(|ports, whole| {
        let writer = whole.writers().get(TargetName::Main).unwrap();
        let own = OwnTokens(writer, AtomicU32::new(0));
        ports.change::<dyn ClusterWriter>(TargetName::Main, Arc::new(own));
    });
    insta::assert_snapshot!(seen.await.join("\n"), @"the promise a_cluster_is_changed_once_for_a_token is not kept: eks:UpdateClusterConfig in main: not allowed in this state: ResourceInUseException: Cannot update because cluster currently has an update in progress");
}

#[tokio::test]
async fn refusals_without_their_kind_are_caught_in_each_part_of_an_installation() {
    let installed = installed().await;
    let vague: Arc<dyn CallHook> = Arc::new(Vague);
    let ports = hooked(installed.0.ports(&[main()]), &vague);
    let tried = installation::all(&installation_subject(&installed, &ports)).await;
    let tried = tried.into_iter().filter(|(_, kept)| kept.is_err());
    let names: Vec<&str> = tried.map(|(name, _)| name).collect();
    insta::assert_snapshot!(names.join("\n"), @"
    a_stack_that_never_was_made_nothing
    a_stack_tells_its_template
    services_of_what_is_not_there_are_not_found
    a_bucket_that_is_not_there_is_absent
    a_cluster_is_changed_once_for_a_token
    what_is_not_there_is_not_changed
    ");
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_caught() {
    let (_cloud, mut subject) = stack_subject();
    subject.templates = Arc::new(Flawed(subject.templates));
    let seen = broken(&own_stack::all(&subject).await);
    insta::assert_snapshot!(seen.join("\n"), @"the promise a_body_is_its_own_text is not kept: another text, or none");
}

#[tokio::test]
async fn refusals_without_their_kind_are_caught_among_user_pools() {
    let mut subject = super::sim::user_pools();
    let (main, vague) = (TargetName::Main, Arc::new(Vague));
    subject.writer = Arc::new(Hooked::new(subject.writer, main, vague));
    let tried = user_pool::all(&subject).await;
    let tried = tried.into_iter().filter(|(_, kept)| kept.is_err());
    let names: Vec<&str> = tried.map(|(name, _)| name).collect();
    insta::assert_snapshot!(names.join("\n"), @"
    a_protected_pool_is_not_removed
    a_custom_attribute_is_added_once
    a_second_provider_of_one_name_already_exists
    a_domain_leads_to_its_pool_until_it_is_taken_away
    a_prefix_is_given_no_certificate
    ");
}
