//! Whose credentials a call is signed with, and what it means when there are none.

use ts_deploy_core::port::ErrorKind;

use super::desk::{Desk, Home, identity, profile, refused, role};

#[tokio::test]
async fn the_keys_of_the_named_profile_sign() {
    let (desk, home) = (Desk::willing(), Home::new(""));
    desk.caller(profile("keys"), &home.options()).await.unwrap();
    assert_eq!(desk.asked()[0].key, "AKIDFIRST");
}

#[tokio::test]
async fn connecting_calls_nothing() {
    let (desk, home) = (Desk::willing(), Home::new(""));
    desk.cloud(role("keys", None), &home.options())
        .await
        .unwrap();
    assert!(desk.asked().is_empty());
}

#[tokio::test]
async fn a_role_is_assumed_by_the_source_profile_and_then_signs() {
    let (desk, home) = (Desk::willing(), Home::new(""));
    let cloud = desk
        .cloud(role("keys", None), &home.options())
        .await
        .unwrap();
    identity(&cloud).await.unwrap();
    identity(&cloud).await.unwrap();
    let signed: Vec<String> = desk
        .signed()
        .iter()
        .map(|(operation, key)| format!("{operation} {key}"))
        .collect();
    // Assumed once: the session is kept until it ends.
    insta::assert_snapshot!(signed.join("\n"), @r"
    AssumeRole AKIDFIRST
    GetCallerIdentity AKIDROLE
    GetCallerIdentity AKIDROLE
    ");
}

#[tokio::test]
async fn a_role_is_assumed_as_the_settings_say() {
    let (desk, home) = (Desk::willing(), Home::new(""));
    desk.caller(role("keys", Some(7200)), &home.options())
        .await
        .unwrap();
    let form = desk.asked()[0].form.clone();
    for (field, value) in [
        ("RoleArn", "arn:aws:iam::111122223333:role/deployer"),
        ("ExternalId", "acme-4711"),
        ("RoleSessionName", "deploy-acme"),
        ("DurationSeconds", "7200"),
    ] {
        assert_eq!(form.get(field).map(String::as_str), Some(value), "{field}");
    }
}

#[tokio::test]
async fn a_role_that_may_not_be_assumed_is_access_denied() {
    let (desk, home) = (
        Desk::new(|_| refused("AccessDenied", "not authorized to perform sts:AssumeRole")),
        Home::new(""),
    );
    let error = desk
        .caller(role("keys", None), &home.options())
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::Denied);
    assert!(
        error.message.contains("not authorized to perform"),
        "{error}"
    );
}

#[tokio::test]
async fn a_source_whose_session_ended_is_told_with_target_and_remedy() {
    let (desk, home) = (
        Desk::new(|_| {
            refused(
                "ExpiredToken",
                "The security token included in the request is expired",
            )
        }),
        Home::new(""),
    );
    let error = desk
        .caller(role("keys", None), &home.options())
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::CredentialsExpired);
    let begins = "the credentials for main are of no use now; \
                  arn:aws:iam::111122223333:role/deployer is assumed with others: renew the keys of \
                  the profile keys in its file, which is read again. AWS or the SDK says: ";
    assert!(error.message.starts_with(begins), "{error}");
}

#[tokio::test]
async fn a_session_that_ended_in_aws_is_told_with_target_and_remedy_too() {
    let (desk, home) = (
        Desk::new(|_| refused("ExpiredToken", "it is expired")),
        Home::new(""),
    );
    let error = desk
        .caller(profile("keys"), &home.options())
        .await
        .unwrap_err();
    insta::assert_snapshot!(error, @"sts:GetCallerIdentity in main: credentials expired: the credentials for main are of no use now; renew the keys of the profile keys in its file, which is read again. AWS or the SDK says: ExpiredToken: it is expired");
}

#[tokio::test]
async fn a_sign_in_that_was_never_made_names_the_command_to_sign_in() {
    let sso = "[profile acme]\nsso_session = acme\nsso_account_id = 111122223333\n\
               sso_role_name = deployer\n[sso-session acme]\nsso_region = us-east-1\n\
               sso_start_url = https://no-such-start-url.awsapps.com/start\n";
    let (desk, home) = (Desk::willing(), Home::new(sso));
    let error = desk
        .caller(profile("acme"), &home.options())
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::CredentialsExpired);
    assert!(
        error
            .message
            .contains("; run aws sso login --profile acme."),
        "{error}"
    );
    assert!(desk.asked().is_empty());
}
