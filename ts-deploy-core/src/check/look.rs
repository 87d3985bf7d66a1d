//! A check: one look at an account that changes nothing.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use serde::Serialize;

use crate::finding::{Finding, Findings, Severity};
use crate::plan::{Evidence, Failure, Step, StepError};
use crate::port::{ErrorKind, Readers};
use crate::target::{Target, TargetName};

/// What a check is handed: readers and the time. It cannot change anything by type.
#[derive(Clone, Copy, Debug)]
pub struct CheckContext<'a> {
    /// The reading halves of the ports.
    pub ports: Readers<'a>,
    /// Now.
    pub now: Timestamp,
}

/// What a check saw. One without findings has evidence: a check that shows nothing has
/// [not checked](Verdict::NotChecked) anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Looked {
    /// What is wrong or doubtful; empty when it passed.
    pub findings: Findings,
    /// What it saw, by which call.
    pub evidence: Vec<Evidence>,
}

impl Looked {
    /// The evidence that nothing blocks: what was seen, and, where only a doubt was, that doubt. Empty
    /// when there is neither. Where something blocks, that is the failure, with what `remains`.
    pub(super) fn proof(
        self,
        check: &(impl Check + ?Sized),
        now: Timestamp,
        remains: &str,
    ) -> Result<Vec<Evidence>, StepError> {
        if let Some(found) = self.findings.blocking().next() {
            let failure = Failure::new(found.seen.clone(), remains, found.remedy.clone());
            return Err(StepError::Failed(Box::new(failure)));
        }
        if !self.evidence.is_empty() {
            return Ok(self.evidence);
        }
        let doubt = |finding: &Finding| Evidence {
            what: check.title(),
            seen: finding.seen.clone(),
            at: now,
            call: format!("check {}", check.id()),
        };
        Ok(self.findings.iter().map(doubt).collect())
    }
}

/// One requirement or task of the deployment documents (rows R and T), looked at in one target.
#[async_trait]
pub trait Check: Send + Sync {
    /// Its id, lower-case words with hyphens: `cloudtrail`. Stable; with the target it is unique.
    fn id(&self) -> &'static str;

    /// The row of the deployment documents: `R3`.
    fn row(&self) -> &'static str;

    /// What people call it: `CloudTrail logs to a bucket`.
    fn title(&self) -> String;

    /// Where it looks.
    fn target(&self) -> TargetName;

    /// The target of which it says whether the credentials belong to its account; `None` for every other
    /// check. [`Preflight`](super::Preflight) looks at these first, and at nothing else in a target where
    /// one of them blocks; [`fixes`](super::fixes()) come after the same look.
    fn account_of(&self) -> Option<&Target> {
        None
    }

    /// Looks. Every finding says what was seen, why it matters for this platform, and how a person
    /// mends it: the console's path or a command of the AWS CLI.
    ///
    /// # Errors
    /// [`StepError`] when it could not look. That is never taken for passed.
    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError>;

    /// The step that mends what it finds; `None` when only a person can. Where there is one, it
    /// proposes nothing when the check passes.
    fn fix(&self) -> Option<Arc<dyn Step>> {
        None
    }
}

/// How a check ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "verdict")]
#[non_exhaustive]
pub enum Verdict {
    /// It looked and found nothing.
    Passed {
        /// What it saw.
        evidence: Vec<Evidence>,
    },
    /// It found something.
    Found {
        /// What, the weightiest first.
        findings: Findings,
        /// What it saw.
        evidence: Vec<Evidence>,
    },
    /// It could not look, and the finding says why. Never counts as passed.
    NotChecked {
        /// Why, and what to do about it.
        finding: Finding,
        /// The port that it asked for and that is not built in; `None` when something else kept it
        /// from looking.
        #[serde(skip_serializing_if = "Option::is_none")]
        missing_port: Option<&'static str>,
    },
}

impl Verdict {
    pub(crate) fn of(check: &dyn Check, looked: Result<Looked, StepError>) -> Self {
        match looked {
            Ok(Looked { findings, evidence }) if findings.is_empty() && evidence.is_empty() => {
                Self::NotChecked {
                    finding: saw_nothing(check),
                    missing_port: None,
                }
            }
            Ok(Looked { findings, evidence }) if findings.is_empty() => Self::Passed { evidence },
            Ok(Looked { findings, evidence }) => Self::Found { findings, evidence },
            Err(error) => Self::NotChecked {
                finding: not_checked(check, &error),
                missing_port: match &error {
                    StepError::Missing(missing) => Some(missing.port),
                    _ => None,
                },
            },
        }
    }

    /// That `check` was not looked at, since `found` says that the account is another one.
    pub(super) fn of_another_account(check: &dyn Check, found: &Finding) -> Self {
        let seen = format!("not checked: {}", found.seen);
        let finding = Finding::warns("not-checked", check.target().as_str(), seen)
            .why("Nothing of another account is looked at or mended.")
            .remedy(found.remedy.clone())
            .row(check.row());
        Self::NotChecked {
            finding,
            missing_port: None,
        }
    }

    /// The weight of what it found; `None` when it passed.
    pub fn severity(&self) -> Option<Severity> {
        match self {
            Self::Passed { .. } => None,
            Self::Found { findings, .. } => findings.iter().map(|found| found.severity).min(),
            Self::NotChecked { finding, .. } => Some(finding.severity),
        }
    }

    /// Everything it has to say.
    pub fn findings(&self) -> Vec<&Finding> {
        match self {
            Self::Passed { .. } => Vec::new(),
            Self::Found { findings, .. } => findings.iter().collect(),
            Self::NotChecked { finding, .. } => vec![finding],
        }
    }
}

/// That a check says that all is well, and shows nothing for it.
fn saw_nothing(check: &dyn Check) -> Finding {
    let seen =
        "not checked: the check found nothing, and does not say what it looked at".to_owned();
    Finding::warns("not-checked", check.target().as_str(), seen)
        .why(format!(
            "Whether this holds is not known: {}.",
            check.title()
        ))
        .remedy("This is a fault of the check: tell whoever wrote it, and look by hand.")
        .row(check.row())
}

/// The same as a step's error: no evidence, and no verdict either.
pub(super) fn not_looked(check: &dyn Check, error: &StepError) -> StepError {
    StepError::NotLooked(Box::new(not_checked(check, error)))
}

/// That a check could not look.
pub(super) fn not_checked(check: &dyn Check, error: &StepError) -> Finding {
    let remedy = match error {
        StepError::Port(error) if error.kind == ErrorKind::Denied => format!(
            "Give the caller the right to {}:{}, or look by hand.",
            error.call.service, error.call.operation
        ),
        StepError::Missing(_) => {
            "Use a binary built with the feature that brings this service, or look by hand."
                .to_owned()
        }
        error if error.is_loss_of_sight() => "Run it again.".to_owned(),
        _ => "Mend what the message says and run it again, or look by hand.".to_owned(),
    };
    let seen = format!("not checked: {}", crate::error::chain(error));
    Finding::warns("not-checked", check.target().as_str(), seen)
        .why(format!(
            "Whether this holds is not known: {}.",
            check.title()
        ))
        .remedy(remedy)
        .row(check.row())
}
