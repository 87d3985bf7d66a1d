//! R12.

use super::{fixed, fixed_cloud, found, main_target, passed, verdict};
use crate::check::Verdict;
use crate::check::rows::MailSenderCheck;
use crate::ids::EmailAddress;
use crate::port::mail::{MailIdentity, ReviewStatus, VerificationStatus};
use crate::sim::SimAccount;

fn check() -> MailSenderCheck {
    let sender = EmailAddress::parse("noreply@mail.acme.example").unwrap();
    MailSenderCheck::new(main_target(), sender)
}

fn identity(name: &str, status: VerificationStatus) -> MailIdentity {
    MailIdentity {
        name: name.to_owned(),
        verified: status == VerificationStatus::Success,
        status,
    }
}

/// What the check says when SES has these identities.
fn with(identities: &[(&str, VerificationStatus)]) -> Verdict {
    let held = identities
        .iter()
        .map(|(name, status)| identity(name, *status));
    let held = held.collect();
    verdict(&check(), |account| account.mail_identities = held)
}

fn verified(account: &mut SimAccount) {
    account.mail_identities = vec![identity("acme.example", VerificationStatus::Success)];
}

#[test]
fn a_verified_address_passes() {
    let verdict = with(&[("noreply@mail.acme.example", VerificationStatus::Success)]);
    insta::assert_snapshot!(passed(&verdict), @"sender noreply@mail.acme.example: noreply@mail.acme.example is verified");
}

#[test]
fn an_address_of_a_verified_domain_passes() {
    let verdict = with(&[("mail.acme.example", VerificationStatus::Success)]);
    assert!(passed(&verdict).contains("mail.acme.example is verified"));
}

#[test]
fn an_address_below_a_verified_domain_passes_though_its_own_verification_waits() {
    let verdict = with(&[
        ("noreply@mail.acme.example", VerificationStatus::Pending),
        ("acme.example", VerificationStatus::Success),
    ]);
    assert!(passed(&verdict).ends_with(": acme.example is verified"));
}

#[test]
fn no_identity_warns_with_the_command_that_begins_its_verification() {
    insta::assert_snapshot!(found(&with(&[])), @"warns main: neither noreply@mail.acme.example nor its domain is an identity in SES in us-east-1. The platform invites users and tells of failures by mail in this sender's name; nothing fails without, and nobody gets those mails. aws sesv2 create-email-identity --email-identity noreply@mail.acme.example --region us-east-1, or --fix R12; then follow the link that SES mails to noreply@mail.acme.example.");
}

#[test]
fn a_verification_that_waits_for_its_owner_warns() {
    let verdict = with(&[("noreply@mail.acme.example", VerificationStatus::Pending)]);
    assert!(found(&verdict).contains("is not verified in SES in us-east-1: PENDING"));
    assert!(found(&verdict).contains("Follow the link"));
}

#[test]
fn a_verification_that_failed_warns_with_how_to_begin_again() {
    let verdict = with(&[("noreply@mail.acme.example", VerificationStatus::Failed)]);
    assert!(found(&verdict).contains("Begin again: aws sesv2 delete-email-identity"));
}

#[test]
fn a_domain_that_is_not_verified_covers_nothing() {
    let verdict = with(&[("acme.example", VerificationStatus::Pending)]);
    assert!(found(&verdict).contains("neither noreply@mail.acme.example nor its domain"));
}

#[test]
fn the_sandbox_warns_with_the_command_that_asks_to_leave_it() {
    let verdict = verdict(&check(), |account| {
        verified(account);
        account.mail_account.production_access = false;
    });
    assert!(found(&verdict).contains("SES is in its sandbox in us-east-1, where mail goes to"));
    assert!(found(&verdict).contains("put-account-details --production-access-enabled"));
}

#[test]
fn a_request_to_leave_the_sandbox_that_aws_looks_at_is_waited_for() {
    let verdict = verdict(&check(), |account| {
        verified(account);
        account.mail_account.production_access = false;
        account.mail_account.review = Some(ReviewStatus::Pending);
    });
    assert!(found(&verdict).contains("Wait for AWS's answer"));
}

#[test]
fn sending_that_is_stopped_warns() {
    let verdict = verdict(&check(), |account| {
        verified(account);
        account.mail_account.sending = false;
    });
    assert!(found(&verdict).contains("sending is stopped in SES in us-east-1"));
}

#[test]
fn the_fix_begins_the_verification_which_then_waits_for_its_owner() {
    let after = fixed(&check(), |_| {});
    assert!(found(&after).contains("us-east-1: PENDING"));
}

#[test]
fn the_fix_does_not_begin_again_what_waits_for_its_owner() {
    let pending = identity("noreply@mail.acme.example", VerificationStatus::Pending);
    let cloud = fixed_cloud(&check(), |account| account.mail_identities = vec![pending]);
    assert_eq!(cloud.changing_calls(), 0);
}

#[cfg(feature = "mock")]
#[test]
fn an_identity_that_the_fix_makes_bears_the_tags_of_the_spec() {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use crate::check::Mend as _;
    use crate::port::Ports;
    use crate::port::catalog::OperationToken;
    use crate::port::mail::MailWriter;

    let tags: BTreeMap<_, _> = [("CostCentre".to_owned(), "4711".to_owned())].into();
    let mut writer = crate::mock::MockMailWriter::new();
    let wanted = tags.clone();
    writer
        .expect_verify()
        .withf(move |_, tags| *tags == wanted)
        .times(1)
        .returning(|_, _| Ok(()));
    let mut ports = Ports::new();
    ports.change::<dyn MailWriter>(main_target().name, Arc::new(writer));
    let work: crate::plan::Work = Arc::new(());
    let token = OperationToken("token".to_owned());
    let check = check().tagged(tags);
    let writers = ports.writers();
    let sent = check.mend(&writers, &work, &token);
    futures::executor::block_on(sent).unwrap();
}
