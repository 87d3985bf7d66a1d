//! Why a call to a port did not answer.

use crate::target::TargetName;

/// Which call it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The service, in the SDK's spelling: `servicecatalog`.
    pub service: &'static str,
    /// The operation: `ProvisionProduct`.
    pub operation: &'static str,
    /// Where it was sent.
    pub target: TargetName,
}

impl std::fmt::Display for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{} in {}", self.service, self.operation, self.target)
    }
}

/// What kind of failure it was. Whether a call may be repeated follows from the kind alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The service asked to slow down. Sight is lost for a while; repeat later.
    Throttled,
    /// No answer: time-out, connection, or the service's own fault (5xx). Repeat later; a changing
    /// call may have had its effect.
    Unreachable,
    /// The credentials ended. Nothing is known until they are renewed.
    CredentialsExpired,
    /// There are no credentials, so that nothing was sent. While a run goes on, nothing is known until
    /// there are some.
    NoCredentials,
    /// The caller has no right to this call. Not to be repeated as it is.
    Denied,
    /// What the call names is not there. Not to be repeated.
    NotFound,
    /// What the call would make is there already. Look at it.
    AlreadyExists,
    /// The service refuses the request as written. Not to be repeated.
    Invalid,
    /// The thing is in a state in which this is not allowed. Look again, then decide.
    Conflict,
    /// A quota is used up. Not to be repeated before the quota is raised.
    LimitExceeded,
    /// Anything else. Not to be repeated blindly.
    Other,
}

impl ErrorKind {
    /// True for what only means that nobody can see what goes on: it is never a verdict about the
    /// deployment, and the call may be repeated.
    pub fn is_loss_of_sight(self) -> bool {
        matches!(
            self,
            Self::Throttled | Self::Unreachable | Self::CredentialsExpired | Self::NoCredentials
        )
    }

    /// True when a changing call that ended so may have had its effect all the same.
    pub fn effect_unknown(self) -> bool {
        matches!(self, Self::Unreachable)
    }

    /// The word shown to people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Throttled => "throttled",
            Self::Unreachable => "no answer",
            Self::CredentialsExpired => "credentials expired",
            Self::NoCredentials => "no credentials",
            Self::Denied => "access denied",
            Self::NotFound => "not found",
            Self::AlreadyExists => "already exists",
            Self::Invalid => "refused as invalid",
            Self::Conflict => "not allowed in this state",
            Self::LimitExceeded => "limit reached",
            Self::Other => "failed",
        }
    }
}

/// A call that did not answer: its kind, the call, the service's words, and the source.
#[derive(Debug, thiserror::Error)]
#[error("{call}: {}: {message}", kind.as_str())]
pub struct PortError {
    /// The kind, which decides what may be done next.
    pub kind: ErrorKind,
    /// The call.
    pub call: Call,
    /// The service's own words, with control characters escaped.
    pub message: String,
    /// What lies below, kept.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl PortError {
    /// An error without a source.
    pub fn new(kind: ErrorKind, call: Call, message: &str) -> Self {
        Self {
            kind,
            call,
            message: crate::ids::printable(message, 1000),
            source: None,
        }
    }

    /// With what lies below.
    #[must_use]
    pub fn because(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }
}
