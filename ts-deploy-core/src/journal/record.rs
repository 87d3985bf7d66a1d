//! The records of the journal and their format.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Driver, HeldBack, JournalState, KeptPreflight};
use crate::engine::Outcome;
use crate::ids::DeploymentName;
use crate::plan::{Action, Evidence, Failure, Handle, Made, Note, PersonName, StepId};
use crate::port::catalog::OperationToken;

/// The version of the record format that this crate writes: major and minor.
///
/// A reader refuses another major, and reads older minors.
///
/// | version | what changed |
/// |---|---|
/// | 1.0 | the first: one JSON object a record, `previous` is the SHA-256 of the bytes before it |
/// | 1.1 | a run may be for [`Goal::Mend`] |
/// | 1.2 | a run names the steps that its approved plan held |
/// | 1.3 | a driver may bear what tells it from another of the same name, host and number |
/// | 1.4 | a run names the steps at which its approved plan found an operation under way, and may say what the checks before it saw; what is asked of a person names the open parts of persons that come first; a checkpoint holds the tokens of each step's last changes that ended well, and whether what they made was removed |
/// | 1.5 | the end of a run names the steps that were held back, each with what its findings say; what is asked of a person says whether AWS shows that it was done; of a change that was found under way it is told when it began; a driver may bear where its number is known; a checkpoint holds when the change began that last ended well; an intent says what its step makes, and a checkpoint holds it; what was verified says whether it is a removal; what was asked of persons ends with a destroy that ended well |
pub const FORMAT: (u32, u32) = (1, 5);

/// One record: a JSON object of a few hundred bytes, one file or object in the store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JournalRecord {
    /// The format: major and minor.
    pub format: (u32, u32),
    /// Its place in the order, from 1.
    pub sequence: u64,
    /// SHA-256 in hex of the bytes of the record before it; of nothing for the first.
    pub previous: String,
    /// The number of the newest checkpoint before it; 0 when there is none. Whoever read the last
    /// record learns from it where to begin reading.
    pub checkpoint: u64,
    /// Who wrote it: the driver's own id, new for each process.
    pub writer: String,
    /// When, by the engine's clock.
    pub at: Timestamp,
    /// What happened.
    pub entry: JournalEntry,
}

impl JournalRecord {
    pub(super) fn is_checkpoint(&self) -> bool {
        matches!(self.entry, JournalEntry::Checkpoint { .. })
    }
}

/// Whose a journal is. A rehearsal's journal knows of things that no account has, so that it is
/// never taken for a real one, nor the other way round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The deployment.
    pub deployment: DeploymentName,
    /// True when it is of a rehearsal on the simulated cloud.
    pub rehearsal: bool,
}

impl Owner {
    /// A deployment in real accounts.
    pub fn real(deployment: DeploymentName) -> Self {
        Self {
            deployment,
            rehearsal: false,
        }
    }

    /// A rehearsal on the simulated cloud.
    pub fn rehearsal(deployment: DeploymentName) -> Self {
        Self {
            deployment,
            rehearsal: true,
        }
    }
}

impl std::fmt::Display for Owner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = if self.rehearsal {
            "the rehearsal of"
        } else {
            "the deployment"
        };
        write!(f, "{kind} {}", self.deployment)
    }
}

/// What a run is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Goal {
    /// To have there what the spec says.
    Deploy,
    /// To have nothing there.
    Destroy,
    /// To mend what a check of the accounts found.
    Mend,
}

/// What a record says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum JournalEntry {
    /// The journal begins.
    Opened {
        /// Whose it is.
        owner: Owner,
    },
    /// A driver takes the deployment over: nobody else drives until its lease ends.
    Driving {
        /// Who.
        driver: Driver,
        /// Since when, by the store's time.
        since: Timestamp,
        /// Until when, unless renewed.
        until: Timestamp,
    },
    /// The driver renews its lease.
    Renewed {
        /// Until when, by the store's time.
        until: Timestamp,
    },
    /// The driver lets go.
    Released,
    /// A run begins.
    RunStarted {
        /// What for.
        goal: Goal,
        /// The digest of the plan it begins with.
        plan: String,
        /// The digest of what is wanted, whatever is there.
        wanted: String,
        /// The digest of the plan that was approved, when one had to be: that of the first of the
        /// runs that go on from one another.
        approved: Option<String>,
        /// The consents given.
        consents: Vec<String>,
        /// The steps that the approved plan held, so that every run that goes on is bound to what
        /// it showed of them; empty when no plan had to be approved.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        held: Vec<StepId>,
        /// The steps at which the approved plan found an operation under way, and so could not show
        /// what differs after it; empty when no plan had to be approved.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        under_way: Vec<StepId>,
    },
    /// What the checks of the accounts saw before the run began.
    Preflight {
        /// What they saw.
        seen: KeptPreflight,
    },
    /// One changing call is about to leave.
    Intent {
        /// The step.
        step: StepId,
        /// The thing in AWS that it is about.
        place: Option<String>,
        /// What it does.
        action: Action,
        /// The token it leaves with.
        token: OperationToken,
        /// The digest of the request, its secrets left out.
        digest: String,
        /// What was running before.
        last_seen: Option<String>,
        /// What the step makes; `None` for one that makes nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        makes: Option<Made>,
    },
    /// AWS accepted the change that was announced.
    Accepted {
        /// The step.
        step: StepId,
        /// How to follow it.
        handle: Handle,
        /// When it began, as AWS tells it, where it was found under way.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        begun: Option<Timestamp>,
    },
    /// The change ended.
    Settled {
        /// The step.
        step: StepId,
        /// How.
        result: Settlement,
        /// How long it took, in seconds, from intent to end as far as anybody looked.
        seconds: u64,
    },
    /// What was wanted was seen to be so.
    Verified {
        /// The step.
        step: StepId,
        /// The thing in AWS that it is about.
        place: Option<String>,
        /// True where it was seen that nothing of it is there any more.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        removed: bool,
        /// What was seen.
        evidence: Vec<Evidence>,
    },
    /// A person's part is asked for.
    Asked {
        /// The step.
        step: StepId,
        /// The digest of the errand.
        errand: String,
        /// The parts of persons that come first and were open then.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        first: Vec<StepId>,
        /// True when AWS shows that it was done, so that nobody's word counts.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        observed: bool,
    },
    /// A person did their part. The one record that may be written by somebody who does not drive.
    Confirmed {
        /// The step.
        step: StepId,
        /// Who.
        by: PersonName,
        /// In their words.
        note: Option<Note>,
        /// The digest of the errand they did.
        errand: String,
    },
    /// The run ended.
    RunFinished {
        /// How.
        outcome: Outcome,
        /// The steps that could not go on, and why.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        held_back: Vec<HeldBack>,
    },
    /// All that the records before say, so that a reader need not go back further.
    Checkpoint {
        /// The state.
        state: Box<JournalState>,
    },
}

impl JournalEntry {
    /// What it is, in a message, as a record has it: `` `asked` of step agree ``.
    pub(crate) fn named(&self) -> String {
        let (word, step) = match self {
            Self::Opened { .. } => ("opened", None),
            Self::Driving { .. } => ("driving", None),
            Self::Renewed { .. } => ("renewed", None),
            Self::Released => ("released", None),
            Self::RunStarted { .. } => ("run-started", None),
            Self::Preflight { .. } => ("preflight", None),
            Self::Intent { step, .. } => ("intent", Some(step)),
            Self::Accepted { step, .. } => ("accepted", Some(step)),
            Self::Settled { step, .. } => ("settled", Some(step)),
            Self::Verified { step, .. } => ("verified", Some(step)),
            Self::Asked { step, .. } => ("asked", Some(step)),
            Self::Confirmed { step, .. } => ("confirmed", Some(step)),
            Self::RunFinished { .. } => ("run-finished", None),
            Self::Checkpoint { .. } => ("checkpoint", None),
        };
        step.map_or_else(
            || format!("`{word}`"),
            |step| format!("`{word}` of step {step}"),
        )
    }
}

/// How a change ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "settled", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Settlement {
    /// Well.
    Succeeded,
    /// Badly.
    Failed {
        /// Why.
        failure: Failure,
    },
    /// How it went was not seen, and looking again showed that all is as wanted.
    FoundDone,
    /// It never began, or what it was for is no longer wanted: looking showed no trace of it.
    Withdrawn {
        /// Why.
        why: String,
    },
}
