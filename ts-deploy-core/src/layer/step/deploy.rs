//! The step that deploys a product and keeps it as wanted.

use std::sync::Arc;

use async_trait::async_trait;

use super::clear::losses;
use super::follow::{Followed, arrived, check, under_change};
use super::live::{Sight, Upstream, moving, tainted, unseen};
use super::mend::stuck;
use super::place::{foreseen, place, wanted};
use super::prove::prove;
use super::request::{Prepared, send};
use super::resolve::{Resolved, resolve};
use super::risk::{downgrade, fixed, replacing, tags_differ};
use super::source::{WireSource, gather};
use crate::finding::Findings;
use crate::layer::recovery::{Deploying, Loss};
use crate::layer::{Inputs, ProductComponent};
use crate::parameter::{Basis, Change, LiveParameters, Request, Wire, reconcile};
use crate::plan::{
    Action, Consent, Duration, Evidence, Foreseen, Handle, Observation, Progress, Proposal,
    ReadContext, Started, Step, StepError, StepId,
};
use crate::port::Writers;
use crate::port::catalog::{
    OperationToken, ProvisionedProduct, ProvisionedProductStatus, RecordId,
};
use crate::port::stack::Stack;
use crate::target::{Target, TargetName};

/// Deploys one product: launches it when it is not there, updates it when version or parameters
/// differ, clears and launches again when its first launch failed (with consent), and leaves it
/// alone when nothing differs.
pub struct DeployProduct {
    id: StepId,
    target: Target,
    component: Arc<dyn ProductComponent>,
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

    /// The request on this basis, or the findings that forbid it. Findings that do not block come
    /// with the request.
    fn request(
        &self,
        resolved: &Resolved,
        inputs: &Inputs,
        basis: Basis<'_>,
    ) -> Result<(Request, Findings), Findings> {
        let inputs = Inputs {
            version: Some(resolved.version_name.clone()),
            ..inputs.clone()
        };
        let mut findings = self.component.check_version(&resolved.version_name);
        let reconciled = reconcile(
            &self.component.parameters(&inputs),
            &resolved.contract,
            basis,
        );
        findings.extend(reconciled.findings);
        if findings.block() {
            Err(findings)
        } else {
            Ok((reconciled.request, findings))
        }
    }

    fn propose(
        &self,
        prepared: Prepared,
        awaits: Vec<Wire>,
        changes: Vec<Change>,
        last_seen: Option<RecordId>,
        findings: Findings,
    ) -> Proposal {
        Proposal {
            action: prepared.action(),
            changes,
            digest: prepared.digest(),
            last_seen: last_seen.map(|id| id.0),
            awaits,
            consent: None,
            takes_over: None,
            expected: self.documented(prepared.action()),
            findings,
            work: Arc::new(prepared),
        }
    }

    async fn launch(
        &self,
        sight: &Sight,
        resolved: &Resolved,
        inputs: &Inputs,
    ) -> Result<Observation, StepError> {
        let (request, findings) = match self.request(resolved, inputs, Basis::Launch) {
            Ok(request) => request,
            Err(findings) => return Ok(Observation::Blocked(findings)),
        };
        let name = &self.component.choice().provisioned_product;
        let last = sight
            .catalog
            .history(&resolved.product, name)
            .await?
            .into_iter()
            .next();
        let awaits = request.awaited().map(|(_, wire)| wire.clone()).collect();
        let mut changes = vec![field("version", None, resolved.version_name.as_str())];
        changes.extend(request.changes(&LiveParameters::default()));
        let component = self.component.as_ref();
        let tags = sight.tags_of(component);
        let shown = tags.iter();
        changes.extend(shown.map(|(key, value)| field(&format!("tag {key}"), None, value)));
        let prepared = Prepared::provision(component, resolved, request, tags);
        Ok(Observation::Differs(Box::new(
            self.propose(prepared, awaits, changes, last, findings),
        )))
    }

    async fn compare(
        &self,
        sight: &Sight,
        product: &ProvisionedProduct,
        stack: &Stack,
        resolved: &Resolved,
        inputs: &Inputs,
    ) -> Result<Observation, StepError> {
        let live = stack.parameters.clone();
        let basis = Basis::Update {
            live: &live,
            rotate: false,
        };
        let (request, mut findings) = match self.request(resolved, inputs, basis) {
            Ok(request) => request,
            Err(findings) => return Ok(Observation::Blocked(findings)),
        };
        let running = sight
            .running_version(product)
            .await?
            .unwrap_or_else(|| product.version.clone());
        let mut changes = Vec::new();
        if running != resolved.version {
            changes.push(field(
                "version",
                Some(resolved.name_of(&running)),
                resolved.version_name.as_str(),
            ));
        }
        changes.extend(request.changes(&live));
        findings.extend(tags_differ(self.component.as_ref(), stack));
        let whose = sight.whose(Some(stack));
        if changes.is_empty() {
            if product.status == ProvisionedProductStatus::Tainted {
                findings.push(tainted(product, self.id.as_str(), resolved, &running));
            }
            let thing = product.name.as_str();
            findings.extend(whose.map(|whose| whose.noted(&self.id, thing)));
            return Ok(Observation::InSync { findings });
        }
        if let Some(finding) = fixed(self.component.as_ref(), &changes) {
            findings.push(finding);
            return Ok(Observation::Blocked(findings));
        }
        let awaits = request.awaited().map(|(_, wire)| wire.clone()).collect();
        let prepared = Prepared::update(product.id.clone(), resolved, request);
        let last = product.last_record.clone();
        findings.extend(downgrade(&self.id, resolved, &running));
        let consent = replacing(&self.id, self.component.as_ref(), &changes);
        let mut proposal = self.propose(prepared, awaits, changes, last, findings);
        proposal.consent = consent;
        proposal.takes_over = whose;
        Ok(Observation::Differs(Box::new(proposal)))
    }

    /// What is running, with the launch that follows when it is a removal.
    async fn followed_by(
        &self,
        sight: &Sight,
        resolved: &Resolved,
        inputs: &Inputs,
        mut running: Observation,
    ) -> Result<Observation, StepError> {
        if let Observation::Running {
            action: Action::Remove | Action::ClearFailed,
            then,
            ..
        } = &mut running
            && let Observation::Differs(launch) = self.launch(sight, resolved, inputs).await?
        {
            *then = Some(launch);
        }
        Ok(running)
    }

    /// What can only be removed is removed, when that is consented to.
    async fn clear(
        &self,
        sight: &Sight,
        product: &ProvisionedProduct,
        stack: Option<&Stack>,
        stake: Loss,
    ) -> Result<Observation, StepError> {
        let stake = stake.of_component(self.component.holds_data());
        let given = self.component.parameters(&Inputs::default());
        let loses = losses(sight, product, (stack, &given), stake).await?;
        let prepared = Prepared::Terminate(product.id.clone());
        let changes = vec![field(
            "status",
            Some(product.status.as_str().to_owned()),
            "removed, then launched again",
        )];
        let last = product.last_record.clone();
        let mut proposal = self.propose(prepared, Vec::new(), changes, last, Findings::none());
        proposal.action = Action::ClearFailed;
        proposal.consent = Some(Consent::destroy(&self.id, loses));
        proposal.takes_over = sight.whose(stack);
        Ok(Observation::Differs(Box::new(proposal)))
    }

    /// A product that an operation runs on.
    async fn under_change(
        &self,
        cx: &ReadContext<'_>,
        sight: &Sight,
        product: &ProvisionedProduct,
        resolved: &Resolved,
        inputs: &Inputs,
    ) -> Result<Observation, StepError> {
        let candidates = self.candidates(sight, product, resolved, inputs).await?;
        let history = sight
            .catalog
            .history(&resolved.product, &product.name)
            .await?;
        let running = under_change(cx, &self.id, product, &history, &candidates);
        self.followed_by(sight, resolved, inputs, running).await
    }

    /// The changes of ours that could be the one running, for a resume without a journal.
    async fn candidates(
        &self,
        sight: &Sight,
        product: &ProvisionedProduct,
        resolved: &Resolved,
        inputs: &Inputs,
    ) -> Result<Vec<(Action, String)>, StepError> {
        let live = sight.live(product).await?;
        let update = Basis::Update {
            live: &live,
            rotate: false,
        };
        let digest = |prepared: &Prepared| prepared.digest();
        let launch = self
            .request(resolved, inputs, Basis::Launch)
            .ok()
            .map(|(request, _)| {
                let component = self.component.as_ref();
                let tags = sight.tags_of(component);
                let launch = Prepared::provision(component, resolved, request, tags);
                (Action::Create, digest(&launch))
            });
        let update = self
            .request(resolved, inputs, update)
            .ok()
            .map(|(request, _)| {
                (
                    Action::Update,
                    digest(&Prepared::update(product.id.clone(), resolved, request)),
                )
            });
        let clear = (
            Action::ClearFailed,
            digest(&Prepared::Terminate(product.id.clone())),
        );
        Ok(launch.into_iter().chain(update).chain([clear]).collect())
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

fn field(name: &str, before: Option<String>, after: &str) -> Change {
    Change {
        field: name.to_owned(),
        before,
        after: Some(after.to_owned()),
    }
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
                self.clear(&sight, &product, stack.as_ref(), loss).await
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
