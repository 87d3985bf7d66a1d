//! When a launch or an update works on what, by dependencies and durations.

use std::collections::BTreeMap;

use super::provisioned::{Fate, Operation};
use super::scene::{Scene, Standing};
use super::template::{SimResource, SimStack, SimTemplate};
use super::work::{Act, Job, StackWork};

/// How long `CloudFormation` itself takes before and after a nested stack's resources.
const OVERHEAD: i64 = 5_000;

/// What an update builds on: the last successful operation, and what its version makes.
#[derive(Clone, Copy)]
pub(super) struct Effective<'a> {
    pub(super) operation: &'a Operation,
    pub(super) template: &'a SimTemplate,
}

/// A launch or an update to be scheduled.
pub(super) struct Forward<'a> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) operation: &'a Operation,
    pub(super) template: &'a SimTemplate,
    pub(super) effective: Option<Effective<'a>>,
    pub(super) standing: &'a Standing,
}

impl Forward<'_> {
    /// The work in order, and what stands once it is done (before anything is removed).
    pub(super) fn schedule(&self, start: i64) -> (Vec<StackWork>, Standing) {
        let mut standing = self.standing.clone();
        let mut ready: BTreeMap<&str, i64> = BTreeMap::new();
        let mut works = Vec::new();
        for stack in &self.template.stacks {
            let begin = latest(&stack.after, &ready, start);
            if !Scene::applies(&stack.when, self.operation) {
                later(&mut ready, &stack.logical, begin);
                continue;
            }
            let work = self.stack(stack, begin, &mut standing);
            later(&mut ready, &stack.logical, work.end);
            works.push(work);
        }
        (works, standing)
    }

    fn stack(&self, stack: &SimStack, start: i64, standing: &mut Standing) -> StackWork {
        let known = self.standing.stacks.get(&stack.logical);
        let itself = known.map_or_else(
            || self.scene.nested(&stack.logical, self.operation),
            |known| known.itself.clone(),
        );
        let mut ready: BTreeMap<&str, i64> = BTreeMap::new();
        let mut jobs = Vec::new();
        standing.enter(&stack.logical, &itself);
        for resource in &stack.resources {
            let begin = latest(&resource.after, &ready, start.saturating_add(OVERHEAD));
            let applies = Scene::applies(&resource.when, self.operation);
            let job = if applies {
                self.job(stack, resource, begin, standing)
            } else {
                None
            };
            let end = job.as_ref().map_or(begin, |job| job.end);
            later(&mut ready, &resource.logical, end);
            if let Some(job) = job {
                standing.add(&stack.logical, &job);
                jobs.push(job);
            }
        }
        let last = jobs.iter().map(|job| job.end).max().unwrap_or(start);
        StackWork {
            logical: stack.logical.clone(),
            itself,
            act: if known.is_some() {
                Act::Update
            } else {
                Act::Create
            },
            start,
            end: last
                .max(start.saturating_add(OVERHEAD))
                .saturating_add(OVERHEAD),
            jobs,
        }
    }

    /// The work on one resource; `None` when it stands and nothing changes for it.
    fn job(
        &self,
        stack: &SimStack,
        resource: &SimResource,
        start: i64,
        standing: &Standing,
    ) -> Option<Job> {
        let path = format!("{}/{}", stack.logical, resource.logical);
        let known = self.standing.physical(&path);
        if known.is_some() && !self.changes(resource) {
            return None;
        }
        let expand = |pattern: &str| self.scene.expand(pattern, &path, self.operation, standing);
        let whole = self.scene.duration(self.operation, &path, resource.seconds);
        let (act, physical, takes) = match known {
            Some(physical) => (Act::Update, physical.to_owned(), whole / 3),
            None => (Act::Create, expand(&resource.physical), whole),
        };
        let start = start.saturating_add(1_000);
        Some(Job {
            logical: resource.logical.clone(),
            kind: resource.kind.clone(),
            physical,
            act,
            start,
            end: start
                .saturating_add(takes.max(4_000))
                .saturating_add(self.stalled(&path)),
            note: resource.note.as_deref().map(expand),
            fails: None,
        })
    }

    fn stalled(&self, path: &str) -> i64 {
        match &self.operation.fate {
            Fate::Runs { stalls, .. } => {
                i64::from(stalls.get(path).copied().unwrap_or_default()) * 60_000
            }
            Fate::Unchanged | Fate::Removes { .. } => 0,
        }
    }

    /// A new version touches every resource; a parameter those that use it.
    fn changes(&self, resource: &SimResource) -> bool {
        let Some(effective) = self.effective else {
            return true;
        };
        let (old, new) = (effective.operation, self.operation);
        old.version != new.version
            || resource
                .uses
                .iter()
                .any(|key| old.parameters.get(key) != new.parameters.get(key))
    }

    /// What stands and is no longer wanted.
    pub(super) fn unwanted(&self) -> Standing {
        let mut unwanted = self.standing.clone();
        for stack in &self.template.stacks {
            if !Scene::applies(&stack.when, self.operation) {
                continue;
            }
            if let Some(standing) = unwanted.stacks.get_mut(&stack.logical) {
                let wanted = stack
                    .resources
                    .iter()
                    .filter(|r| Scene::applies(&r.when, self.operation));
                for resource in wanted {
                    standing.resources.remove(&resource.logical);
                }
                if standing.resources.is_empty() {
                    unwanted.stacks.remove(&stack.logical);
                }
            }
        }
        unwanted
    }
}

fn latest(after: &[String], ready: &BTreeMap<&str, i64>, start: i64) -> i64 {
    after
        .iter()
        .filter_map(|name| ready.get(name.as_str()))
        .copied()
        .fold(start, i64::max)
}

/// Notes when `name` is complete; of several of one name the last counts.
fn later<'a>(ready: &mut BTreeMap<&'a str, i64>, name: &'a str, end: i64) {
    let time = ready.entry(name).or_insert(end);
    *time = (*time).max(end);
}
