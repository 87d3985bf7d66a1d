//! Following an operation of a stack, or the making of a change set, to its end.

use super::StackComponent;
use super::look::{Sight, last_of};
use super::prepared::{CHANGE_SET, OPERATION};
use crate::ids::printable;
use crate::layer::Inputs;
use crate::layer::step::cause::first_cause;
use crate::layer::step::events::{latest, walk};
use crate::plan::{CauseClass, Consent, Failure, Handle, Progress, ReadContext, StepError, StepId};
use crate::port::catalog::OperationToken;
use crate::port::stack::{
    ChangeSetName, ChangeSetStatus, Stack, StackArn, StackEvent, StackGroup, StackStatus,
};

/// Where the change of `handle` stands.
pub(super) async fn check(
    sight: &Sight,
    cx: &ReadContext<'_>,
    step: &StepId,
    component: &dyn StackComponent,
    handle: &Handle,
) -> Result<Progress, StepError> {
    let Some((arn, rest)) = handle.id.split_once(' ') else {
        return Err(unreadable(step, handle));
    };
    let arn = StackArn(arn.to_owned());
    match (handle.kind.as_str(), ChangeSetName::parse(rest)) {
        (OPERATION, _) => {
            let token = OperationToken(rest.to_owned());
            operation(sight, cx, step, component, (&arn, &token)).await
        }
        (CHANGE_SET, Ok(name)) => change_set(sight, &arn, &name).await,
        _ => Err(unreadable(step, handle)),
    }
}

fn unreadable(step: &StepId, handle: &Handle) -> StepError {
    let shown = printable(&handle.id, 200);
    let summary =
        format!("the journal follows the step {step} by \"{shown}\", which cannot be read");
    let remains = "What goes on in AWS goes on.";
    let remedy = "Look at the stack in the console; prove the journal with journal verify.";
    StepError::Failed(Box::new(Failure::new(summary, remains, remedy)))
}

/// The stack's own state tells that an operation runs; that it ended, and how, is told by the last
/// event that carries its token, since the state may still be that from before.
async fn operation(
    sight: &Sight,
    cx: &ReadContext<'_>,
    step: &StepId,
    component: &dyn StackComponent,
    (arn, token): (&StackArn, &OperationToken),
) -> Result<Progress, StepError> {
    let Some(stack) = sight.stacks.stack(&arn.0).await? else {
        let what = format!("the stack {arn} is not shown yet");
        return Err(StepError::Unsettled { what });
    };
    if stack.status.group() == StackGroup::InProgress {
        return Ok(running(sight, cx, &stack).await);
    }
    let events = sight.stacks.events(arn).await?;
    let Some(last) = last_of(&events, token) else {
        return Ok(Progress::Running {
            state: "accepted, nothing to be seen yet".to_owned(),
            resources: Vec::new(),
            done: None,
        });
    };
    let status = StackStatus::of(&last.status);
    Ok(match status.group() {
        StackGroup::Complete | StackGroup::Gone => Progress::Settled,
        StackGroup::InProgress => Progress::Running {
            state: status.to_string(),
            resources: Vec::new(),
            done: None,
        },
        StackGroup::RolledBack | StackGroup::DeadEnd | StackGroup::Failed | StackGroup::Unknown => {
            let failed = failure(sight, step, component, &stack, (&events, token, status)).await;
            let given = component.parameters(&Inputs::default());
            Progress::Failed(Box::new(failed.masked(&given.hidden(&stack.parameters))))
        }
    })
}

/// What is being worked on. It is for display only: when it cannot be read, nothing is shown.
async fn running(sight: &Sight, cx: &ReadContext<'_>, stack: &Stack) -> Progress {
    let state = stack.status.to_string();
    let events = if cx.detail {
        walk(sight.stacks.as_ref(), &stack.arn)
            .await
            .unwrap_or_default()
    } else {
        Vec::new()
    };
    let mut by_path = std::collections::BTreeMap::new();
    for ((path, _), located) in latest(&events) {
        by_path.insert(
            path.to_owned(),
            located.event.status.ends_with("_IN_PROGRESS"),
        );
    }
    let working = by_path.iter().filter(|(_, working)| **working);
    let resources: Vec<String> = working.map(|(path, _)| printable(path, 100)).collect();
    let total = by_path.len();
    Progress::Running {
        state,
        done: (total > 0).then(|| (total - resources.len(), total)),
        resources,
    }
}

async fn change_set(
    sight: &Sight,
    stack: &StackArn,
    name: &ChangeSetName,
) -> Result<Progress, StepError> {
    let Some(set) = sight.stacks.change_set(stack, name).await? else {
        let what = format!("the change set {name} is not shown yet");
        return Err(StepError::Unsettled { what });
    };
    if set.is_no_change() {
        return Ok(Progress::Settled);
    }
    Ok(match set.status {
        ChangeSetStatus::CreateComplete => Progress::Settled,
        ChangeSetStatus::CreatePending | ChangeSetStatus::CreateInProgress => Progress::Running {
            state: set.status.to_string(),
            resources: Vec::new(),
            done: None,
        },
        status => {
            let words = printable(set.reason.as_deref().unwrap_or("no reason is told"), 1000);
            let class = CauseClass::of(&words);
            Progress::Failed(Box::new(Failure::new(
                format!("the change set {name} could not be made ({status}): {words}"),
                "The stack itself was not changed.",
                class.remedy(),
            )))
        }
    })
}

async fn failure(
    sight: &Sight,
    step: &StepId,
    component: &dyn StackComponent,
    stack: &Stack,
    (events, token, status): (&[StackEvent], &OperationToken, StackStatus),
) -> Failure {
    let mut mine = events
        .iter()
        .filter(|event| event.token.as_deref() == Some(token.0.as_str()));
    let cause = match mine.next() {
        Some(first) => first_cause(sight.stacks.as_ref(), &stack.arn, first.at)
            .await
            .ok()
            .flatten(),
        None => None,
    };
    let (title, name) = (component.title(), &stack.name);
    let words = printable(stack.status_reason.as_deref().unwrap_or_default(), 1000);
    let summary = match &cause {
        None if !words.is_empty() => format!("the {title} failed: {name} is {status}: {words}"),
        _ => format!("the {title} failed: {name} is {status}"),
    };
    let class = cause
        .as_ref()
        .map_or_else(|| CauseClass::of(&words), |cause| cause.class);
    let remains = match status.group() {
        StackGroup::RolledBack => {
            format!("The stack {name} was rolled back: what ran before the update still runs.")
        }
        StackGroup::DeadEnd => format!(
            "The stack {name} was rolled back and can only be deleted. The next run asks for consent to clear it \
             (--allow {}) and makes it again.",
            Consent::destroy(step, "").word
        ),
        _ => format!("The stack {name} is {status}; what it made is still there and still costs."),
    };
    Failure {
        summary,
        cause,
        remains,
        remedy: class.remedy().to_owned(),
    }
}
