//! What a step saw, what it would do, and where a change stands.

use std::any::Any;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Errand, Failure, StepId, TakenOver};
use crate::finding::Findings;
use crate::parameter::{Change, Wire};

/// What a change does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Action {
    /// Makes what is not there.
    Create,
    /// Changes what is there.
    Update,
    /// Removes the remains of a failed creation, to create it anew.
    ClearFailed,
    /// Removes what is there.
    Remove,
}

impl Action {
    /// The word shown to people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::ClearFailed => "clear failed launch",
            Self::Remove => "remove",
        }
    }

    /// True of what leaves nothing behind.
    pub(crate) fn removes(self) -> bool {
        matches!(self, Self::ClearFailed | Self::Remove)
    }
}

impl std::fmt::Display for Action {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A person's consent that a change needs because it can lose something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// What is asked for, as it is given to the run: `destroy:data-layer`.
    pub word: String,
    /// What could be lost.
    pub loses: String,
}

impl Consent {
    /// The step that `word` is a consent for; `None` where it is not a consent's word: one is
    /// `destroy:STEP`, `recreate:STEP`, `adopt:STEP` or `reveal:STEP`.
    pub fn step_of(word: &str) -> Option<&str> {
        let (kind, step) = word.split_once(':')?;
        matches!(kind, "destroy" | "recreate" | "adopt" | "reveal").then_some(step)
    }

    /// Consent to destroy what `step` deployed.
    pub fn destroy(step: &StepId, loses: impl Into<String>) -> Self {
        Self {
            word: format!("destroy:{step}"),
            loses: loses.into(),
        }
    }

    /// Consent to take over what `step` would change, and another deployment, or a person, made.
    pub fn adopt(step: &StepId, loses: impl Into<String>) -> Self {
        Self {
            word: format!("adopt:{step}"),
            loses: loses.into(),
        }
    }

    /// Consent to write where anybody may read it what `step` takes from where it is kept secret.
    pub fn reveal(step: &StepId, loses: impl Into<String>) -> Self {
        Self {
            word: format!("reveal:{step}"),
            loses: loses.into(),
        }
    }
}

/// How long a change takes, in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duration {
    /// The least that is documented.
    pub least: u32,
    /// The most that is documented.
    pub most: u32,
}

/// What a step prepared in `observe` and needs in `start`; it lives for that one moment only.
pub type Work = Arc<dyn Any + Send + Sync>;

/// One change that a step would make.
#[derive(Clone)]
pub struct Proposal {
    /// What it does.
    pub action: Action,
    /// The fields it changes, safe to show.
    pub changes: Vec<Change>,
    /// A digest of the request without its secrets.
    pub digest: String,
    /// What runs now, by its id in AWS (last record, stack): part of the token, so that a change
    /// made again later is a new one.
    pub last_seen: Option<String>,
    /// What other components must give first. The engine never starts a proposal that awaits.
    pub awaits: Vec<Wire>,
    /// The consent it needs for what it can lose.
    pub consent: Option<Consent>,
    /// Whose the thing is that it changes, where that is not this deployment; `None` for what is its
    /// own, or is only made.
    pub takes_over: Option<TakenOver>,
    /// What removed the one that was there before, as far as AWS tells; `None` for what is there, or
    /// of which it tells nothing.
    pub removed: Option<Removed>,
    /// How long it takes by the documents.
    pub expected: Duration,
    /// What is doubtful, but does not block.
    pub findings: Findings,
    /// What the step needs to start it.
    pub work: Work,
}

/// The removal that AWS knows of a thing that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// What AWS has recorded it as, by its id: `rec-…`.
    pub by: String,
    /// When AWS accepted it.
    pub at: jiff::Timestamp,
}

/// The digest of a request of these parts, its secrets left out.
pub fn request_digest<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    crate::hash::of_parts(parts)
}

impl std::fmt::Debug for Proposal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Proposal")
            .field("action", &self.action)
            .field("changes", &self.changes)
            .field("digest", &self.digest)
            .field("last_seen", &self.last_seen)
            .field("awaits", &self.awaits)
            .field("consent", &self.consent)
            .field("takes_over", &self.takes_over)
            .field("removed", &self.removed)
            .finish_non_exhaustive()
    }
}

/// What a step found when it looked.
#[derive(Debug)]
#[non_exhaustive]
pub enum Observation {
    /// Nothing differs.
    InSync {
        /// What is doubtful all the same.
        findings: Findings,
    },
    /// Something differs; this change would mend it.
    Differs(Box<Proposal>),
    /// A change of ours is running.
    Running {
        /// How to follow it.
        handle: Handle,
        /// What it does.
        action: Action,
        /// The token it was begun with.
        token: crate::port::catalog::OperationToken,
        /// When it began, as AWS tells it; `None` where AWS does not, or the journal knows it.
        begun: Option<jiff::Timestamp>,
        /// What would be done once it ended well, where that is not what it does itself: a launch
        /// after a removal. For the plan; the engine observes again then.
        then: Option<Box<Proposal>>,
    },
    /// Somebody else's change is running; it is waited out, then looked at again.
    Foreign {
        /// What is running.
        what: String,
    },
    /// A person has to act first.
    Person(Box<Errand>),
    /// It cannot or must not go on.
    Blocked(Findings),
}

/// How a change is followed. It is data: it lives in the journal, and any process can use it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Handle {
    /// What kind of thing is followed: `record`.
    pub kind: String,
    /// Its id in AWS: `rec-…`.
    pub id: String,
}

/// Where a change stands.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Progress {
    /// It goes on.
    Running {
        /// Its state in AWS's spelling, for people.
        state: String,
        /// What is being worked on right now, as far as anybody looked.
        resources: Vec<String>,
        /// How many resources are done, of how many seen; `None` when nobody looked.
        done: Option<(usize, usize)>,
    },
    /// It ended well; the engine observes again.
    Settled,
    /// It ended badly.
    Failed(Box<Failure>),
}
