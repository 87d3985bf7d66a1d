//! R11.

use jiff::SignedDuration;

use super::{found, main_target, passed, start, verdict};
use crate::check::Verdict;
use crate::check::rows::CertificateCheck;
use crate::ids::{CertificateArn, DomainName};
use crate::port::certificate::{
    Certificate, CertificateStatus, CertificateType, KeyAlgorithm, Renewal, RenewalStatus,
    ValidationRecord,
};

fn arn() -> CertificateArn {
    CertificateArn::parse("arn:aws:acm:us-east-1:111122223333:certificate/tetra").unwrap()
}

fn check() -> CertificateCheck {
    check_of(arn())
}

fn check_of(arn: CertificateArn) -> CertificateCheck {
    let domain = DomainName::parse("tetra.acme.example").unwrap();
    CertificateCheck::new(main_target(), arn, domain)
}

fn days(days: i64) -> Option<jiff::Timestamp> {
    start()
        .checked_add(SignedDuration::from_hours(days * 24))
        .ok()
}

/// What the check says of a certificate as the documents ask, changed by `change`.
fn of(change: impl FnOnce(&mut Certificate)) -> Verdict {
    let mut certificate = Certificate {
        arn: arn(),
        names: vec![
            "tetra.acme.example".to_owned(),
            "*.tetra.acme.example".to_owned(),
        ],
        status: CertificateStatus::Issued,
        kind: CertificateType::Imported,
        key: Some(KeyAlgorithm::of("RSA_2048")),
        not_before: days(-10),
        not_after: days(300),
        serial: None,
        renewal: Renewal::default(),
    };
    change(&mut certificate);
    verdict(&check(), |account| account.certificates.push(certificate))
}

#[test]
fn a_certificate_as_the_documents_ask_passes() {
    insta::assert_snapshot!(passed(&of(|_| {})), @"certificate arn:aws:acm:us-east-1:111122223333:certificate/tetra: ISSUED, for tetra.acme.example, *.tetra.acme.example");
}

#[test]
fn no_certificate_blocks_with_the_command_that_imports_one() {
    insta::assert_snapshot!(found(&verdict(&check(), |_| {})), @"blocks main: there is no certificate arn:aws:acm:us-east-1:111122223333:certificate/tetra in us-east-1. The Service Layer's load balancer serves the platform with this certificate; with one that AWS does not take the launch fails, with one that browsers do not take nobody can sign in. Import one of RSA 2048 for tetra.acme.example and api.tetra.acme.example: aws acm import-certificate --certificate fileb://certificate.pem --private-key fileb://key.pem --certificate-chain fileb://chain.pem --region us-east-1, and write its ARN into web.dns.");
}

#[test]
fn a_certificate_of_another_region_blocks_and_is_not_asked_for() {
    let arn = "arn:aws:acm:eu-west-1:111122223333:certificate/tetra";
    let check = check_of(CertificateArn::parse(arn).unwrap());
    let found = found(&verdict(&check, |_| {}));
    assert!(
        found.contains("is in eu-west-1 of account 111122223333, the load balancer in us-east-1"),
        "{found}"
    );
}

#[test]
fn a_certificate_of_another_account_blocks() {
    let arn = "arn:aws:acm:us-east-1:999988887777:certificate/tetra";
    let check = check_of(CertificateArn::parse(arn).unwrap());
    assert!(found(&verdict(&check, |_| {})).contains("of account 999988887777"));
}

#[test]
fn a_certificate_that_waits_for_validation_blocks_and_says_where_the_record_stands() {
    let verdict = of(|certificate| {
        certificate.status = CertificateStatus::PendingValidation;
        certificate.key = None;
        (certificate.not_before, certificate.not_after) = (None, None);
    });
    let found = found(&verdict);
    assert!(
        found.contains("is PENDING_VALIDATION, not ISSUED"),
        "{found}"
    );
    assert!(
        found.contains("Certificate.DomainValidationOptions"),
        "{found}"
    );
}

#[test]
fn a_state_that_nobody_knows_is_not_taken_for_issued() {
    let verdict = of(|certificate| certificate.status = CertificateStatus::Unknown);
    assert!(found(&verdict).contains("is unknown, not ISSUED"));
}

#[test]
fn a_certificate_whose_time_is_over_blocks() {
    let verdict = of(|certificate| certificate.not_after = days(-1));
    assert!(found(&verdict).starts_with("blocks main: the certificate"));
    assert!(found(&verdict).contains("holds until 2026-03-01T09:00:00Z"));
}

#[test]
fn a_certificate_whose_time_has_not_come_blocks() {
    let verdict = of(|certificate| certificate.not_before = days(1));
    assert!(found(&verdict).contains("holds only from 2026-03-03T09:00:00Z on"));
}

#[test]
fn a_certificate_that_ends_within_thirty_days_warns() {
    let verdict = of(|certificate| certificate.not_after = days(29));
    assert!(found(&verdict).starts_with("warns main:"));
}

#[test]
fn an_imported_certificate_never_renews_itself_and_so_its_end_is_told_early() {
    let verdict = of(|certificate| certificate.not_after = days(89));
    assert!(found(&verdict).starts_with("informs main:"));
    assert!(found(&verdict).contains("does not renew itself"));
}

#[test]
fn a_certificate_that_acm_renews_is_not_told_of_early() {
    let verdict = of(|certificate| {
        certificate.kind = CertificateType::AmazonIssued;
        certificate.not_after = days(89);
    });
    assert!(passed(&verdict).contains("ISSUED"));
}

/// One that ACM issued and that ends in 29 days, whose renewal stands so.
fn issued(renewal: Renewal) -> String {
    found(&of(|certificate| {
        certificate.kind = CertificateType::AmazonIssued;
        certificate.not_after = days(29);
        certificate.renewal = renewal;
    }))
}

#[test]
fn an_issued_certificate_that_waits_for_validation_warns_with_the_record_to_make() {
    let said = issued(Renewal {
        eligible: Some(true),
        status: Some(RenewalStatus::PendingValidation),
        reason: None,
        records: vec![ValidationRecord {
            name: "_x1.tetra.acme.example.".to_owned(),
            kind: "CNAME".to_owned(),
            value: "_x2.acm-validations.aws.".to_owned(),
        }],
    });
    assert!(said.starts_with("warns main:"), "{said}");
    assert!(
        said.contains("ACM has not renewed it (PENDING_VALIDATION). "),
        "{said}"
    );
    assert!(
        said.contains("_x1.tetra.acme.example. CNAME _x2.acm-validations.aws."),
        "{said}"
    );
    assert!(!said.contains("import-certificate"), "{said}");
}

#[test]
fn an_issued_certificate_whose_renewal_failed_warns_with_why_and_how_to_ask_for_another() {
    let said = issued(Renewal {
        eligible: Some(true),
        status: Some(RenewalStatus::Failed),
        reason: Some("CAA_ERROR".to_owned()),
        records: Vec::new(),
    });
    assert!(said.contains("(FAILED, CAA_ERROR)"), "{said}");
    assert!(
        said.contains("aws acm request-certificate --domain-name tetra.acme.example"),
        "{said}"
    );
}

#[test]
fn an_issued_certificate_that_nothing_uses_warns_that_acm_does_not_renew_it() {
    let said = issued(Renewal {
        eligible: Some(false),
        ..Renewal::default()
    });
    assert!(said.contains("(INELIGIBLE)"), "{said}");
    assert!(
        said.contains("only what one of AWS's services uses"),
        "{said}"
    );
}

#[test]
fn an_issued_certificate_of_whose_renewal_nothing_is_told_warns_with_how_to_look() {
    let said = issued(Renewal::default());
    assert!(
        said.contains("--query Certificate.[RenewalEligibility,RenewalSummary]"),
        "{said}"
    );
}

#[test]
fn a_key_in_the_spelling_of_live_answers_passes() {
    let verdict = of(|certificate| certificate.key = Some(KeyAlgorithm::of("RSA-2048")));
    assert!(passed(&verdict).contains("ISSUED"));
}

#[test]
fn a_key_of_rsa_1024_warns() {
    let verdict = of(|certificate| certificate.key = Some(KeyAlgorithm::of("RSA-1024")));
    assert!(found(&verdict).starts_with("warns main:"));
}

#[test]
fn a_key_that_the_vendor_does_not_support_blocks() {
    let verdict = of(|certificate| certificate.key = Some(KeyAlgorithm::of("RSA_4096")));
    assert!(
        found(&verdict).contains("has a key of RSA_4096; the vendor supports RSA 1024 and 2048")
    );
}

#[test]
fn a_wildcard_of_the_parent_does_not_cover_the_api() {
    let verdict = of(|certificate| certificate.names = vec!["*.acme.example".to_owned()]);
    assert!(
        found(&verdict)
            .contains("is for *.acme.example and does not cover api.tetra.acme.example. ")
    );
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let verdict = of(|certificate| {
        certificate.key = Some(KeyAlgorithm::of("EC_prime256v1"));
        certificate.not_after = days(-1);
        certificate.names = vec!["acme.example".to_owned()];
    });
    assert_eq!(verdict.findings().len(), 3);
}
