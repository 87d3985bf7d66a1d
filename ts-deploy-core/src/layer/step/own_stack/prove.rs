//! That a stack is sound, or gone, as evidence.

use jiff::Timestamp;

use super::StackComponent;
use super::look::Sight;
use crate::plan::{Evidence, Failure, StepError};
use crate::port::stack::StackGroup;

/// Shows that the component's stack is sound, or fails with what it is.
pub(super) async fn prove(
    sight: &Sight,
    now: Timestamp,
    component: &dyn StackComponent,
) -> Result<Vec<Evidence>, StepError> {
    let (name, title) = (component.stack_name(), component.title());
    let Some(stack) = sight.stacks.stack(name.as_str()).await? else {
        let summary = format!("the {title} is not there: no stack {name}");
        return Err(failed(summary, "Nothing is known to run.", "Run deploy."));
    };
    match stack.status.group() {
        StackGroup::InProgress => Err(StepError::Unsettled {
            what: format!("the stack {name} is {}", stack.status),
        }),
        StackGroup::Complete | StackGroup::RolledBack => Ok(vec![evidence(
            now,
            format!("stack {name}"),
            format!("{}, {} outputs", stack.status, stack.outputs.len()),
        )]),
        _ => Err(failed(
            format!(
                "the {title} is not sound: the stack {name} is {}",
                stack.status
            ),
            "It may be there in part.",
            "Look at its events, then run deploy.",
        )),
    }
}

/// Shows that the component's stack is not there, or fails with what it is.
pub(super) async fn prove_gone(
    sight: &Sight,
    now: Timestamp,
    component: &dyn StackComponent,
) -> Result<Vec<Evidence>, StepError> {
    let (name, title) = (component.stack_name(), component.title());
    if let Some(stack) = sight.stacks.stack(name.as_str()).await? {
        let summary = format!("the {title} is still there: {name} is {}", stack.status);
        return Err(failed(summary, "It still costs.", "Run destroy again."));
    }
    Ok(vec![evidence(
        now,
        format!("stack {name}"),
        "not there".to_owned(),
    )])
}

fn evidence(at: Timestamp, what: String, seen: String) -> Evidence {
    Evidence {
        what,
        seen,
        at,
        call: "cloudformation:DescribeStacks".to_owned(),
    }
}

fn failed(summary: String, remains: &str, remedy: &str) -> StepError {
    StepError::Failed(Box::new(Failure::new(summary, remains, remedy)))
}
