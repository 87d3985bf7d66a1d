//! The first cause of a failed operation, found through the nested stacks.

use jiff::Timestamp;

use super::events::{Located, latest, walk};
use crate::ids::printable;
use crate::plan::{Cause, CauseClass};
use crate::port::PortResult;
use crate::port::stack::{StackArn, StackReader};

/// Words that mark a failure as the consequence of another.
const CONSEQUENCES: &[&str] = &[
    "creation cancelled",
    "update cancelled",
    "deletion cancelled",
    "the following resource(s) failed to",
    "embedded stack arn:",
];

/// The first resource that failed since `since` in `root` or below it; `None` when no event tells.
pub(super) async fn first_cause(
    reader: &dyn StackReader,
    root: &StackArn,
    since: Timestamp,
) -> PortResult<Option<Cause>> {
    let events = walk(reader, root).await?;
    let failed = events
        .iter()
        .filter(|located| located.event.at >= since && is_cause(located));
    // A resource's own failure comes before that of the stack around it, also at the same instant.
    let first = failed.min_by_key(|located| (located.event.at, !located.is_resource()));
    Ok(first.map(|Located { path, event }| {
        let reason = event.reason.clone().unwrap_or_default();
        Cause {
            path: printable(
                if path.is_empty() {
                    &event.logical_id
                } else {
                    path
                },
                300,
            ),
            resource_type: printable(&event.resource_type, 100),
            physical_id: printable(&event.physical_id, 300),
            class: CauseClass::of(&reason),
            reason: printable(&reason, 1000),
            at: event.at,
        }
    }))
}

fn is_cause(located: &Located) -> bool {
    let reason = located
        .event
        .reason
        .as_deref()
        .unwrap_or_default()
        .to_ascii_lowercase();
    located.event.status.ends_with("_FAILED")
        && !CONSEQUENCES.iter().any(|words| reason.contains(words))
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
