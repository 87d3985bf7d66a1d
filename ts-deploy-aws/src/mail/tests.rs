//! Mail identities against answers in SES's own bytes. Its calls are told by method and path.

use std::collections::BTreeMap;

use serde_json::json;
use ts_deploy_core::ids::EmailAddress;
use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::mail::{
    ContactLanguage, MailReader, MailType, MailWriter, ProductionAccess, ReviewStatus,
    VerificationStatus,
};
use ts_deploy_core::target::TargetName;

use super::AwsMail;
use crate::wire::Wire;

const SENDER: &str = "GET /v2/email/identities/noreply%40acme.example";
const ACCOUNT: &str = "GET /v2/email/account";
const CREATE: &str = "POST /v2/email/identities";
const DETAILS: &str = "POST /v2/email/account/details";

fn tags() -> BTreeMap<String, String> {
    [("CostCentre".to_owned(), "4711".to_owned())].into()
}

fn mail(wire: &Wire) -> AwsMail {
    AwsMail::new(&wire.config(), TargetName::Main)
}

#[tokio::test]
async fn a_verified_identity_is_told() {
    let body = r#"{"IdentityType":"EMAIL_ADDRESS","VerifiedForSendingStatus":true,
        "VerificationStatus":"SUCCESS"}"#;
    let wire = Wire::new().answer(SENDER, body);
    let identity = mail(&wire).identity("noreply@acme.example").await.unwrap();
    let identity = identity.unwrap();
    assert!(identity.verified && identity.status == VerificationStatus::Success);
}

#[tokio::test]
async fn a_state_that_this_version_does_not_know_is_not_verified() {
    let wire = Wire::new().answer(SENDER, r#"{"VerificationStatus":"SLEEPING"}"#);
    let identity = mail(&wire).identity("noreply@acme.example").await.unwrap();
    let identity = identity.unwrap();
    assert!(!identity.verified && identity.status == VerificationStatus::Unknown);
}

#[tokio::test]
async fn an_identity_that_is_not_there_is_none() {
    let body = r#"{"__type":"NotFoundException","message":"Email identity does not exist."}"#;
    let wire = Wire::new().answer_with(SENDER, 404, body);
    let identity = mail(&wire).identity("noreply@acme.example").await.unwrap();
    assert_eq!(identity, None);
}

#[tokio::test]
async fn an_account_without_production_access_is_in_the_sandbox() {
    let body = r#"{"ProductionAccessEnabled":false,"SendingEnabled":true,
        "Details":{"ReviewDetails":{"Status":"PENDING","CaseId":"4711"}}}"#;
    let wire = Wire::new().answer(ACCOUNT, body);
    let account = mail(&wire).account().await.unwrap();
    assert!(!account.production_access && account.sending);
    assert_eq!(account.review, Some(ReviewStatus::Pending));
}

#[tokio::test]
async fn a_verification_is_begun_with_the_address_and_its_tags() {
    let wire = Wire::new().answer(CREATE, "{}");
    let sender = EmailAddress::parse("noreply@acme.example").unwrap();
    mail(&wire).verify(&sender, &tags()).await.unwrap();
    assert_eq!(
        wire.json(0),
        json!({
            "EmailIdentity": "noreply@acme.example",
            "Tags": [{ "Key": "CostCentre", "Value": "4711" }],
        })
    );
}

#[tokio::test]
async fn an_identity_that_is_there_already_exists() {
    let body = r#"{"__type":"AlreadyExistsException","message":"Email identity already exist."}"#;
    let wire = Wire::new().answer_with(CREATE, 400, body);
    let sender = EmailAddress::parse("noreply@acme.example").unwrap();
    let error = mail(&wire).verify(&sender, &tags()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::AlreadyExists);
}

fn production_access() -> ProductionAccess {
    ProductionAccess {
        mail_type: MailType::Transactional,
        website: "https://www.acme.example".parse().unwrap(),
        use_case: "Invitations".to_owned(),
        language: ContactLanguage::En,
    }
}

#[tokio::test]
async fn production_access_is_asked_for_with_all_that_aws_wants_to_know() {
    let wire = Wire::new().answer(DETAILS, "{}");
    let (mail, request) = (mail(&wire), production_access());
    mail.request_production_access(&request).await.unwrap();
    assert_eq!(
        wire.json(0),
        json!({
            "MailType": "TRANSACTIONAL",
            "WebsiteURL": "https://www.acme.example",
            "UseCaseDescription": "Invitations",
            "ContactLanguage": "EN",
            "ProductionAccessEnabled": true,
        })
    );
}

#[tokio::test]
async fn a_second_request_while_aws_looks_at_the_first_is_a_conflict() {
    let body = r#"{"__type":"ConflictException","message":"under review"}"#;
    let wire = Wire::new().answer_with(DETAILS, 409, body);
    let (mail, request) = (mail(&wire), production_access());
    let refused = mail.request_production_access(&request).await;
    assert_eq!(refused.unwrap_err().kind, ErrorKind::Conflict);
}
