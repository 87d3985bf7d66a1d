//! A plan: every step with the difference it would make now.

use serde::Serialize;

use super::{
    Action, Consent, Graph, Observation, OpenIntent, ReadContext, Step, StepError, StepId,
};
use crate::engine::TokenSeed;
use crate::finding::{Finding, Findings};
use crate::parameter::Change;
use crate::port::Readers;
use crate::target::TargetName;

/// What a step would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "entry", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Entry {
    /// Nothing.
    NoChange,
    /// This change.
    Change {
        /// What it does.
        action: Action,
        /// What it changes.
        changes: Vec<Change>,
        /// The consent it needs.
        #[serde(skip_serializing_if = "Option::is_none")]
        consent: Option<Consent>,
        /// Least and most minutes, by the documents.
        minutes: (u32, u32),
    },
    /// A change of ours is running; a run attaches to it.
    Attach {
        /// What it does.
        action: Action,
        /// Its id in AWS.
        id: String,
    },
    /// Somebody else's change is running; a run waits for it, then looks again.
    Wait {
        /// What is running.
        what: String,
    },
    /// It cannot go on.
    Blocked,
    /// It could not be looked at.
    Unseen {
        /// Why.
        why: String,
    },
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlannedStep {
    /// Its id.
    pub id: StepId,
    /// What people call it.
    pub title: String,
    /// Where it works.
    pub target: TargetName,
    /// What comes before it.
    pub after: Vec<StepId>,
    /// What it would do.
    #[serde(flatten)]
    pub entry: Entry,
    /// What it still has to learn from other steps: `stack name of data-layer`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown_until: Vec<String>,
    /// What is wrong or doubtful.
    #[serde(skip_serializing_if = "Findings::is_empty")]
    pub findings: Findings,
}

/// The whole deployment, step by step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// In order.
    pub steps: Vec<PlannedStep>,
    /// SHA-256 in hex over all that the plan would do: two plans of one digest do the same.
    pub digest: String,
}

impl Plan {
    /// True when nothing would be done.
    pub fn is_no_change(&self) -> bool {
        self.steps.iter().all(|step| step.entry == Entry::NoChange)
    }

    /// True when a step cannot go on.
    pub fn is_blocked(&self) -> bool {
        self.steps
            .iter()
            .any(|step| step.entry == Entry::Blocked || step.findings.block())
    }

    /// The consents it needs.
    pub fn consents(&self) -> impl Iterator<Item = (&StepId, &Consent)> {
        self.steps.iter().filter_map(|step| match &step.entry {
            Entry::Change {
                consent: Some(consent),
                ..
            } => Some((&step.id, consent)),
            _ => None,
        })
    }

    /// Why steps could not be looked at.
    pub fn unseen(&self) -> impl Iterator<Item = (&StepId, &str)> {
        self.steps.iter().filter_map(|step| match &step.entry {
            Entry::Unseen { why } => Some((&step.id, why.as_str())),
            _ => None,
        })
    }
}

/// Looks at every step and says what each would do. Makes nothing: steps are handed readers.
pub async fn plan<'a>(
    graph: &Graph,
    ports: Readers<'_>,
    now: jiff::Timestamp,
    tokens: &TokenSeed,
    open: impl Fn(&StepId) -> Option<&'a OpenIntent>,
) -> Plan {
    let observed = graph.steps().iter().map(|step| {
        let cx = ReadContext {
            ports,
            now,
            open: open(step.id()),
            tokens,
            detail: false,
        };
        async move { planned(step.as_ref(), step.observe(&cx).await) }
    });
    let (steps, digested): (Vec<PlannedStep>, Vec<String>) = futures::future::join_all(observed)
        .await
        .into_iter()
        .unzip();
    let digest = crate::hash::of_parts(digested.iter().map(String::as_str));
    Plan { steps, digest }
}

/// The step as planned, and its part of the digest.
fn planned(step: &dyn Step, observed: Result<Observation, StepError>) -> (PlannedStep, String) {
    let mut unknown_until = Vec::new();
    let mut findings = Findings::none();
    let mut request = String::new();
    let entry = match observed {
        Ok(Observation::InSync { findings: doubtful }) => {
            findings = doubtful;
            Entry::NoChange
        }
        Ok(Observation::Differs(proposal)) => {
            unknown_until = proposal.awaits.iter().map(ToString::to_string).collect();
            findings.extend(proposal.findings);
            request = proposal.digest;
            Entry::Change {
                action: proposal.action,
                changes: proposal.changes,
                consent: proposal.consent,
                minutes: (proposal.expected.least, proposal.expected.most),
            }
        }
        Ok(Observation::Running { handle, action, .. }) => Entry::Attach {
            action,
            id: handle.id,
        },
        Ok(Observation::Foreign { what }) => Entry::Wait { what },
        Ok(Observation::Blocked(reasons)) => {
            findings = reasons;
            Entry::Blocked
        }
        Err(StepError::Missing(missing)) => {
            findings.push(Finding::blocks(
                "port-missing",
                step.id().as_str(),
                missing.to_string(),
            ));
            Entry::Blocked
        }
        Err(error) => Entry::Unseen {
            why: crate::error::chain(&error),
        },
    };
    let word = match &entry {
        Entry::NoChange => "no-change".to_owned(),
        Entry::Change { action, .. } => action.as_str().to_owned(),
        Entry::Attach { id, .. } => format!("attach {id}"),
        Entry::Wait { .. } => "wait".to_owned(),
        Entry::Blocked => "blocked".to_owned(),
        Entry::Unseen { .. } => "unseen".to_owned(),
    };
    let part = format!("{}\n{word}\n{request}", step.id());
    let (id, title, target, after) = (
        step.id().clone(),
        step.title(),
        step.target(),
        step.after().to_vec(),
    );
    (
        PlannedStep {
            id,
            title,
            target,
            after,
            entry,
            unknown_until,
            findings,
        },
        part,
    )
}
