//! What the checks of the accounts saw, as a journal keeps it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::check::{Checked, Preflight, Verdict};
use crate::finding::{Finding, Severity};
use crate::ids::printable;
use crate::target::TargetName;

/// How many checks of a preflight are kept, which is more than a deployment has.
const CHECKS: usize = 120;
/// How many findings of one check are kept, the weightiest first.
const FINDINGS: usize = 3;
/// How much is kept of what a finding saw, in characters.
const SEEN: usize = 200;

/// The checks that were looked at before a run began. What was seen is as old as each says; findings
/// hold no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptPreflight {
    /// The checks, in the order in which they are shown, 120 at most.
    pub checks: Vec<KeptCheck>,
}

/// One check, as it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptCheck {
    /// The check's id: `cloudtrail`.
    pub id: String,
    /// The row of the deployment documents: `R3`.
    pub row: String,
    /// Where it looked.
    pub target: TargetName,
    /// When it had looked.
    pub at: Timestamp,
    /// How it ended.
    pub verdict: KeptVerdict,
    /// How many findings it had.
    pub count: usize,
    /// The weightiest of them, three at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<KeptFinding>,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum KeptVerdict {
    /// It looked and found nothing.
    Passed,
    /// It found something.
    Found,
    /// It could not look.
    NotChecked,
}

/// One finding, without why it matters and what to do: those follow from its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFinding {
    /// Its stable id.
    pub id: String,
    /// How much it weighs.
    pub severity: Severity,
    /// What was seen, cut where it is long.
    pub seen: String,
}

impl From<&Preflight> for KeptPreflight {
    fn from(preflight: &Preflight) -> Self {
        let checks = preflight.0.iter().take(CHECKS).map(KeptCheck::from);
        Self {
            checks: checks.collect(),
        }
    }
}

impl From<&Checked> for KeptCheck {
    fn from(checked: &Checked) -> Self {
        let mut found = checked.verdict.findings();
        let count = found.len();
        found.sort_by_key(|one| one.severity);
        Self {
            id: checked.id.to_owned(),
            row: checked.row.to_owned(),
            target: checked.target,
            at: checked.at,
            verdict: KeptVerdict::from(&checked.verdict),
            count,
            findings: found.into_iter().take(FINDINGS).map(kept).collect(),
        }
    }
}

impl From<&Verdict> for KeptVerdict {
    fn from(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Passed { .. } => Self::Passed,
            Verdict::Found { .. } => Self::Found,
            Verdict::NotChecked { .. } => Self::NotChecked,
        }
    }
}

fn kept(finding: &Finding) -> KeptFinding {
    KeptFinding {
        id: finding.id.to_string(),
        severity: finding.severity,
        seen: printable(&finding.seen, SEEN),
    }
}

impl KeptPreflight {
    /// When the first of its checks had looked; `None` when there was none.
    pub fn oldest(&self) -> Option<Timestamp> {
        self.checks.iter().map(|check| check.at).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Findings;
    use crate::journal::RECORD_LIMIT;

    /// As many checks, each with as many findings of the greatest length.
    fn great(checks: usize, findings: usize) -> Preflight {
        let seen = "\u{1b}€\"".repeat(200);
        let one = Finding::warns("a-finding-with-quite-a-long-id-of-its-own", "main", seen);
        let findings: Findings = vec![one; findings].into_iter().collect();
        let checked = Checked {
            id: "a-check-with-quite-a-long-id-of-its-own",
            row: "R24",
            title: "title".to_owned(),
            target: TargetName::DrInMainRegion,
            at: Timestamp::UNIX_EPOCH,
            took: jiff::SignedDuration::ZERO,
            fixable: false,
            verdict: Verdict::Found {
                findings,
                evidence: Vec::new(),
            },
        };
        Preflight(vec![checked; checks])
    }

    #[test]
    fn the_greatest_preflight_fits_into_a_record_and_a_checkpoint_beside_it() {
        let kept = KeptPreflight::from(&great(CHECKS + 1, FINDINGS + 1));
        let bytes = serde_json::to_vec(&kept).unwrap().len() as u64;
        assert!(bytes < RECORD_LIMIT / 2, "{bytes}");
    }

    #[test]
    fn how_many_findings_there_were_is_kept_where_they_are_not() {
        let kept = KeptPreflight::from(&great(1, 7));
        assert_eq!(
            (kept.checks[0].count, kept.checks[0].findings.len()),
            (7, FINDINGS)
        );
    }
}
