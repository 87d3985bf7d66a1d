//! A plan: every step with the difference it would make now.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    Action, Consent, ErrandKind, Graph, Observation, ReadContext, Step, StepError, StepId,
};
use crate::engine::TokenSeed;
use crate::finding::{Finding, Findings};
use crate::journal::StepState;
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
    /// A person has to act.
    Manual {
        /// Whether it holds others back.
        kind: ErrandKind,
        /// What to do, in order.
        instructions: Vec<String>,
        /// Why it matters.
        why: String,
        /// True when AWS shows that it was done.
        observed: bool,
        /// The digest of what is asked for, which a confirmation names.
        errand: String,
    },
    /// It cannot go on as things are, and a person's part that comes before it may mend that: the
    /// run looks again when that part is done.
    Held {
        /// The gates, still open.
        gates: Vec<StepId>,
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
    /// True when nothing would be done and nothing waits for a person. Open follow-ups hold nothing
    /// back and do not count.
    pub fn is_no_change(&self) -> bool {
        self.steps.iter().all(|step| {
            matches!(
                step.entry,
                Entry::NoChange
                    | Entry::Manual {
                        kind: ErrandKind::FollowUp,
                        ..
                    }
            )
        })
    }

    /// True when a step cannot go on, and no open gate may mend that.
    pub fn is_blocked(&self) -> bool {
        self.steps.iter().any(|step| {
            let held = matches!(step.entry, Entry::Held { .. });
            step.entry == Entry::Blocked || (step.findings.block() && !held)
        })
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
/// `known` is what the journal says of a step; without a journal it answers `None`.
pub async fn plan<'a>(
    graph: &Graph,
    ports: Readers<'_>,
    now: jiff::Timestamp,
    tokens: &TokenSeed,
    known: impl Fn(&StepId) -> Option<&'a StepState>,
) -> Plan {
    let observed = graph.steps().iter().map(|step| {
        let known = known(step.id());
        let cx = ReadContext {
            ports,
            now,
            open: known.and_then(|step| step.open.as_ref()),
            confirmed: known.and_then(|step| step.confirmed.as_ref()),
            tokens,
            detail: false,
        };
        async move { planned(step.as_ref(), step.observe(&cx).await) }
    });
    let (mut steps, digested): (Vec<PlannedStep>, Vec<String>) =
        futures::future::join_all(observed)
            .await
            .into_iter()
            .unzip();
    let digest = crate::hash::of_parts(digested.iter().map(String::as_str));
    hold(&mut steps);
    Plan { steps, digest }
}

/// Finds the blocked steps that a person's act may free: those behind an open gate whose passing
/// AWS shows. The steps are in order.
fn hold(steps: &mut [PlannedStep]) {
    let mut gates: BTreeMap<StepId, Vec<StepId>> = BTreeMap::new();
    for step in steps {
        let mut before: Vec<StepId> = Vec::new();
        for gate in step.after.iter().filter_map(|id| gates.get(id)).flatten() {
            if !before.contains(gate) {
                before.push(gate.clone());
            }
        }
        if step.entry == Entry::Blocked && !before.is_empty() {
            step.entry = Entry::Held {
                gates: before.clone(),
            };
        }
        if let Entry::Manual {
            kind: ErrandKind::Gate,
            observed: true,
            ..
        } = step.entry
        {
            before.push(step.id.clone());
        }
        gates.insert(step.id.clone(), before);
    }
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
        Ok(Observation::Person(errand)) => {
            findings = errand.findings;
            Entry::Manual {
                kind: errand.kind,
                instructions: errand.instructions,
                why: errand.why,
                observed: errand.observed,
                errand: errand.digest,
            }
        }
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
        // A person's act changes nothing that the run would do, so that a plan approved while a
        // gate is open is still the approved one after it was passed.
        Entry::NoChange | Entry::Manual { .. } => "no-change".to_owned(),
        Entry::Change { action, .. } => action.as_str().to_owned(),
        Entry::Attach { id, .. } => format!("attach {id}"),
        Entry::Wait { .. } => "wait".to_owned(),
        Entry::Blocked | Entry::Held { .. } => "blocked".to_owned(),
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
