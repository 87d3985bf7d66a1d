//! The step that makes a stack and keeps it as wanted.

use std::sync::Arc;

use async_trait::async_trait;

use super::StackComponent;
use super::compare::{Wanted, foreseen, wanted};
use super::follow::check;
use super::look::{Sight, arrived, in_progress, losses, place, stuck, whose};
use super::prepared::{Prepared, send};
use super::prove::prove;
use crate::finding::{Finding, Findings};
use crate::layer::Inputs;
use crate::layer::step::source::{WireSource, gather};
use crate::parameter::{Basis, Change};
use crate::plan::{
    Action, Consent, Duration, Evidence, Foreseen, Handle, Made, Observation, Progress, Proposal,
    ReadContext, Started, Step, StepError, StepId,
};
use crate::port::catalog::OperationToken;
use crate::port::stack::{Stack, StackGroup, StackStatus, TemplateSource, TemplateSummary};
use crate::port::{ErrorKind, PortError, Writers};
use crate::target::{Target, TargetName};

/// Makes one stack when it is not there, brings it to what is wanted through a change set when it
/// differs, deletes what is left of a failed creation (with consent) to make it again, and leaves
/// it alone when nothing differs.
pub struct DeployStack {
    pub(super) id: StepId,
    target: Target,
    pub(super) component: Arc<dyn StackComponent>,
    after: Vec<StepId>,
    sources: Vec<Arc<dyn WireSource>>,
}

/// What the template and the other components show, as far as it does not block.
pub(super) struct Known {
    inputs: Inputs,
    summary: TemplateSummary,
    text: Option<String>,
    findings: Findings,
}

impl DeployStack {
    /// The step `id` for `component` in `target`.
    pub fn new(id: StepId, target: Target, component: Arc<dyn StackComponent>) -> Self {
        Self {
            id,
            target,
            component,
            after: Vec::new(),
            sources: Vec::new(),
        }
    }

    /// Comes after these steps.
    #[must_use]
    pub fn after(mut self, steps: impl IntoIterator<Item = StepId>) -> Self {
        self.after.extend(steps);
        self
    }

    /// Takes values from this source.
    #[must_use]
    pub fn takes(mut self, source: Arc<dyn WireSource>) -> Self {
        self.sources.push(source);
        self
    }

    pub(super) fn propose(
        &self,
        prepared: Prepared,
        changes: Vec<Change>,
        last: Option<String>,
    ) -> Proposal {
        let action = prepared.action();
        Proposal {
            action,
            changes,
            digest: prepared.digest(),
            last_seen: last,
            awaits: Vec::new(),
            consent: None,
            takes_over: None,
            removed: None,
            expected: self.documented(action),
            findings: Findings::none(),
            work: Arc::new(prepared),
        }
    }

    /// What has to be known before anything is compared; the inner error blocks.
    async fn known(
        &self,
        sight: &Sight,
        cx: &ReadContext<'_>,
    ) -> Result<Result<Known, Findings>, StepError> {
        let given = gather(&self.sources, cx.ports, &self.component.wires()).await?;
        let inputs = Inputs {
            wires: given.values,
            ..Inputs::default()
        };
        let source = self.component.template();
        let summary = match sight.templates.summary(source).await {
            Ok(summary) => summary,
            Err(error) if matches!(error.kind, ErrorKind::Invalid | ErrorKind::NotFound) => {
                let mut found = given.findings;
                found.push(unreadable_template(self.id.as_str(), source, &error));
                return Ok(Err(found));
            }
            Err(error) => return Err(error.into()),
        };
        let text = sight.templates.text(source).await?;
        Ok(if given.findings.block() {
            Err(given.findings)
        } else {
            Ok(Known {
                inputs,
                summary,
                text,
                findings: given.findings,
            })
        })
    }

    pub(super) fn wanted(&self, known: &Known, basis: Basis<'_>) -> Result<Wanted, Findings> {
        let component = self.component.as_ref();
        let mut wanted = wanted(
            component,
            &known.summary,
            known.text.as_deref(),
            &known.inputs,
            basis,
        )?;
        wanted.findings.extend(known.findings.clone());
        wanted.lasting.extend(known.findings.clone());
        Ok(wanted)
    }

    async fn create(
        &self,
        sight: &Sight,
        cx: &ReadContext<'_>,
        known: &Known,
    ) -> Result<Observation, StepError> {
        let wanted = match self.wanted(known, Basis::Launch) {
            Ok(wanted) => wanted,
            Err(findings) => return Ok(Observation::Blocked(findings)),
        };
        let component = self.component.as_ref();
        let mut findings = component.check_place(cx.ports, &known.summary).await?;
        if findings.block() {
            findings.extend(wanted.findings);
            return Ok(Observation::Blocked(findings));
        }
        findings.extend(wanted.findings.clone());
        let name = component.stack_name();
        let last = sight.stacks.last_deleted(name).await?.map(|arn| arn.0);
        let prepared = wanted.creation(component, cx.tokens.deployment());
        let mut proposal = self.propose(prepared, wanted.all(cx.tokens.deployment()), last);
        proposal.awaits = wanted.awaits();
        proposal.findings = findings;
        Ok(Observation::Differs(Box::new(proposal)))
    }

    /// What can only be deleted is deleted, when that is consented to.
    async fn clear(
        &self,
        sight: &Sight,
        cx: &ReadContext<'_>,
        stack: &Stack,
        known: &Known,
    ) -> Result<Observation, StepError> {
        let loses = losses(sight, stack).await?;
        let arn = stack.arn.clone();
        // A protected stack is not deleted, failed or not; AWS protects it before it fails.
        let (prepared, after) = if stack.termination_protection {
            let protected = false;
            let unprotect = Prepared::Protect {
                stack: arn,
                protected,
            };
            (
                unprotect,
                "no longer protected, then deleted and made again",
            )
        } else {
            (Prepared::Delete(arn), "deleted, then made again")
        };
        let change = Change {
            field: "status".to_owned(),
            before: Some(stack.status.to_string()),
            after: Some(after.to_owned()),
        };
        // Whoever agrees to it sees what is made after it too.
        let made = self.wanted(known, Basis::Launch).ok();
        let made = made.map(|wanted| wanted.all(cx.tokens.deployment()));
        let mut changes = vec![change];
        changes.extend(made.unwrap_or_default());
        let mut proposal = self.propose(prepared, changes, Some(stack.arn.0.clone()));
        proposal.action = Action::ClearFailed;
        proposal.consent = Some(Consent::destroy(&self.id, loses));
        proposal.takes_over = whose(stack, cx);
        Ok(Observation::Differs(Box::new(proposal)))
    }
}

/// What forbids to make a stack of a template that is not there, or is none.
pub(crate) fn unreadable_template(at: &str, source: &TemplateSource, error: &PortError) -> Finding {
    let seen = format!("{source} cannot be read: {}", error.message);
    Finding::blocks("template-unreadable", at, seen)
        .why("Nothing can be made of it, and what it declares is not known.")
        .remedy("Give the template as the vendor sent it, or an address that the caller may read.")
}

#[async_trait]
impl Step for DeployStack {
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

    fn makes(&self) -> Option<Made> {
        let name = self.component.stack_name();
        Some(Made {
            what: place(&self.target, self.component.as_ref()),
            target: self.target.name,
            removal: vec![format!(
                "aws cloudformation delete-stack --stack-name {name}"
            )],
        })
    }

    fn wanted(&self) -> String {
        let component = self.component.as_ref();
        let parameters = component.parameters(&Inputs::default()).digest();
        let (place, template) = (
            place(&self.target, component),
            component.template().digest(),
        );
        let protected = component.protected().to_string();
        let own = ["deploy", &place, &template, &parameters, &protected];
        let tags = component.tags().iter();
        let tags = tags.flat_map(|(key, value)| [key.as_str(), value.as_str()]);
        crate::hash::of_parts(own.into_iter().chain(tags))
    }

    fn foreseen(&self) -> Vec<Foreseen> {
        foreseen(self.component.as_ref())
    }

    fn documented(&self, action: Action) -> Duration {
        let (least, most) = self.component.documented_minutes();
        match action {
            Action::Create => Duration { least, most },
            _ => Duration { least: 1, most },
        }
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        let sight = Sight::of(cx, self.target.name)?;
        let name = self.component.stack_name();
        let stack = sight.stacks.stack(name.as_str()).await?;
        if let Some(stack) = &stack
            && let Some(begun) = arrived(&sight, cx, stack).await?
        {
            return Ok(begun);
        }
        let known = self.known(&sight, cx).await?;
        if let Some(stack) = &stack
            && stack.status.group() == StackGroup::InProgress
        {
            let last = sight.stacks.last_deleted(name).await?.map(|arn| arn.0);
            let wanted = known
                .ok()
                .and_then(|known| self.wanted(&known, Basis::Launch).ok());
            let (component, deployment) = (self.component.as_ref(), cx.tokens.deployment());
            let digest = wanted.map(|wanted| wanted.creation(component, deployment).digest());
            let create = digest.as_deref().map(|digest| (digest, last.as_deref()));
            return in_progress(&sight, cx, &self.id, stack, create).await;
        }
        let known = match known {
            Ok(known) => known,
            Err(findings) => return Ok(Observation::Blocked(findings)),
        };
        let Some(stack) = stack else {
            return self.create(&sight, cx, &known).await;
        };
        match (stack.status.group(), stack.status) {
            (StackGroup::Complete | StackGroup::RolledBack, _) | (_, StackStatus::UpdateFailed) => {
                self.compare(&sight, cx, &stack, &known).await
            }
            (StackGroup::DeadEnd, _)
            | (
                _,
                StackStatus::CreateFailed | StackStatus::RollbackFailed | StackStatus::DeleteFailed,
            ) => self.clear(&sight, cx, &stack, &known).await,
            (StackGroup::Gone, _) => self.create(&sight, cx, &known).await,
            (StackGroup::InProgress | StackGroup::Failed | StackGroup::Unknown, _) => {
                Ok(Observation::Blocked(stuck(&stack, &self.id)))
            }
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
        check(&sight, cx, &self.id, self.component.as_ref(), handle).await
    }

    async fn verify(&self, cx: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError> {
        let sight = Sight::of(cx, self.target.name)?;
        prove(&sight, cx.now, self.component.as_ref()).await
    }
}
