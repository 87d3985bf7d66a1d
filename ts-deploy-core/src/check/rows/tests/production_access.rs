//! R12: production access.

use super::{fixed, fixed_cloud, found, main_target, passed, verdict};
use crate::check::rows::ProductionAccessCheck;
use crate::port::mail::{ContactLanguage, MailType, ProductionAccess, ReviewStatus};
use crate::sim::SimAccount;

fn check() -> ProductionAccessCheck {
    let request = ProductionAccess {
        mail_type: MailType::Transactional,
        website: "https://www.acme.example".parse().unwrap(),
        use_case: "Invitations and alerts of an internal data platform".to_owned(),
        language: ContactLanguage::En,
    };
    ProductionAccessCheck::new(main_target(), request)
}

/// An account in the sandbox whose last request is here.
fn sandbox(review: Option<ReviewStatus>) -> impl FnOnce(&mut SimAccount) {
    move |account| {
        account.mail_account.production_access = false;
        account.mail_account.review = review;
    }
}

#[test]
fn production_access_passes() {
    assert_eq!(
        passed(&verdict(&check(), |_| {})),
        "sending by SES: production access"
    );
}

#[test]
fn a_sandbox_that_nobody_asked_to_leave_warns_with_the_fix() {
    insta::assert_snapshot!(found(&verdict(&check(), sandbox(None))), @"warns main: nobody asked AWS yet to let SES out of its sandbox in us-east-1. In the sandbox mail goes to verified addresses only: nobody else is invited or warned. Ask with what the spec says: --fix R12.");
}

#[test]
fn a_request_that_aws_looks_at_informs() {
    let found = found(&verdict(&check(), sandbox(Some(ReviewStatus::Pending))));
    assert!(
        found.starts_with("informs main: AWS looks at the request"),
        "{found}"
    );
}

#[test]
fn a_request_that_was_denied_warns_and_names_the_case() {
    let found = found(&verdict(&check(), sandbox(Some(ReviewStatus::Denied))));
    assert!(
        found.starts_with("warns main: AWS denied the request"),
        "{found}"
    );
    assert!(found.contains("Answer AWS in the case"), "{found}");
}

#[test]
fn a_review_that_is_over_without_production_access_warns_and_is_not_taken_for_it() {
    for review in [ReviewStatus::Granted, ReviewStatus::Unknown] {
        let found = found(&verdict(&check(), sandbox(Some(review))));
        assert!(
            found.contains("though the review of the request is"),
            "{found}"
        );
    }
}

#[test]
fn the_fix_asks_and_then_waits_for_aws() {
    let after = fixed(&check(), sandbox(None));
    assert!(found(&after).starts_with("informs main: AWS looks at the request"));
}

#[test]
fn a_request_that_could_not_be_looked_at_is_made_again() {
    let cloud = fixed_cloud(&check(), sandbox(Some(ReviewStatus::Failed)));
    assert_eq!(cloud.changing_calls(), 1);
}

#[test]
fn nothing_is_asked_for_twice_or_where_it_is_there() {
    let decided = [
        ReviewStatus::Pending,
        ReviewStatus::Denied,
        ReviewStatus::Unknown,
    ];
    for review in decided {
        let cloud = fixed_cloud(&check(), sandbox(Some(review)));
        assert_eq!(cloud.changing_calls(), 0, "{review:?}");
    }
    assert_eq!(fixed_cloud(&check(), |_| {}).changing_calls(), 0);
}
