//! A step behind one more.

use std::sync::Arc;

use crate::plan::{Around, Step, StepId};

/// A step that is as it was, and comes after one more.
pub(super) struct Behind {
    step: Arc<dyn Step>,
    after: Vec<StepId>,
}

impl Behind {
    /// `step`, after `first` and what it came after already.
    pub(super) fn new(step: Arc<dyn Step>, first: StepId) -> Self {
        let after = std::iter::once(first).chain(step.after().iter().cloned());
        let after = after.collect();
        Self { step, after }
    }
}

impl Around for Behind {
    fn step(&self) -> &dyn Step {
        self.step.as_ref()
    }

    fn after(&self) -> &[StepId] {
        &self.after
    }
}
