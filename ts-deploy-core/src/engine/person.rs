//! What only a person can do: asked for, heard of, and passed.

use std::pin::{Pin, pin};

use async_trait::async_trait;
use futures::future::{Either, select};

use super::advance::Stage;
use super::drive::Next;
use super::{Engine, EngineError, Outcome};
use crate::event::EventKind;
use crate::journal::{JournalEntry, StepState};
use crate::plan::{Errand, Note, OpenErrand, PersonName, Step, StepId};

/// A person's word about one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The step that asks.
    pub step: StepId,
    /// Who did it.
    pub by: PersonName,
    /// What they add.
    pub note: Option<Note>,
}

/// Somebody at hand while a run goes on: a prompt at a terminal, a ticket system that is asked, or
/// the simulated person of a rehearsal. Given to an engine with
/// [`attended_by`](Engine::attended_by).
#[async_trait]
pub trait Person: Send + Sync {
    /// Asked when all that is left to do is a person's, as often as that happens, for the parts that
    /// come after no other open one. Answers with what is done by now, of which a word about anything
    /// else does not count; with nothing, the run ends as it stands. May take as long as a person does:
    /// the lease is not renewed meanwhile, so that another driver may take over.
    async fn answer(&self, open: &[OpenErrand]) -> Vec<Answer>;
}

/// What came of asking.
pub(super) enum Attended {
    /// Somebody did something: the run goes on.
    Answered,
    /// Nobody did, or nobody is there.
    Nobody,
    /// Watching was stopped meanwhile.
    Cancelled,
}

impl Engine {
    /// What persons still have to do, by step, as far as this engine looked.
    pub fn errands(&self) -> Vec<OpenErrand> {
        let stages = self.stages();
        let in_order = self.graph.steps().iter().map(|step| step.id());
        in_order
            .filter_map(|id| match stages.get(id) {
                Some(Stage::Person { errand, .. }) => Some(OpenErrand {
                    step: id.clone(),
                    errand: (**errand).clone(),
                }),
                _ => None,
            })
            .collect()
    }

    /// Leaves a step to a person.
    pub(super) async fn ask(
        &self,
        step: &dyn Step,
        known: &StepState,
        errand: Errand,
    ) -> Result<Next, EngineError> {
        let first = self.open_before(step);
        let told =
            first.iter().all(|id| known.first.contains(id)) && known.observed == errand.observed;
        if known.asked.as_ref() != Some(&errand.digest) || !told {
            let asked = JournalEntry::Asked {
                step: step.id().clone(),
                errand: errand.digest.clone(),
                first,
                observed: errand.observed,
            };
            self.write(asked).await?;
        }
        let said =
            matches!(self.stage(step.id()), Stage::Person { errand: said, .. } if *said == errand);
        if !said {
            let Errand {
                kind,
                title,
                instructions,
                why,
                observed,
                digest,
                findings,
            } = errand.clone();
            self.say(
                Some(step.id()),
                EventKind::PersonNeeded {
                    kind,
                    title,
                    instructions,
                    why,
                    observed,
                    errand: digest,
                    findings,
                },
            );
        }
        let now = self.clock.now();
        Ok(Next::Rest(Stage::Person {
            errand: Box::new(errand),
            heard: known.confirmed.clone(),
            again: now
                .checked_add(self.options.pace.ceiling)
                .unwrap_or(jiff::Timestamp::MAX),
        }))
    }

    /// The parts of persons that come before the step, hold nothing back, and wait for somebody's word.
    fn open_before(&self, step: &dyn Step) -> Vec<StepId> {
        let stages = self.stages();
        let waits = |id: &&StepId| matches!(stages.get(id), Some(Stage::Person { errand, .. }) if !errand.observed);
        step.after().iter().filter(waits).cloned().collect()
    }

    /// Has every step looked at again about which a person's word is new.
    pub(super) async fn heed(&self) {
        let journal = self.journal.lock().await;
        for (id, stage) in self.stages().iter_mut() {
            let word = journal.state().step(id).and_then(|s| s.confirmed.as_ref());
            if matches!(stage, Stage::Person { heard, .. } if heard.as_ref() != word) {
                *stage = Stage::New;
            }
        }
    }

    /// Asks whoever attends the run for what is left.
    pub(super) async fn attend(
        &self,
        outcome: Outcome,
        cancel: Pin<&mut impl Future<Output = ()>>,
    ) -> Result<Attended, EngineError> {
        let waits = matches!(outcome, Outcome::WaitingForPerson | Outcome::Succeeded);
        let Some(person) = self.person.as_ref().filter(|_| waits) else {
            return Ok(Attended::Nobody);
        };
        let open = self.unheard().await;
        if open.is_empty() {
            return Ok(Attended::Nobody);
        }
        let (answers, mut cancel) = match select(cancel, pin!(person.answer(&open))).await {
            Either::Left(_) => return Ok(Attended::Cancelled),
            Either::Right(answered) => answered,
        };
        let mut attended = Attended::Nobody;
        for Answer { step, by, note } in answers {
            let Some(asked) = open.iter().find(|open| open.step == step) else {
                continue;
            };
            let errand = asked.errand.digest.clone();
            let entry = JournalEntry::Confirmed {
                step,
                by,
                note,
                errand,
            };
            if !self.write_unless(entry, cancel.as_mut()).await? {
                return Ok(Attended::Cancelled);
            }
            attended = Attended::Answered;
        }
        Ok(attended)
    }

    /// What is open, not confirmed yet, and comes after nothing that is: done in the other order, it
    /// may do harm that cannot be taken back, so that [`confirm`](crate::journal::confirm()) refuses it
    /// too. A word about what AWS shows counts for nothing but another look, and a step may ask on
    /// after it; asking the person again would have no end.
    async fn unheard(&self) -> Vec<OpenErrand> {
        let journal = self.journal.lock().await;
        let state = journal.state();
        let confirmed = |open: &OpenErrand| {
            let word = state.step(&open.step);
            let word = word.and_then(|step| step.confirmed.as_ref());
            word.is_some_and(|word| word.digest == open.errand.digest)
        };
        let mut open = self.errands();
        open.retain(|open| !confirmed(open) && state.open_before(&open.step).is_empty());
        open
    }
}
