//! The stack reader and the identity reader, answered by the simulated cloud.

use async_trait::async_trait;

use super::place::{SimPlace, Verb};
use super::refusal::Refusal;
use crate::port::PortResult;
use crate::port::identity::{CallerIdentity, IdentityReader};
use crate::port::stack::{ChangeSet, ChangeSetName, Stack, StackArn, StackEvent, StackReader};

#[async_trait]
impl StackReader for SimPlace {
    async fn stack(&self, arn_or_name: &str) -> PortResult<Option<Stack>> {
        self.read(Verb("cloudformation", "DescribeStacks"), |place, world| {
            Ok(place.stack(world.seed, arn_or_name, world.now))
        })
    }

    async fn events(&self, stack: &StackArn) -> PortResult<Vec<StackEvent>> {
        self.read(
            Verb("cloudformation", "DescribeStackEvents"),
            |place, world| {
                place
                    .chronicles(world.seed)
                    .map(|chronicle| chronicle.events(stack, world.now))
                    .find(|events| !events.is_empty())
                    .ok_or_else(|| Refusal::not_found(format!("Stack [{stack}] does not exist")))
            },
        )
    }

    async fn change_set(&self, _: &StackArn, _: &ChangeSetName) -> PortResult<Option<ChangeSet>> {
        self.read(Verb("cloudformation", "DescribeChangeSet"), |_, _| Ok(None))
    }
}

#[async_trait]
impl IdentityReader for SimPlace {
    async fn caller(&self) -> PortResult<CallerIdentity> {
        self.read(Verb("sts", "GetCallerIdentity"), |place, _| {
            Ok(place.caller.clone())
        })
    }
}
