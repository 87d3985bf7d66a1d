//! What was made, and no step is about any more.

use jiff::Timestamp;
use serde::Serialize;

use super::{JournalState, StepState};
use crate::plan::{Graph, Made, StepId};
use crate::target::TargetName;

/// What the journal saw made, or begun, and that no step is about any more.
///
/// Nobody looks at it: it may have been removed by hand since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftBehind {
    /// The step that made it.
    pub step: StepId,
    /// What it is, by its name in AWS: `parameter /acme/licence`.
    pub what: String,
    /// Where it is; `None` where an older record does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<TargetName>,
    /// When it was last seen to be as wanted, or to have been changed from here; `None` where its
    /// making was not seen to end well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<Timestamp>,
    /// The commands of the AWS CLI that remove it by hand, in order and without a region; empty where
    /// none is known.
    pub removal: Vec<String>,
}

impl JournalState {
    /// What the journal saw made, and none of the steps of `graphs` is about any more, in the order
    /// of the steps' names: a secret whose line was taken out of the spec. A deploy and a destroy of
    /// that spec both leave it as it is.
    ///
    /// # Caveats
    /// Records of before format 1.5 tell of a step only what has a [place](crate::plan::Step::place).
    pub fn left_behind(&self, graphs: &[&Graph]) -> Vec<LeftBehind> {
        let about = |id: &StepId| graphs.iter().any(|graph| graph.get(id).is_some());
        let steps = self.steps.iter().filter(|(id, _)| !about(id));
        steps.filter_map(|(id, step)| step.left(id)).collect()
    }
}

impl StepState {
    /// What it made and has not removed.
    fn left(&self, id: &StepId) -> Option<LeftBehind> {
        let made = self.makes.as_ref();
        let place = self.place.as_ref();
        let what = made.map(|Made { what, .. }| what).or(place)?.clone();
        let spent = self.spent.iter().rev().find(|one| !one.removed);
        let seen = self.verified.max(spent.map(|one| one.at));
        // Of what was given up before AWS knew of it nothing can be there.
        let is_known =
            made.is_some() || seen.is_some() || self.open.is_some() || self.ended.is_some();
        is_known.then(|| LeftBehind {
            step: id.clone(),
            what,
            target: made.map(|made| made.target),
            seen,
            removal: made.map(|made| made.removal.clone()).unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{JournalEntry, JournalRecord, Settlement};
    use super::*;
    use crate::plan::{Action, Handle};
    use crate::port::catalog::OperationToken;

    fn step() -> StepId {
        StepId::known("parameter-licence")
    }

    fn intent(action: Action, makes: bool) -> JournalEntry {
        JournalEntry::Intent {
            step: step(),
            place: None,
            action,
            token: OperationToken("token".to_owned()),
            digest: "digest".to_owned(),
            last_seen: None,
            makes: makes.then(|| Made {
                what: "parameter /acme/licence".to_owned(),
                target: TargetName::Main,
                removal: vec!["aws ssm delete-parameter --name /acme/licence".to_owned()],
            }),
        }
    }

    fn accepted() -> JournalEntry {
        let (kind, id) = ("parameter-version".to_owned(), "1".to_owned());
        JournalEntry::Accepted {
            step: step(),
            handle: Handle { kind, id },
            begun: None,
        }
    }

    fn settled(result: Settlement) -> JournalEntry {
        JournalEntry::Settled {
            step: step(),
            result,
            seconds: 1,
        }
    }

    /// What a journal of these records says is left behind, by a spec that has no steps.
    fn left(entries: impl IntoIterator<Item = JournalEntry>) -> Vec<String> {
        let mut state = JournalState::default();
        for entry in entries {
            state.apply(&JournalRecord {
                format: super::super::FORMAT,
                sequence: 1,
                previous: String::new(),
                checkpoint: 0,
                writer: "w".to_owned(),
                at: Timestamp::UNIX_EPOCH,
                entry,
            });
        }
        let left = state.left_behind(&[]).into_iter();
        left.map(|one| one.what).collect()
    }

    fn made() -> [JournalEntry; 3] {
        let made = settled(Settlement::Succeeded);
        [intent(Action::Create, true), accepted(), made]
    }

    #[test]
    fn what_was_made_and_no_step_is_about_is_left_behind() {
        assert_eq!(left(made()), ["parameter /acme/licence"]);
    }

    fn verified_gone() -> JournalEntry {
        JournalEntry::Verified {
            step: step(),
            place: None,
            removed: true,
            evidence: Vec::new(),
        }
    }

    #[test]
    fn what_was_removed_by_hand_and_seen_to_be_gone_is_not() {
        assert_eq!(left(made().into_iter().chain([verified_gone()])), [""; 0]);
    }

    #[test]
    fn what_only_the_first_change_of_a_removal_was_about_is() {
        let unprotected = [
            intent(Action::Remove, false),
            settled(Settlement::Succeeded),
        ];
        let refused = [
            intent(Action::Remove, false),
            settled(Settlement::Withdrawn {
                why: "it is in use".to_owned(),
            }),
        ];
        let all = made().into_iter().chain(unprotected).chain(refused);
        assert_eq!(left(all), ["parameter /acme/licence"]);
    }

    #[test]
    fn what_was_removed_from_here_is_not() {
        let removed = [
            intent(Action::Remove, false),
            settled(Settlement::Succeeded),
            verified_gone(),
        ];
        assert_eq!(left(made().into_iter().chain(removed)), [""; 0]);
    }

    #[test]
    fn what_a_removal_that_is_not_known_to_have_ended_was_about_is() {
        let removed = [intent(Action::Remove, false)];
        let left = left(made().into_iter().chain(removed));
        assert_eq!(left, ["parameter /acme/licence"]);
    }

    #[test]
    fn what_was_given_up_before_it_was_accepted_is_not() {
        let why = "another was begun".to_owned();
        let given_up = settled(Settlement::Withdrawn { why });
        assert_eq!(left([intent(Action::Create, true), given_up]), [""; 0]);
    }
}
