//! Change sets: what they would do, decided when they are made, and how they look later.

use jiff::Timestamp;

use super::chronicle::Chronicle;
use super::course::Setting;
use super::direct::HeldChangeSet;
use super::pen::plus;
use super::provisioned::Operation;
use super::scene::Scene;
use super::template::{SimResource, SimTemplate};
use super::work::Act;
use crate::port::stack::{
    ChangeSet, ChangeSetStatus, ExecutionStatus, Replacement, ResourceAction, ResourceChange,
};

/// How long the making of a change set takes, in milliseconds.
const MAKING: i64 = 12_000;

const NO_CHANGE: &str = "The submitted information didn't contain changes. Submit different \
                         information to create a change set.";

/// What `operation` would do to the stack of `chronicle`, with `template`.
pub(super) fn changes(
    chronicle: &Chronicle<'_>,
    operation: &Operation,
    template: &SimTemplate,
) -> Vec<ResourceChange> {
    let scene = &chronicle.scene;
    let setting = Setting {
        scene,
        operation,
        template,
        effective: chronicle.effective,
        standing: &chronicle.standing,
    };
    let forward = setting.as_forward();
    let (works, standing) = forward.schedule(0);
    let mut changes = Vec::new();
    for work in &works {
        for job in &work.jobs {
            let path = format!("{}/{}", work.logical, job.logical);
            let is_new = job.act == Act::Create;
            let named = resource(template, &work.logical, &job.logical)
                .map(|one| scene.expand(&one.physical, &path, operation, &standing));
            let replaced = !is_new && named.is_some_and(|named| named != job.physical);
            changes.push(ResourceChange {
                action: if is_new {
                    ResourceAction::Add
                } else {
                    ResourceAction::Modify
                },
                logical_id: job.logical.clone(),
                physical_id: (!is_new).then(|| job.physical.clone()),
                resource_type: job.kind.clone(),
                replacement: if replaced {
                    Replacement::True
                } else {
                    Replacement::False
                },
            });
        }
    }
    for stack in forward.unwanted().stacks.values() {
        changes.extend(
            stack
                .resources
                .iter()
                .map(|(logical, (kind, physical))| ResourceChange {
                    action: ResourceAction::Remove,
                    logical_id: logical.clone(),
                    physical_id: Some(physical.clone()),
                    resource_type: kind.clone(),
                    replacement: Replacement::False,
                }),
        );
    }
    changes
}

fn resource<'a>(template: &'a SimTemplate, stack: &str, logical: &str) -> Option<&'a SimResource> {
    let stack = template.stacks.iter().find(|one| one.logical == stack)?;
    stack.resources.iter().find(|one| one.logical == logical)
}

impl HeldChangeSet {
    /// Whether it is made by `now`.
    fn is_made(&self, now: Timestamp) -> bool {
        plus(self.made, MAKING) <= now
    }

    /// When it is made.
    pub(super) fn ready(&self) -> Timestamp {
        plus(self.made, MAKING)
    }

    /// Whether it can be executed, on the stack of `chronicle`.
    pub(super) fn execution(&self, chronicle: &Chronicle<'_>, now: Timestamp) -> ExecutionStatus {
        let run = |id| chronicle.runs.iter().find(|run| run.operation.record == id);
        if let Some(executed) = &self.executed {
            return match run(executed.clone()) {
                Some(run) if now < run.course.end => ExecutionStatus::ExecuteInProgress,
                Some(run) if run.course.failure.is_some() => ExecutionStatus::ExecuteFailed,
                _ => ExecutionStatus::ExecuteComplete,
            };
        }
        let newest = chronicle.runs.last().map(|run| &run.operation.record);
        if newest != Some(&self.base) {
            ExecutionStatus::Obsolete
        } else if self.is_made(now) && !self.same {
            ExecutionStatus::Available
        } else {
            ExecutionStatus::Unavailable
        }
    }

    /// As `DescribeChangeSet` shows it.
    pub(super) fn describe(&self, chronicle: &Chronicle<'_>, now: Timestamp) -> ChangeSet {
        let made = self.is_made(now);
        let status = match (made, self.same) {
            (false, _) => ChangeSetStatus::CreateInProgress,
            (true, true) => ChangeSetStatus::Failed,
            (true, false) => ChangeSetStatus::CreateComplete,
        };
        ChangeSet {
            arn: self.arn.clone(),
            name: self.name.clone(),
            stack: chronicle.scene.root.arn.clone(),
            status,
            execution: self.execution(chronicle, now),
            reason: (made && self.same).then(|| NO_CHANGE.to_owned()),
            changes: if made {
                self.changes.clone()
            } else {
                Vec::new()
            },
        }
    }
}

/// The ARN of a change set.
pub(super) fn arn_of(scene: &Scene<'_>, name: &str, token: &str) -> String {
    let (partition, region, account) = (scene.region.partition(), scene.region, scene.account);
    let own = super::naming::uuid(&[&scene.seed, &scene.root.arn.0, name, token]);
    format!("arn:{partition}:cloudformation:{region}:{account}:changeSet/{name}/{own}")
}
