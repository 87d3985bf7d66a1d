//! What it means when a source of credentials gave none: it made calls of its own, and what became
//! of those decides.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata as _;

use crate::classify::{Failure, Transport};

/// How a call failed for want of credentials; `None` when it did not. `below` is what lies below the
/// call's own error.
pub(crate) fn credentials_failure<'a>(below: &'a (dyn Error + 'static)) -> Option<Failure<'a>> {
    let failed = find::<CredentialsError>(below)?;
    if matches!(failed, CredentialsError::InvalidConfiguration(_)) {
        return Some(Failure::broken_off(Transport::NotBuilt));
    }
    // A role that may not be assumed does not come with patience; one whose caller's session ended
    // does. Both have the code of an answer.
    if let Some(refused) = find::<AssumeRoleError>(failed).filter(|error| error.code().is_some()) {
        let code = refused.code().unwrap_or_default();
        let words = refused.message().unwrap_or_default();
        return Some(Failure::of_code(code).message(words));
    }
    if let Some(connector) = find::<ConnectorError>(failed) {
        return Some(Failure::broken_off(if connector.is_timeout() {
            Transport::TimedOut
        } else {
            Transport::Connection
        }));
    }
    Some(Failure::broken_off(Transport::Credentials))
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
