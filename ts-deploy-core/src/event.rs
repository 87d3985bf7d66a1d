//! What the engine says: the only thing that a display or a log sees.

use jiff::Timestamp;
use serde::Serialize;

use crate::engine::Outcome;
use crate::finding::{Finding, Findings};
use crate::parameter::Change;
use crate::plan::{Action, Consent, ErrandKind, Evidence, Failure, OpenErrand, StepId};

/// One thing that happened in a run. Serialises to one flat object: `event`, `at`, `step`, and the
/// kind's own fields.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// When, by the engine's clock.
    pub at: Timestamp,
    /// The step it is about; `None` for the run as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<StepId>,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// The kinds of events, each with what belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[non_exhaustive]
pub enum EventKind {
    /// The run begins.
    RunStarted {
        /// The deployment.
        deployment: String,
        /// True when it is a rehearsal: nothing real is called or changed.
        rehearsal: bool,
        /// The digest of the plan it begins with.
        plan: String,
        /// Ids and titles of the steps, in order.
        steps: Vec<(StepId, String)>,
    },
    /// A step was looked at and is as wanted.
    InSync {
        /// What is doubtful all the same.
        #[serde(skip_serializing_if = "Findings::is_empty")]
        findings: Findings,
    },
    /// A change begins: its intent stands in the journal.
    Starting {
        /// What it does.
        action: Action,
        /// What it changes.
        changes: Vec<Change>,
        /// What is doubtful all the same.
        #[serde(skip_serializing_if = "Findings::is_empty")]
        findings: Findings,
    },
    /// AWS accepted the change.
    Accepted {
        /// What it does.
        action: Action,
        /// Its id in AWS.
        id: String,
    },
    /// A change begun earlier is followed on.
    Attached {
        /// What it does.
        action: Action,
        /// Its id in AWS.
        id: String,
        /// When it began; `None` where nobody knows.
        since: Option<Timestamp>,
    },
    /// A change goes on.
    Progress {
        /// What it does.
        action: Action,
        /// Its state in AWS's spelling.
        state: String,
        /// How long it has run, in seconds; where nobody knows when it began, how long it has been
        /// known to run.
        elapsed: i64,
        /// When it is expected to end: earliest and latest.
        expected: (Timestamp, Timestamp),
        /// What is being worked on, as far as anybody looked.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        resources: Vec<String>,
        /// How many resources are done, of how many seen.
        #[serde(skip_serializing_if = "Option::is_none")]
        done: Option<(usize, usize)>,
        /// When it is looked at again.
        next: Timestamp,
    },
    /// A change ended well.
    Settled {
        /// What it did.
        action: Action,
        /// How long it took, in seconds.
        seconds: u64,
    },
    /// What was wanted was seen to be so; the step is done.
    Verified {
        /// What was seen.
        evidence: Vec<Evidence>,
    },
    /// Nobody could look at what a step is about, and it holds nothing back: neither proven nor
    /// refuted.
    NotChecked {
        /// Why, and what to do about it.
        finding: Finding,
    },
    /// A step failed.
    Failed {
        /// Why.
        failure: Failure,
    },
    /// A step cannot or must not go on.
    Blocked {
        /// Why.
        findings: Findings,
    },
    /// A change needs consent that was not given.
    ConsentNeeded {
        /// Which.
        consent: Consent,
    },
    /// A person has to act.
    PersonNeeded {
        /// Whether it holds others back.
        kind: ErrandKind,
        /// What people call it.
        title: String,
        /// What to do, in order, one line each.
        instructions: Vec<String>,
        /// Why it matters.
        why: String,
        /// True when AWS shows that it was done, so that nobody needs to confirm it.
        observed: bool,
        /// The digest of what is asked for, which a confirmation names.
        errand: String,
        /// What is doubtful about it.
        #[serde(skip_serializing_if = "Findings::is_empty")]
        findings: Findings,
    },
    /// Somebody else's change is running.
    Foreign {
        /// What.
        what: String,
        /// When it is looked at again.
        next: Timestamp,
    },
    /// Nothing can be seen; what was begun goes on.
    LostSight {
        /// Why.
        error: String,
        /// How many times in a row.
        failures: u32,
        /// When it is tried again.
        next: Timestamp,
    },
    /// It can be seen again.
    SightRegained,
    /// What a step waits for was watched as long as one run watches, and has not ended: it goes on
    /// in AWS, and the run ends without it.
    WatchedEnough {
        /// The change of ours that is under way; `None` where it is somebody else's, or AWS's to
        /// show.
        #[serde(skip_serializing_if = "Option::is_none")]
        action: Option<Action>,
        /// How long this run watched it, in seconds.
        seconds: i64,
        /// How long one run watches it at most, in seconds.
        most: i64,
    },
    /// The run cannot go on, for a reason that lies outside its steps; nothing further was done.
    BrokenOff {
        /// Why.
        error: String,
        /// How the run ends for it.
        outcome: Outcome,
    },
    /// What persons still have to do at the end of the run, though nothing waits for it.
    FollowUps {
        /// Each with its step.
        open: Vec<OpenErrand>,
    },
    /// The run ended.
    Finished {
        /// How.
        outcome: Outcome,
        /// The exit code of a command that ended so.
        exit: u8,
        /// True when it was a rehearsal.
        rehearsal: bool,
        /// The head hash of the journal; absent when there is none.
        #[serde(skip_serializing_if = "Option::is_none")]
        head: Option<String>,
    },
}

/// Takes events as they happen. Implemented for closures.
pub trait EventSink: Send + Sync {
    /// Takes one. Must not block for long: the engine waits.
    fn event(&self, event: &Event);
}

impl<F: Fn(&Event) + Send + Sync> EventSink for F {
    fn event(&self, event: &Event) {
        self(event);
    }
}
