//! What a failed call means: from the service's code, the HTTP status and how the call broke off
//! to the [`ErrorKind`] that the engine decides by.
//!
//! The order is fixed. A call that broke off before an answer was read has no code: the way it
//! broke off decides. Otherwise the words decide where one code stands for many things
//! ([`MESSAGES`]), then the code ([`CODES`]), then the HTTP status. The code comes before the
//! status because services disagree on statuses: Elasticsearch answers "not found" with 409, and a
//! used-up quota is answered with 400.

mod codes;
mod messages;
#[cfg(test)]
mod tests;

pub use codes::{CODES, CodeEntry};
pub use messages::{MESSAGES, MessageEntry};
use ts_deploy_core::port::ErrorKind;

/// Where an entry of a table is known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// The service's own model, as the SDKs ship it.
    Model,
    /// The source of the AWS SDK for Rust: what it retries, and what its providers answer.
    Sdk,
    /// General knowledge that was not looked up again.
    Known,
}

/// How a call broke off without an answer that could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Transport {
    /// No answer in time. The call may have had its effect.
    TimedOut,
    /// The connection could not be made or was lost. The call may have had its effect.
    Connection,
    /// An answer came and could not be read. The call may have had its effect.
    Unreadable,
    /// The source of the credentials gave none, so that nothing was sent. The SDK wraps this as a
    /// failure to dispatch or to construct, without a code.
    Credentials,
    /// No source had any credentials, so that nothing was sent.
    NoCredentials,
    /// The request could not be built, so that nothing was sent.
    NotBuilt,
}

/// A failed call, as far as it decides what kind of failure it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failure<'a> {
    code: Option<&'a str>,
    message: &'a str,
    status: Option<u16>,
    transport: Option<Transport>,
}

impl<'a> Failure<'a> {
    /// The service answered with this error code: `ResourceNotFoundException`. A namespace before
    /// `#` and a suffix after `:`, as some protocols send them, do not count.
    pub fn of_code(code: &'a str) -> Self {
        Self {
            code: Some(code),
            ..Self::default()
        }
    }

    /// The service answered with this HTTP status and no code.
    pub fn of_status(status: u16) -> Self {
        Self::default().status(status)
    }

    /// The call broke off in this way.
    pub fn broken_off(transport: Transport) -> Self {
        Self {
            transport: Some(transport),
            ..Self::default()
        }
    }

    /// With this HTTP status.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// With the service's words.
    #[must_use]
    pub fn message(mut self, message: &'a str) -> Self {
        self.message = message;
        self
    }
}

/// The kind of a failed call. It never lets a call be repeated that must not be. An unknown code
/// counts by its HTTP status, and without one as [`ErrorKind::Other`].
pub fn classify(failure: &Failure<'_>) -> ErrorKind {
    if let Some(transport) = failure.transport {
        return broken_off(transport);
    }
    failure
        .code
        .map(bare)
        .and_then(|code| messages::kind(code, failure.message).or_else(|| codes::kind(code)))
        .or_else(|| failure.status.map(by_status))
        .unwrap_or(ErrorKind::Other)
}

fn broken_off(transport: Transport) -> ErrorKind {
    match transport {
        Transport::TimedOut | Transport::Connection | Transport::Unreadable => {
            ErrorKind::Unreachable
        }
        Transport::Credentials => ErrorKind::CredentialsExpired,
        Transport::NoCredentials => ErrorKind::NoCredentials,
        Transport::NotBuilt => ErrorKind::Invalid,
    }
}

/// The code without what the JSON protocols put around it:
/// `com.amazonaws.ssm#ParameterNotFound:http://...` is `ParameterNotFound`.
fn bare(code: &str) -> &str {
    let code = code.split_once(':').map_or(code, |(code, _)| code);
    code.rsplit_once('#').map_or(code, |(_, code)| code).trim()
}

fn by_status(status: u16) -> ErrorKind {
    match status {
        429 => ErrorKind::Throttled,
        408 | 500..=599 => ErrorKind::Unreachable,
        401 | 403 => ErrorKind::Denied,
        404 => ErrorKind::NotFound,
        409 => ErrorKind::Conflict,
        400 => ErrorKind::Invalid,
        _ => ErrorKind::Other,
    }
}
