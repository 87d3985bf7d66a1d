use super::*;
use crate::ids::{KmsKeyRef, ParameterPath};
use crate::port::parameter_store::{
    ParameterReader as _, ParameterType, ParameterValue, ParameterVersion, ParameterWriter as _,
    Protection, PutMode, PutRequest,
};
use crate::port::{ErrorKind, PortError};
use crate::secret::Secret;

const CANARY: &str = "canary-7f3a";

fn path(text: &str) -> ParameterPath {
    ParameterPath::parse(text).unwrap()
}

fn given(text: &str) -> ParameterValue {
    ParameterValue::Given(Secret::new(text.to_owned()))
}

fn creation(value: ParameterValue) -> PutRequest {
    PutRequest {
        name: path("/acme/a"),
        value,
        protection: Protection::default(),
        mode: PutMode::Create {
            tags: BTreeMap::from([("owner".to_owned(), "acme".to_owned())]),
        },
    }
}

fn overwrite(value: ParameterValue) -> PutRequest {
    PutRequest {
        mode: PutMode::Overwrite,
        ..creation(value)
    }
}

async fn written() -> Rehearsal {
    let rehearsal = Rehearsal::new();
    rehearsal.place.put(&creation(given(CANARY))).await.unwrap();
    rehearsal
}

async fn refused(rehearsal: &Rehearsal, request: &PutRequest) -> PortError {
    rehearsal.place.put(request).await.unwrap_err()
}

#[tokio::test]
async fn a_parameter_is_described_by_type_version_and_key() {
    let rehearsal = written().await;
    let names = [path("/acme/a"), path("/acme/absent")];
    let described = rehearsal.place.describe(&names).await.unwrap();
    insta::assert_snapshot!(format!("{described:?}"), @r#"[ParameterDescription { name: ParameterPath("/acme/a"), parameter_type: SecureString, version: ParameterVersion(1), key: Some(KmsKeyRef("alias/aws/ssm")), modified: Some(2026-03-02T09:00:00Z) }]"#);
}

#[tokio::test]
async fn a_parameter_matches_its_own_value_only() {
    let rehearsal = written().await;
    let name = path("/acme/a");
    assert!(
        rehearsal
            .place
            .matches(&name, &given(CANARY))
            .await
            .unwrap()
    );
    assert!(
        !rehearsal
            .place
            .matches(&name, &given("other"))
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_saved_world_holds_no_value_and_still_knows_it() {
    let json = written().await.cloud.save().unwrap();
    assert!(json.contains("/acme/a") && !json.contains(CANARY));
    let loaded = Rehearsal::of(SimCloud::load(&json).unwrap());
    let matches = loaded.place.matches(&path("/acme/a"), &given(CANARY)).await;
    assert!(matches.unwrap());
}

#[tokio::test]
async fn a_copy_has_the_other_parameters_value_also_after_a_save() {
    let before = Rehearsal::new();
    let (kind, secret) = (ParameterType::SecureString, Secret::new(CANARY.to_owned()));
    before.place.hold_parameter(&path("/acme/b"), kind, &secret);
    let rehearsal = Rehearsal::of(SimCloud::load(&before.cloud.save().unwrap()).unwrap());
    let copy = ParameterValue::CopyOf(path("/acme/b"));
    rehearsal.place.put(&creation(copy)).await.unwrap();
    let matches = rehearsal
        .place
        .matches(&path("/acme/a"), &given(CANARY))
        .await;
    assert!(matches.unwrap());
}

#[tokio::test]
async fn a_copy_of_what_is_not_there_is_refused() {
    let copy = creation(ParameterValue::CopyOf(path("/acme/b")));
    let error = refused(&Rehearsal::new(), &copy).await;
    insta::assert_snapshot!(error, @"ssm:PutParameter in main: not found: ParameterNotFound: /acme/b");
}

#[tokio::test]
async fn an_overwrite_makes_the_next_version() {
    let rehearsal = written().await;
    let version = rehearsal.place.put(&overwrite(given("other"))).await;
    assert_eq!(version.unwrap(), ParameterVersion(2));
}

#[tokio::test]
async fn an_overwrite_with_the_same_value_is_refused() {
    let error = refused(&written().await, &overwrite(given(CANARY))).await;
    insta::assert_snapshot!(error, @"ssm:PutParameter in main: refused as invalid: ValidationException: /acme/a has this value and this key already: AWS would make one more version of the same");
}

#[tokio::test]
async fn an_overwrite_with_the_same_value_under_another_key_is_taken() {
    let rehearsal = written().await;
    let key = KmsKeyRef::parse("alias/acme").unwrap();
    let request = PutRequest {
        protection: Protection::Encrypted { key },
        ..overwrite(given(CANARY))
    };
    let version = rehearsal.place.put(&request).await;
    assert_eq!(version.unwrap(), ParameterVersion(2));
}

#[tokio::test]
async fn an_overwrite_of_nothing_is_refused() {
    let error = refused(&Rehearsal::new(), &overwrite(given(CANARY))).await;
    assert_eq!(error.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn a_creation_of_what_is_there_is_refused() {
    let error = refused(&written().await, &creation(given("other"))).await;
    assert_eq!(error.kind, ErrorKind::AlreadyExists);
}

#[tokio::test]
async fn a_parameter_cannot_change_its_type() {
    let request = PutRequest {
        protection: Protection::Plain,
        ..overwrite(given("other"))
    };
    let error = refused(&written().await, &request).await;
    insta::assert_snapshot!(error, @"ssm:PutParameter in main: refused as invalid: HierarchyTypeMismatchException: /acme/a is a SecureString and cannot become a String: create a new parameter");
}

#[tokio::test]
async fn a_value_that_ssm_refuses_is_refused_without_being_told() {
    let long = format!("{CANARY}{}", "a".repeat(4096));
    for value in [String::new(), format!("{{{{{CANARY}}}}}"), long] {
        let error = refused(&Rehearsal::new(), &creation(given(&value))).await;
        assert_eq!(error.kind, ErrorKind::Invalid);
        assert!(!error.message.contains(CANARY), "{error}");
    }
}

#[tokio::test]
async fn a_key_of_another_region_is_refused() {
    let key = "arn:aws:kms:eu-west-1:111122223333:key/12345678-1234-1234-1234-123456789012";
    let key = KmsKeyRef::parse(key).unwrap();
    let request = PutRequest {
        protection: Protection::Encrypted { key },
        ..creation(given(CANARY))
    };
    let error = refused(&Rehearsal::new(), &request).await;
    assert!(error.message.contains("is not in us-east-1"), "{error}");
}

#[tokio::test]
async fn a_tag_without_a_value_is_refused() {
    let tags = BTreeMap::from([("owner".to_owned(), String::new())]);
    let request = PutRequest {
        mode: PutMode::Create { tags },
        ..creation(given(CANARY))
    };
    let error = refused(&Rehearsal::new(), &request).await;
    assert!(
        error.message.contains("the tag owner has no value"),
        "{error}"
    );
}

#[tokio::test]
async fn a_removed_parameter_is_gone_and_cannot_be_removed_again() {
    let rehearsal = written().await;
    rehearsal.place.delete(&path("/acme/a")).await.unwrap();
    assert!(rehearsal.cloud.is_empty());
    let error = rehearsal.place.delete(&path("/acme/a")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn a_world_with_a_written_parameter_is_not_empty() {
    assert!(!written().await.cloud.is_empty());
}
