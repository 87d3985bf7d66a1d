//! A step around another one: as that one, but for what it says itself.

use std::sync::Arc;

use async_trait::async_trait;

use super::{
    Action, Duration, Evidence, Foreseen, Handle, Made, Observation, Progress, Proposal,
    ReadContext, Started, Step, StepError, StepId,
};
use crate::check::Check;
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::target::TargetName;

/// What stands around a step and is a [`Step`] by that: all that is not said here is the step's own.
#[async_trait]
pub(crate) trait Around: Send + Sync {
    /// The step in it.
    fn step(&self) -> &dyn Step;

    /// What it comes after.
    fn after(&self) -> &[StepId] {
        self.step().after()
    }

    /// What guards its changes.
    fn guards(&self) -> &[Arc<dyn Check>] {
        self.step().guards()
    }

    /// Looks at what is there.
    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        self.step().observe(cx).await
    }
}

#[async_trait]
impl<T: Around> Step for T {
    fn id(&self) -> &StepId {
        self.step().id()
    }

    fn title(&self) -> String {
        self.step().title()
    }

    fn target(&self) -> TargetName {
        self.step().target()
    }

    fn after(&self) -> &[StepId] {
        Around::after(self)
    }

    fn place(&self) -> Option<String> {
        self.step().place()
    }

    fn makes(&self) -> Option<Made> {
        self.step().makes()
    }

    fn removes(&self) -> bool {
        self.step().removes()
    }

    fn opens(&self) -> bool {
        self.step().opens()
    }

    fn follows(&self) -> Vec<StepId> {
        self.step().follows()
    }

    fn wanted(&self) -> String {
        self.step().wanted()
    }

    fn foreseen(&self) -> Vec<Foreseen> {
        self.step().foreseen()
    }

    fn guards(&self) -> &[Arc<dyn Check>] {
        Around::guards(self)
    }

    fn documented(&self, action: Action) -> Duration {
        self.step().documented(action)
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        Around::observe(self, cx).await
    }

    async fn start(
        &self,
        ports: &Writers<'_>,
        proposal: &Proposal,
        token: &OperationToken,
    ) -> Result<Started, StepError> {
        self.step().start(ports, proposal, token).await
    }

    async fn check(&self, cx: &ReadContext<'_>, handle: &Handle) -> Result<Progress, StepError> {
        self.step().check(cx, handle).await
    }

    async fn verify(&self, cx: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError> {
        self.step().verify(cx).await
    }
}
