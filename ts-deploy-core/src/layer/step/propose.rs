//! What deploying a product comes to: its launch, its update, or the removal that comes first.

use std::sync::Arc;

use super::DeployProduct;
use super::clear::losses;
use super::follow::{dated, under_change};
use super::live::{Sight, tainted};
use super::request::Prepared;
use super::resolve::Resolved;
use super::risk::{downgrade, fixed, replacing, tags_differ};
use crate::finding::Findings;
use crate::layer::Inputs;
use crate::layer::recovery::Loss;
use crate::parameter::{Basis, Change, LiveParameters, Request, Wire, reconcile};
use crate::plan::{Action, Consent, Observation, Proposal, ReadContext, Step as _, StepError};
use crate::port::catalog::{ProvisionedProduct, ProvisionedProductStatus, RecordId};
use crate::port::stack::Stack;

impl DeployProduct {
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
            removed: None,
            expected: self.documented(prepared.action()),
            findings,
            work: Arc::new(prepared),
        }
    }

    /// A product that is not there: its launch.
    pub(super) async fn launch(
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
        let removed = match &last {
            Some(record) => sight.removal(record).await?,
            None => None,
        };
        let awaits = request.awaited().map(|(_, wire)| wire.clone()).collect();
        let mut changes = vec![field("version", None, resolved.version_name.as_str())];
        changes.extend(request.changes(&LiveParameters::default()));
        let component = self.component.as_ref();
        let tags = sight.tags_of(component);
        let shown = tags.iter();
        changes.extend(shown.map(|(key, value)| field(&format!("tag {key}"), None, value)));
        let prepared = Prepared::provision(component, resolved, request, tags);
        let mut proposal = self.propose(prepared, awaits, changes, last, findings);
        proposal.removed = removed;
        Ok(Observation::Differs(Box::new(proposal)))
    }

    /// A product that is there and at rest: its update, where anything differs.
    pub(super) async fn compare(
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
    pub(super) async fn followed_by(
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
    pub(super) async fn clear(
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

    /// A removal of what failed, with what is launched after it: whoever agrees to it sees both.
    pub(super) async fn launched_again(
        &self,
        sight: &Sight,
        resolved: &Resolved,
        inputs: &Inputs,
        mut cleared: Observation,
    ) -> Result<Observation, StepError> {
        if let Observation::Differs(removal) = &mut cleared
            && let Observation::Differs(launch) = self.launch(sight, resolved, inputs).await?
        {
            removal.changes.extend(launch.changes);
        }
        Ok(cleared)
    }

    /// A product that an operation runs on.
    pub(super) async fn under_change(
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
        let running = dated(sight, cx, running).await?;
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

fn field(name: &str, before: Option<String>, after: &str) -> Change {
    Change {
        field: name.to_owned(),
        before,
        after: Some(after.to_owned()),
    }
}
