//! R18: what the organisation forbids.

use super::{called_by, found, main_target, passed, verdict, verdict_with};
use crate::check::rows::ForbiddenServiceCheck;
use crate::check::{Check, Verdict};
use crate::port::rights::{ActionVerdict, Decision};
use crate::target::{Target, TargetName};

fn check() -> ForbiddenServiceCheck {
    ForbiddenServiceCheck::new(main_target())
}

/// What it says where this is decided about an action.
fn decided(check: &dyn Check, verdict_of: ActionVerdict) -> Verdict {
    verdict(check, |account| account.rights.verdicts.push(verdict_of))
}

fn forbidden(action: &str) -> ActionVerdict {
    ActionVerdict {
        decision: Decision::ImplicitDeny,
        allowed_by_organizations: Some(false),
        ..ActionVerdict::allowed(action)
    }
}

#[test]
fn an_organisation_that_forbids_nothing_passes() {
    insta::assert_snapshot!(passed(&verdict(&check(), |_| {})), @"services that the organisation forbids in us-east-1: none of 33, as far as IAM simulates its policies");
}

#[test]
fn a_service_that_the_organisation_forbids_warns() {
    let verdict = decided(&check(), forbidden("es:ListDomainNames"));
    insta::assert_snapshot!(found(&verdict), @"warns main: the organisation's policies (SCP) do not allow es in account 111122223333 in us-east-1. The platform is made of these services: what the organisation forbids no policy in the account can allow, and the launch fails at the first resource of it. Ask who runs the organisation to allow them in this account (console of its own account: AWS Organizations, Policies, Service control policies).");
}

#[test]
fn a_service_that_only_the_caller_may_not_read_is_not_forbidden() {
    let verdict = decided(
        &check(),
        ActionVerdict {
            allowed_by_organizations: Some(true),
            ..forbidden("es:ListDomainNames")
        },
    );
    assert!(matches!(verdict, Verdict::Passed { .. }), "{verdict:?}");
}

#[test]
fn a_denial_for_want_of_context_is_not_taken_for_one_of_the_organisation() {
    let verdict = decided(
        &check(),
        ActionVerdict {
            missing_context: vec!["aws:PrincipalTag/team".to_owned()],
            ..forbidden("es:ListDomainNames")
        },
    );
    assert!(matches!(verdict, Verdict::Passed { .. }), "{verdict:?}");
}

#[test]
fn where_only_copies_are_kept_fewer_services_are_needed() {
    let target = Target {
        name: TargetName::DrInMainRegion,
        ..main_target()
    };
    let actions = ForbiddenServiceCheck::new(target).actions();
    assert!(actions.iter().any(|one| one.starts_with("rds:")));
    assert!(!actions.iter().any(|one| one.starts_with("es:")));
}

#[test]
fn who_may_not_simulate_has_not_checked_it() {
    let verdict = verdict_with(&check(), |_| {}, Some("iam:SimulatePrincipalPolicy"));
    assert!(matches!(verdict, Verdict::NotChecked { .. }), "{verdict:?}");
}

#[test]
fn for_the_root_user_iam_simulates_nothing_which_informs() {
    let verdict = called_by(&check(), "arn:aws:iam::111122223333:root");
    assert!(found(&verdict).starts_with("informs main: the rights of "));
}
