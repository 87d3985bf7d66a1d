//! The first cause of a failed operation, found through the nested stacks.

use jiff::Timestamp;

use super::events::{Gap, Located, latest, walk, walk_with};
use crate::ids::printable;
use crate::plan::{Cause, CauseClass};
use crate::port::PortResult;
use crate::port::stack::{StackArn, StackReader};

/// Words that mark a failure as that of something below, which is told where it happened.
const EMBEDDED: &[&str] = &["the following resource(s) failed to", "embedded stack arn:"];

/// Words that mark a failure as the consequence of another beside it.
const CANCELLED: &[&str] = &[
    "creation cancelled",
    "update cancelled",
    "deletion cancelled",
];

/// The state by which a template's values are refused before anything is made.
const VALIDATION_FAILED: &str = "VALIDATION_FAILED";

/// The first thing that went wrong since `since` in `root` or below it; `None` when nothing tells.
///
/// What counts is the earliest failure that is no consequence of another: of a resource, of a hook
/// that refused one, of the values before anything was made, or of a stack itself that began to
/// roll back for a reason of its own, such as its time limit. Failures of nested stacks that cannot
/// be read are told in the words of the stack around them, and when no event tells anything, the
/// state of `root` does.
pub(super) async fn first_cause(
    reader: &dyn StackReader,
    root: &StackArn,
    since: Timestamp,
) -> PortResult<Option<Cause>> {
    let mut events = walk_with(reader, root, Gap::Passes).await?;
    // The events of operations before this one.
    events.retain(|located| located.event.at >= since);
    let placed = events
        .iter()
        .any(|located| is_validation(located) && !located.is_stack_itself());
    let causes = events.iter().filter(|located| {
        // What a validation found tells more than that it found something.
        is_cause(located) && !(placed && is_validation(located) && located.is_stack_itself())
    });
    let embedded = || events.iter().filter(|located| failed_below(located));
    // A resource's own failure comes before that of the stack around it, also at the same instant.
    let order = |located: &&Located| (located.event.at, !located.is_resource());
    if let Some(first) = causes
        .min_by_key(order)
        .or_else(|| embedded().min_by_key(order))
    {
        return Ok(Some(cause(first)));
    }
    match events.iter().map(|located| located.event.at).max() {
        // The operation never reached the stack: its state is that of an earlier one.
        None => Ok(None),
        Some(last) => state(reader, root, last).await,
    }
}

fn cause(Located { path, event }: &Located) -> Cause {
    let reason = event.reason.clone().unwrap_or_default();
    let path = if path.is_empty() {
        &event.logical_id
    } else {
        path
    };
    Cause {
        path: printable(path, 300),
        resource_type: printable(&event.resource_type, 100),
        physical_id: printable(&event.physical_id, 300),
        class: CauseClass::of(&reason),
        reason: printable(&reason, 1000),
        at: event.at,
    }
}

/// The cause that the state of a stack tells, when its words are its own.
async fn state(
    reader: &dyn StackReader,
    root: &StackArn,
    at: Timestamp,
) -> PortResult<Option<Cause>> {
    let stack = reader.stack(&root.0).await?;
    let told = stack.and_then(|stack| Some((stack.name, stack.status_reason?)));
    let own = told.filter(|(_, reason)| !reason.is_empty() && !holds(reason, CANCELLED));
    Ok(own.map(|(name, reason)| Cause {
        path: name.to_string(),
        resource_type: "AWS::CloudFormation::Stack".to_owned(),
        physical_id: printable(&root.0, 300),
        class: CauseClass::of(&reason),
        reason: printable(&reason, 1000),
        at,
    }))
}

fn is_cause(located: &Located) -> bool {
    let status = located.event.status.as_str();
    let reason = located.event.reason.as_deref().unwrap_or_default();
    let consequence = holds(reason, CANCELLED) || holds(reason, EMBEDDED);
    let rolls_back = located.is_stack_itself()
        && matches!(
            status,
            "ROLLBACK_IN_PROGRESS" | "UPDATE_ROLLBACK_IN_PROGRESS"
        )
        && !reason.is_empty();
    (status.ends_with("_FAILED") || rolls_back) && !consequence
}

fn is_validation(located: &Located) -> bool {
    located.event.status == VALIDATION_FAILED
}

/// True for the failure of something in a stack that cannot be read.
fn failed_below(located: &Located) -> bool {
    let reason = located.event.reason.as_deref().unwrap_or_default();
    located.event.status.ends_with("_FAILED") && holds(reason, EMBEDDED)
}

fn holds(reason: &str, marks: &[&str]) -> bool {
    let words = reason.to_ascii_lowercase();
    marks.iter().any(|mark| words.contains(mark))
}

/// What a failed first launch left behind: resources that were made and not deleted, as
/// `Database/Instance (AWS::RDS::DBInstance, acme-db)`.
pub(super) async fn leftovers(
    reader: &dyn StackReader,
    root: &StackArn,
) -> PortResult<Vec<String>> {
    let events = walk(reader, root).await?;
    let left = latest(&events).into_values().filter(|located| {
        !located.event.physical_id.is_empty() && located.event.status != "DELETE_COMPLETE"
    });
    Ok(left
        .map(|Located { path, event }| {
            format!("{path} ({}, {})", event.resource_type, event.physical_id)
        })
        .collect())
}
