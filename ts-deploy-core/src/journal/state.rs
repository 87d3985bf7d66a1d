//! What the records say, taken together.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Driver, Goal, HeldBack, JournalEntry, JournalRecord, KeptPreflight, Owner, Settlement,
};
use crate::engine::Outcome;
use crate::plan::{Action, Confirmation, Handle, Made, OpenIntent, StepId};
use crate::port::catalog::OperationToken;

/// Who drives, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// Who.
    pub driver: Driver,
    /// The writer id of that driver's process.
    pub writer: String,
    /// Since when, by the store's time.
    pub since: Timestamp,
    /// Until when, by the store's time.
    pub until: Timestamp,
}

/// The last run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunState {
    /// What for.
    pub goal: Goal,
    /// The digest of the plan it began with.
    pub plan: String,
    /// The digest of what was wanted, whatever was there.
    pub wanted: String,
    /// The digest of the plan that was approved, when one had to be.
    pub approved: Option<String>,
    /// The consents given.
    pub consents: Vec<String>,
    /// The steps that the approved plan held; empty when none had to be approved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<StepId>,
    /// The steps at which the approved plan found an operation under way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub under_way: Vec<StepId>,
    /// When it began.
    pub at: Timestamp,
    /// How it ended; `None` while nobody said.
    pub outcome: Option<Outcome>,
    /// The steps that could not go on when it ended, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held_back: Vec<HeldBack>,
}

/// What is known of one step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepState {
    /// The change whose end is not known.
    pub open: Option<OpenIntent>,
    /// How the last change that AWS showed to have ended was followed: seeing it run again means
    /// that AWS lags. `None` when the last one was given up: seeing it run is news.
    #[serde(default)]
    pub ended: Option<Handle>,
    /// The changes that made something or changed it and ended well, the newest last, at most
    /// [`SPENT`](Self::SPENT): their tokens are spent, since AWS answers a repeated one by what it
    /// did then. A removal leaves them: what is made anew comes to the same request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spent: Vec<SpentToken>,
    /// When the change began that last ended well and was no removal, found under way or not; `None`
    /// again once a removal from here ended well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began: Option<Timestamp>,
    /// How long changes took that ended well, in seconds, the newest last, at most
    /// [`LEARNED`](Self::LEARNED) of each kind.
    pub took: Vec<(Action, u64)>,
    /// The digest of the errand that was last asked for.
    pub asked: Option<String>,
    /// True of what the last run, a removal, has not asked for itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asked_before: bool,
    /// The parts of persons that come first and were open when it was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub first: Vec<StepId>,
    /// True when AWS shows that what was asked for was done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub observed: bool,
    /// The last word of a person about it.
    pub confirmed: Option<Confirmation>,
    /// When it was last seen to be as wanted; `None` again once it was removed.
    pub verified: Option<Timestamp>,
    /// The thing in AWS that its last change was about; `None` again once that was removed.
    #[serde(default)]
    pub place: Option<String>,
    /// What its changes made, also where it has no place; `None` again once that was seen to be gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub makes: Option<Made>,
}

impl StepState {
    /// True when somebody was asked for something and has not confirmed it.
    pub fn is_asked(&self) -> bool {
        let confirmed = self.confirmed.as_ref().map(|word| &word.digest);
        self.asked.is_some() && self.asked.as_ref() != confirmed
    }

    /// How many durations are kept.
    pub const LEARNED: usize = 8;
    /// How many spent tokens are kept.
    pub const SPENT: usize = 8;

    /// The last change that this request came to before, seen from the same state, and that ended well.
    pub fn spent(&self, digest: &str, last_seen: Option<&str>) -> Option<&SpentToken> {
        let same =
            |one: &&SpentToken| one.digest == digest && one.last_seen.as_deref() == last_seen;
        self.spent.iter().rev().find(same)
    }

    /// What its changes made is there no more.
    fn removed(&mut self) {
        self.began = None;
        for spent in &mut self.spent {
            spent.removed = true;
        }
    }

    /// Its open change has ended so, after so many seconds.
    fn settled(&mut self, result: &Settlement, seconds: u64, at: Timestamp) {
        let Some(open) = self.open.take() else {
            return;
        };
        self.ended = match result {
            Settlement::Withdrawn { .. } => None,
            _ => open.handle.clone(),
        };
        let well = matches!(result, Settlement::Succeeded | Settlement::FoundDone);
        let removes = open.action.removes();
        if well && removes {
            // It may be the first of several changes: what is left is told until it is seen to be gone.
            (self.verified, self.place) = (None, None);
            self.removed();
        }
        let unknown = self.verified.is_none() && self.began.is_none() && self.spent.is_empty();
        if !well && open.handle.is_none() && unknown {
            // AWS never knew of it.
            self.makes = None;
        }
        if well && !removes {
            self.began = Some(open.known_since());
            self.spend(&open, at);
        }
        // Of a change found under way not everybody tells when it began.
        if *result == Settlement::Succeeded && !open.is_found() {
            self.took.push((open.action, seconds));
            let kept = self.took.len().saturating_sub(Self::LEARNED);
            self.took.drain(..kept);
        }
    }

    pub(super) fn spend(&mut self, open: &OpenIntent, at: Timestamp) {
        // Of a change that was found under way nobody here knows the token.
        if open.is_found() {
            return;
        }
        self.spent
            .retain(|one| one.digest != open.digest || one.last_seen != open.last_seen);
        self.spent.push(SpentToken {
            token: open.token.clone(),
            digest: open.digest.clone(),
            last_seen: open.last_seen.clone(),
            removed: false,
            at,
        });
        let kept = self.spent.len().saturating_sub(Self::SPENT);
        self.spent.drain(..kept);
    }
}

/// The token of a change that ended well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpentToken {
    /// The token.
    pub token: OperationToken,
    /// The digest of the request.
    pub digest: String,
    /// What was running before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<String>,
    /// True once a removal from here ended well: what is there now, this change has not made.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
    /// When it was seen to have ended.
    pub at: Timestamp,
}

/// All that a journal says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalState {
    /// Whose it is; `None` for an empty one.
    pub owner: Option<Owner>,
    /// Who drives; `None` when nobody does.
    pub lease: Option<Lease>,
    /// The last run.
    pub run: Option<RunState>,
    /// What the checks saw before the last run that looked at them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preflight: Option<KeptPreflight>,
    /// By step.
    pub steps: BTreeMap<StepId, StepState>,
}

impl JournalState {
    /// What is known of a step.
    pub fn step(&self, id: &StepId) -> Option<&StepState> {
        self.steps.get(id)
    }

    /// True for a step with a change whose end is not known.
    pub fn is_begun(&self, id: &StepId) -> bool {
        self.step(id).is_some_and(|step| step.open.is_some())
    }

    /// True for a step that last asked for what AWS shows to be done, or not: nobody's word counts for it.
    pub fn is_shown(&self, id: &StepId) -> bool {
        self.step(id).is_some_and(|step| step.observed)
    }

    /// The parts of persons that come before this one and that nobody has confirmed yet.
    pub fn open_before(&self, id: &StepId) -> Vec<StepId> {
        let first = self.step(id).map(|step| step.first.clone());
        let mut open = first.unwrap_or_default();
        open.retain(|id| self.step(id).is_some_and(StepState::is_asked));
        open
    }

    /// Takes one more record in.
    pub fn apply(&mut self, record: &JournalRecord) {
        match &record.entry {
            JournalEntry::Opened { owner } => self.owner = Some(owner.clone()),
            JournalEntry::Driving {
                driver,
                since,
                until,
            } => {
                let (driver, writer) = (driver.clone(), record.writer.clone());
                self.lease = Some(Lease {
                    driver,
                    writer,
                    since: *since,
                    until: *until,
                });
            }
            JournalEntry::Renewed { until } => {
                if let Some(lease) = &mut self.lease {
                    lease.until = *until;
                }
            }
            JournalEntry::Released => self.lease = None,
            JournalEntry::RunStarted {
                goal,
                plan,
                wanted,
                approved,
                consents,
                held,
                under_way,
            } => {
                for step in self.steps.values_mut() {
                    step.asked_before = *goal == Goal::Destroy;
                }
                self.run = Some(RunState {
                    goal: *goal,
                    plan: plan.clone(),
                    wanted: wanted.clone(),
                    approved: approved.clone(),
                    consents: consents.clone(),
                    held: held.clone(),
                    under_way: under_way.clone(),
                    at: record.at,
                    outcome: None,
                    held_back: Vec::new(),
                });
            }
            JournalEntry::RunFinished { outcome, held_back } => self.finished(*outcome, held_back),
            JournalEntry::Preflight { seen } => self.preflight = Some(seen.clone()),
            JournalEntry::Checkpoint { state } => *self = (**state).clone(),
            JournalEntry::Intent { .. }
            | JournalEntry::Accepted { .. }
            | JournalEntry::Settled { .. }
            | JournalEntry::Verified { .. }
            | JournalEntry::Asked { .. }
            | JournalEntry::Confirmed { .. } => self.apply_to_step(record),
        }
    }

    /// Takes in how the last run ended. Once everything was removed, nothing is asked for any more but
    /// what the removal itself asked:
    /// a word given then would be about what is gone. What was confirmed stands, and counts again for
    /// what a run asks in the same words.
    fn finished(&mut self, outcome: Outcome, held_back: &[HeldBack]) {
        if let Some(run) = &mut self.run {
            run.outcome = Some(outcome);
            run.held_back = held_back.to_vec();
        }
        if self.is_removed() {
            for step in self.steps.values_mut().filter(|step| step.asked_before) {
                (step.asked, step.observed) = (None, false);
                step.first.clear();
            }
        }
    }

    /// True when the last run removed the deployment, and ended well.
    pub fn is_removed(&self) -> bool {
        let removed =
            |run: &RunState| run.goal == Goal::Destroy && run.outcome == Some(Outcome::Succeeded);
        self.run.as_ref().is_some_and(removed)
    }

    fn apply_to_step(&mut self, record: &JournalRecord) {
        match &record.entry {
            JournalEntry::Intent {
                step,
                action,
                token,
                digest,
                last_seen,
                place,
                makes,
            } => {
                let (token, digest, last_seen) = (token.clone(), digest.clone(), last_seen.clone());
                let open = OpenIntent {
                    action: *action,
                    token,
                    digest,
                    last_seen,
                    handle: None,
                    at: record.at,
                    begun: None,
                };
                let state = self.steps.entry(step.clone()).or_default();
                state.open = Some(open);
                state.place.clone_from(place);
                // A removal that is cut off has made nothing, and what was made is there still.
                if makes.is_some() {
                    state.makes.clone_from(makes);
                }
            }
            JournalEntry::Accepted {
                step,
                handle,
                begun,
            } => {
                if let Some(open) = &mut self.steps.entry(step.clone()).or_default().open {
                    (open.handle, open.begun) = (Some(handle.clone()), *begun);
                }
            }
            JournalEntry::Settled {
                step,
                result,
                seconds,
            } => {
                let state = self.steps.entry(step.clone()).or_default();
                state.settled(result, *seconds, record.at);
            }
            JournalEntry::Verified {
                step,
                place,
                removed,
                ..
            } => {
                let state = self.steps.entry(step.clone()).or_default();
                // Before format 1.5 one without a place is a removal that was seen to be so, or a mere
                // check, which has none before either.
                if *removed || place.is_none() && state.place.is_some() {
                    state.makes = None;
                    state.removed();
                }
                state.verified = place.is_some().then_some(record.at);
                state.place.clone_from(place);
            }
            JournalEntry::Asked {
                step,
                errand,
                first,
                observed,
            } => {
                let state = self.steps.entry(step.clone()).or_default();
                state.asked = Some(errand.clone());
                state.asked_before = false;
                state.first.clone_from(first);
                state.observed = *observed;
            }
            JournalEntry::Confirmed {
                step,
                by,
                note,
                errand,
            } => {
                let confirmation = Confirmation {
                    by: by.clone(),
                    at: record.at,
                    note: note.clone(),
                    digest: errand.clone(),
                };
                self.steps.entry(step.clone()).or_default().confirmed = Some(confirmation);
            }
            _ => {}
        }
    }
}
