//! R2.

use super::{found, main_target, passed, verdict};
use crate::check::Verdict;
use crate::check::rows::RightsCheck;
use crate::ids::PolicyArn;
use crate::port::rights::{ActionVerdict, Decision};
use crate::sim::SimAccount;

fn boundary() -> PolicyArn {
    PolicyArn::parse("arn:aws:iam::111122223333:policy/boundary").unwrap()
}

fn check() -> RightsCheck {
    RightsCheck::new(main_target(), "acme-".to_owned(), Some(boundary()))
}

/// An account in which `action` is decided so.
fn decided(
    action: &'static str,
    decision: Decision,
    change: fn(&mut ActionVerdict),
) -> impl FnOnce(&mut SimAccount) {
    move |account| {
        let mut verdict = ActionVerdict::allowed(action);
        verdict.decision = decision;
        change(&mut verdict);
        account.rights.verdicts.push(verdict);
    }
}

/// What the check says to a caller of this ARN.
fn called_by(arn: &str) -> Verdict {
    super::called_by(&check(), arn)
}

#[test]
fn an_administrator_passes() {
    let verdict = verdict(&check(), |_| {});
    insta::assert_snapshot!(passed(&verdict), @"rights of arn:aws:iam::111122223333:role/deployer: 69 of 69 actions allowed");
}

#[test]
fn a_role_session_is_asked_about_as_its_role_with_its_path() {
    let verdict = verdict(&check(), |account| {
        account.rights.path = "/platform/eu/".to_owned();
    });
    assert!(passed(&verdict).contains(":role/platform/eu/deployer:"));
}

#[test]
fn a_user_is_asked_about_by_its_own_arn() {
    let verdict = called_by("arn:aws:iam::111122223333:user/jane");
    assert!(passed(&verdict).contains(":user/jane:"));
}

#[test]
fn the_root_user_is_not_simulated_and_warns() {
    let verdict = called_by("arn:aws:iam::111122223333:root");
    let found = found(&verdict);
    assert!(
        found.starts_with("warns main: the caller is the root user of 111122223333"),
        "{found}"
    );
}

#[test]
fn a_federated_user_is_not_simulated_and_warns() {
    let verdict = called_by("arn:aws:sts::111122223333:federated-user/jane");
    assert!(found(&verdict).contains("cannot be simulated"));
}

#[test]
fn what_may_not_be_made_blocks_and_is_named() {
    let change = decided("eks:CreateCluster", Decision::ImplicitDeny, |_| {});
    let verdict = verdict(&check(), change);
    insta::assert_snapshot!(found(&verdict), @"blocks main: nothing allows arn:aws:iam::111122223333:role/deployer eks:CreateCluster. Without launch roles of both products CloudFormation makes everything with the rights of whoever launches: what they may not make fails, often after an hour. Deploy as an administrator, or attach a policy that allows them.");
}

#[test]
fn what_may_be_made_and_not_deleted_blocks_because_rollback_cannot_undo_it() {
    let change = decided("rds:DeleteDBInstance", Decision::ImplicitDeny, |_| {});
    let verdict = verdict(&check(), change);
    let ids: Vec<_> = verdict
        .findings()
        .iter()
        .map(|one| one.id.clone())
        .collect();
    assert_eq!(ids, ["rights-create-without-delete"]);
    assert!(found(&verdict).contains("rds:DeleteDBInstance (rds:CreateDBInstance is allowed)"));
}

#[test]
fn what_may_neither_be_made_nor_deleted_is_said_once() {
    let verdict = verdict(&check(), |account| {
        decided("sqs:CreateQueue", Decision::ImplicitDeny, |_| {})(account);
        decided("sqs:DeleteQueue", Decision::ImplicitDeny, |_| {})(account);
    });
    assert_eq!(verdict.findings().len(), 1);
}

#[test]
fn an_organisations_denial_is_told_apart() {
    let change = decided("ec2:CreateVpc", Decision::ExplicitDeny, |verdict| {
        verdict.allowed_by_organizations = Some(false);
    });
    let found = found(&verdict(&check(), change));
    assert!(
        found.contains("the organisation's policies (SCP) do not allow"),
        "{found}"
    );
}

#[test]
fn a_boundarys_denial_is_told_apart() {
    let change = decided("ec2:CreateVpc", Decision::ImplicitDeny, |verdict| {
        verdict.allowed_by_organizations = Some(true);
        verdict.allowed_by_boundary = Some(false);
    });
    let found = found(&verdict(&check(), change));
    assert!(
        found.contains("the permissions boundary does not allow"),
        "{found}"
    );
}

#[test]
fn an_explicit_denial_of_the_principals_own_policies_is_told_apart() {
    let change = decided("ec2:CreateVpc", Decision::ExplicitDeny, |verdict| {
        verdict.allowed_by_organizations = Some(true);
        verdict.allowed_by_boundary = Some(true);
    });
    let found = found(&verdict(&check(), change));
    assert!(found.contains("a policy denies"), "{found}");
}

#[test]
fn a_denial_with_missing_context_is_not_known_and_only_warns() {
    let change = decided("ec2:CreateVpc", Decision::ImplicitDeny, |verdict| {
        verdict.missing_context = vec!["aws:RequestTag/owner".to_owned()];
    });
    let found = found(&verdict(&check(), change));
    assert!(
        found.starts_with("warns main: IAM cannot decide"),
        "{found}"
    );
}

#[test]
fn what_is_allowed_with_missing_context_is_not_known_and_names_the_key() {
    let change = decided("ec2:CreateVpc", Decision::Allowed, |verdict| {
        verdict.missing_context = vec!["aws:RequestTag/owner".to_owned()];
    });
    let found = found(&verdict(&check(), change));
    assert!(
        found.starts_with("warns main: IAM cannot decide")
            && found.contains("ec2:CreateVpc (aws:RequestTag/owner)"),
        "{found}"
    );
}

#[test]
fn conditions_on_region_service_and_boundary_are_told_and_leave_nothing_open() {
    let verdict = verdict(&check(), |account| {
        for (action, key) in [
            ("ec2:CreateVpc", "aws:RequestedRegion"),
            ("iam:CreatePolicy", "aws:RequestedRegion"),
            ("iam:PassRole", "iam:PassedToService"),
            ("iam:CreateServiceLinkedRole", "iam:AWSServiceName"),
            ("iam:CreateRole", "iam:PermissionsBoundary"),
        ] {
            let mut verdict = ActionVerdict::allowed(action);
            verdict.missing_context = vec![key.to_owned()];
            account.rights.verdicts.push(verdict);
        }
    });
    assert!(passed(&verdict).contains("69 of 69 actions allowed"));
}

#[test]
fn what_may_be_made_and_whose_removal_is_not_known_warns() {
    let change = decided("rds:DeleteDBInstance", Decision::ImplicitDeny, |verdict| {
        verdict.missing_context = vec!["aws:ResourceTag/owner".to_owned()];
    });
    let verdict = verdict(&check(), change);
    assert_eq!(verdict.findings()[0].id, "rights-to-delete-not-known");
    assert!(found(&verdict).starts_with("warns main:"));
}

#[test]
fn a_decision_in_a_new_word_is_never_taken_for_allowed() {
    let change = decided("ec2:CreateVpc", Decision::Unknown, |_| {});
    let verdict = verdict(&check(), change);
    assert_eq!(verdict.findings()[0].id, "rights-not-known");
}

#[test]
fn a_boundary_policy_that_is_not_there_blocks() {
    let verdict = verdict(&check(), |account| {
        account.rights.missing_policies.push(boundary());
    });
    assert!(
        found(&verdict).contains("there is no policy arn:aws:iam::111122223333:policy/boundary")
    );
}
