//! The events of work that goes on: forward, and deletion.

use std::collections::BTreeSet;

use super::pen::Pen;
use super::work::{Act, Job, StackWork};

impl Pen<'_> {
    /// Everything that happens on the way forward, up to the pen's limit.
    pub(super) fn forward(&mut self, works: &[StackWork]) {
        for work in works {
            let going = format!("{}_IN_PROGRESS", work.act.word());
            match work.act {
                Act::Create => {
                    self.unmade(work.start, work, &going, None);
                    let initiated = Some("Resource creation Initiated");
                    self.member(work.start.saturating_add(1_000), work, &going, initiated);
                }
                Act::Update | Act::Delete => self.member(work.start, work, &going, None),
            }
            let started = work.start.saturating_add(1_000);
            self.itself(started, work, &going, Some("User Initiated"));
            for job in &work.jobs {
                self.job_forward(work, job);
            }
            let cleaned = work.end.saturating_sub(2_000);
            if work.act == Act::Update {
                self.itself(cleaned, work, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", None);
            }
            let done = format!("{}_COMPLETE", work.act.word());
            self.itself(work.end.saturating_sub(1_000), work, &done, None);
            self.member(work.end, work, &done, None);
        }
    }

    fn job_forward(&mut self, work: &StackWork, job: &Job) {
        let going = format!("{}_IN_PROGRESS", job.act.word());
        self.job(job.start, work, job, &going, None);
        if job.act == Act::Create {
            let initiated = Some("Resource creation Initiated");
            self.job(
                job.start.saturating_add(1_000),
                work,
                job,
                &going,
                initiated,
            );
        }
        if let Some(note) = &job.note {
            self.job(
                job.start.saturating_add(2_000),
                work,
                job,
                &going,
                Some(note),
            );
        }
        self.job(
            job.end,
            work,
            job,
            &format!("{}_COMPLETE", job.act.word()),
            None,
        );
    }

    /// Everything that happens in a deletion. Of the stacks in `partly` only resources go, as in
    /// an update's clean-up. Answers with the nested stacks that could not be deleted.
    pub(super) fn deletion(
        &mut self,
        works: &[StackWork],
        partly: &BTreeSet<String>,
    ) -> Vec<String> {
        let mut failed = Vec::new();
        for work in works {
            let whole = !partly.contains(&work.logical);
            if whole {
                self.member(work.start, work, "DELETE_IN_PROGRESS", None);
                let started = work.start.saturating_add(1_000);
                self.itself(started, work, "DELETE_IN_PROGRESS", Some("User Initiated"));
            }
            for job in &work.jobs {
                self.job(job.start, work, job, "DELETE_IN_PROGRESS", None);
                let status = if job.fails.is_some() {
                    "DELETE_FAILED"
                } else {
                    "DELETE_COMPLETE"
                };
                self.job(job.end, work, job, status, job.fails.as_deref());
            }
            if whole && !self.deleted(work) {
                failed.push(work.logical.clone());
            }
        }
        failed
    }

    /// How the deletion of a nested stack ends; true when it is gone.
    fn deleted(&mut self, work: &StackWork) -> bool {
        let stuck: Vec<&str> = work
            .jobs
            .iter()
            .filter(|job| job.fails.is_some())
            .map(|job| job.logical.as_str())
            .collect();
        let said = work.end.saturating_sub(500);
        if stuck.is_empty() {
            self.itself(said, work, "DELETE_COMPLETE", None);
            self.member(work.end, work, "DELETE_COMPLETE", None);
            return true;
        }
        let reason = failed_to(&[(Act::Delete, stuck)]);
        self.itself(said, work, "DELETE_FAILED", Some(&reason));
        let arn = &work.itself.arn;
        let reason = format!("Embedded stack {arn} was not successfully deleted: {reason}");
        self.member(work.end, work, "DELETE_FAILED", Some(&reason));
        false
    }
}

/// `CloudFormation`'s sentence on what failed, one for each kind of act.
pub(super) fn failed_to(failed: &[(Act, Vec<&str>)]) -> String {
    let sentence = |(act, names): &(Act, Vec<&str>)| {
        let (verb, names) = (act.verb(), names.join(", "));
        format!("The following resource(s) failed to {verb}: [{names}]. ")
    };
    failed
        .iter()
        .filter(|(_, names)| !names.is_empty())
        .map(sentence)
        .collect()
}
