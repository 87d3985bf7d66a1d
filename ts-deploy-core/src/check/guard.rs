//! A check as a step of a plan, looked at again right before what it guards.

use std::sync::Arc;

use async_trait::async_trait;

use super::look::{not_checked, not_looked};
use super::{Check, CheckContext, Looked};
use crate::plan::{
    Action, Duration, Evidence, Handle, Observation, Progress, Proposal, ReadContext, Started,
    Step, StepError, StepId,
};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::target::TargetName;

/// A step that changes nothing and holds back what comes after it while its check finds something
/// that blocks. One that cannot look says so as a finding and holds nothing back: it is the
/// preflight's reader who decides about that.
#[derive(Clone)]
pub struct CheckStep {
    id: StepId,
    check: Arc<dyn Check>,
    after: Vec<StepId>,
}

impl CheckStep {
    /// The check as the step `id`, after the check of the target's credentials and whatever else.
    pub fn new(id: StepId, check: Arc<dyn Check>, after: impl IntoIterator<Item = StepId>) -> Self {
        let after = after.into_iter().collect();
        Self { id, check, after }
    }

    async fn look(&self, cx: &ReadContext<'_>) -> Result<Looked, StepError> {
        let (ports, now) = (cx.ports, cx.now);
        self.check.look(&CheckContext { ports, now }).await
    }
}

#[async_trait]
impl Step for CheckStep {
    fn id(&self) -> &StepId {
        &self.id
    }

    fn title(&self) -> String {
        self.check.title()
    }

    fn target(&self) -> TargetName {
        self.check.target()
    }

    fn after(&self) -> &[StepId] {
        &self.after
    }

    fn documented(&self, _: Action) -> Duration {
        Duration { least: 0, most: 0 }
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        match self.look(cx).await {
            Ok(Looked { findings, .. }) if findings.block() => Ok(Observation::Blocked(findings)),
            Ok(Looked { findings, .. }) => Ok(Observation::InSync { findings }),
            // The engine waits for what is out of sight, and looks again.
            Err(error) if error.is_loss_of_sight() => Err(error),
            Err(error) => Ok(Observation::InSync {
                findings: not_checked(self.check.as_ref(), &error).into(),
            }),
        }
    }

    async fn start(
        &self,
        _: &Writers<'_>,
        _: &Proposal,
        _: &OperationToken,
    ) -> Result<Started, StepError> {
        // It never proposes anything, so nothing is ever to be done.
        Ok(Started::Done)
    }

    async fn check(&self, _: &ReadContext<'_>, _: &Handle) -> Result<Progress, StepError> {
        Ok(Progress::Settled)
    }

    async fn verify(&self, cx: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError> {
        match self.look(cx).await {
            Ok(looked) => looked.proof(self.check.as_ref(), cx.now, "Nothing was changed."),
            Err(error) if error.is_loss_of_sight() => Err(error),
            Err(error) => Err(not_looked(self.check.as_ref(), &error)),
        }
    }
}
