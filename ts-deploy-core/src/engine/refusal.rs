//! Why a change that a step proposes may not be begun.

use super::advance::Stage;
use super::{Engine, LAG};
use crate::event::EventKind;
use crate::finding::{Finding, Findings};
use crate::ids::printable;
use crate::journal::StepState;
use crate::parameter::Change;
use crate::plan::{Failure, Proposal, Step, consents, unapproved};

/// How many changes of one step a run makes before it takes them for endless. Each is a call of its
/// own, and no step of a deployment has more than a few to make.
pub(super) const MOST_CHANGES: usize = 100;

impl Engine {
    /// Why a proposal may not be started; `None` when it may.
    pub(super) fn refusal(
        &self,
        step: &dyn Step,
        known: &StepState,
        proposal: &Proposal,
    ) -> Option<Stage> {
        let shown = self.bound().get(step.id()).copied();
        let other =
            shown.and_then(|shown| unapproved(step.id(), shown, &step.foreseen(), proposal));
        if let Some(finding) = other {
            let findings = Findings::from(finding);
            let said = findings.clone();
            self.say(Some(step.id()), EventKind::Blocked { findings: said });
            return Some(Stage::Blocked(findings));
        }
        if let Some(lags) = self.lagging(step, proposal) {
            return Some(lags);
        }
        let missing = self.not_consented(step, known, proposal);
        if missing.block() {
            return Some(Stage::Blocked(missing));
        }
        if let Some(wire) = proposal.awaits.first() {
            let failure = Failure::new(
                format!(
                    "{} does not give {}, though the step is done",
                    wire.from, wire.what
                ),
                "Nothing was begun.",
                "Look at that component's outputs; its product may have another version than was planned for.",
            );
            return Some(self.failed_stage(step, failure));
        }
        if self.done_before(step.id()) >= MOST_CHANGES {
            return Some(self.failed_stage(step, endless(proposal)));
        }
        self.done_so(step.id(), proposal.action, &proposal.digest)?;
        let failure = Failure::new(
            format!(
                "to {} succeeded, and {} minutes later the same difference is seen: {}",
                proposal.action,
                LAG.as_mins(),
                wanted(proposal)
            ),
            "The change is in, as far as AWS says.",
            "Run again in some minutes; if the difference stays, the product does not keep what it is given.",
        );
        Some(self.failed_stage(step, failure))
    }

    /// The wait for AWS to show a change that this engine saw succeed; `None` when it never did, when
    /// that is long ago, or when AWS tells that what it made was removed since.
    fn lagging(&self, step: &dyn Step, proposal: &Proposal) -> Option<Stage> {
        let done = self.done_so(step.id(), proposal.action, &proposal.digest)?;
        let removed = proposal.removed.as_ref();
        let is_gone = removed.is_some_and(|removed| removed.at > done.since);
        if is_gone || self.clock.now().duration_since(done.at) >= LAG {
            return None;
        }
        let minutes = LAG.as_mins();
        let what = format!(
            "AWS to show what {} did, {minutes} minutes at most: {}",
            proposal.action,
            wanted(proposal)
        );
        Some(self.waiting(step, what))
    }

    /// The consents that a proposal needs and that were not given, each said and as a finding. One to
    /// make anew what is gone is used up by the first that this engine made.
    fn not_consented(&self, step: &dyn Step, known: &StepState, proposal: &Proposal) -> Findings {
        let needed = consents(step, proposal, Some(known), self.clock.now());
        let made = self.done_so(step.id(), proposal.action, &proposal.digest);
        let used_up = needed.gone.is_some() && made.is_some();
        let own = needed.own.into_iter().map(|consent| (consent, used_up));
        let needed = own.chain(needed.adoption.map(|consent| (consent, false)));
        let missing = needed
            .filter(|(consent, used_up)| *used_up || !self.options.consents.allow(consent))
            .map(|(consent, _)| consent);
        let findings = missing.map(|consent| {
            let asked = consent.clone();
            self.say(Some(step.id()), EventKind::ConsentNeeded { consent: asked });
            Finding::blocks(
                "consent-needed",
                step.id().as_str(),
                format!("to {} needs consent", proposal.action),
            )
            .why(consent.loses)
            .remedy(format!(
                "Give it for this very step: --allow {}",
                consent.word
            ))
        });
        findings.collect()
    }
}

/// What a change is to bring about and what is there instead, in words.
fn wanted(proposal: &Proposal) -> String {
    let shown = |text: &Option<String>| match text {
        Some(text) => printable(text, 200),
        None => "nothing".to_owned(),
    };
    let differs = |change: &Change| {
        let (after, before) = (shown(&change.after), shown(&change.before));
        format!(
            "{} is to be {after}, and is {before}",
            printable(&change.field, 200)
        )
    };
    let told: Vec<String> = proposal.changes.iter().take(3).map(differs).collect();
    if told.is_empty() {
        format!("{} is still wanted", proposal.action)
    } else {
        told.join("; ")
    }
}

/// Why a step that always wants one more change is left.
fn endless(proposal: &Proposal) -> Failure {
    Failure::new(
        format!(
            "{MOST_CHANGES} changes succeeded one after the other, and to {} is still wanted",
            proposal.action
        ),
        "The changes are in, as far as AWS says.",
        "Look at the thing in AWS: something may change it back, or each change brings a new difference.",
    )
}
