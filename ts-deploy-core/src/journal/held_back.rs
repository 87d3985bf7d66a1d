//! What held steps back when a run ended, as a journal keeps it.

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Findings, Severity};
use crate::ids::printable;
use crate::plan::StepId;

/// How many steps of a run are kept.
const STEPS: usize = 10;
/// How many findings of one step are kept, the weightiest first.
const FINDINGS: usize = 5;
/// How much is kept of what a finding saw, in characters.
const SEEN: usize = 250;
/// How much is kept of why it matters, in characters.
const WHY: usize = 250;
/// How much is kept of what to do about it, in characters.
const REMEDY: usize = 600;

/// A step that could not go on when its run ended, and why. What was seen is as old as the run's end,
/// and may be seen by nothing else: a guard is looked at right before a change leaves, and a
/// consent is a run's own. Findings hold no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldBack {
    /// The step.
    pub step: StepId,
    /// How many findings it had.
    pub count: usize,
    /// The weightiest of them, five at most.
    pub findings: Vec<Reason>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Its stable id: `no-log-policy`.
    pub id: String,
    /// How much it weighs.
    pub severity: Severity,
    /// What was seen, cut where it is long.
    pub seen: String,
    /// Why it matters, which is what a consent would lose; cut where it is long.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// What to do about it, cut where it is long.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remedy: String,
}

impl HeldBack {
    /// These steps and what each was held back by, ten steps at most.
    pub(crate) fn all(blocked: &[(StepId, Findings)]) -> Vec<Self> {
        let kept = blocked.iter().take(STEPS);
        kept.map(|(step, findings)| Self::of(step, findings))
            .collect()
    }

    fn of(step: &StepId, findings: &Findings) -> Self {
        let mut found: Vec<&Finding> = findings.iter().collect();
        found.sort_by_key(|one| one.severity);
        let count = found.len();
        let findings = found.into_iter().take(FINDINGS).map(Reason::of);
        Self {
            step: step.clone(),
            count,
            findings: findings.collect(),
        }
    }
}

impl Reason {
    fn of(finding: &Finding) -> Self {
        Self {
            id: finding.id.to_string(),
            severity: finding.severity,
            seen: printable(&finding.seen, SEEN),
            why: printable(&finding.why, WHY),
            remedy: printable(&finding.remedy, REMEDY),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::RECORD_LIMIT;

    /// As many steps, each held back by as many findings of the greatest length.
    fn great(steps: usize, findings: usize) -> Vec<HeldBack> {
        let long = "\u{1b}€\"".repeat(400);
        let one = Finding::blocks("a-finding-with-quite-a-long-id-of-its-own", "main", &long);
        let one = one.why(&long).remedy(long);
        let findings: Findings = vec![one; findings].into_iter().collect();
        let step = StepId::known("a-step-with-quite-a-long-id-of-its-own");
        HeldBack::all(&vec![(step, findings); steps])
    }

    #[test]
    fn the_most_that_is_kept_leaves_room_in_a_record_for_what_stands_beside_it() {
        let kept = great(STEPS + 1, FINDINGS + 1);
        let bytes = serde_json::to_vec(&kept).unwrap().len() as u64;
        assert!(bytes < RECORD_LIMIT / 4, "{bytes}");
    }

    #[test]
    fn what_blocks_is_kept_before_what_informs_and_how_many_there_were() {
        let told = Finding::informs("told", "step", "it is told");
        let mut findings: Findings = vec![told; FINDINGS].into_iter().collect();
        findings.push(Finding::blocks("stops", "step", "it stops"));
        let [kept] = HeldBack::all(&[(StepId::known("step"), findings)])
            .try_into()
            .unwrap();
        assert_eq!(kept.findings[0].id, "stops");
        assert_eq!((kept.count, kept.findings.len()), (FINDINGS + 1, FINDINGS));
    }
}
