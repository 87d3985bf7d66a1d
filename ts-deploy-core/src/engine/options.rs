//! What a run is allowed to do, and how patient it is.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::Pace;
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

impl<S: Into<String>> FromIterator<S> for Consents {
    fn from_iter<I: IntoIterator<Item = S>>(words: I) -> Self {
        Self(words.into_iter().map(Into::into).collect())
    }
}

/// How an engine runs.
#[derive(Clone, Debug)]
pub struct Options {
    /// The consents given.
    pub consents: Consents,
    /// How often a running change is looked at.
    pub pace: Pace,
    /// How long one look, or one changing call, may take before it counts as not answered. A look
    /// makes several calls, each with a time-out of the backend's own; this one is for a backend
    /// that hangs.
    pub call_timeout: SignedDuration,
    /// How long nothing may be seen before the run ends as [`Outcome::LostSight`](super::Outcome).
    pub patience: SignedDuration,
    /// True when somebody watches: resources in progress are read now and then.
    pub detail: bool,
}

impl Default for Options {
    /// No consent, the default pace, five minutes for a look, half an hour without sight.
    fn default() -> Self {
        Self {
            consents: Consents::default(),
            pace: Pace::default(),
            call_timeout: SignedDuration::from_mins(5),
            patience: SignedDuration::from_mins(30),
            detail: false,
        }
    }
}
