//! A step with checks that are looked at again right before its change leaves.

use std::sync::Arc;

use super::Check;
use crate::plan::{Around, Step};

/// A step that is as it was, and besides guarded: before a change of it that makes or updates
/// something is announced in the journal, the engine looks at its checks again, and begins nothing
/// where one blocks. Plans show it as the step alone, with the same digest.
///
/// # Guarantees
/// - What blocks ends the step as blocked, with the findings.
/// - A check that may not read, or whose port is not there, holds nothing up; that it could not look
///   is told with the change.
/// - Throttling and ended credentials are waited for, as everywhere.
/// - Nothing that removes is held up.
#[derive(Clone)]
pub struct Guarded {
    step: Arc<dyn Step>,
    checks: Vec<Arc<dyn Check>>,
}

impl Guarded {
    /// `step`, guarded by `checks` and by what guards it already.
    pub fn new(step: Arc<dyn Step>, checks: impl IntoIterator<Item = Arc<dyn Check>>) -> Self {
        let before = step.guards().iter().cloned();
        let checks = before.chain(checks).collect();
        Self { step, checks }
    }
}

impl Around for Guarded {
    fn step(&self) -> &dyn Step {
        self.step.as_ref()
    }

    fn guards(&self) -> &[Arc<dyn Check>] {
        &self.checks
    }
}
