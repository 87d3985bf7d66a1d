//! Buckets against answers in S3's own bytes.

use ts_deploy_core::ids::{AccountId, BucketName, Region};
use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::bucket::{BucketReader, BucketSight, Versioning};
use ts_deploy_core::target::TargetName;

use super::AwsBuckets;
use crate::wire::Wire;

const LAKE: &str = "acme-datalake";
const HEAD: &str = "HEAD /";
const LOCATION: &str = "GET /?location";
const VERSIONING: &str = "GET /?versioning";
const REPLICATION: &str = "GET /?replication";

fn lake() -> BucketName {
    BucketName::parse(LAKE).unwrap()
}

fn region(name: &str) -> Region {
    Region::parse(name).unwrap()
}

fn buckets(wire: &Wire) -> AwsBuckets {
    AwsBuckets::new(&wire.config(), TargetName::Dr)
}

async fn look(wire: &Wire) -> Result<BucketSight, ErrorKind> {
    let owner = AccountId::parse("444455556666").unwrap();
    let seen = buckets(wire).look(&lake(), &owner).await;
    seen.map_err(|error| error.kind)
}

fn error(code: &str) -> String {
    format!("<Error><Code>{code}</Code><Message>no</Message></Error>")
}

fn in_region(wire: Wire, status: u16, name: &str) -> Wire {
    wire.answer_headed(HEAD, status, &[("x-amz-bucket-region", name)])
}

#[tokio::test]
async fn a_bucket_is_looked_at_as_the_owners_who_should_have_it() {
    let wire = in_region(Wire::new(), 200, "us-east-1");
    let seen = look(&wire).await;
    assert_eq!(seen, Ok(BucketSight::There(region("us-east-1"))));
    let owner = wire.header(0, "x-amz-expected-bucket-owner");
    assert_eq!(owner.as_deref(), Some("444455556666"));
}

#[tokio::test]
async fn an_answer_without_a_body_tells_by_its_status() {
    let answered = |status| Wire::new().answer_with(HEAD, status, "");
    assert_eq!(look(&answered(404)).await, Ok(BucketSight::Absent));
    assert_eq!(look(&answered(403)).await, Ok(BucketSight::Denied));
    assert_eq!(look(&answered(503)).await, Err(ErrorKind::Unreachable));
}

#[tokio::test]
async fn a_bucket_in_another_region_is_known_by_the_header() {
    let wire = in_region(Wire::new(), 301, "eu-west-1");
    let elsewhere = BucketSight::Elsewhere(Some(region("eu-west-1")));
    assert_eq!(look(&wire).await, Ok(elsewhere));
}

#[tokio::test]
async fn a_refusal_that_does_not_tell_why_is_asked_about_again() {
    let told = "<LocationConstraint>EU</LocationConstraint>";
    let wire = Wire::new()
        .answer_with(HEAD, 400, "")
        .answer(LOCATION, told);
    let elsewhere = BucketSight::Elsewhere(Some(region("eu-west-1")));
    assert_eq!(look(&wire).await, Ok(elsewhere));
}

#[tokio::test]
async fn a_session_that_ended_is_no_bucket_elsewhere() {
    let wire = Wire::new().answer_with(HEAD, 400, "");
    let wire = wire.answer_with(LOCATION, 400, error("ExpiredToken"));
    assert_eq!(look(&wire).await, Err(ErrorKind::CredentialsExpired));
}

#[tokio::test]
async fn the_oldest_region_has_no_name_among_locations() {
    assert_eq!(super::convert::location(""), Some(region("us-east-1")));
}

#[tokio::test]
async fn a_bucket_that_never_kept_versions_names_no_state() {
    let wire = Wire::new().answer(VERSIONING, "<VersioningConfiguration/>");
    let seen = buckets(&wire).versioning(&lake()).await.unwrap();
    assert_eq!(seen, Versioning::Never);
}

#[tokio::test]
async fn a_state_of_tomorrow_is_not_taken_for_one_that_is_known() {
    let body = "<VersioningConfiguration><Status>Sealed</Status></VersioningConfiguration>";
    let wire = Wire::new().answer(VERSIONING, body);
    let error = buckets(&wire).versioning(&lake()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Other);
}

#[tokio::test]
async fn a_rule_names_the_bucket_it_copies_into_and_what_it_copies() {
    let body = "<ReplicationConfiguration><Role>arn:aws:iam::111122223333:role/r</Role><Rule>\
                <Status>Enabled</Status><SourceSelectionCriteria><SseKmsEncryptedObjects>\
                <Status>Enabled</Status></SseKmsEncryptedObjects></SourceSelectionCriteria>\
                <Destination><Bucket>arn:aws:s3:::acme-dr-datalake</Bucket></Destination></Rule>\
                </ReplicationConfiguration>";
    let wire = Wire::new().answer(REPLICATION, body);
    let rules = buckets(&wire).replication(&lake()).await.unwrap();
    let [rule] = rules.as_slice() else {
        panic!("{rules:?}")
    };
    assert_eq!(rule.destination.as_str(), "acme-dr-datalake");
    let seen = (rule.enabled, rule.encrypted_objects, rule.time_control);
    assert_eq!(seen, (true, true, false));
}

#[tokio::test]
async fn a_bucket_without_rules_is_no_bucket_that_is_missing() {
    let code = "ReplicationConfigurationNotFoundError";
    let wire = Wire::new().answer_with(REPLICATION, 404, error(code));
    assert_eq!(buckets(&wire).replication(&lake()).await.unwrap(), []);
    let wire = Wire::new().answer_with(REPLICATION, 404, error("NoSuchBucket"));
    let missing = buckets(&wire).replication(&lake()).await.unwrap_err();
    assert_eq!(missing.kind, ErrorKind::NotFound);
}
