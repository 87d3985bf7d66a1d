//! The course of one operation: everything that happens in it, as a function of what was decided
//! when it was accepted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::cascade::{begun, spot};
use super::deletion::Deletion;
use super::forward::{Effective, Forward};
use super::pen::{Pen, plus};
use super::provisioned::{Failure, Fate, Operation};
use super::scene::{Scene, Standing};
use super::template::SimTemplate;
use super::work::{Act, StackWork};
use crate::port::catalog::RecordType;
use crate::port::stack::StackEvent;

/// How long a record waits before anything is done.
const QUEUED: i64 = 5_000;
/// When the stack's first event comes, after the operation was accepted.
const STACK_STARTS: i64 = 8_000;
/// How long Service Catalog takes to notice that the stack is done.
const NOTICED: i64 = 5_000;
/// How long a rollback goes on before it fails.
const STUCK_AFTER: i64 = 60_000;
/// What `CloudFormation` says to an update without a difference.
pub(super) const NO_UPDATES: &str = "No updates are to be performed.";

/// Everything that happens in one operation.
pub(super) struct Course {
    /// The events of the root stack and its nested ones, in order.
    pub(super) events: Vec<StackEvent>,
    /// When the record leaves `CREATED`.
    pub(super) began: Timestamp,
    /// When the stack began to roll back.
    pub(super) failed: Option<Timestamp>,
    /// When the stack has what was asked for.
    pub(super) stack_done: Timestamp,
    /// When the record ends.
    pub(super) end: Timestamp,
    /// What the record's error says; `None` when it succeeds.
    pub(super) failure: Option<String>,
    /// What the stack gives when it succeeds.
    pub(super) outputs: BTreeMap<String, String>,
    /// What stands at the end.
    pub(super) standing: Arc<Standing>,
}

/// An operation with what it acts on.
pub(super) struct Setting<'a> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) operation: &'a Operation,
    pub(super) template: &'a SimTemplate,
    pub(super) effective: Option<Effective<'a>>,
    pub(super) standing: &'a Standing,
}

/// How the stack's part ends, in milliseconds from its first event.
struct Ending {
    done: i64,
    end: i64,
    failed: Option<i64>,
    failure: Option<String>,
    standing: Standing,
}

impl<'a> Setting<'a> {
    /// Lets the operation run its course.
    pub(super) fn run(&self) -> Course {
        let operation = self.operation;
        let direct = self.scene.direct;
        let (starts, noticed) = if direct {
            (0, 0)
        } else {
            (STACK_STARTS, NOTICED)
        };
        let origin = plus(operation.accepted, starts);
        let mut pen = Pen::new(
            &self.scene.root,
            &operation.token,
            &operation.record.0,
            origin,
        );
        let ending = match &operation.fate {
            Fate::Unchanged => Ending {
                done: 0,
                end: 0,
                failed: None,
                failure: Some(NO_UPDATES.to_owned()),
                standing: self.standing.clone(),
            },
            Fate::Runs { failure, .. } => self.forward_and_back(&mut pen, failure.as_ref()),
            Fate::Removes { undeletable } => self.removal(&mut pen, undeletable),
        };
        let succeeds = ending.failure.is_none() && !matches!(operation.fate, Fate::Removes { .. });
        let outputs = if succeeds {
            self.scene
                .outputs(self.template, operation, &ending.standing)
        } else {
            BTreeMap::new()
        };
        Course {
            events: pen.finish(),
            began: plus(operation.accepted, QUEUED.min(starts)),
            failed: ending.failed.map(|at| plus(origin, at)),
            stack_done: plus(origin, ending.done),
            end: plus(origin, ending.end.saturating_add(noticed)),
            failure: ending.failure,
            outputs,
            standing: Arc::new(ending.standing),
        }
    }

    /// The launch or update as work to be scheduled.
    pub(super) fn as_forward(&self) -> Forward<'a> {
        Forward {
            scene: self.scene,
            operation: self.operation,
            template: self.template,
            effective: self.effective,
            standing: self.standing,
        }
    }

    fn act(&self) -> Act {
        match self.operation.kind {
            RecordType::ProvisionProduct => Act::Create,
            _ => Act::Update,
        }
    }

    fn forward_and_back(&self, pen: &mut Pen<'_>, failure: Option<&Failure>) -> Ending {
        let forward = self.as_forward();
        let (works, standing) = forward.schedule(WORK_STARTS);
        let going = format!("{}_IN_PROGRESS", self.act().word());
        pen.root(0, &going, Some("User Initiated"));
        match failure {
            Some(failure) => self.back(pen, &forward, &works, failure),
            None => self.complete(pen, &forward, &works, standing),
        }
    }

    fn complete(
        &self,
        pen: &mut Pen<'_>,
        forward: &Forward<'_>,
        works: &[StackWork],
        mut standing: Standing,
    ) -> Ending {
        pen.forward(works);
        let last = works.iter().map(|work| work.end).max();
        let done = last.unwrap_or(WORK_STARTS).saturating_add(1_000);
        let mut end = done;
        if self.act() == Act::Update {
            pen.root(done, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", None);
            end = self.clean_up(
                pen,
                forward,
                works,
                &mut standing,
                done.saturating_add(1_000),
            );
        }
        pen.root(end, &format!("{}_COMPLETE", self.act().word()), None);
        Ending {
            done,
            end,
            failed: None,
            failure: None,
            standing,
        }
    }

    fn clean_up(
        &self,
        pen: &mut Pen<'_>,
        forward: &Forward<'_>,
        works: &[StackWork],
        standing: &mut Standing,
        start: i64,
    ) -> i64 {
        let Some(effective) = self.effective else {
            return start;
        };
        let deletion = Deletion {
            scene: self.scene,
            operation: self.operation,
            template: effective.template,
            doomed: &forward.unwanted(),
            undeletable: &BTreeMap::new(),
        };
        let gone = deletion.schedule(start);
        let stays: BTreeSet<String> = works.iter().map(|work| work.logical.clone()).collect();
        pen.deletion(&gone, &stays);
        for work in &gone {
            standing.remove(work, !stays.contains(&work.logical));
        }
        let last = gone.iter().map(|work| work.end).max();
        last.unwrap_or(start).saturating_add(1_000)
    }

    fn back(
        &self,
        pen: &mut Pen<'_>,
        forward: &Forward<'_>,
        works: &[StackWork],
        failure: &Failure,
    ) -> Ending {
        let prefix = match self.act() {
            Act::Create => "",
            Act::Update | Act::Delete => "UPDATE_",
        };
        let begins = format!("{prefix}ROLLBACK_IN_PROGRESS");
        let (reason, failed, end) = match spot(works, &failure.resource) {
            Some(spot) => {
                pen.until = spot.at;
                pen.forward(works);
                pen.until = i64::MAX;
                let (reason, failed) = pen.fall(works, spot, &failure.reason);
                if let Some(stuck) = &failure.kept {
                    let made = begun(works, spot);
                    return self.stuck(pen, failed, &reason, stuck, made);
                }
                let undone = pen.undo(forward, works, spot, failed.saturating_add(1_000));
                (reason, failed, undone)
            }
            // Nothing is done to what was to fail: the root stack itself is refused.
            None => (failure.reason.clone(), WORK_STARTS, WORK_STARTS),
        };
        let said = match self.act() {
            Act::Create => format!("{} Rollback requested by user.", reason.trim_end()),
            Act::Update | Act::Delete => reason,
        };
        pen.root(failed, &begins, Some(&said));
        let mut end = end.saturating_add(1_000);
        if self.act() == Act::Update {
            pen.root(end, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", None);
            end = end.saturating_add(1_000);
        }
        pen.root(end, &format!("{prefix}ROLLBACK_COMPLETE"), None);
        Ending {
            done: end,
            end,
            failed: Some(failed),
            failure: Some(said),
            standing: self.standing.clone(),
        }
    }

    /// A failure that is not taken back: what a launch began remains, and what an update began is
    /// neither old nor new.
    fn stuck(
        &self,
        pen: &mut Pen<'_>,
        failed: i64,
        reason: &str,
        stuck: &str,
        made: Standing,
    ) -> Ending {
        let (prefix, standing) = match self.act() {
            Act::Create => ("", made),
            Act::Update | Act::Delete => ("UPDATE_", self.standing.clone()),
        };
        let begins = format!("{prefix}ROLLBACK_IN_PROGRESS");
        pen.root(failed, &begins, Some(reason));
        let end = failed.saturating_add(STUCK_AFTER);
        pen.root(end, &format!("{prefix}ROLLBACK_FAILED"), Some(stuck));
        Ending {
            done: end,
            end,
            failed: Some(failed),
            failure: Some(reason.to_owned()),
            standing,
        }
    }

    fn removal(&self, pen: &mut Pen<'_>, undeletable: &BTreeMap<String, String>) -> Ending {
        let deletion = Deletion {
            scene: self.scene,
            operation: self.operation,
            template: self.template,
            doomed: self.standing,
            undeletable,
        };
        pen.root(0, "DELETE_IN_PROGRESS", Some("User Initiated"));
        let works = deletion.schedule(WORK_STARTS);
        let failed = pen.deletion(&works, &BTreeSet::new());
        let last = works.iter().map(|work| work.end).max();
        let end = last.unwrap_or(WORK_STARTS).saturating_add(1_000);
        let mut standing = self.standing.clone();
        for work in &works {
            standing.remove(work, true);
        }
        let failure = (!failed.is_empty()).then(|| {
            let names = failed.join(", ");
            format!("The following resource(s) failed to delete: [{names}]. ")
        });
        let status = if failure.is_some() {
            "DELETE_FAILED"
        } else {
            "DELETE_COMPLETE"
        };
        pen.root(end, status, failure.as_deref());
        Ending {
            done: end,
            end,
            failed: None,
            failure,
            standing,
        }
    }
}

/// When work on the nested stacks starts, in milliseconds from the root's first event.
pub(super) const WORK_STARTS: i64 = 2_000;
