//! What a run is allowed to do, and how patient it is.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::{CallBudget, Deadlines, Pace};
use crate::plan::Consent;

/// The consents given to a run: words such as `destroy:data-layer`, each for one step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consents(BTreeSet<String>);

impl Consents {
    /// True when this one was given.
    pub fn allow(&self, consent: &Consent) -> bool {
        self.0.contains(&consent.word)
    }

    /// The words given.
    pub fn words(&self) -> Vec<String> {
        self.0.iter().cloned().collect()
    }
}

/// The greatest length of a consent's word, in bytes: an action and a step's name have fewer.
const WORD: usize = 128;

impl<S: Into<String>> FromIterator<S> for Consents {
    /// Words longer than any consent's allow nothing, and are left out.
    fn from_iter<I: IntoIterator<Item = S>>(words: I) -> Self {
        let words = words.into_iter().map(Into::into);
        Self(words.filter(|word: &String| word.len() <= WORD).collect())
    }
}

/// How an engine runs.
#[derive(Clone, Debug)]
pub struct Options {
    /// The consents given.
    pub consents: Consents,
    /// How often a running change is looked at.
    pub pace: Pace,
    /// What the looks of all engines that share it may spend.
    pub budget: CallBudget,
    /// How long a run watches a change before it leaves it to run.
    pub deadlines: Deadlines,
    /// How long one look, or one changing call, may take before it counts as not answered. A look
    /// makes several calls, each with a time-out of the backend's own; this one is for a backend
    /// that hangs. Less than half of [`LEASE`](crate::journal::LEASE), since a wake renews the lease
    /// before it looks and not while it does.
    pub call_timeout: SignedDuration,
    /// How long nothing may be seen before the run ends as [`Outcome::LostSight`](super::Outcome).
    pub patience: SignedDuration,
    /// True when somebody watches: resources in progress are read now and then.
    pub detail: bool,
}

impl Default for Options {
    /// No consent, the default pace and deadlines, a budget of its own, two minutes for a look,
    /// half an hour without sight.
    fn default() -> Self {
        Self {
            consents: Consents::default(),
            pace: Pace::default(),
            budget: CallBudget::default(),
            deadlines: Deadlines::default(),
            call_timeout: SignedDuration::from_mins(2),
            patience: SignedDuration::from_mins(30),
            detail: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::StepId;

    #[test]
    fn a_consent_for_the_longest_step_is_kept() {
        let step = StepId::parse("s".repeat(64)).unwrap();
        let consent = Consent::destroy(&step, "everything");
        let given: Consents = [consent.word.clone()].into_iter().collect();
        assert!(given.allow(&consent));
    }

    #[test]
    fn a_word_too_long_for_any_consent_is_left_out() {
        let given: Consents = ["x".repeat(WORD + 1)].into_iter().collect();
        assert_eq!(given.words(), Vec::<String>::new());
    }
}
