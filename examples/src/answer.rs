//! How a command ends before its time.

use ts_deploy_core::engine::Outcome;

/// A command that could not go on: what it ends as, and what to tell the person.
#[derive(Debug)]
pub(crate) struct Stop {
    pub(crate) outcome: Outcome,
    pub(crate) message: String,
}

impl Stop {
    pub(crate) fn new(outcome: Outcome, message: impl Into<String>) -> Self {
        Self {
            outcome,
            message: message.into(),
        }
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(Outcome::Invalid, message)
    }
}

/// How a command ends.
pub(crate) type Answer = Result<Outcome, Stop>;
