//! How a failure spreads: from the resource that failed over its siblings to the root stack, and
//! back to what stood before.

use std::collections::BTreeMap;

use super::deletion::Deletion;
use super::forward::Forward;
use super::narrate::failed_to;
use super::pen::Pen;
use super::scene::Standing;
use super::work::{Act, Job, StackWork};

/// Where a failure happens among the scheduled work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// When, in milliseconds from the operation's first event.
    pub(super) at: i64,
    stack: usize,
    job: Option<usize>,
}

/// Finds `Stack/Resource`, or a stack alone, among the work; `None` when nothing is done to it.
pub(super) fn spot(works: &[StackWork], path: &str) -> Option<Spot> {
    let (name, resource) = match path.split_once('/') {
        Some((name, resource)) => (name, Some(resource)),
        None => (path, None),
    };
    let stack = works.iter().position(|work| work.logical == name)?;
    let work = works.get(stack)?;
    let Some(resource) = resource else {
        // Before the nested stack has an id: its template could not even be read.
        let at = work.start.saturating_add(500);
        return Some(Spot {
            at,
            stack,
            job: None,
        });
    };
    let place = work.jobs.iter().position(|job| job.logical == resource)?;
    let job = work.jobs.get(place)?;
    let half = job.end.saturating_sub(job.start) / 2;
    let at = job.start.saturating_add(half);
    Some(Spot {
        at,
        stack,
        job: Some(place),
    })
}

/// What was begun to be made before `spot`.
pub(super) fn begun(works: &[StackWork], spot: Spot) -> Standing {
    let mut made = Standing::default();
    for (place, work) in works.iter().enumerate() {
        let never_made = place == spot.stack && spot.job.is_none();
        if work.start < spot.at && work.act == Act::Create && !never_made {
            made.enter(&work.logical, &work.itself);
            for job in work.jobs.iter().filter(|job| job.start < spot.at) {
                made.add(&work.logical, job);
            }
        }
    }
    made
}

const CANCELLED_CREATE: &str = "Resource creation cancelled";
const CANCELLED_UPDATE: &str = "Resource update cancelled";

fn cancelled(act: Act) -> &'static str {
    match act {
        Act::Create => CANCELLED_CREATE,
        Act::Update | Act::Delete => CANCELLED_UPDATE,
    }
}

impl Pen<'_> {
    /// Writes what happens from the failure at `spot` until the root stack begins to roll back.
    /// Answers with the root's reason and the time.
    pub(super) fn fall(&mut self, works: &[StackWork], spot: Spot, reason: &str) -> (String, i64) {
        let mut failed: Vec<(Act, &str)> = Vec::new();
        for (place, work) in works.iter().enumerate() {
            let guilty = place == spot.stack;
            if guilty {
                failed.insert(0, (work.act, &work.logical));
                self.guilty_stack(work, spot, reason);
            } else if work.start < spot.at && spot.at < work.end {
                failed.push((work.act, &work.logical));
                self.cancelled_stack(work, spot.at);
            }
        }
        (failed_to(&by_act(&failed)), spot.at.saturating_add(5_000))
    }

    fn guilty_stack(&mut self, work: &StackWork, spot: Spot, reason: &str) {
        let status = format!("{}_FAILED", work.act.word());
        let Some(job) = spot.job.and_then(|place| work.jobs.get(place)) else {
            match work.act {
                Act::Create => self.unmade(spot.at, work, &status, Some(reason)),
                Act::Update | Act::Delete => self.member(spot.at, work, &status, Some(reason)),
            }
            return;
        };
        self.job(
            spot.at,
            work,
            job,
            &format!("{}_FAILED", job.act.word()),
            Some(reason),
        );
        let mut failed = vec![(job.act, job.logical.as_str())];
        failed.extend(self.cancel_jobs(work, spot.at, Some(job)));
        let said = failed_to(&by_act(&failed));
        self.stack_failed(work, spot.at.saturating_add(2_000), &said);
        let arn = &work.itself.arn;
        let passed_on = match work.act {
            Act::Create => format!("Embedded stack {arn} was not successfully created: {said}"),
            Act::Update | Act::Delete => format!(
                "Embedded stack {arn} was not successfully updated. Currently in \
                 UPDATE_ROLLBACK_IN_PROGRESS with reason: {said}"
            ),
        };
        self.member(
            spot.at.saturating_add(3_000),
            work,
            &status,
            Some(&passed_on),
        );
    }

    fn cancelled_stack(&mut self, work: &StackWork, at: i64) {
        if at > work.start.saturating_add(1_000) {
            let failed = self.cancel_jobs(work, at, None);
            let said = match failed_to(&by_act(&failed)) {
                said if said.is_empty() => cancelled(work.act).to_owned(),
                said => said,
            };
            self.stack_failed(work, at.saturating_add(3_500), &said);
        }
        let status = format!("{}_FAILED", work.act.word());
        let reason = Some(cancelled(work.act));
        self.member(at.saturating_add(4_000), work, &status, reason);
    }

    /// Cancels what runs at `at` beside `guilty`; answers with what was cancelled.
    fn cancel_jobs<'w>(
        &mut self,
        work: &'w StackWork,
        at: i64,
        guilty: Option<&Job>,
    ) -> Vec<(Act, &'w str)> {
        let runs = |job: &&Job| {
            job.start < at && at < job.end && guilty.is_none_or(|g| g.logical != job.logical)
        };
        let mut names = Vec::new();
        for job in work.jobs.iter().filter(runs) {
            let status = format!("{}_FAILED", job.act.word());
            let reason = Some(cancelled(job.act));
            self.job(at.saturating_add(1_000), work, job, &status, reason);
            names.push((job.act, job.logical.as_str()));
        }
        names
    }

    /// A nested stack that is being made stays failed until its parent rolls back; one that is
    /// updated rolls back by itself.
    fn stack_failed(&mut self, work: &StackWork, at: i64, said: &str) {
        let status = match work.act {
            Act::Create => "CREATE_FAILED",
            Act::Update | Act::Delete => "UPDATE_ROLLBACK_IN_PROGRESS",
        };
        self.itself(at, work, status, Some(said));
    }

    /// Takes back everything that was begun before `spot`, from `start` on; answers with the end.
    pub(super) fn undo(
        &mut self,
        forward: &Forward<'_>,
        works: &[StackWork],
        spot: Spot,
        start: i64,
    ) -> i64 {
        let made = begun(works, spot);
        let mut end = start;
        for (place, work) in works.iter().enumerate() {
            if work.start < spot.at && work.act == Act::Update {
                let fell = place == spot.stack || spot.at < work.end;
                end = end.max(self.undo_update(work, spot, start, fell));
            }
        }
        let deletion = Deletion {
            scene: forward.scene,
            operation: forward.operation,
            template: forward.template,
            doomed: &made,
            undeletable: &BTreeMap::new(),
        };
        let works = deletion.schedule(start);
        self.deletion(&works, &std::collections::BTreeSet::new());
        works.iter().map(|work| work.end).fold(end, i64::max)
    }

    fn undo_update(&mut self, work: &StackWork, spot: Spot, start: i64, fell: bool) -> i64 {
        let begun = work.jobs.iter().filter(|job| job.start < spot.at);
        self.member(start, work, "UPDATE_IN_PROGRESS", None);
        if !fell {
            let at = start.saturating_add(500);
            self.itself(at, work, "UPDATE_ROLLBACK_IN_PROGRESS", None);
        }
        let mut end = start.saturating_add(2_000);
        let mut new = Vec::new();
        for job in begun {
            if job.act == Act::Create {
                new.push(job);
                continue;
            }
            let back = start.saturating_add(1_000);
            let done = back.saturating_add(job.end.saturating_sub(job.start));
            self.job(back, work, job, "UPDATE_IN_PROGRESS", None);
            self.job(done, work, job, "UPDATE_COMPLETE", None);
            end = end.max(done.saturating_add(1_000));
        }
        let cleanup = "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS";
        self.itself(end, work, cleanup, None);
        for job in &new {
            self.job(
                end.saturating_add(1_000),
                work,
                job,
                "DELETE_IN_PROGRESS",
                None,
            );
            self.job(
                end.saturating_add(20_000),
                work,
                job,
                "DELETE_COMPLETE",
                None,
            );
        }
        let end = end.saturating_add(if new.is_empty() { 2_000 } else { 22_000 });
        self.itself(end, work, "UPDATE_ROLLBACK_COMPLETE", None);
        self.member(end.saturating_add(1_000), work, "UPDATE_COMPLETE", None);
        end.saturating_add(1_000)
    }
}

fn by_act<'a>(failed: &[(Act, &'a str)]) -> [(Act, Vec<&'a str>); 2] {
    [Act::Create, Act::Update].map(|act| {
        let names = failed
            .iter()
            .filter(|(of, _)| *of == act)
            .map(|(_, name)| *name);
        (act, names.collect())
    })
}
