//! A step with checks that are looked at again right before its change leaves.

use std::sync::Arc;

use async_trait::async_trait;

use super::Check;
use crate::plan::{
    Action, Duration, Evidence, Foreseen, Handle, Observation, Progress, Proposal, ReadContext,
    Started, Step, StepError, StepId,
};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::target::TargetName;

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

#[async_trait]
impl Step for Guarded {
    fn id(&self) -> &StepId {
        self.step.id()
    }

    fn title(&self) -> String {
        self.step.title()
    }

    fn target(&self) -> TargetName {
        self.step.target()
    }

    fn after(&self) -> &[StepId] {
        self.step.after()
    }

    fn place(&self) -> Option<String> {
        self.step.place()
    }

    fn removes(&self) -> bool {
        self.step.removes()
    }

    fn opens(&self) -> bool {
        self.step.opens()
    }

    fn wanted(&self) -> String {
        self.step.wanted()
    }

    fn foreseen(&self) -> Vec<Foreseen> {
        self.step.foreseen()
    }

    fn guards(&self) -> &[Arc<dyn Check>] {
        &self.checks
    }

    fn documented(&self, action: Action) -> Duration {
        self.step.documented(action)
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        self.step.observe(cx).await
    }

    async fn start(
        &self,
        ports: &Writers<'_>,
        proposal: &Proposal,
        token: &OperationToken,
    ) -> Result<Started, StepError> {
        self.step.start(ports, proposal, token).await
    }

    async fn check(&self, cx: &ReadContext<'_>, handle: &Handle) -> Result<Progress, StepError> {
        self.step.check(cx, handle).await
    }

    async fn verify(&self, cx: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError> {
        self.step.verify(cx).await
    }
}
