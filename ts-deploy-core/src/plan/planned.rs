//! A plan: every step with the difference it would make now.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::{
    Action, Consent, ErrandKind, Foreseen, Gone, Graph, Observation, Proposal, ReadContext, Step,
    StepError, StepId, consents, moved, towards,
};
use crate::engine::TokenSeed;
use crate::finding::{Finding, Findings, Severity};
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
        /// The consent it needs for what it can lose.
        #[serde(skip_serializing_if = "Option::is_none")]
        consent: Option<Consent>,
        /// The consent it needs since what it changes was not made here.
        #[serde(skip_serializing_if = "Option::is_none")]
        adoption: Option<Consent>,
        /// What the journal knows of what it would make anew, which is gone. What was never deployed,
        /// or removed from here, has none.
        #[serde(skip_serializing_if = "Option::is_none")]
        gone: Option<Gone>,
        /// How long it takes by the documents, in minutes: least and most.
        minutes: (u32, u32),
    },
    /// A change of ours is running; a run attaches to it, and looks again when it has ended. What
    /// differs then, such as what the spec decides otherwise meanwhile, is not known yet: a run of
    /// this very plan, approved, [changes nothing](crate::engine::Engine::bound_to) but what `then`
    /// shows.
    Attach {
        /// What it does.
        action: Action,
        /// Its id in AWS. As JSON it is `record`, since a step's own id stands beside it.
        #[serde(rename = "record")]
        id: String,
        /// What is done once it ended, where that is something else.
        #[serde(skip_serializing_if = "Option::is_none")]
        then: Option<Box<Entry>>,
    },
    /// Somebody else's change is running; a run waits for it, then looks again. A run of this very
    /// plan, approved, [changes nothing](crate::engine::Engine::bound_to) then.
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
    /// It cannot go on as things are, and what comes before it may mend that, a person's part or a
    /// step that [opens](Step::opens) the way: the run looks again when that is done.
    Held {
        /// The gates, still open, and the steps with a change to make.
        gates: Vec<StepId>,
        /// What it would send then, as far as what is wanted decides that alone. A run of this very
        /// plan, approved, is [held to it](crate::engine::Engine::bound_to).
        #[serde(skip_serializing_if = "Vec::is_empty")]
        foreseen: Vec<Foreseen>,
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
    /// True for a step that removes its place: a change that comes before, such as lifting a
    /// protection, is followed by the removal.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub removes: bool,
    /// What it would do.
    #[serde(flatten)]
    pub entry: Entry,
    /// The steps with a change to make which give it something to do, though nothing differs yet: it
    /// has no change only until then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes_after: Vec<StepId>,
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
    /// SHA-256 in hex over all that the plan would do, and all that is wanted: two plans of one
    /// digest do the same, also where a step could not be looked at yet.
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

    /// True when a step cannot go on, and nothing before it may mend that.
    pub fn is_blocked(&self) -> bool {
        self.blocked().next().is_some()
    }

    /// The steps that cannot go on, and that nothing before them may mend. Their findings that block
    /// say why.
    pub fn blocked(&self) -> impl Iterator<Item = &PlannedStep> {
        self.steps.iter().filter(|step| {
            let held = matches!(step.entry, Entry::Held { .. });
            step.entry == Entry::Blocked || (step.findings.block() && !held)
        })
    }

    /// The consents it needs, each with its step.
    pub fn consents(&self) -> impl Iterator<Item = (&StepId, &Consent)> {
        self.steps.iter().flat_map(|step| {
            let entry = match &step.entry {
                Entry::Attach {
                    then: Some(then), ..
                } => then,
                entry => entry,
            };
            let asked = match entry {
                Entry::Change {
                    consent, adoption, ..
                } => [consent.as_ref(), adoption.as_ref()],
                _ => [None, None],
            };
            let of_step = move |consent| (&step.id, consent);
            asked.into_iter().flatten().map(of_step)
        })
    }

    /// The steps that are held: what they would do is known only as far as the wanted decides it.
    pub fn held(&self) -> impl Iterator<Item = &StepId> {
        let held = |step: &&PlannedStep| matches!(step.entry, Entry::Held { .. });
        self.steps.iter().filter(held).map(|step| &step.id)
    }

    /// The steps at which an operation is under way, and what comes after it could not be told.
    pub fn under_way(&self) -> impl Iterator<Item = &StepId> {
        let untold = |step: &&PlannedStep| {
            matches!(
                step.entry,
                Entry::Attach { then: None, .. } | Entry::Wait { .. }
            )
        };
        self.steps.iter().filter(untold).map(|step| &step.id)
    }

    /// The steps that could not be looked at, each with why.
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
    now: Timestamp,
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
        async move {
            let observed = match moved(step.as_ref(), known) {
                Some(finding) => Ok(Observation::Blocked(finding.into())),
                None => step.observe(&cx).await,
            };
            planned(step.as_ref(), (known, now), observed)
        }
    });
    let (mut steps, digested): (Vec<PlannedStep>, Vec<String>) =
        futures::future::join_all(observed)
            .await
            .into_iter()
            .unzip();
    let of = std::iter::once(tokens.deployment().as_str());
    let digest = crate::hash::of_parts(of.chain(digested.iter().map(String::as_str)));
    hold(graph, &mut steps);
    follow(graph, &mut steps);
    Plan { steps, digest }
}

/// Finds the blocked steps that a person's act or an earlier step may free: those behind an open
/// gate whose passing AWS shows, or behind a change that opens the way. The steps are in order.
fn hold(graph: &Graph, steps: &mut [PlannedStep]) {
    let mut gates: BTreeMap<StepId, Vec<StepId>> = BTreeMap::new();
    for step in steps {
        let mut before: Vec<StepId> = Vec::new();
        for gate in step.after.iter().filter_map(|id| gates.get(id)).flatten() {
            if !before.contains(gate) {
                before.push(gate.clone());
            }
        }
        if step.entry == Entry::Blocked && !before.is_empty() {
            let foreseen = graph.get(&step.id).map(|step| step.foreseen());
            step.entry = Entry::Held {
                gates: before.clone(),
                foreseen: foreseen.unwrap_or_default(),
            };
            step.findings = not_yet(&step.findings, &before);
        }
        let holds = match step.entry {
            Entry::Manual { kind, observed, .. } => kind == ErrandKind::Gate && observed,
            Entry::Change { .. } | Entry::Attach { .. } => {
                graph.get(&step.id).is_some_and(|step| step.opens())
            }
            _ => false,
        };
        if holds {
            before.push(step.id.clone());
        }
        gates.insert(step.id.clone(), before);
    }
}

/// Names the changes that give something to do to steps of which nothing differs yet.
fn follow(graph: &Graph, steps: &mut [PlannedStep]) {
    let changes =
        |step: &&PlannedStep| matches!(step.entry, Entry::Change { .. } | Entry::Attach { .. });
    let changing: Vec<StepId> = steps
        .iter()
        .filter(changes)
        .map(|one| one.id.clone())
        .collect();
    for step in steps.iter_mut().filter(|one| one.entry == Entry::NoChange) {
        let follows = graph.get(&step.id).map(|step| step.follows());
        let follows = follows.into_iter().flatten();
        step.changes_after = follows.filter(|id| changing.contains(id)).collect();
    }
}

/// What keeps a held step from being looked at. What comes before may bring it, or not: the remedy
/// stays.
fn not_yet(found: &Findings, before: &[StepId]) -> Findings {
    let before: Vec<&str> = before.iter().map(StepId::as_str).collect();
    let first = format!(
        "{} first: it is looked at again then, and may be gone.",
        before.join(", ")
    );
    let held = found.iter().cloned().map(|finding| Finding {
        severity: finding.severity.max(Severity::Informs),
        remedy: format!("{first} If not: {}", finding.remedy),
        ..finding
    });
    held.collect()
}

/// The step as planned, and its part of the digest.
fn planned(
    step: &dyn Step,
    known: (Option<&StepState>, Timestamp),
    observed: Result<Observation, StepError>,
) -> (PlannedStep, String) {
    let mut seen = Seen::default();
    let entry = seen.entry(step, known, observed);
    let what = seen.word(&entry);
    let place = step.place().unwrap_or_default();
    // Where nothing can be read yet, or somebody else's change is waited for, what is wanted is all
    // that tells one plan from another.
    let wanted = step.wanted();
    let parts = [step.id().as_str(), &place, &wanted, &what, &seen.request];
    let part = crate::hash::of_parts(parts);
    let planned = PlannedStep {
        id: step.id().clone(),
        title: step.title(),
        target: step.target(),
        after: step.after().to_vec(),
        removes: step.removes(),
        entry,
        changes_after: Vec::new(),
        unknown_until: seen.unknown_until,
        findings: seen.findings,
    };
    (planned, part)
}

/// What an observation says beside the entry.
#[derive(Default)]
struct Seen {
    unknown_until: Vec<String>,
    findings: Findings,
    /// The digest of what would be sent.
    request: String,
}

impl Seen {
    /// The entry of a step of which `known` says what the journal knows, and when it was looked at.
    fn entry(
        &mut self,
        step: &dyn Step,
        known: (Option<&StepState>, Timestamp),
        observed: Result<Observation, StepError>,
    ) -> Entry {
        match observed {
            Ok(Observation::InSync { findings }) => {
                self.findings = findings;
                Entry::NoChange
            }
            Ok(Observation::Differs(proposal)) => self.change(step, known, *proposal),
            Ok(Observation::Running {
                handle,
                action,
                then,
                ..
            }) => Entry::Attach {
                action,
                id: handle.id,
                // What ran before is being removed, so that nothing vanished.
                then: then.map(|proposal| Box::new(self.change(step, (None, known.1), *proposal))),
            },
            Ok(Observation::Foreign { what }) => Entry::Wait { what },
            Ok(Observation::Person(errand)) => {
                self.findings = errand.findings;
                Entry::Manual {
                    kind: errand.kind,
                    instructions: errand.instructions,
                    why: errand.why,
                    observed: errand.observed,
                    errand: errand.digest,
                }
            }
            Ok(Observation::Blocked(reasons)) => {
                self.findings = reasons;
                Entry::Blocked
            }
            Err(StepError::Missing(missing)) => {
                let at = step.id().as_str();
                self.findings = Finding::blocks("port-missing", at, missing.to_string()).into();
                Entry::Blocked
            }
            Err(error) if error.is_loss_of_sight() => Entry::Unseen {
                why: crate::error::chain(&error),
            },
            Err(error) => {
                let seen = format!("it cannot be looked at: {}", crate::error::chain(&error));
                self.findings = Finding::blocks("look-refused", step.id().as_str(), seen).into();
                Entry::Blocked
            }
        }
    }

    fn change(
        &mut self,
        step: &dyn Step,
        (known, now): (Option<&StepState>, Timestamp),
        proposal: Proposal,
    ) -> Entry {
        let consents = consents(step, &proposal, known, now);
        let whose = proposal.takes_over.as_ref();
        self.unknown_until = proposal.awaits.iter().map(ToString::to_string).collect();
        let taken_over =
            whose.and_then(|whose| whose.said(step.id(), towards(step, &proposal), known));
        self.findings.extend(taken_over);
        self.findings.extend(proposal.findings);
        self.request = proposal.digest;
        Entry::Change {
            action: proposal.action,
            changes: proposal.changes,
            consent: consents.own,
            adoption: consents.adoption,
            gone: consents.gone,
            minutes: (proposal.expected.least, proposal.expected.most),
        }
    }

    /// What the entry does, in words for the digest.
    fn word(&self, entry: &Entry) -> String {
        match entry {
            // A person's act changes nothing that the run would do, so that a plan approved while
            // a gate is open is still the approved one after it was passed.
            Entry::NoChange | Entry::Manual { .. } => "no-change".to_owned(),
            Entry::Change { action, .. } => action.as_str().to_owned(),
            Entry::Attach { id, then, .. } => {
                let then = then
                    .as_ref()
                    .map(|then| self.word(then))
                    .unwrap_or_default();
                format!("attach {id} {then}")
            }
            Entry::Wait { .. } => "wait".to_owned(),
            Entry::Blocked | Entry::Held { .. } => {
                let ids = self.findings.iter().map(|finding| finding.id.as_ref());
                let ids: Vec<&str> = ids.collect();
                format!("blocked {}", ids.join(" "))
            }
            Entry::Unseen { .. } => "unseen".to_owned(),
        }
    }
}
