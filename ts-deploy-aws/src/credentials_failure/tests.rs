use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sso::operation::get_role_credentials::GetRoleCredentialsError;
use aws_sdk_sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::ErrorMetadata;
use ts_deploy_core::port::ErrorKind;

use super::credentials_failure;
use crate::classify::classify;

/// What it means that a source of credentials was answered so.
fn answered<E>(status: u16, error: E) -> Option<ErrorKind>
where
    E: std::error::Error + Send + Sync + 'static,
{
    let status = StatusCode::try_from(status).unwrap();
    let answer = HttpResponse::new(status, SdkBody::empty());
    let failed = CredentialsError::provider_error(SdkError::service_error(error, answer));
    credentials_failure(&failed).map(|failure| classify(&failure))
}

fn named(code: &str) -> ErrorMetadata {
    let words = "as scripted";
    ErrorMetadata::builder().code(code).message(words).build()
}

fn of_sign_in(status: u16, code: &str) -> Option<ErrorKind> {
    answered(status, GetRoleCredentialsError::generic(named(code)))
}

fn of_a_token(status: u16, code: &str) -> Option<ErrorKind> {
    answered(status, AssumeRoleWithWebIdentityError::generic(named(code)))
}

#[test]
fn who_signed_in_and_may_not_have_the_role_is_denied_and_not_asked_to_sign_in_again() {
    let kind = of_sign_in(403, "ForbiddenException");
    assert_eq!(kind, Some(ErrorKind::Denied));
}

#[test]
fn a_role_that_nobody_may_sign_in_to_is_no_answer_about_what_was_called() {
    let kind = of_sign_in(404, "ResourceNotFoundException");
    assert_eq!(kind, Some(ErrorKind::Denied));
}

#[test]
fn a_sign_in_that_ended_heals_when_it_is_made_again() {
    let kind = of_sign_in(401, "UnauthorizedException");
    assert_eq!(kind, Some(ErrorKind::CredentialsExpired));
}

#[test]
fn a_sign_in_that_is_throttled_is_throttled() {
    let kind = of_sign_in(429, "TooManyRequestsException");
    assert_eq!(kind, Some(ErrorKind::Throttled));
}

#[test]
fn a_sign_in_that_fails_on_the_services_side_is_no_verdict() {
    let kind = of_sign_in(500, "InternalServerException");
    assert_eq!(kind, Some(ErrorKind::Unreachable));
}

#[test]
fn a_role_that_a_token_may_not_assume_is_denied() {
    let kind = of_a_token(403, "AccessDenied");
    assert_eq!(kind, Some(ErrorKind::Denied));
}

#[test]
fn a_token_that_ended_or_is_no_longer_good_heals_when_it_is_renewed() {
    for (status, code) in [
        (400, "ExpiredTokenException"),
        (400, "InvalidIdentityToken"),
        (403, "IDPRejectedClaim"),
    ] {
        let kind = of_a_token(status, code);
        assert_eq!(kind, Some(ErrorKind::CredentialsExpired), "{code}");
    }
}

#[test]
fn an_identity_provider_that_does_not_answer_aws_is_no_verdict() {
    let kind = of_a_token(400, "IDPCommunicationError");
    assert_eq!(kind, Some(ErrorKind::Unreachable));
}

#[test]
fn a_chain_of_sources_without_any_credentials_is_told_from_credentials_that_ended() {
    let none = CredentialsError::not_loaded("no providers in chain provided credentials");
    let kind = credentials_failure(&none).map(|failure| classify(&failure));
    assert_eq!(kind, Some(ErrorKind::NoCredentials));
}

#[test]
fn a_role_whose_source_has_no_credentials_has_none_either() {
    let none = CredentialsError::not_loaded("no providers in chain provided credentials");
    let role = CredentialsError::provider_error(none);
    let kind = credentials_failure(&role).map(|failure| classify(&failure));
    assert_eq!(kind, Some(ErrorKind::NoCredentials));
}
