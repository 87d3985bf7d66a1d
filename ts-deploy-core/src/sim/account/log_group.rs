//! Log groups: those that stand in stacks, and those that the account holds besides.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::port::PortResult;
use crate::port::log_group::{LogGroup, LogGroupReader};
use crate::sim::chronicle::Chronicle;
use crate::sim::place::{SimPlace, Verb};
use crate::sim::world::Place;

/// The type of a log group that a stack makes.
pub(in crate::sim) const LOG_GROUP: &str = "AWS::Logs::LogGroup";

/// True when a stack made a log group of this name and it stands.
fn stands(chronicle: &Chronicle<'_>, name: &str, now: Timestamp) -> bool {
    let mut stacks = chronicle.standing.stacks.values();
    !chronicle.is_gone(now)
        && stacks.any(|stack| {
            let mut made = stack.resources.values();
            made.any(|(kind, physical)| kind == LOG_GROUP && physical == name)
        })
}

impl Place {
    /// The log group of this name, whoever made it.
    pub(in crate::sim) fn log_group(
        &self,
        seed: u64,
        now: Timestamp,
        name: &str,
    ) -> Option<LogGroup> {
        let held = self.holds.log_groups.iter().find(|one| one.name == name);
        held.cloned().or_else(|| {
            let mut chronicles = self.all_chronicles(seed);
            chronicles
                .any(|one| stands(&one, name, now))
                .then(|| LogGroup {
                    name: name.to_owned(),
                    created: None,
                })
        })
    }
}

#[async_trait]
impl LogGroupReader for SimPlace {
    async fn log_group(&self, name: &str) -> PortResult<Option<LogGroup>> {
        self.read(Verb("logs", "DescribeLogGroups"), |place, world| {
            Ok(place.log_group(world.seed, world.now, name))
        })
    }
}
