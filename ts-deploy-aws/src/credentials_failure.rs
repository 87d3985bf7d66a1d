//! What it means when a source of credentials gave none: it made calls of its own, and what became
//! of those decides.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sso::operation::get_role_credentials::GetRoleCredentialsError;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_sdk_sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityError;
use aws_sdk_sts::operation::get_caller_identity::GetCallerIdentityError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use ts_deploy_core::port::ErrorKind;

use crate::answer::failure;
use crate::classify::{Failure, Transport, classify};

#[cfg(test)]
mod tests;

/// How a call failed for want of credentials; `None` when it did not. `below` is what lies below the
/// call's own error.
pub(crate) fn credentials_failure<'a>(below: &'a (dyn Error + 'static)) -> Option<Failure<'a>> {
    let failed = find::<CredentialsError>(below)?;
    if matches!(failed, CredentialsError::InvalidConfiguration(_)) {
        return Some(Failure::broken_off(Transport::NotBuilt));
    }
    // A role that may not be had does not come with patience; one whose caller's session ended
    // does. Both have the code of an answer.
    let answer = answered::<AssumeRoleError>(failed)
        .or_else(|| answered::<AssumeRoleWithWebIdentityError>(failed))
        .or_else(|| answered::<GetRoleCredentialsError>(failed))
        .or_else(|| answered::<GetCallerIdentityError>(failed));
    if answer.is_some() {
        return answer;
    }
    if let Some(connector) = find::<ConnectorError>(failed) {
        return Some(Failure::broken_off(if connector.is_timeout() {
            Transport::TimedOut
        } else {
            Transport::Connection
        }));
    }
    Some(Failure::broken_off(if is_empty(failed) {
        Transport::NoCredentials
    } else {
        Transport::Credentials
    }))
}

/// True when no source had any credentials, which is not the same as some that ended.
fn is_empty(failed: &(dyn Error + 'static)) -> bool {
    let mut below = Some(failed);
    while let Some(error) = below {
        if let Some(CredentialsError::CredentialsNotLoaded(_)) = error.downcast_ref() {
            return true;
        }
        below = error.source();
    }
    false
}

/// What the service answered to the source's own call; `None` when that was another call, or had no
/// answer.
fn answered<'a, E>(failed: &'a (dyn Error + 'static)) -> Option<Failure<'a>>
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let error = find::<SdkError<E, HttpResponse>>(failed)?;
    error.raw_response()?;
    let failure = failure(error);
    // A role that is not there is none that may be had. The failed call asked for something else,
    // which must not be told as missing.
    if classify(&failure) == ErrorKind::NotFound {
        let words = error.message().unwrap_or_default();
        return Some(Failure::of_status(403).message(words));
    }
    Some(failure)
}

/// The first error of this type, from `error` down.
fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut below = Some(error);
    while let Some(error) = below {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        below = error.source();
    }
    None
}
