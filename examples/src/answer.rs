//! How a command ends before its time.

use ts_deploy_core::engine::Outcome;

/// A command that could not go on: what it ends as, and what to tell the person.
#[derive(Debug)]
pub(crate) struct Stop {
    pub(crate) outcome: Outcome,
    pub(crate) message: String,
    /// What programs are told instead, where they were given the rest of the message as data.
    brief: Option<String>,
}

impl Stop {
    pub(crate) fn new(outcome: Outcome, message: impl Into<String>) -> Self {
        Self {
            outcome,
            message: message.into(),
            brief: None,
        }
    }

    /// The same, of which programs are told this much.
    pub(crate) fn brief(mut self, brief: impl Into<String>) -> Self {
        self.brief = Some(brief.into());
        self
    }

    /// What programs are told.
    pub(crate) fn error(&self) -> &str {
        self.brief.as_deref().unwrap_or(&self.message)
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(Outcome::Invalid, message)
    }
}

/// How a command ends.
pub(crate) type Answer = Result<Outcome, Stop>;
