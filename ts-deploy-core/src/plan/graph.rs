//! The steps in an order in which each comes after what it needs.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Step, StepId};

/// Steps that cannot be put in order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GraphError {
    /// Two steps have one id.
    #[error("two steps have the id {0}: ids name steps in the journal and must differ")]
    Duplicate(StepId),
    /// A step comes after one that is not there.
    #[error("step {step} comes after {after}, which is not in the plan")]
    Unknown {
        /// The step.
        step: StepId,
        /// What it names.
        after: StepId,
    },
    /// Steps wait for each other.
    #[error("these steps wait for each other: {}", .0.iter().map(StepId::as_str).collect::<Vec<_>>().join(", "))]
    Cycle(Vec<StepId>),
}

/// Steps in order.
#[derive(Clone)]
pub struct Graph {
    steps: Vec<Arc<dyn Step>>,
}

impl Graph {
    /// Puts steps in order; those free to come in any order keep the one they were given in.
    ///
    /// # Errors
    /// [`GraphError`] when two have one id, one needs what is not there, or they wait for each
    /// other.
    pub fn new(steps: impl IntoIterator<Item = Arc<dyn Step>>) -> Result<Self, GraphError> {
        let mut waiting: Vec<Arc<dyn Step>> = Vec::new();
        let mut known = BTreeSet::new();
        for step in steps {
            if !known.insert(step.id().clone()) {
                return Err(GraphError::Duplicate(step.id().clone()));
            }
            waiting.push(step);
        }
        for step in &waiting {
            if let Some(after) = step.after().iter().find(|after| !known.contains(*after)) {
                return Err(GraphError::Unknown {
                    step: step.id().clone(),
                    after: after.clone(),
                });
            }
        }
        let mut ordered: Vec<Arc<dyn Step>> = Vec::new();
        while !waiting.is_empty() {
            let placed = |id: &StepId| ordered.iter().any(|step| step.id() == id);
            let Some(next) = waiting
                .iter()
                .position(|step| step.after().iter().all(placed))
            else {
                return Err(GraphError::Cycle(
                    waiting.iter().map(|step| step.id().clone()).collect(),
                ));
            };
            ordered.push(waiting.remove(next));
        }
        Ok(Self { steps: ordered })
    }

    /// The steps in order.
    pub fn steps(&self) -> &[Arc<dyn Step>] {
        &self.steps
    }

    /// A digest of what all steps want, whatever is there: SHA-256 in hex over their ids, places
    /// and [`wanted`](Step::wanted).
    pub fn wanted(&self) -> String {
        let parts: Vec<String> = self
            .steps
            .iter()
            .flat_map(|step| {
                [
                    step.id().to_string(),
                    step.place().unwrap_or_default(),
                    step.wanted(),
                ]
            })
            .collect();
        crate::hash::of_parts(parts.iter().map(String::as_str))
    }

    /// The step of this id.
    pub fn get(&self, id: &StepId) -> Option<&Arc<dyn Step>> {
        self.steps.iter().find(|step| step.id() == id)
    }
}

impl std::fmt::Debug for Graph {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.steps.iter().map(|step| step.id().as_str()))
            .finish()
    }
}
