//! What is found about profiles before anything is called.

use ts_deploy_core::deployment::Credentials;
use ts_deploy_core::finding::Findings;

use super::desk::{Desk, Home, profile, role};
use crate::connection::{AwsCloud, ConnectionOptions, Proxies};
use ts_deploy_core::secret::Secret;

const CHAIN: &str = "[profile step]\nrole_arn = arn:aws:iam::111122223333:role/step\n\
                     source_profile = keys\nmfa_serial = arn:aws:iam::111122223333:mfa/ana\n\
                     duration_seconds = 43200\n";

/// What is found about these credentials, whether it blocks or not.
async fn found(config: &str, credentials: Credentials) -> Findings {
    let (desk, home) = (Desk::willing(), Home::new(config));
    match desk.cloud(credentials, &home.options()).await {
        Ok(cloud) => cloud.findings().clone(),
        Err(findings) => findings,
    }
}

#[tokio::test]
async fn a_profile_that_is_not_there_is_found_with_those_that_are() {
    insta::assert_snapshot!(found(CHAIN, profile("setp")).await, @"blocks targets.main.profile: no profile setp is in the AWS configuration: there are keys, step. Its credentials are those of the target, and no others may stand in for them. Add it (aws configure sso, or aws configure), correct its name, or say with AWS_CONFIG_FILE where the configuration is.");
}

#[tokio::test]
async fn files_that_are_given_and_hold_no_credentials_that_are_read_are_doubtful() {
    let findings = found("", Credentials::Ambient).await;
    let doubt = findings.find("profile-files-unread").unwrap();
    assert!(!findings.block(), "{findings:?}");
    assert!(
        doubt
            .to_string()
            .starts_with("warns targets.main: no profile is named"),
        "{doubt}"
    );
}

#[tokio::test]
async fn files_whose_profile_is_named_are_read_and_not_doubted() {
    let findings = found("", profile("keys")).await;
    assert!(
        findings.find("profile-files-unread").is_none(),
        "{findings:?}"
    );
}

#[tokio::test]
async fn what_the_sdk_does_not_read_is_found_along_the_whole_chain() {
    insta::assert_snapshot!(found(CHAIN, role("step", None)).await, @r"
    warns targets.main.assume_role.source_profile: the profile step names an MFA device, and nobody is asked for its code. The AWS SDK for Rust does not read mfa_serial: a role that demands MFA is refused as access denied. Let the AWS CLI ask: make another profile with credential_process = aws configure export-credentials --profile step, sign in once with aws sts get-caller-identity --profile step, and name the new profile in the spec.
    informs targets.main.assume_role.source_profile: the profile step asks for sessions of 43200 seconds, and gets an hour. The AWS SDK for Rust does not read duration_seconds. Nothing, where the profile it comes from stays signed in: the session is renewed by itself. Else name the role in the spec, as assume_role with a duration.
    ");
}

#[tokio::test]
async fn a_long_session_of_a_role_that_another_roles_session_assumes_is_refused() {
    let findings = found(CHAIN, role("step", Some(7200))).await;
    insta::assert_snapshot!(findings.find("session-too-long").unwrap(), @"blocks targets.main.assume_role.duration: a session of 120 minutes is asked for, and the credentials of the profile step are a role's session themselves. AWS gives a role that another role's session assumes (sign-in by IAM Identity Center is one) an hour at most, and refuses to give more. Leave the duration out: the session is renewed by itself, as long as the profile can be signed in to.");
}

#[tokio::test]
async fn sign_in_by_identity_center_is_a_roles_session_too() {
    let sso = "[profile acme]\nsso_start_url = https://acme.awsapps.com/start\n";
    let findings = found(sso, role("acme", Some(3601))).await;
    assert!(findings.find("session-too-long").is_some(), "{findings}");
}

#[tokio::test]
async fn an_hour_and_sessions_assumed_with_keys_are_not_found() {
    assert!(found(CHAIN, role("keys", Some(43_200))).await.is_empty());
    let findings = found(CHAIN, role("step", Some(3600))).await;
    assert!(!findings.block(), "{findings}");
}

#[tokio::test]
async fn profiles_that_take_turns_do_not_turn_for_ever() {
    let circle = "[profile a]\nrole_arn = arn:aws:iam::111122223333:role/a\nsource_profile = b\n\
                  [profile b]\nrole_arn = arn:aws:iam::111122223333:role/b\nsource_profile = a\n";
    assert!(!found(circle, profile("a")).await.block());
}

#[tokio::test]
async fn all_that_forbids_connecting_is_found_at_once() {
    let home = Home::new("");
    let options = ConnectionOptions {
        ca_bundle: Some("/nowhere/ca.pem".into()),
        proxies: Proxies::none().for_https(Secret::new("socks5://proxy:1".to_owned())),
        ..home.options()
    };
    let targets = [super::desk::settings("us-east-1", profile("nobody"))];
    let findings = AwsCloud::connect(&targets, &options).await.unwrap_err();
    let ids: Vec<&str> = findings.iter().map(|one| one.id.as_ref()).collect();
    assert_eq!(
        ids,
        ["profile-unknown", "ca-bundle-unreadable", "proxy-invalid"]
    );
}
