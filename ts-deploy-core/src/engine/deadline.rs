//! How long a run watches a change before it leaves it to run.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{Advance, Engine, Outcome, Waiting};
use crate::plan::{Action, Duration, StepId};

/// How many times the longest documented duration is waited for.
const TIMES: i64 = 3;

/// The shortest deadline, whatever the documents say.
const LEAST: SignedDuration = SignedDuration::from_hours(6);

/// How long a run watches one change, by step: its own, or somebody else's that it waits for.
///
/// Reaching a deadline is never a failure and changes nothing in AWS: the run ends as
/// [`Outcome::Running`](super::Outcome::Running), and the next one attaches and watches as long
/// again. By default it is three times the longest documented duration, and six hours at least:
/// nine hours for the Data Layer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deadlines {
    all: Option<SignedDuration>,
    steps: BTreeMap<StepId, SignedDuration>,
}

impl Deadlines {
    /// With this deadline for every step that has none of its own.
    #[must_use]
    pub fn all(self, deadline: SignedDuration) -> Self {
        Self {
            all: Some(deadline),
            ..self
        }
    }

    /// With this deadline for one step.
    #[must_use]
    pub fn step(mut self, step: StepId, deadline: SignedDuration) -> Self {
        self.steps.insert(step, deadline);
        self
    }

    /// The deadline of a change of `step` that takes this long by the documents.
    pub fn of(&self, step: &StepId, documented: Duration) -> SignedDuration {
        let most = SignedDuration::from_mins(i64::from(documented.most).saturating_mul(TIMES));
        let given = self.steps.get(step).copied().or(self.all);
        given.unwrap_or_else(|| most.max(LEAST))
    }
}

impl Engine {
    /// How the run ends when each thing that it waits for was waited for as long as it may be;
    /// `None` while one of them was not. Each has a limit of its own, so that one that is out of
    /// sight does not keep up a run whose other changes are past their deadlines.
    pub(super) async fn waited_enough(&self, advance: &Advance) -> Option<Outcome> {
        let mut outcome = Outcome::Running;
        for (id, why, _) in &advance.waiting {
            if !self.is_spent(id, *why).await {
                return None;
            }
            if matches!(why, Waiting::Sight { .. }) {
                outcome = Outcome::LostSight;
            }
        }
        Some(outcome)
    }

    async fn is_spent(&self, id: &StepId, why: Waiting) -> bool {
        let (since, limit) = match why {
            Waiting::Sight { since, .. } => (Some(since), Some(self.options.patience)),
            Waiting::Change => self.watched(id).await,
            Waiting::Foreign { since } => (Some(since), self.deadline(id, Action::Update)),
        };
        let waited = since.map(|since| self.clock.now().duration_since(since));
        waited
            .zip(limit)
            .is_some_and(|(waited, limit)| waited > limit)
    }

    /// Since when a running change is watched, and for how long it may be.
    async fn watched(&self, id: &StepId) -> (Option<Timestamp>, Option<SignedDuration>) {
        let Some(open) = self.known(id).await.open else {
            return (None, None);
        };
        let since = self.watched_since(id).map(|since| since.max(open.at));
        (since, self.deadline(id, open.action))
    }

    fn deadline(&self, id: &StepId, action: Action) -> Option<SignedDuration> {
        let step = self.graph.get(id)?;
        Some(self.options.deadlines.of(id, step.documented(action)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATA: Duration = Duration {
        least: 120,
        most: 180,
    };

    fn step() -> StepId {
        StepId::parse("data-layer").unwrap()
    }

    #[test]
    fn the_default_is_three_times_what_the_documents_say() {
        let hours = SignedDuration::from_hours(9);
        assert_eq!(Deadlines::default().of(&step(), DATA), hours);
    }

    #[test]
    fn what_is_documented_as_short_is_given_six_hours() {
        let short = Duration { least: 1, most: 2 };
        assert_eq!(Deadlines::default().of(&step(), short), LEAST);
    }

    #[test]
    fn a_step_of_its_own_deadline_keeps_to_that() {
        let (hour, day) = (
            SignedDuration::from_hours(1),
            SignedDuration::from_hours(24),
        );
        let deadlines = Deadlines::default().all(day).step(step(), hour);
        assert_eq!(deadlines.of(&step(), DATA), hour);
    }
}
