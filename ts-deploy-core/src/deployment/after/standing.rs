//! Where a task after a deployment stands, and the change that does a part of it.

use crate::finding::{Finding, Findings};
use crate::parameter::{Change, Wire};
use crate::plan::{Action, Consent};

/// What was seen, as evidence.
pub(super) struct Seen {
    pub(super) what: String,
    pub(super) shown: String,
    pub(super) call: &'static str,
}

/// A change that does a part of a task.
pub(super) struct Planned<W> {
    pub(super) action: Action,
    pub(super) changes: Vec<Change>,
    /// What can be lost by it.
    pub(super) consent: Option<Consent>,
    pub(super) findings: Findings,
    /// What is there now, so that the same change made again later is a new one.
    pub(super) last_seen: String,
    pub(super) work: W,
}

impl<W> Planned<W> {
    /// A change of what is there, which loses nothing.
    pub(super) fn update(changes: Vec<Change>, last_seen: String, work: W) -> Self {
        Self {
            action: Action::Update,
            changes,
            consent: None,
            findings: Findings::none(),
            last_seen,
            work,
        }
    }

    /// The same, with what is doubtful about it.
    pub(super) fn doubted(self, findings: Findings) -> Self {
        Self { findings, ..self }
    }
}

/// What is there and was not made here, so that nothing but a person may take it away.
pub(super) struct More {
    /// Each thing by its name, with what is found about it.
    pub(super) things: Vec<(String, Finding)>,
    /// What else is doubtful.
    pub(super) doubts: Findings,
}

/// Where a task stands.
pub(super) enum Standing<W> {
    /// It is done.
    Done { findings: Findings, seen: Vec<Seen> },
    /// This change would do a part of it.
    Differs(Planned<W>),
    /// What it is about is not there yet.
    Awaits(Wire),
    /// Something else is being done to it.
    Busy(String),
    /// What it is about was looked for and not found: a person looks.
    NotFound(Findings),
    /// Nothing differs as far as can be told, and what it is about could not be looked at.
    NotLooked(Finding),
    /// It is as decided, and there is more that was not made here: a person takes it away, which AWS
    /// shows.
    More(More),
    /// It must not go on.
    Blocked(Findings),
}
