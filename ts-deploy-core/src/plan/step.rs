//! A step: a reconciler that observes before it changes.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Action, Confirmation, Duration, Foreseen, Handle, Made, Observation, Progress, Proposal,
};
use crate::check::Check;
use crate::finding::Finding;
use crate::ids::text_type;
use crate::plan::Failure;
use crate::port::catalog::OperationToken;
use crate::port::{ErrorKind, MissingPort, PortError, Readers, Writers};
use crate::target::TargetName;

text_type! {
    /// The id of a step: `data-layer`. Stable, since the journal, consents and confirmations name
    /// steps by it.
    StepId, "a step id",
    "it has 1 to 64 lower-case letters, digits and hyphens, and begins with a letter", "data-layer",
    |text| (1..=64).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && text.starts_with(|c: char| c.is_ascii_lowercase())
}

impl StepId {
    /// An id written in a program's own tables. It must obey the rule, which debug builds assert.
    pub fn known(id: &'static str) -> Self {
        debug_assert!(Self::parse(id).is_ok(), "{id}");
        Self(id.to_owned())
    }

    /// An id for something with a longer name: `word`, the end of `name` in the alphabet of ids,
    /// and enough of the name's hash to tell it from others. `word` must obey the rule and have at
    /// most 14 characters.
    pub fn derived(word: &'static str, name: &str) -> Self {
        const SHOWN: usize = 40;
        const HASH: usize = 8;
        debug_assert!(word.len() <= 14 && Self::parse(word).is_ok(), "{word}");
        let slug: Vec<char> = name
            .chars()
            .map(|c| match c.to_ascii_lowercase() {
                c if c.is_ascii_lowercase() || c.is_ascii_digit() => c,
                _ => '-',
            })
            .collect();
        let cut = slug.len().saturating_sub(SHOWN);
        let end: String = slug.iter().skip(cut).collect();
        // Half a word would mislead.
        let end = match end.split_once('-') {
            Some((_, whole)) if cut > 0 => whole,
            _ => &end,
        };
        let hash = crate::hash::of_parts([name]);
        let hash: String = hash.chars().take(HASH).collect();
        Self(format!("{word}-{}-{hash}", end.trim_matches('-')))
    }
}

/// What `observe`, `check` and `verify` are handed: readers, the time, and what the journal knows.
#[derive(Clone, Copy, Debug)]
pub struct ReadContext<'a> {
    /// The reading halves of the ports.
    pub ports: Readers<'a>,
    /// Now.
    pub now: Timestamp,
    /// The change this step began and that is not known to have ended.
    pub open: Option<&'a OpenIntent>,
    /// The last word of a person about this step, whatever it was about; a step asks with
    /// [`confirmed_for`](Self::confirmed_for) whether it counts.
    pub confirmed: Option<&'a Confirmation>,
    /// How the step would make the token of a change; see [`TokenSeed`](crate::engine::TokenSeed).
    pub tokens: &'a crate::engine::TokenSeed,
    /// True when somebody watches and more than the one cheap call of a poll is wanted.
    pub detail: bool,
}

impl<'a> ReadContext<'a> {
    /// The confirmation of the errand that has this digest.
    pub fn confirmed_for(&self, digest: &str) -> Option<&'a Confirmation> {
        self.confirmed
            .filter(|confirmation| confirmation.digest == digest)
    }
}

/// A change that the journal announced and whose end it does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenIntent {
    /// What the change does.
    pub action: Action,
    /// The token of the call; a resume sends the same one again.
    pub token: OperationToken,
    /// The digest of the request, its secrets left out.
    pub digest: String,
    /// What was running before, by its id in AWS.
    pub last_seen: Option<String>,
    /// How to follow it, once AWS accepted it.
    pub handle: Option<Handle>,
    /// When it was announced.
    pub at: Timestamp,
    /// When it began, as AWS tells it, where it was found under way and not announced here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<Timestamp>,
}

impl OpenIntent {
    /// True when it was found under way, without an intent that would tell when it began and what
    /// was asked for.
    pub fn is_found(&self) -> bool {
        self.digest.is_empty()
    }

    /// Since when it runs; `None` when it was found under way and AWS does not tell.
    pub fn since(&self) -> Option<Timestamp> {
        if self.is_found() {
            self.begun
        } else {
            Some(self.at)
        }
    }

    /// Since when it runs, or is known to run at least.
    pub(crate) fn known_since(&self) -> Timestamp {
        self.since().unwrap_or(self.at)
    }
}

/// How a change began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Started {
    /// It is done already.
    Done,
    /// It goes on in AWS and is followed by this handle.
    Running(Handle),
}

/// What a verify saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What was looked at: `provisioned product acme-data-layer`.
    pub what: String,
    /// What was seen: `AVAILABLE, version v1.1.0`.
    pub seen: String,
    /// When.
    pub at: Timestamp,
    /// By which call: `servicecatalog:DescribeProvisionedProduct`.
    pub call: String,
}

/// Why a step could not do its part.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StepError {
    /// A call did not answer; its kind tells whether that means anything.
    #[error(transparent)]
    Port(#[from] PortError),
    /// A port is not there.
    #[error(transparent)]
    Missing(#[from] MissingPort),
    /// A call took longer than a call may take.
    #[error("no answer within {seconds} seconds while {doing}")]
    TimedOut {
        /// What was being done.
        doing: &'static str,
        /// The limit.
        seconds: i64,
    },
    /// What AWS shows does not fit together yet: an index lags, a stack is still moving.
    #[error("{what}")]
    Unsettled {
        /// What does not fit.
        what: String,
    },
    /// Nobody could look, and looking again in this run would not help: the port is not built in, or
    /// the caller may not. It says nothing about what was to be looked at, and is never evidence.
    #[error("{}", .0.seen)]
    NotLooked(Box<Finding>),
    /// The step found that it failed; the failure names the cause.
    #[error("{}", .0.summary)]
    Failed(Box<Failure>),
}

impl StepError {
    /// True when it only means that nobody can see: never a verdict about the deployment.
    pub fn is_loss_of_sight(&self) -> bool {
        match self {
            Self::Port(error) => error.kind.is_loss_of_sight(),
            Self::TimedOut { .. } | Self::Unsettled { .. } => true,
            Self::Missing(_) | Self::NotLooked(_) | Self::Failed(_) => false,
        }
    }

    /// True when AWS asks to slow down.
    pub fn is_throttled(&self) -> bool {
        matches!(self, Self::Port(error) if error.kind == ErrorKind::Throttled)
    }

    /// True when what was asked for is not there.
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Port(error) if error.kind == ErrorKind::NotFound)
    }

    /// The failure that this error means for a step.
    pub fn into_failure(self) -> Failure {
        let mut remains = "Nothing was changed by this call.";
        let (summary, remedy) = match self {
            Self::Failed(failure) => return *failure,
            Self::Port(error) => {
                if matches!(error.kind, ErrorKind::Other) || error.kind.effect_unknown() {
                    remains =
                        "Whether this call changed anything is not known; the next run looks.";
                }
                let remedy = match error.kind {
                    ErrorKind::Denied => "Give the caller the right to this call, then run again.",
                    ErrorKind::LimitExceeded => "Ask AWS to raise the quota, then run again.",
                    _ => "Mend what the message says, then run again: the run goes on from here.",
                };
                (crate::error::chain(&error), remedy)
            }
            other => (
                crate::error::chain(&other),
                "Mend what the message says, then run again.",
            ),
        };
        Failure::new(summary, remains, remedy)
    }
}

/// A reconciler: looks, proposes one change, begins it, follows it, shows that it is so.
///
/// The engine calls `observe` whenever it does not know where the step stands: at the start, after
/// a change settled, and on every resume. A step keeps nothing in memory between two calls; what it
/// needs again is in AWS or in its [`Handle`]. After a change settled the engine observes again, so
/// a step of several changes (terminate, then launch) proposes them one by one.
///
/// # Guarantees asked of implementers
/// - `observe`, `check` and `verify` change nothing; they are handed readers only.
/// - `start` makes exactly one changing call, with the token it is given.
/// - The same proposal (digest and `last_seen`) always gives the same request.
#[async_trait]
pub trait Step: Send + Sync {
    /// Its id.
    fn id(&self) -> &StepId;

    /// What people call it: `Data Layer`.
    fn title(&self) -> String;

    /// Where it works.
    fn target(&self) -> TargetName;

    /// The steps that must be done before it.
    fn after(&self) -> &[StepId];

    /// What it manages, by its name in AWS: `provisioned product acme-data-layer in 111122223333,
    /// us-east-1`. The journal keeps it, so that a deployment that now names another thing is not
    /// taken for an empty place. `None` for a step that makes nothing.
    fn place(&self) -> Option<String> {
        None
    }

    /// What it makes, told so that it can be found and removed when the spec says nothing of the step
    /// any more ([`left_behind`](crate::journal::JournalState::left_behind)): its place, unless it
    /// knows more. `None` for a step that makes nothing.
    fn makes(&self) -> Option<Made> {
        let target = self.target();
        let made = |what| Made {
            what,
            target,
            removal: Vec::new(),
        };
        self.place().filter(|_| !self.removes()).map(made)
    }

    /// True for a step that removes its place: what it verifies is that nothing is there.
    fn removes(&self) -> bool {
        false
    }

    /// True for a step whose change lets what comes after it be looked at, such as an import into
    /// the catalog. As long as a plan would make that change, a step after it that cannot go on as
    /// things are is [held](super::Entry::Held), not blocked.
    fn opens(&self) -> bool {
        false
    }

    /// The steps whose changes give it something to do, though nothing differs before they are made:
    /// a service is restarted once its parameters were written. A plan names those of them that have
    /// a change to make.
    fn follows(&self) -> Vec<StepId> {
        Vec::new()
    }

    /// A digest of what it wants, whatever is there: two steps that want the same have the same.
    /// It is part of a plan's digest, and tells whether a run that goes on is still about what was
    /// approved. Empty for a step that
    /// wants nothing of its own.
    fn wanted(&self) -> String {
        String::new()
    }

    /// What it would send to make its place, as far as what it wants decides that alone: shown, and
    /// held to, where a plan is approved before the step can be looked at. Empty for a step that
    /// such a plan cannot cover.
    fn foreseen(&self) -> Vec<Foreseen> {
        Vec::new()
    }

    /// The checks that are looked at again right before a change that makes or updates something
    /// leaves: where one blocks, nothing is begun. See [`Guarded`](crate::check::Guarded), which
    /// gives them to a step.
    fn guards(&self) -> &[Arc<dyn Check>] {
        &[]
    }

    /// How long a change takes by the documents.
    fn documented(&self, action: Action) -> Duration;

    /// What is there, and what differs.
    ///
    /// # Errors
    /// [`StepError`] when it cannot be told.
    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError>;

    /// Begins the proposed change with one changing call.
    ///
    /// # Errors
    /// [`StepError`]; its port error's kind tells whether the change may have begun all the same.
    async fn start(
        &self,
        ports: &Writers<'_>,
        proposal: &Proposal,
        token: &OperationToken,
    ) -> Result<Started, StepError>;

    /// Where a change stands.
    ///
    /// # Errors
    /// [`StepError`] when it cannot be told; that says nothing about the change.
    async fn check(&self, cx: &ReadContext<'_>, handle: &Handle) -> Result<Progress, StepError>;

    /// Shows that what was wanted is so, by evidence; none at all is refused by whoever
    /// [asks for the proof](super::proof).
    ///
    /// # Errors
    /// [`StepError::Failed`] when it is not so, [`StepError::NotLooked`] when nobody can look, or another
    /// when it cannot be told.
    async fn verify(&self, cx: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError>;
}
