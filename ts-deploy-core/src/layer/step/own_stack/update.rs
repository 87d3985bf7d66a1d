//! How a stack that stands is brought to what is wanted: through change sets, with the consents that
//! they ask for.

use super::TEMPLATE_TAG;
use super::compare::{Wanted, shown};
use super::deploy::{DeployStack, Known};
use super::look::{Sight, stuck, whose};
use super::prepared::{Prepared, making};
use crate::finding::{Finding, Findings};
use crate::parameter::{Basis, Change};
use crate::plan::{Action, Consent, Observation, ReadContext, StepError, StepId};
use crate::port::stack::{
    ChangeSet, ChangeSetStatus, CreateChangeSet, ExecutionStatus, ResourceChange, Stack,
    StackStatus,
};

impl DeployStack {
    /// What follows for a stack that stands: in sync, or the next call towards what is wanted.
    pub(super) async fn compare(
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
            return Ok(self.protect(stack, cx, wanted.lasting));
        }
        let Some(set) = wanted.change_set(self.component.as_ref(), stack, cx.tokens.deployment())
        else {
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
        proposal.takes_over = whose(stack, cx);
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
                    begun: None,
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
                proposal.takes_over = whose(stack, cx);
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
    fn protect(&self, stack: &Stack, cx: &ReadContext<'_>, mut findings: Findings) -> Observation {
        let whose = whose(stack, cx);
        if !self.component.protected() || stack.termination_protection {
            let thing = format!("the stack {}", stack.name);
            findings.extend(whose.map(|whose| whose.noted(&self.id, &thing)));
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
        proposal.takes_over = whose;
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
