//! The step that makes a stack and keeps it as wanted.

use std::sync::Arc;

use async_trait::async_trait;

use super::compare::{Wanted, foreseen, shown, wanted};
use super::follow::check;
use super::look::{Sight, arrived, in_progress, losses, place, stuck};
use super::prepared::{Prepared, making, send};
use super::prove::prove;
use super::{StackComponent, TEMPLATE_TAG};
use crate::finding::{Finding, Findings};
use crate::layer::Inputs;
use crate::layer::step::source::{WireSource, gather};
use crate::parameter::{Basis, Change};
use crate::plan::{
    Action, Consent, Duration, Evidence, Foreseen, Handle, Observation, Progress, Proposal,
    ReadContext, Started, Step, StepError, StepId,
};
use crate::port::catalog::OperationToken;
use crate::port::stack::{
    ChangeSet, ChangeSetStatus, CreateChangeSet, ExecutionStatus, ResourceChange, Stack,
    StackGroup, StackStatus, TemplateSummary,
};
use crate::port::{ErrorKind, Writers};
use crate::target::{Target, TargetName};

/// Makes one stack when it is not there, brings it to what is wanted through a change set when it
/// differs, deletes what is left of a failed creation (with consent) to make it again, and leaves
/// it alone when nothing differs.
pub struct DeployStack {
    id: StepId,
    target: Target,
    component: Arc<dyn StackComponent>,
    after: Vec<StepId>,
    sources: Vec<Arc<dyn WireSource>>,
}

/// What the template and the other components show, as far as it does not block.
struct Known {
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

    fn propose(&self, prepared: Prepared, changes: Vec<Change>, last: Option<String>) -> Proposal {
        let action = prepared.action();
        Proposal {
            action,
            changes,
            digest: prepared.digest(),
            last_seen: last,
            awaits: Vec::new(),
            consent: None,
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
                let seen = format!("{source} cannot be read: {}", error.message);
                let mut found = given.findings;
                found.push(
                    Finding::blocks("template-unreadable", self.id.as_str(), seen)
                        .why("Nothing can be made of it, and what it declares is not known.")
                        .remedy("Give the template as the vendor sent it, or an address that the caller may read."),
                );
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

    fn wanted(&self, known: &Known, basis: Basis<'_>) -> Result<Wanted, Findings> {
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

    async fn create(&self, sight: &Sight, known: &Known) -> Result<Observation, StepError> {
        let wanted = match self.wanted(known, Basis::Launch) {
            Ok(wanted) => wanted,
            Err(findings) => return Ok(Observation::Blocked(findings)),
        };
        let name = self.component.stack_name();
        let last = sight.stacks.last_deleted(name).await?.map(|arn| arn.0);
        let prepared = wanted.creation(self.component.as_ref());
        let mut proposal = self.propose(prepared, wanted.all(), last);
        proposal.awaits = wanted.awaits();
        proposal.findings = wanted.findings;
        Ok(Observation::Differs(Box::new(proposal)))
    }

    async fn compare(
        &self,
        sight: &Sight,
        cx: &ReadContext<'_>,
        stack: &Stack,
        known: &Known,
    ) -> Result<Observation, StepError> {
        let basis = Basis::Update {
            live: &stack.parameters,
            rotate: false,
        };
        let wanted = match self.wanted(known, basis) {
            Ok(wanted) => wanted,
            Err(findings) => return Ok(Observation::Blocked(findings)),
        };
        let changes = wanted.changes(stack);
        if changes.is_empty() && stack.status == StackStatus::UpdateFailed {
            // It shows what it was last given, and not that it has it.
            return Ok(Observation::Blocked(stuck(stack, &self.id)));
        }
        if changes.is_empty() {
            return Ok(self.protect(stack, wanted.lasting));
        }
        let Some(set) = wanted.change_set(self.component.as_ref(), stack) else {
            return Ok(Observation::Blocked(stuck(stack, &self.id)));
        };
        let there = sight.stacks.change_set(&stack.arn, &set.name).await?;
        let awaits = wanted.awaits();
        if let Some(there) = there.filter(|_| awaits.is_empty()) {
            return self
                .continued(sight, cx, stack, (&set, &there), wanted)
                .await;
        }
        let last = self.newest_event(sight, stack).await?;
        let mut proposal = self.propose(Prepared::MakeChangeSet(set), changes, last);
        proposal.awaits = awaits;
        proposal.consent = self.adoption(stack);
        proposal.findings = wanted.findings;
        Ok(Observation::Differs(Box::new(proposal)))
    }

    /// What follows when the change set wanted was made before.
    async fn continued(
        &self,
        sight: &Sight,
        cx: &ReadContext<'_>,
        stack: &Stack,
        (set, there): (&CreateChangeSet, &ChangeSet),
        wanted: Wanted,
    ) -> Result<Observation, StepError> {
        if there.is_no_change() {
            let mut findings = wanted.lasting;
            findings.push(no_change(&self.id, stack));
            return Ok(Observation::InSync { findings });
        }
        Ok(match (there.status, there.execution) {
            (ChangeSetStatus::CreatePending | ChangeSetStatus::CreateInProgress, _) => {
                let last = self.newest_event(sight, stack).await?;
                let digest = Prepared::MakeChangeSet(set.clone()).digest();
                let made = || cx.tokens.token(&self.id, &digest, last.as_deref());
                Observation::Running {
                    handle: making(&stack.arn, &set.name),
                    action: Action::Update,
                    token: cx.open.map_or_else(made, |open| open.token.clone()),
                    then: None,
                }
            }
            (ChangeSetStatus::CreateComplete, ExecutionStatus::Available) => {
                let prepared = Prepared::Execute {
                    stack: stack.arn.clone(),
                    change_set: there.arn.clone(),
                };
                let mut changes = wanted.changes(stack);
                changes.extend(shown(there));
                let mut proposal = self.propose(prepared, changes, Some(there.arn.0.clone()));
                proposal.consent = self.replacing(there).or_else(|| self.adoption(stack));
                proposal.findings = wanted.findings;
                Observation::Differs(Box::new(proposal))
            }
            _ => {
                let prepared = Prepared::DropChangeSet(there.arn.clone());
                let change = Change {
                    field: format!("change set {}", there.name),
                    before: Some(format!("{}, {}", there.status, there.execution)),
                    after: None,
                };
                let last = Some(there.arn.0.clone());
                Observation::Differs(Box::new(self.propose(prepared, vec![change], last)))
            }
        })
    }

    async fn newest_event(
        &self,
        sight: &Sight,
        stack: &Stack,
    ) -> Result<Option<String>, StepError> {
        let events = sight.stacks.events(&stack.arn).await?;
        Ok(events.last().map(|event| event.id.clone()))
    }

    /// In sync, but for the protection that it should have and has not. One that somebody else gave
    /// it stays.
    fn protect(&self, stack: &Stack, findings: Findings) -> Observation {
        if !self.component.protected() || stack.termination_protection {
            return Observation::InSync { findings };
        }
        let prepared = Prepared::Protect {
            stack: stack.arn.clone(),
            protected: true,
        };
        let change = Change {
            field: "termination protection".to_owned(),
            before: Some("off".to_owned()),
            after: Some("on".to_owned()),
        };
        let mut proposal = self.propose(prepared, vec![change], Some(stack.arn.0.clone()));
        proposal.findings = findings;
        Observation::Differs(Box::new(proposal))
    }

    /// The consent to change a stack that was not made here.
    fn adoption(&self, stack: &Stack) -> Option<Consent> {
        (!stack.tags.contains_key(TEMPLATE_TAG)).then(|| {
            let loses = format!(
                "A stack {} is there that was not made from here. It would become the {}; if it is something \
                 else, what it made may be replaced or removed.",
                stack.name,
                self.component.title()
            );
            Consent::destroy(&self.id, loses)
        })
    }

    /// The consent for a change that may lose what the stack holds.
    fn replacing(&self, set: &ChangeSet) -> Option<Consent> {
        let risky: Vec<String> = set
            .changes
            .iter()
            .filter(|one| self.component.holds_data() && one.may_lose())
            .map(|one: &ResourceChange| format!("{} ({})", one.logical_id, one.resource_type))
            .collect();
        (!risky.is_empty()).then(|| {
            let loses = format!(
                "The update replaces or removes, or may: {}. What they hold is lost.",
                risky.join(", ")
            );
            Consent::destroy(&self.id, loses)
        })
    }

    /// What can only be deleted is deleted, when that is consented to.
    async fn clear(&self, sight: &Sight, stack: &Stack) -> Result<Observation, StepError> {
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
        let mut proposal = self.propose(prepared, vec![change], Some(stack.arn.0.clone()));
        proposal.action = Action::ClearFailed;
        proposal.consent = Some(Consent::destroy(&self.id, loses));
        Ok(Observation::Differs(Box::new(proposal)))
    }
}

fn no_change(step: &StepId, stack: &Stack) -> Finding {
    let seen = format!(
        "CloudFormation finds nothing to change in the stack {}, though parameters, tags or template \
         are given otherwise than it shows them",
        stack.name
    );
    Finding::informs("stack-no-change", step.as_str(), seen)
        .why("A change set was made for it and says so; it is kept, so that the next run knows.")
        .remedy("Nothing.")
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
            let digest = wanted.map(|wanted| wanted.creation(self.component.as_ref()).digest());
            let create = digest.as_deref().map(|digest| (digest, last.as_deref()));
            return in_progress(&sight, cx, &self.id, stack, create).await;
        }
        let known = match known {
            Ok(known) => known,
            Err(findings) => return Ok(Observation::Blocked(findings)),
        };
        let Some(stack) = stack else {
            return self.create(&sight, &known).await;
        };
        match (stack.status.group(), stack.status) {
            (StackGroup::Complete | StackGroup::RolledBack, _) | (_, StackStatus::UpdateFailed) => {
                self.compare(&sight, cx, &stack, &known).await
            }
            (StackGroup::DeadEnd, _)
            | (
                _,
                StackStatus::CreateFailed | StackStatus::RollbackFailed | StackStatus::DeleteFailed,
            ) => self.clear(&sight, &stack).await,
            (StackGroup::Gone, _) => self.create(&sight, &known).await,
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
