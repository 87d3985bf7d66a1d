//! The step that deploys a product and keeps it as wanted.

use std::sync::Arc;

use async_trait::async_trait;

use super::follow::{Followed, arrived, check};
use super::live::{Sight, Upstream, moving, unseen};
use super::mend::stuck;
use super::place::{foreseen, place, wanted};
use super::prove::prove;
use super::request::send;
use super::resolve::resolve;
use super::source::{WireSource, gather};
use crate::finding::Findings;
use crate::layer::ProductComponent;
use crate::layer::recovery::Deploying;
use crate::plan::{
    Action, Duration, Evidence, Foreseen, Handle, Observation, Progress, Proposal, ReadContext,
    Started, Step, StepError, StepId,
};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::target::{Target, TargetName};

/// Deploys one product: launches it when it is not there, updates it when version or parameters
/// differ, clears and launches again when its first launch failed (with consent), and leaves it
/// alone when nothing differs.
pub struct DeployProduct {
    pub(super) id: StepId,
    target: Target,
    pub(super) component: Arc<dyn ProductComponent>,
    after: Vec<StepId>,
    upstream: Vec<Upstream>,
    sources: Vec<Arc<dyn WireSource>>,
}

impl DeployProduct {
    /// The step `id` for `component` in `target`.
    pub fn new(id: StepId, target: Target, component: Arc<dyn ProductComponent>) -> Self {
        Self {
            id,
            target,
            component,
            after: Vec::new(),
            upstream: Vec::new(),
            sources: Vec::new(),
        }
    }

    /// Comes after these steps.
    #[must_use]
    pub fn after(mut self, steps: impl IntoIterator<Item = StepId>) -> Self {
        self.after.extend(steps);
        self
    }

    /// Takes values from this component.
    #[must_use]
    pub fn takes_from(mut self, upstream: Upstream) -> Self {
        self.upstream.push(upstream);
        self
    }

    /// Takes values from this source too.
    #[must_use]
    pub fn takes(mut self, source: Arc<dyn WireSource>) -> Self {
        self.sources.push(source);
        self
    }
}

/// `observation` with what is doubtful about the values of other components.
fn noted(mut observation: Observation, doubts: Findings) -> Observation {
    match &mut observation {
        Observation::InSync { findings } => findings.extend(doubts),
        Observation::Differs(proposal) => proposal.findings.extend(doubts),
        _ => {}
    }
    observation
}

#[async_trait]
impl Step for DeployProduct {
    fn id(&self) -> &StepId {
        &self.id
    }

    fn title(&self) -> String {
        self.component.title().to_owned()
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    fn after(&self) -> &[StepId] {
        &self.after
    }

    fn place(&self) -> Option<String> {
        Some(place(&self.target, self.component.as_ref()))
    }

    fn wanted(&self) -> String {
        wanted("deploy", &self.target, self.component.as_ref())
    }

    fn foreseen(&self) -> Vec<Foreseen> {
        foreseen(self.component.as_ref())
    }

    fn documented(&self, action: Action) -> Duration {
        let (least, most) = self.component.documented_minutes();
        match action {
            Action::Create => Duration { least, most },
            // The documents say nothing about updates and removals: from a change of one resource
            // to as long as a launch.
            _ => Duration { least: 5, most },
        }
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        let sight = Sight::of(cx, self.target.name)?;
        let product = sight
            .catalog
            .provisioned_product(&self.component.choice().provisioned_product)
            .await?;
        let running = match &product {
            Some(product) => sight.running_version(product).await?,
            None => None,
        };
        let resolved =
            match resolve(&sight.catalog, self.component.as_ref(), running.as_ref()).await? {
                Ok(resolved) => resolved,
                Err(findings) => return Ok(Observation::Blocked(findings)),
            };
        let wires = self.component.wires();
        let mut inputs = sight.inputs(&self.upstream, &wires).await?;
        let given = gather(&self.sources, cx.ports, &wires).await?;
        inputs.wires.extend(given.values);
        if given.findings.block() {
            return Ok(Observation::Blocked(given.findings));
        }
        let Some(product) = product else {
            let launch = self.launch(&sight, &resolved, &inputs).await?;
            return Ok(noted(launch, given.findings));
        };
        if let Some(begun) = arrived(cx, &product) {
            return self.followed_by(&sight, &resolved, &inputs, begun).await;
        }
        let (recovery, stack) = sight.recovery(&product).await?;
        match (recovery.deploy, &stack) {
            (Deploying::Compare, Some(stack)) => {
                let compared = self
                    .compare(&sight, &product, stack, &resolved, &inputs)
                    .await?;
                Ok(noted(compared, given.findings))
            }
            (Deploying::Compare, None) | (Deploying::LookAgain, _) => Err(unseen(&product)),
            (Deploying::Clear(loss), stack) => {
                let cleared = self.clear(&sight, &product, stack.as_ref(), loss).await?;
                self.launched_again(&sight, &resolved, &inputs, cleared)
                    .await
            }
            (Deploying::Wait, stack) => Ok(moving(&product, stack.as_ref())),
            (Deploying::Follow, _) => {
                self.under_change(cx, &sight, &product, &resolved, &inputs)
                    .await
            }
            (Deploying::Person(mend), stack) => Ok(Observation::Blocked(stuck(
                &product,
                stack.as_ref(),
                mend,
                self.id.as_str(),
            ))),
        }
    }

    async fn start(
        &self,
        ports: &Writers<'_>,
        proposal: &Proposal,
        token: &OperationToken,
    ) -> Result<Started, StepError> {
        send(ports, self.target.name, &self.id, proposal, token).await
    }

    async fn check(&self, cx: &ReadContext<'_>, handle: &Handle) -> Result<Progress, StepError> {
        let sight = Sight::of(cx, self.target.name)?;
        let followed = Followed::of(&self.id, self.component.as_ref());
        check(&sight, cx, &followed, handle).await
    }

    async fn verify(&self, cx: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError> {
        let sight = Sight::of(cx, self.target.name)?;
        prove(&sight, cx.now, self.component.as_ref()).await
    }
}
