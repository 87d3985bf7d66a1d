//! Writes events down as `CloudFormation` words them.

use jiff::{SignedDuration, Timestamp};

use super::naming::digits;
use super::scene::StackRef;
use super::work::{Act, Job, StackWork};
use crate::port::stack::{StackArn, StackEvent};

/// The type of a stack among resources.
pub(super) const STACK: &str = "AWS::CloudFormation::Stack";

/// Collects the events of one operation; times are milliseconds from its first event.
pub(super) struct Pen<'a> {
    pub(super) root: &'a StackRef,
    pub(super) token: &'a str,
    pub(super) record: &'a str,
    pub(super) origin: Timestamp,
    /// What would happen at this time or later is not written: the operation failed before.
    pub(super) until: i64,
    pub(super) lines: Vec<(i64, StackEvent)>,
}

/// `at` and so many milliseconds; the greatest time there is when that is beyond it.
pub(super) fn plus(at: Timestamp, milliseconds: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_millis(milliseconds))
        .unwrap_or(Timestamp::MAX)
}

impl<'a> Pen<'a> {
    /// A pen for the operation of `token` and `record` whose first event is at `origin`.
    pub(super) fn new(
        root: &'a StackRef,
        token: &'a str,
        record: &'a str,
        origin: Timestamp,
    ) -> Self {
        Self {
            root,
            token,
            record,
            origin,
            until: i64::MAX,
            lines: Vec::new(),
        }
    }

    fn line(&mut self, at: i64, stack: &StackArn, event: Line<'_>) {
        if at >= self.until {
            return;
        }
        let event = StackEvent {
            id: String::new(),
            stack: stack.clone(),
            at: plus(self.origin, at),
            logical_id: event.logical.to_owned(),
            resource_type: event.kind.to_owned(),
            physical_id: event.physical.to_owned(),
            status: event.status.to_owned(),
            reason: event.reason.map(str::to_owned),
            token: Some(self.token.to_owned()),
        };
        self.lines.push((at, event));
    }

    fn own(&mut self, at: i64, stack: &StackRef, status: &str, reason: Option<&str>) {
        let line = Line {
            logical: &stack.name,
            kind: STACK,
            physical: &stack.arn.0,
            status,
            reason,
        };
        self.line(at, &stack.arn, line);
    }

    /// What the root stack says of itself.
    pub(super) fn root(&mut self, at: i64, status: &str, reason: Option<&str>) {
        self.own(at, self.root, status, reason);
    }

    /// What a nested stack says of itself.
    pub(super) fn itself(&mut self, at: i64, work: &StackWork, status: &str, reason: Option<&str>) {
        self.own(at, &work.itself, status, reason);
    }

    /// What the root stack says of a nested one; without an id while that is not made yet.
    pub(super) fn member(&mut self, at: i64, work: &StackWork, status: &str, reason: Option<&str>) {
        self.member_of(at, work, &work.itself.arn.0, status, reason);
    }

    /// What the root stack says of a nested one that has no id yet.
    pub(super) fn unmade(&mut self, at: i64, work: &StackWork, status: &str, reason: Option<&str>) {
        self.member_of(at, work, "", status, reason);
    }

    fn member_of(
        &mut self,
        at: i64,
        work: &StackWork,
        physical: &str,
        status: &str,
        reason: Option<&str>,
    ) {
        let line = Line {
            logical: &work.logical,
            kind: STACK,
            physical,
            status,
            reason,
        };
        self.line(at, &self.root.arn, line);
    }

    /// What a nested stack says of a resource.
    pub(super) fn job(
        &mut self,
        at: i64,
        work: &StackWork,
        job: &Job,
        status: &str,
        reason: Option<&str>,
    ) {
        let physical = if at < job.start.saturating_add(1_000) && job.act == Act::Create {
            ""
        } else {
            &job.physical
        };
        let line = Line {
            logical: &job.logical,
            kind: &job.kind,
            physical,
            status,
            reason,
        };
        self.line(at, &work.itself.arn, line);
    }

    /// All events in order, each with its id.
    pub(super) fn finish(mut self) -> Vec<StackEvent> {
        self.lines.sort_by_key(|(at, _)| *at);
        let record = self.record;
        let named = |(place, (_, mut event)): (usize, (i64, StackEvent))| {
            let own = digits(12, &[record, &event.stack.0, &place.to_string()]);
            event.id = format!("{}-{}-{own}", event.logical_id, event.status);
            event
        };
        self.lines.into_iter().enumerate().map(named).collect()
    }
}

#[derive(Clone, Copy)]
struct Line<'a> {
    logical: &'a str,
    kind: &'a str,
    physical: &'a str,
    status: &'a str,
    reason: Option<&'a str>,
}
