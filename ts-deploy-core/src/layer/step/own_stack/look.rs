//! What is there of a stack, and whose operation runs on it.

use std::sync::Arc;

use super::prepared::{Prepared, operation};
use super::{StackComponent, TEMPLATE_TAG};
use crate::finding::{Finding, Findings};
use crate::layer::step::cause::leftovers;
use crate::plan::{Action, Observation, ReadContext, StepError, StepId, TakenOver};
use crate::port::catalog::OperationToken;
use crate::port::stack::{Stack, StackEvent, StackGroup, StackReader, StackStatus, TemplateReader};
use crate::target::{Target, TargetName};

/// The readers a stack's step needs.
pub(super) struct Sight {
    pub(super) stacks: Arc<dyn StackReader>,
    pub(super) templates: Arc<dyn TemplateReader>,
}

impl Sight {
    pub(super) fn of(cx: &ReadContext<'_>, target: TargetName) -> Result<Self, StepError> {
        let stacks = cx.ports.get::<dyn StackReader>(target)?;
        let templates = cx.ports.get::<dyn TemplateReader>(target)?;
        Ok(Self { stacks, templates })
    }
}

/// The stack, by name, account and region.
pub(super) fn place(target: &Target, component: &dyn StackComponent) -> String {
    let name = component.stack_name();
    format!("stack {name} in {}, {}", target.account, target.region)
}

/// The last event of each operation on the stack itself, the newest operation last.
fn own(event: &StackEvent) -> bool {
    event.physical_id == event.stack.0
}

/// The event of the stack itself that the operation of `token` wrote last.
pub(super) fn last_of<'a>(
    events: &'a [StackEvent],
    token: &OperationToken,
) -> Option<&'a StackEvent> {
    let mine = |event: &&StackEvent| event.token.as_deref() == Some(token.0.as_str());
    events.iter().rfind(|event| own(event) && mine(event))
}

/// A change of ours that left and was never heard of again, when the stack's events show that it
/// arrived; it may have ended since, well or badly.
pub(super) async fn arrived(
    sight: &Sight,
    cx: &ReadContext<'_>,
    stack: &Stack,
) -> Result<Option<Observation>, StepError> {
    let Some(open) = cx.open.filter(|open| open.handle.is_none()) else {
        return Ok(None);
    };
    let events = sight.stacks.events(&stack.arn).await?;
    Ok(last_of(&events, &open.token).map(|_| Observation::Running {
        handle: operation(&stack.arn, &open.token),
        action: open.action,
        token: open.token.clone(),
        begun: None,
        then: None,
    }))
}

/// What runs on a stack in progress: ours to follow, or somebody else's to wait for. `create` is the
/// digest of the creation this step would have made, with the deleted stack it followed.
pub(super) async fn in_progress(
    sight: &Sight,
    cx: &ReadContext<'_>,
    step: &StepId,
    stack: &Stack,
    create: Option<(&str, Option<&str>)>,
) -> Result<Observation, StepError> {
    let events = sight.stacks.events(&stack.arn).await?;
    // An operation that was begun without a token says nothing of one before it: only the last event
    // counts. While that is not shown yet, the operation is waited for as somebody else's.
    let last = events.iter().rfind(|event| own(event));
    let goes_on = |status: &str| {
        let group = StackStatus::of(status).group();
        // A hook's state is none of a stack's.
        matches!(group, StackGroup::InProgress | StackGroup::Unknown)
    };
    let last = last.filter(|event| goes_on(&event.status));
    let Some(token) = last
        .and_then(|event| event.token.clone())
        .map(OperationToken)
    else {
        return Ok(foreign(stack));
    };
    let mine = |event: &&StackEvent| own(event) && event.token.as_ref() == Some(&token.0);
    let begun = events.iter().find(mine).map(|event| event.at);
    let ours = |action| Observation::Running {
        handle: operation(&stack.arn, &token),
        action,
        token: token.clone(),
        begun,
        then: None,
    };
    if let Some(open) = cx.open.filter(|open| open.token == token) {
        return Ok(ours(open.action));
    }
    // Without a journal: the tokens that our own changes would have had.
    let is = |digest: &str, last: Option<&str>| cx.tokens.token(step, digest, last) == token;
    let delete = Prepared::Delete(stack.arn.clone()).digest();
    let arn = stack.arn.0.as_str();
    if is(&delete, Some(arn)) {
        return Ok(ours(Action::Remove));
    }
    if let Some(set) = &stack.change_set {
        let execute = Prepared::Execute {
            stack: stack.arn.clone(),
            change_set: set.clone(),
        };
        if is(&execute.digest(), Some(&set.0)) {
            return Ok(ours(Action::Update));
        }
    }
    Ok(match create {
        Some((digest, last)) if is(digest, last) => ours(Action::Create),
        _ => foreign(stack),
    })
}

fn foreign(stack: &Stack) -> Observation {
    Observation::Foreign {
        what: format!(
            "an operation on the stack {} that this deployment did not begin ({})",
            stack.name, stack.status
        ),
    }
}

/// What deleting a failed stack to make it anew means, in words.
pub(super) async fn losses(sight: &Sight, stack: &Stack) -> Result<String, StepError> {
    let (name, status) = (&stack.name, stack.status);
    if status == StackStatus::ReviewInProgress {
        return Ok(format!(
            "The stack {name} is {status}: somebody prepared its creation and did not carry it out. \
             Deleting it throws that away; nothing was made yet."
        ));
    }
    let left = leftovers(sight.stacks.as_ref(), &stack.arn).await?;
    let reason = stack
        .status_reason
        .as_deref()
        .unwrap_or("no reason is told");
    let reason = crate::ids::printable(reason.trim_end(), 300);
    Ok(if left.is_empty() {
        format!("The stack {name} is {status} ({reason}). Nothing that it made is left.")
    } else {
        format!(
            "The stack {name} is {status} ({reason}). Deleting it also deletes what is left of it: {}.",
            left.join(", ")
        )
    })
}

/// Whose the stack is, by its tags; `None` when it is this deployment's. A stack with the tag of its
/// template alone was made here too, by a version that wrote no other.
pub(super) fn whose(stack: &Stack, cx: &ReadContext<'_>) -> Option<TakenOver> {
    TakenOver::of(&stack.tags, cx.tokens.deployment())
        .filter(|whose| *whose != TakenOver::Untold || !stack.tags.contains_key(TEMPLATE_TAG))
}

/// What a stack that nobody may change means.
pub(super) fn stuck(stack: &Stack, step: &StepId) -> Findings {
    let seen = format!("the stack {} is {}", stack.name, stack.status);
    let remedy = match stack.status {
        StackStatus::UpdateRollbackFailed => {
            "Mend what its events name and continue the rollback in the CloudFormation console, then run again."
        }
        StackStatus::UpdateFailed => {
            "An update stopped halfway, and its rollback was turned off by whoever began it. Retry it or roll it back \
             in the CloudFormation console, then run again."
        }
        // Only an update's rollback can be continued.
        StackStatus::ImportRollbackFailed => {
            "Somebody imported resources into it, and that could not be taken back. Mend what its events name with \
             whoever did, and run again once the stack is in another state."
        }
        _ => {
            "Look at it in the CloudFormation console, and run again once it is in a state that this version knows."
        }
    };
    Finding::blocks("stack-stuck", step.as_str(), seen)
        .why("No change is allowed in this state, and what runs may be half old, half new.")
        .remedy(remedy)
        .into()
}
