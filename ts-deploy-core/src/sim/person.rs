//! The simulated person of a rehearsal.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use crate::clock::Clock;
use crate::engine::{Answer, Person};
use crate::plan::{OpenErrand, PersonName};

/// How long the simulated person takes when nobody says otherwise.
const DELAY: SignedDuration = SignedDuration::from_mins(10);

/// Stands in for the people of a rehearsal: says after a while that everything asked for is done,
/// gates and follow-ups alike. What it says bears its own name, `simulated person`, so that nobody
/// takes it for a person's word. It changes nothing in the simulated cloud.
///
/// Given to an engine with [`attended_by`](crate::engine::Engine::attended_by):
/// ```
/// # fn rehearsal(cloud: &ts_deploy_core::sim::SimCloud, engine: ts_deploy_core::engine::Engine) {
/// use std::sync::Arc;
/// use ts_deploy_core::sim::SimPerson;
///
/// let person = SimPerson::new(Arc::new(cloud.clock()));
/// let engine = engine.attended_by(Arc::new(person));
/// # }
/// ```
#[derive(Clone)]
pub struct SimPerson {
    clock: Arc<dyn Clock>,
    delay: Option<SignedDuration>,
}

impl SimPerson {
    /// One that takes ten minutes of `clock`, which is the cloud's.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let delay = Some(DELAY);
        Self { clock, delay }
    }

    /// One that takes this long.
    #[must_use]
    pub fn taking(self, delay: SignedDuration) -> Self {
        let delay = Some(delay);
        Self { delay, ..self }
    }

    /// One that never answers: the rehearsal ends where a person is needed.
    #[must_use]
    pub fn never(self) -> Self {
        let delay = None;
        Self { delay, ..self }
    }

    /// The name it answers with.
    pub fn name() -> PersonName {
        PersonName::known("simulated person")
    }
}

#[async_trait]
impl Person for SimPerson {
    async fn answer(&self, open: &[OpenErrand]) -> Vec<Answer> {
        let Some(delay) = self.delay else {
            return Vec::new();
        };
        let done = self.clock.now().checked_add(delay);
        self.clock.sleep_until(done.unwrap_or(Timestamp::MAX)).await;
        open.iter()
            .map(|open| Answer {
                step: open.step.clone(),
                by: Self::name(),
                note: None,
            })
            .collect()
    }
}

impl std::fmt::Debug for SimPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SimPerson")
            .field("delay", &self.delay)
            .finish_non_exhaustive()
    }
}
