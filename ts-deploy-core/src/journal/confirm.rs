//! A person's word, recorded from any machine that reaches the journal.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Journal, JournalEntry, JournalError, JournalStore, Owner};
use crate::plan::{Confirmation, Note, PersonName, StepId};

/// Whose word, and about what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirm {
    /// The step that asks.
    pub step: StepId,
    /// Who did it.
    pub by: PersonName,
    /// What they add.
    pub note: Option<Note>,
    /// The digest of the errand they did, as the plan and the events tell it; what the journal
    /// last asked for when not said.
    pub errand: Option<String>,
}

/// A person's word, as it stands in the journal now.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Confirmed {
    /// Whose word, when, and about what.
    pub confirmation: Confirmation,
    /// The hash of the record it stands in, the journal's last one then. Kept elsewhere, it proves
    /// that nobody changed or removed the word since.
    pub head: String,
}

/// Why a person's word was not recorded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfirmError {
    /// The journal does not go on, or its place is not fit to keep one.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Nobody asked for it.
    #[error(
        "no run asked a person for {step}: {}. A run asks when it comes to the step",
        listed(.asked)
    )]
    NotAsked {
        /// The step.
        step: StepId,
        /// The steps that do ask.
        asked: Vec<StepId>,
    },
    /// The deployment was removed, and nothing is asked for any more.
    #[error(
        "nothing is asked for any more: the last run removed the deployment. A run asks for {step} when it comes \
         to it, once the deployment is there again"
    )]
    Removed {
        /// The step.
        step: StepId,
    },
    /// Parts of persons that come first are open: done in the other order, this one may do harm that
    /// cannot be taken back.
    #[error(
        "{step} comes after {}, which nobody has confirmed yet: do and confirm that first",
        .first.iter().map(StepId::as_str).collect::<Vec<_>>().join(", ")
    )]
    TooEarly {
        /// The step.
        step: StepId,
        /// What comes first.
        first: Vec<StepId>,
    },
    /// AWS shows whether it was done, and nobody's word counts. Whoever reaches AWS can look: the step's
    /// [`observe`](crate::plan::Step::observe) tells.
    #[error(
        "AWS shows when {step} was done, and nobody's word counts for it: the next run looks by itself"
    )]
    Shown {
        /// The step.
        step: StepId,
    },
    /// Somebody else wrote every time.
    #[error("somebody else wrote to the journal {TRIES} times in a row: try again")]
    Busy,
}

fn listed(asked: &[StepId]) -> String {
    let names: Vec<&str> = asked.iter().map(StepId::as_str).collect();
    if names.is_empty() {
        "nothing is asked for".to_owned()
    } else {
        format!("what is asked for is {}", names.join(", "))
    }
}

/// How often the end of the journal is looked for. A driver writes a few records a minute.
const TRIES: u32 = 20;

/// Records that a person did their part, and answers with the word as it stands there now.
///
/// It needs no lease and disturbs no driver: one that drives meanwhile reads the record at its
/// next wake and goes on. `writer` is this process's own id; `at` is now.
///
/// # Errors
/// [`ConfirmError`] when no run asked for it, the deployment was removed since, AWS shows whether it was
/// done, what comes first is open, or the journal cannot be read or written, or is kept where others may
/// write ([`JournalStore::probe`]).
pub async fn confirm(
    store: Arc<dyn JournalStore>,
    owner: &Owner,
    writer: &str,
    word: &Confirm,
    at: Timestamp,
) -> Result<Confirmed, ConfirmError> {
    let mut journal = Journal::open(Arc::clone(&store), writer, owner).await?;
    // Told once: what is asked for later is not what the person did.
    let errand = errand(&journal, word)?;
    if journal.state().is_shown(&word.step) {
        let step = word.step.clone();
        return Err(ConfirmError::Shown { step });
    }
    let first = journal.state().open_before(&word.step);
    if !first.is_empty() {
        let step = word.step.clone();
        return Err(ConfirmError::TooEarly { step, first });
    }
    // As a driver does: a word in a place where anybody may put another is nobody's.
    store.probe().await.map_err(JournalError::from)?;
    for _ in 0..TRIES {
        let entry = JournalEntry::Confirmed {
            step: word.step.clone(),
            by: word.by.clone(),
            note: word.note.clone(),
            errand: errand.clone(),
        };
        match journal.add(entry, at).await {
            Ok(()) => {
                let confirmation = Confirmation {
                    by: word.by.clone(),
                    at,
                    note: word.note.clone(),
                    digest: errand,
                };
                let head = journal.head().to_owned();
                return Ok(Confirmed { confirmation, head });
            }
            // Whoever drives wrote first; behind their record there is room.
            Err(JournalError::TakenOver { .. }) => {
                journal = Journal::open(Arc::clone(&store), writer, owner).await?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(ConfirmError::Busy)
}

/// The digest of what is confirmed.
fn errand(journal: &Journal, word: &Confirm) -> Result<String, ConfirmError> {
    let state = journal.state();
    let last = state.step(&word.step).and_then(|step| step.asked.clone());
    // An empty journal has no owner yet, and only a driver begins one.
    let given = word.errand.clone().filter(|_| !journal.is_empty());
    let step = || word.step.clone();
    given.or(last).ok_or_else(|| {
        if state.is_removed() {
            return ConfirmError::Removed { step: step() };
        }
        let asked = state.steps.iter();
        let asked = asked.filter(|(_, step)| step.is_asked() && !step.observed);
        ConfirmError::NotAsked {
            step: step(),
            asked: asked.map(|(id, _)| id.clone()).collect(),
        }
    })
}
