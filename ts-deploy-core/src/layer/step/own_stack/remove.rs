//! The step that removes a stack.

use std::sync::Arc;

use async_trait::async_trait;

use super::StackComponent;
use super::follow::check;
use super::look::{Sight, arrived, in_progress, place, stuck, whose};
use super::prepared::{Prepared, send};
use super::prove::prove_gone;
use crate::finding::Findings;
use crate::parameter::Change;
use crate::plan::{
    Action, Consent, Duration, Evidence, Handle, Observation, Progress, Proposal, ReadContext,
    Started, Step, StepError, StepId,
};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::port::stack::{Stack, StackGroup, StackStatus};
use crate::target::{Target, TargetName};

/// Removes one stack; with consent for that very step when it holds data. A stack that is protected
/// from termination loses that protection first, by a change of its own.
pub struct RemoveStack {
    id: StepId,
    target: Target,
    component: Arc<dyn StackComponent>,
    after: Vec<StepId>,
}

impl RemoveStack {
    /// The step `id` for `component` in `target`. It bears the id of the step that deploys the
    /// component, so that the journal knows both as one.
    pub fn new(id: StepId, target: Target, component: Arc<dyn StackComponent>) -> Self {
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

    fn propose(&self, stack: &Stack) -> Proposal {
        let arn = stack.arn.clone();
        let (prepared, change) = if stack.termination_protection {
            let change = Change {
                field: "termination protection".to_owned(),
                before: Some("on".to_owned()),
                after: Some("off, then the stack is deleted".to_owned()),
            };
            let protected = false;
            (
                Prepared::Protect {
                    stack: arn,
                    protected,
                },
                change,
            )
        } else {
            let change = Change {
                field: "stack".to_owned(),
                before: Some(format!("{} ({})", stack.name, stack.status)),
                after: None,
            };
            (Prepared::Delete(arn), change)
        };
        let loses = format!(
            "The {} holds data: what its buckets and keys hold, or are needed to read, is destroyed with it.",
            self.component.title()
        );
        Proposal {
            action: prepared.action(),
            changes: vec![change],
            digest: prepared.digest(),
            last_seen: Some(stack.arn.0.clone()),
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
impl Step for RemoveStack {
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
        let place = place(&self.target, self.component.as_ref());
        crate::hash::of_parts(["remove", place.as_str()])
    }

    fn documented(&self, _: Action) -> Duration {
        let (_, most) = self.component.documented_minutes();
        Duration { least: 1, most }
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        let sight = Sight::of(cx, self.target.name)?;
        let name = self.component.stack_name();
        let stack = sight.stacks.stack(name.as_str()).await?;
        let Some(stack) = stack.filter(|stack| stack.status.group() != StackGroup::Gone) else {
            let findings = Findings::none();
            return Ok(Observation::InSync { findings });
        };
        if let Some(begun) = arrived(&sight, cx, &stack).await? {
            return Ok(begun);
        }
        if stack.status.group() == StackGroup::InProgress {
            return in_progress(&sight, cx, &self.id, &stack, None).await;
        }
        if stack.status == StackStatus::Unknown {
            return Ok(Observation::Blocked(stuck(&stack, &self.id)));
        }
        let mut proposal = self.propose(&stack);
        proposal.takes_over = whose(&stack, cx);
        Ok(Observation::Differs(Box::new(proposal)))
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
        prove_gone(&sight, cx.now, self.component.as_ref()).await
    }
}
