//! Certificates against answers in ACM's own bytes.

use serde_json::json;
use ts_deploy_core::ids::CertificateArn;
use ts_deploy_core::port::certificate::{
    Certificate, CertificateFacts, CertificateImport, CertificateReader, CertificateStatus,
    CertificateType, CertificateWriter, KeyAlgorithm, RenewalStatus,
};
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::secret::Secret;
use ts_deploy_core::target::TargetName;

use super::AwsCertificates;
use crate::wire::Wire;

const ARN: &str = "arn:aws:acm:us-east-1:111122223333:certificate/tetra";

async fn asked(wire: &Wire) -> PortResult<Option<Certificate>> {
    let certificates = AwsCertificates::new(&wire.config(), TargetName::Main);
    let arn = CertificateArn::parse(ARN).unwrap();
    certificates.certificate(&arn).await
}

async fn of(detail: serde_json::Value) -> Certificate {
    let body = json!({ "Certificate": detail }).to_string();
    let wire = Wire::new().answer("DescribeCertificate", body);
    let certificate = asked(&wire).await.unwrap().unwrap();
    assert_eq!(wire.json(0)["CertificateArn"], ARN);
    certificate
}

#[tokio::test]
async fn a_certificate_is_told_with_all_its_names() {
    let certificate = of(json!({
        "DomainName": "tetra.acme.example",
        "SubjectAlternativeNames": ["tetra.acme.example", "*.tetra.acme.example"],
        "Status": "ISSUED", "Type": "IMPORTED", "KeyAlgorithm": "RSA_2048",
        "NotBefore": 1_767_603_600, "NotAfter": 1_799_139_600,
    }))
    .await;
    assert_eq!(
        certificate.names,
        ["tetra.acme.example", "*.tetra.acme.example"]
    );
    assert_eq!(certificate.status, CertificateStatus::Issued);
    assert_eq!(certificate.kind, CertificateType::Imported);
    assert_eq!(certificate.not_after.unwrap().as_second(), 1_799_139_600);
}

#[tokio::test]
async fn a_key_in_the_spelling_of_live_answers_is_read() {
    let certificate = of(json!({ "KeyAlgorithm": "RSA-2048" })).await;
    assert_eq!(certificate.key.unwrap().as_str(), "RSA_2048");
}

#[tokio::test]
async fn a_domain_that_is_not_among_the_alternative_names_is_a_name() {
    let certificate = of(json!({ "DomainName": "tetra.acme.example" })).await;
    assert_eq!(certificate.names, ["tetra.acme.example"]);
}

#[tokio::test]
async fn a_state_that_this_version_does_not_know_is_unknown() {
    let certificate = of(json!({ "Status": "SLEEPING", "Type": "BORROWED" })).await;
    assert_eq!(certificate.status, CertificateStatus::Unknown);
    assert_eq!(certificate.kind, CertificateType::Unknown);
}

#[tokio::test]
async fn a_renewal_is_told_with_the_records_that_acm_still_looks_for() {
    let validation = |domain: &str, status: &str| {
        json!({
            "DomainName": domain, "ValidationStatus": status, "ValidationMethod": "DNS",
            "ResourceRecord": {
                "Name": format!("_x1.{domain}."), "Type": "CNAME", "Value": "_x2.acm-validations.aws.",
            },
        })
    };
    let certificate = of(json!({
        "Type": "AMAZON_ISSUED", "RenewalEligibility": "ELIGIBLE",
        "RenewalSummary": {
            "RenewalStatus": "PENDING_VALIDATION", "RenewalStatusReason": "CAA_ERROR",
            "UpdatedAt": 1_767_603_600,
            "DomainValidationOptions": [
                validation("tetra.acme.example", "SUCCESS"),
                validation("api.tetra.acme.example", "PENDING_VALIDATION"),
            ],
        },
    }))
    .await;
    let renewal = certificate.renewal;
    assert_eq!(renewal.eligible, Some(true));
    assert_eq!(renewal.status, Some(RenewalStatus::PendingValidation));
    assert_eq!(renewal.reason.as_deref(), Some("CAA_ERROR"));
    assert_eq!(renewal.records.len(), 1, "{:?}", renewal.records);
    assert_eq!(renewal.records[0].name, "_x1.api.tetra.acme.example.");
}

#[tokio::test]
async fn before_a_renewal_the_records_are_those_of_the_issue() {
    let certificate = of(json!({
        "RenewalEligibility": "INELIGIBLE",
        "DomainValidationOptions": [{
            "DomainName": "tetra.acme.example", "ValidationStatus": "SUCCESS",
            "ResourceRecord": { "Name": "_x1.", "Type": "CNAME", "Value": "_x2." },
        }],
    }))
    .await;
    let renewal = certificate.renewal;
    assert_eq!((renewal.eligible, renewal.status), (Some(false), None));
    assert_eq!(renewal.records[0].value, "_x2.");
}

#[tokio::test]
async fn a_state_of_renewal_that_this_version_does_not_know_is_unknown() {
    let certificate = of(json!({
        "RenewalSummary": { "RenewalStatus": "DREAMING", "UpdatedAt": 0, "DomainValidationOptions": [] },
    }))
    .await;
    assert_eq!(certificate.renewal.status, Some(RenewalStatus::Unknown));
}

#[tokio::test]
async fn a_certificate_that_is_not_there_is_none() {
    let words = "Could not find certificate";
    let wire = Wire::new().refuse("DescribeCertificate", "ResourceNotFoundException", words);
    assert_eq!(asked(&wire).await.unwrap(), None);
}

#[tokio::test]
async fn a_missing_right_is_denied() {
    let wire = Wire::new().refuse("DescribeCertificate", "AccessDeniedException", "no");
    assert_eq!(asked(&wire).await.unwrap_err().kind, ErrorKind::Denied);
}

fn import(over: Option<CertificateArn>) -> CertificateImport {
    CertificateImport {
        tags: match over {
            Some(_) => std::collections::BTreeMap::new(),
            None => [("owner".to_owned(), "platform".to_owned())].into(),
        },
        over,
        certificate: "own".to_owned(),
        chain: "chain".to_owned(),
        private_key: Secret::new("key".to_owned()),
        says: CertificateFacts {
            names: Vec::new(),
            key: KeyAlgorithm::of("RSA_2048"),
            not_before: jiff::Timestamp::UNIX_EPOCH,
            not_after: jiff::Timestamp::UNIX_EPOCH,
            serial: "0f:51:a3".to_owned(),
        },
    }
}

#[tokio::test]
async fn a_new_certificate_is_sent_with_its_chain_its_key_and_its_tags() {
    let wire = Wire::new().answer(
        "ImportCertificate",
        json!({ "CertificateArn": ARN }).to_string(),
    );
    let certificates = AwsCertificates::new(&wire.config(), TargetName::Main);
    let arn = certificates.import(&import(None)).await.unwrap();
    assert_eq!(arn.as_str(), ARN);
    assert_eq!(
        wire.json(0),
        json!({
            "Certificate": "b3du", "CertificateChain": "Y2hhaW4=", "PrivateKey": "a2V5",
            "Tags": [{ "Key": "owner", "Value": "platform" }],
        })
    );
}

#[tokio::test]
async fn a_certificate_that_takes_anothers_place_names_it_and_has_no_tags() {
    let wire = Wire::new().answer(
        "ImportCertificate",
        json!({ "CertificateArn": ARN }).to_string(),
    );
    let certificates = AwsCertificates::new(&wire.config(), TargetName::Main);
    let over = CertificateArn::parse(ARN).unwrap();
    certificates.import(&import(Some(over))).await.unwrap();
    let sent = wire.json(0);
    assert_eq!(sent["CertificateArn"], ARN);
    assert_eq!(sent.get("Tags"), None);
}

#[tokio::test]
async fn an_imported_certificate_is_found_on_any_page_by_its_serial_number_as_acm_writes_it() {
    let other = "arn:aws:acm:us-east-1:111122223333:certificate/issued";
    let pages = [
        json!({
            "CertificateSummaryList": [{ "CertificateArn": other, "Type": "AMAZON_ISSUED" }],
            "NextToken": "more",
        }),
        json!({ "CertificateSummaryList": [{ "CertificateArn": ARN, "Type": "IMPORTED" }] }),
    ];
    let detail = json!({ "Certificate": { "Status": "ISSUED", "Type": "IMPORTED", "Serial": "00:0F:51:a3" } });
    let [first, second] = pages.map(|page| page.to_string());
    let wire = Wire::new()
        .answer("ListCertificates", first)
        .answer("ListCertificates", second)
        .answer("DescribeCertificate", detail.to_string());
    let certificates = AwsCertificates::new(&wire.config(), TargetName::Main);
    let found = certificates.imported("0f:51:a3").await.unwrap().unwrap();
    assert_eq!(found.arn.as_str(), ARN);
    assert_eq!(wire.json(1)["NextToken"], "more");
}

#[tokio::test]
async fn a_serial_number_that_no_imported_certificate_has_finds_none() {
    let wire = Wire::new().answer("ListCertificates", json!({}).to_string());
    let certificates = AwsCertificates::new(&wire.config(), TargetName::Main);
    assert_eq!(certificates.imported("01").await.unwrap(), None);
}
