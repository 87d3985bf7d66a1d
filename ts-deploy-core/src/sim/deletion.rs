//! When a deletion works on what: against the order in which it was made.

use std::collections::{BTreeMap, BTreeSet};

use super::provisioned::Operation;
use super::scene::{Scene, Standing};
use super::template::{SimResource, SimStack, SimTemplate};
use super::work::{Act, Job, StackWork};

/// A deletion to be scheduled.
pub(super) struct Deletion<'a> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) operation: &'a Operation,
    /// The version that made what is deleted: deletion goes against its order.
    pub(super) template: &'a SimTemplate,
    pub(super) doomed: &'a Standing,
    /// What cannot be deleted, by `Stack/Resource`, with the reason.
    pub(super) undeletable: &'a BTreeMap<String, String>,
}

impl Deletion<'_> {
    /// The work in order. What a failed deletion stands on is not tried.
    pub(super) fn schedule(&self, start: i64) -> Vec<StackWork> {
        let (mut ready, mut blocked) = (BTreeMap::new(), BTreeSet::new());
        let mut works = Vec::new();
        for stack in self.template.stacks.iter().rev() {
            let begin = ready.get(stack.logical.as_str()).copied().unwrap_or(start);
            let mut end = begin;
            let mut stuck = blocked.contains(stack.logical.as_str());
            if self.doomed.has(&stack.logical)
                && !stuck
                && let Some(work) = self.stack(stack, begin)
            {
                end = work.end;
                stuck = work.jobs.iter().any(|job| job.fails.is_some());
                works.push(work);
            }
            pass_on(&stack.after, end, stuck, &mut ready, &mut blocked);
        }
        works
    }

    fn stack(&self, stack: &SimStack, start: i64) -> Option<StackWork> {
        let doomed = self.doomed.stacks.get(&stack.logical)?;
        let (mut ready, mut blocked) = (BTreeMap::new(), BTreeSet::new());
        let mut jobs: Vec<Job> = Vec::new();
        let mut seen = BTreeSet::new();
        for resource in stack.resources.iter().rev() {
            let name = resource.logical.as_str();
            let begin = ready
                .get(name)
                .copied()
                .unwrap_or(start.saturating_add(2_000));
            let mut end = begin;
            let mut keeps = blocked.contains(name);
            if let Some((kind, physical)) = doomed.resources.get(name)
                && !keeps
                && seen.insert(name)
            {
                let job = self.job(&stack.logical, resource, kind, physical, begin);
                end = job.end;
                keeps = job.fails.is_some();
                jobs.push(job);
            }
            pass_on(&resource.after, end, keeps, &mut ready, &mut blocked);
        }
        let last = jobs.iter().map(|job| job.end).max().unwrap_or(start);
        Some(StackWork {
            logical: stack.logical.clone(),
            itself: doomed.itself.clone(),
            act: Act::Delete,
            start,
            end: last.max(start.saturating_add(2_000)).saturating_add(1_000),
            jobs,
        })
    }

    fn job(
        &self,
        stack: &str,
        resource: &SimResource,
        kind: &str,
        physical: &str,
        start: i64,
    ) -> Job {
        let path = format!("{stack}/{}", resource.logical);
        let takes = self.scene.duration(self.operation, &path, resource.seconds) / 4;
        Job {
            logical: resource.logical.clone(),
            kind: kind.to_owned(),
            physical: physical.to_owned(),
            act: Act::Delete,
            start,
            end: start.saturating_add(takes.max(2_000)),
            note: None,
            fails: self.undeletable.get(&path).cloned(),
        }
    }
}

/// Tells what `after` names that it may go only after `end`, or not at all.
fn pass_on<'a>(
    after: &'a [String],
    end: i64,
    stuck: bool,
    ready: &mut BTreeMap<&'a str, i64>,
    blocked: &mut BTreeSet<&'a str>,
) {
    for name in after {
        let time = ready.entry(name.as_str()).or_insert(end);
        *time = (*time).max(end);
        if stuck {
            blocked.insert(name);
        }
    }
}
