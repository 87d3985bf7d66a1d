//! Changed by somebody else, or by another decision.

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::policy::Meaning;
use ts_deploy_tests::{Bench, MINIMAL, deployment};

use super::{
    VENDOR, asked, by_hand, called, changed, deploy, deployed, found, place, rights, role,
    trusting, whole, with,
};

#[tokio::test]
async fn another_external_id_is_taken_without_consent() {
    let bench = deployed().await;
    let other = with(
        "vendor: { account: \"555566667777\" }, external_id: other",
        "",
    );
    assert_eq!(deploy(&bench, &other, &[]).await, Outcome::Succeeded);
    let trust = role(&bench).await.unwrap().trust;
    assert_eq!(Meaning::of(&trust), Meaning::of(&trusting(VENDOR, "other")));
    assert_eq!(called(&bench, "iam:UpdateAssumeRolePolicy"), 1);
}

#[tokio::test]
async fn documents_that_mean_the_same_are_left_as_they_are_written() {
    let bench = deployed().await;
    changed(&bench, |one| {
        one.role.trust = trusting("555566667777", "acme");
    });
    assert_eq!(deploy(&bench, &asked(), &[]).await, Outcome::Succeeded);
    assert_eq!(called(&bench, "iam:UpdateAssumeRolePolicy"), 0);
}

#[tokio::test]
async fn who_was_let_in_by_somebody_else_is_shut_out_with_consent_only() {
    let bench = deployed().await;
    let other = "arn:aws:iam::999988887777:root";
    changed(&bench, |one| one.role.trust = trusting(other, "acme"));
    assert_eq!(deploy(&bench, &asked(), &[]).await, Outcome::Blocked);
    assert!(role(&bench).await.unwrap().trust.contains(other));
    let consent = ["destroy:vendor-log-access"];
    assert_eq!(deploy(&bench, &asked(), &consent).await, Outcome::Succeeded);
    assert!(!role(&bench).await.unwrap().trust.contains(other));
}

#[tokio::test]
async fn a_principal_that_was_deleted_is_told_as_such() {
    let bench = deployed().await;
    changed(&bench, |one| {
        one.role.trust = trusting("AROAEXAMPLEID1234567", "acme");
    });
    let plan = bench.plan(&asked(), &whole(&asked())).await;
    let (ids, blocked) = found(&plan);
    assert_eq!(
        (ids, blocked),
        (vec!["vendor-principal-deleted".to_owned()], false)
    );
    assert_eq!(plan.consents().count(), 0);
}

#[tokio::test]
async fn rights_boundary_and_tags_that_were_changed_are_set_back() {
    let bounded = with(
        "vendor: { account: \"555566667777\" }, external_id: acme",
        "  iam: { boundary_policy: \"arn:aws:iam::111122223333:policy/boundary\" }\n",
    );
    let bench = Bench::new(1);
    assert_eq!(deploy(&bench, &bounded, &[]).await, Outcome::Succeeded);
    let before = role(&bench).await;
    changed(&bench, |one| {
        one.role.boundary = None;
        one.inline.clear();
    });
    assert_eq!(deploy(&bench, &bounded, &[]).await, Outcome::Succeeded);
    assert_eq!(role(&bench).await, before);
    assert!(rights(&bench).await.contains("logs:StartQuery"));
}

#[tokio::test]
async fn a_tag_of_the_spec_is_put_on_a_role_that_lacks_it() {
    let bench = deployed().await;
    let text = MINIMAL.replacen(
        "data_layer:\n",
        "vendor_log_access: { vendor: { account: \"555566667777\" }, external_id: acme }\ntags: { owner: ops }\ndata_layer:\n",
        1,
    );
    assert_eq!(
        deploy(&bench, &deployment(&text), &[]).await,
        Outcome::Succeeded
    );
    assert_eq!(role(&bench).await.unwrap().tags["owner"], "ops");
}

#[tokio::test]
async fn a_role_of_somebody_elses_is_never_taken_over() {
    let bench = Bench::new(1);
    by_hand(&bench, &trusting(VENDOR, "acme"), None);
    let plan = bench.plan(&asked(), &whole(&asked())).await;
    assert_eq!(found(&plan), (vec!["role-not-ours".to_owned()], true));
}

#[tokio::test]
async fn a_role_that_is_given_the_tag_is_taken_for_the_deployments() {
    let bench = Bench::new(1);
    by_hand(&bench, &trusting(VENDOR, "acme"), Some("acme-production"));
    assert_eq!(deploy(&bench, &asked(), &[]).await, Outcome::Succeeded);
    assert_eq!(called(&bench, "iam:CreateRole"), 0);
    assert!(rights(&bench).await.contains("logs:GetLogEvents"));
}

#[tokio::test]
async fn a_role_on_another_path_blocks_since_iam_cannot_move_it() {
    let bench = Bench::new(1);
    by_hand(&bench, &trusting(VENDOR, "acme"), Some("acme-production"));
    let moved = with(
        "vendor: { account: \"555566667777\" }, external_id: acme, role_path: /vendors/",
        "",
    );
    let plan = bench.plan(&moved, &whole(&moved)).await;
    assert_eq!(
        found(&plan),
        (vec!["role-on-another-path".to_owned()], true)
    );
}

#[tokio::test]
async fn a_boundary_that_is_not_there_fails_with_iams_words() {
    let arn = "arn:aws:iam::111122223333:policy/boundary";
    let bounded = with(
        "vendor: { account: \"555566667777\" }, external_id: acme",
        &format!("  iam: {{ boundary_policy: \"{arn}\" }}\n"),
    );
    let bench = Bench::new(1);
    place(&bench).furnish(|account| account.rights.missing_policies.push(arn.parse().unwrap()));
    assert_ne!(deploy(&bench, &bounded, &[]).await, Outcome::Succeeded);
    let said = format!("{:?}", bench.said());
    assert!(
        said.contains("does not exist or is not attachable"),
        "{said}"
    );
}

#[tokio::test]
async fn a_role_that_somebody_deleted_is_made_again_with_consent_only() {
    let bench = deployed().await;
    place(&bench).furnish(|account| account.roles.clear());
    assert_eq!(deploy(&bench, &asked(), &[]).await, Outcome::Blocked);
    assert_eq!(role(&bench).await, None);
    let consent = ["recreate:vendor-log-access"];
    assert_eq!(deploy(&bench, &asked(), &consent).await, Outcome::Succeeded);
}

#[tokio::test]
async fn another_name_leaves_no_role_behind_unnoticed() {
    let bench = deployed().await;
    let renamed = with(
        "vendor: { account: \"555566667777\" }, external_id: acme, role_name: acme-other",
        "",
    );
    assert_eq!(deploy(&bench, &renamed, &[]).await, Outcome::Blocked);
    let said = format!("{:?}", bench.said());
    assert!(said.contains("place-moved"), "{said}");
}
