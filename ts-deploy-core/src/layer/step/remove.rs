//! The step that removes a product.

use std::sync::Arc;

use async_trait::async_trait;

use super::follow::{Followed, arrived, check, dated, under_change};
use super::live::{Sight, moving};
use super::mend::stuck;
use super::place::{place, wanted};
use super::request::{Prepared, send};
use crate::finding::Findings;
use crate::layer::ProductComponent;
use crate::layer::recovery::{Loss, Removing};
use crate::parameter::Change;
use crate::plan::{
    Action, Consent, Duration, Evidence, Failure, Handle, Observation, Progress, Proposal,
    ReadContext, Started, Step, StepError, StepId,
};
use crate::port::Writers;
use crate::port::catalog::{OperationToken, ProvisionedProduct};
use crate::target::{Target, TargetName};

/// Removes one product and its stack; with consent for that very step when it holds data.
pub struct RemoveProduct {
    id: StepId,
    target: Target,
    component: Arc<dyn ProductComponent>,
    after: Vec<StepId>,
}

impl RemoveProduct {
    /// The step `id` for `component` in `target`. It bears the id of the step that deploys the
    /// component, so that the journal knows both as one.
    pub fn new(id: StepId, target: Target, component: Arc<dyn ProductComponent>) -> Self {
        Self {
            id,
            target,
            component,
            after: Vec::new(),
        }
    }

    /// Comes after these steps.
    #[must_use]
    pub fn after(mut self, steps: impl IntoIterator<Item = StepId>) -> Self {
        self.after.extend(steps);
        self
    }

    /// What is running, with the removal that follows when it is something else.
    fn followed_by(&self, product: &ProvisionedProduct, mut running: Observation) -> Observation {
        if let Observation::Running {
            action: Action::Create | Action::Update,
            then,
            ..
        } = &mut running
        {
            // What it will have made by then is not known yet.
            *then = Some(Box::new(self.propose(product, Loss::Data)));
        }
        running
    }

    fn propose(&self, product: &ProvisionedProduct, stake: Loss) -> Proposal {
        let prepared = Prepared::Terminate(product.id.clone());
        let title = self.component.title();
        let loses = match stake {
            Loss::Data => format!(
                "The {title} holds data: its database, its search index and what its buckets hold are destroyed with it.",
            ),
            Loss::Stateless => format!(
                "The {title} was never made to its end; what was made of it goes, and has held no data yet."
            ),
            Loss::Nothing => format!(
                "Of the {title} nothing is left but its name, and what its template retains, which stays."
            ),
        };
        let before = Some(format!("{} ({})", product.name, product.status.as_str()));
        Proposal {
            action: Action::Remove,
            changes: vec![Change {
                field: "provisioned product".to_owned(),
                before,
                after: None,
            }],
            digest: prepared.digest(),
            last_seen: product.last_record.clone().map(|id| id.0),
            awaits: Vec::new(),
            consent: self
                .component
                .holds_data()
                .then(|| Consent::destroy(&self.id, loses)),
            takes_over: None,
            removed: None,
            expected: self.documented(Action::Remove),
            findings: Findings::none(),
            work: Arc::new(prepared),
        }
    }
}

#[async_trait]
impl Step for RemoveProduct {
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

    fn removes(&self) -> bool {
        true
    }

    fn wanted(&self) -> String {
        wanted("remove", &self.target, self.component.as_ref())
    }

    fn documented(&self, _: Action) -> Duration {
        Duration {
            least: 5,
            most: self.component.documented_minutes().1,
        }
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        let sight = Sight::of(cx, self.target.name)?;
        let name = &self.component.choice().provisioned_product;
        let Some(product) = sight.catalog.provisioned_product(name).await? else {
            return Ok(Observation::InSync {
                findings: Findings::none(),
            });
        };
        if let Some(begun) = arrived(cx, &product) {
            return Ok(self.followed_by(&product, begun));
        }
        let (recovery, stack) = sight.recovery(&product).await?;
        match recovery.remove {
            Removing::Remove(loss) => {
                let mut proposal = self.propose(&product, loss);
                proposal.takes_over = sight.whose(stack.as_ref());
                Ok(Observation::Differs(Box::new(proposal)))
            }
            Removing::Follow => {
                let ours = [(
                    Action::Remove,
                    Prepared::Terminate(product.id.clone()).digest(),
                )];
                let history = sight.catalog.history(&product.product, name).await?;
                let running = under_change(cx, &self.id, &product, &history, &ours);
                let running = dated(&sight, cx, running).await?;
                Ok(self.followed_by(&product, running))
            }
            Removing::Wait => Ok(moving(&product, stack.as_ref())),
            Removing::Person(mend) => Ok(Observation::Blocked(stuck(
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
        let name = &self.component.choice().provisioned_product;
        if let Some(product) = sight.catalog.provisioned_product(name).await? {
            let summary = format!(
                "the {} is still there: {name} is {}",
                self.component.title(),
                product.status.as_str()
            );
            let failure = Failure::new(summary, "It still costs.", "Run destroy again.");
            return Err(StepError::Failed(Box::new(failure)));
        }
        let (what, seen) = (
            format!("provisioned product {name}"),
            "not there".to_owned(),
        );
        let call = "servicecatalog:DescribeProvisionedProduct".to_owned();
        Ok(vec![Evidence {
            what,
            seen,
            at: cx.now,
            call,
        }])
    }
}
