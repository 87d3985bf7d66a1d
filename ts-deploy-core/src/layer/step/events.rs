//! The events of a stack and of the stacks nested in it.

use std::collections::{BTreeMap, VecDeque};

use crate::port::PortResult;
use crate::port::stack::{StackArn, StackEvent, StackReader};

/// How many stacks of one deployment are read; the products have about a dozen.
const STACK_LIMIT: usize = 200;

const NESTED: &str = "AWS::CloudFormation::Stack";

/// An event with its place in the nesting.
#[derive(Clone, Debug)]
pub(super) struct Located {
    /// The logical ids from the root down: `Database/Instance`; empty for the root stack itself.
    pub(super) path: String,
    pub(super) event: StackEvent,
}

impl Located {
    /// True for an event of a resource proper, not of a stack.
    pub(super) fn is_resource(&self) -> bool {
        self.event.resource_type != NESTED
    }

    /// True for an event of a stack itself, not of anything in it.
    pub(super) fn is_stack_itself(&self) -> bool {
        self.event.physical_id == self.event.stack.0
    }
}

/// What a nested stack that cannot be read means for whoever reads all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing may be missing.
    Fails,
    /// What can be read is enough; only lost sight of a nested stack fails, since it comes back.
    Passes,
}

/// All events of `root` and of the stacks nested in it, the oldest of each stack first.
pub(super) async fn walk(reader: &dyn StackReader, root: &StackArn) -> PortResult<Vec<Located>> {
    walk_with(reader, root, Gap::Fails).await
}

/// As [`walk`], with nested stacks that cannot be read as `gap` says.
pub(super) async fn walk_with(
    reader: &dyn StackReader,
    root: &StackArn,
    gap: Gap,
) -> PortResult<Vec<Located>> {
    let mut found = Vec::new();
    let mut seen = vec![root.clone()];
    let mut waiting = VecDeque::from([(String::new(), root.clone())]);
    while let Some((prefix, stack)) = waiting.pop_front() {
        let events = match reader.events(&stack).await {
            Ok(events) => events,
            Err(error)
                if gap == Gap::Passes && stack != *root && !error.kind.is_loss_of_sight() =>
            {
                continue;
            }
            Err(error) => return Err(error),
        };
        for event in events {
            let own = event.physical_id == stack.0;
            let path = match (own, prefix.is_empty()) {
                (true, _) => prefix.clone(),
                (false, true) => event.logical_id.clone(),
                (false, false) => format!("{prefix}/{}", event.logical_id),
            };
            let child = StackArn(event.physical_id.clone());
            let nested = !own && event.resource_type == NESTED && child.0.starts_with("arn:");
            if nested && !seen.contains(&child) && seen.len() < STACK_LIMIT {
                seen.push(child.clone());
                waiting.push_back((path.clone(), child));
            }
            found.push(Located { path, event });
        }
    }
    Ok(found)
}

/// The last event of each resource, by its path and id in AWS: a resource that was replaced has
/// two.
pub(super) fn latest(events: &[Located]) -> BTreeMap<(&str, &str), &Located> {
    let mut latest: BTreeMap<(&str, &str), &Located> = BTreeMap::new();
    for located in events.iter().filter(|located| located.is_resource()) {
        let key = (located.path.as_str(), located.event.physical_id.as_str());
        let newer = latest
            .get(&key)
            .is_none_or(|before| before.event.at <= located.event.at);
        if newer {
            latest.insert(key, located);
        }
    }
    latest
}
