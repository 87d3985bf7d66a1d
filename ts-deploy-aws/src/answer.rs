//! From the SDK's answer to the port's: one place that turns a failed call into a
//! [`PortError`], its kind by [`classify`](crate::classify) and its sources kept.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use ts_deploy_core::error::chain;
use ts_deploy_core::port::{Call, PortError};
use ts_deploy_core::target::TargetName;

use crate::classify::{Failure, Transport, classify};

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
        move |error| port_error(self.call(operation), error)
    }
}

fn port_error<E>(call: Call, error: SdkError<E, HttpResponse>) -> PortError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let kind = classify(&failure(&error));
    let message = match (error.code(), error.message()) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (Some(code), None) => code.to_owned(),
        (None, _) => chain(&error),
    };
    PortError::new(kind, call, &message).because(error)
}

fn failure<E>(error: &SdkError<E, HttpResponse>) -> Failure<'_>
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let status = error
        .raw_response()
        .map(|response| response.status().as_u16());
    match error {
        SdkError::ConstructionFailure(_) if provider_failed(error) => {
            Failure::broken_off(Transport::Credentials)
        }
        SdkError::ConstructionFailure(_) => Failure::broken_off(Transport::NotBuilt),
        SdkError::TimeoutError(_) => Failure::broken_off(Transport::TimedOut),
        SdkError::DispatchFailure(_) if provider_failed(error) => {
            Failure::broken_off(Transport::Credentials)
        }
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

/// Whether a source of credentials is what failed, however deep the SDK wrapped it.
fn provider_failed<E>(error: &SdkError<E, HttpResponse>) -> bool
where
    E: std::error::Error + 'static,
{
    let mut below: Option<&(dyn std::error::Error + 'static)> = match error {
        SdkError::ConstructionFailure(_) | SdkError::DispatchFailure(_) => {
            std::error::Error::source(error)
        }
        _ => None,
    };
    while let Some(error) = below {
        if error.is::<aws_credential_types::provider::error::CredentialsError>() {
            return true;
        }
        below = error.source();
    }
    false
}
