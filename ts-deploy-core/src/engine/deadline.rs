//! How long a run watches a change before it leaves it to run.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::{Advance, Engine, Outcome, Waiting};
use crate::event::EventKind;
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
        let mut ends = Vec::new();
        for (id, why, _) in &advance.waiting {
            let spent = self.spent(id, *why).await?;
            match why {
                Waiting::Sight { .. } => outcome = Outcome::LostSight,
                Waiting::Change | Waiting::Foreign { .. } => ends.push((id, spent)),
            }
        }
        for (id, spent) in ends {
            self.say(Some(id), spent);
        }
        Some(outcome)
    }

    /// That what a step waits for was waited for as long as it may be; `None` while it was not.
    async fn spent(&self, id: &StepId, why: Waiting) -> Option<EventKind> {
        let (since, limit, action) = match why {
            Waiting::Sight { since, .. } => (since, self.options.patience, None),
            Waiting::Foreign { since } => (since, self.deadline(id, Action::Update)?, None),
            Waiting::Change => {
                let open = self.known(id).await.open?;
                let since = self.watched_since(id)?.max(open.at);
                (since, self.deadline(id, open.action)?, Some(open.action))
            }
        };
        let waited = self.clock.now().duration_since(since);
        (waited > limit).then_some(EventKind::WatchedEnough {
            action,
            seconds: waited.as_secs(),
            most: limit.as_secs(),
        })
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
