//! From the SDK's answer to the port's: one place that turns a failed call into a
//! [`PortError`], its kind by [`classify`](crate::classify) and the words of its sources kept.
//!
//! The SDK's own error is not kept: it holds the raw answer, which for some calls holds values that
//! nobody may print, and services repeat refused values in their words. What stays is each source's
//! words, with the secrets of the request masked.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use ts_deploy_core::error::chain;
use ts_deploy_core::port::{Call, ErrorKind, PortError};
use ts_deploy_core::secret::Secret;
use ts_deploy_core::target::TargetName;

use crate::classify::{Failure, Transport, classify};
use crate::credentials_failure::credentials_failure;

/// Where a port's calls go: the service and the target they are named by in errors.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// In the SDK's spelling: `servicecatalog`.
    pub(crate) service: &'static str,
    /// The target the client was made for.
    pub(crate) target: TargetName,
}

impl Line {
    /// One call on this line.
    pub(crate) fn call(self, operation: &'static str) -> Call {
        Call {
            service: self.service,
            operation,
            target: self.target,
        }
    }

    /// What a failed call is for the engine. To be handed to `map_err`.
    pub(crate) fn failed<E>(
        self,
        operation: &'static str,
    ) -> impl FnOnce(SdkError<E, HttpResponse>) -> PortError
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        self.failed_with(operation, Vec::new())
    }

    /// What a failed call is for the engine whose request held these secrets: they are masked in
    /// the service's words. To be handed to `map_err`.
    pub(crate) fn failed_with<E>(
        self,
        operation: &'static str,
        secrets: Vec<Secret>,
    ) -> impl FnOnce(SdkError<E, HttpResponse>) -> PortError
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        move |error| port_error(self.call(operation), &error, &secrets)
    }

    /// An answer that lacks what it must have, or has it in a form nobody can read.
    pub(crate) fn unreadable(self, operation: &'static str, what: &str) -> PortError {
        PortError::new(ErrorKind::Other, self.call(operation), what)
    }

    /// A request that the service would refuse, for this reason; nothing was sent.
    pub(crate) fn not_sent(self, operation: &'static str, why: &str) -> PortError {
        let why = format!("{why}; nothing was sent");
        PortError::new(ErrorKind::Invalid, self.call(operation), &why)
    }
}

fn port_error<E>(call: Call, error: &SdkError<E, HttpResponse>, secrets: &[Secret]) -> PortError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let kind = classify(&failure(error));
    let message = match (error.code(), error.message()) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (Some(code), None) => code.to_owned(),
        (None, _) => chain(error),
    };
    let below = Below::of(error, error.request_id(), secrets);
    PortError::new(kind, call, &masked(&message, secrets)).because(below)
}

/// The words of an error of the SDK and of what lies below it.
#[derive(Debug, thiserror::Error)]
#[error("{words}")]
struct Below {
    words: String,
    #[source]
    source: Option<Box<Below>>,
}

impl Below {
    fn of(
        error: &(dyn std::error::Error + 'static),
        request: Option<&str>,
        secrets: &[Secret],
    ) -> Self {
        let mut words = masked(&error.to_string(), secrets);
        if let Some(request) = request {
            words = format!("{words} (request {request})");
        }
        let source = error
            .source()
            .map(|below| Box::new(Self::of(below, None, secrets)));
        Self { words, source }
    }
}

fn masked(text: &str, secrets: &[Secret]) -> String {
    let shown = secrets.iter().map(Secret::expose);
    let mut shown: Vec<&str> = shown.filter(|secret| !secret.is_empty()).collect();
    // Longest first: one that is a part of another would leave the rest of it standing.
    shown.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    shown
        .into_iter()
        .fold(text.to_owned(), |text, secret| text.replace(secret, "****"))
}

/// How a call of the SDK failed, as far as it decides what kind of failure it was.
pub(crate) fn failure<E>(error: &SdkError<E, HttpResponse>) -> Failure<'_>
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let status = error
        .raw_response()
        .map(|response| response.status().as_u16());
    let before_an_answer = matches!(
        error,
        SdkError::ConstructionFailure(_) | SdkError::DispatchFailure(_)
    );
    let below = std::error::Error::source(error).filter(|_| before_an_answer);
    if let Some(failure) = below.and_then(credentials_failure) {
        return failure;
    }
    match error {
        SdkError::ConstructionFailure(_) => Failure::broken_off(Transport::NotBuilt),
        SdkError::TimeoutError(_) => Failure::broken_off(Transport::TimedOut),
        SdkError::DispatchFailure(dispatch) if dispatch.is_timeout() => {
            Failure::broken_off(Transport::TimedOut)
        }
        SdkError::DispatchFailure(dispatch) if dispatch.is_user() => {
            Failure::broken_off(Transport::NotBuilt)
        }
        SdkError::DispatchFailure(_) => Failure::broken_off(Transport::Connection),
        _ => {
            let failure = match error.code() {
                Some(code) => Failure::of_code(code),
                None if status.is_none_or(|status| status < 300) => {
                    Failure::broken_off(Transport::Unreadable)
                }
                None => Failure::default(),
            };
            let failure = failure.message(error.message().unwrap_or_default());
            status.map_or(failure, |status| failure.status(status))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_secrets_that_begin_alike_nothing_of_the_longer_one_is_left() {
        let secrets = ["admin", "admin-S3cret!"].map(|text| Secret::new(text.to_owned()));
        let seen = masked("admin may not use admin-S3cret!", &secrets);
        assert_eq!(seen, "**** may not use ****");
    }
}
