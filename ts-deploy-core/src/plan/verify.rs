//! Everything observed again, and shown to be so.

use serde::Serialize;

use super::{Entry, Evidence, Failure, Graph, Plan, ReadContext, Step, StepError, StepId};
use crate::engine::TokenSeed;
use crate::finding::{Finding, Findings};
use crate::journal::StepState;
use crate::port::Readers;

/// What verifying one step gave.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Verdict {
    /// It is as wanted.
    Holds {
        /// What was seen.
        evidence: Vec<Evidence>,
        /// What is doubtful about it all the same.
        #[serde(skip_serializing_if = "Findings::is_empty")]
        findings: Findings,
    },
    /// Nobody could look, since the port is not built in or the caller may not: it is neither proven
    /// nor refuted.
    NotChecked {
        /// Why, and what to do about it.
        finding: Finding,
    },
    /// A change is running; it cannot be told yet.
    Running,
    /// It differs from what is wanted; the plan's entry says how.
    Differs,
    /// It is not sound.
    Failed {
        /// Why.
        failure: Failure,
    },
    /// It could not be looked at, which says nothing about it.
    Unseen {
        /// Why.
        why: String,
    },
}

/// What `step` shows as evidence that all is as wanted. Without any evidence nothing is proven: that is
/// a fault of the step, and never taken for a proof.
///
/// # Errors
/// As [`Step::verify`]; [`StepError::Failed`] when it showed nothing.
pub async fn proof(step: &dyn Step, cx: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError> {
    let evidence = step.verify(cx).await?;
    if !evidence.is_empty() {
        return Ok(evidence);
    }
    let failure = Failure::new(
        format!(
            "step {} says that all is as wanted, and shows nothing for it",
            step.id()
        ),
        "What is there was not changed by this.",
        "This is a fault of the step, not of what it looks at: tell whoever wrote it.",
    );
    Err(StepError::Failed(Box::new(failure)))
}

/// Verifies every step of a plan just made: a step holds when it would change nothing and its own
/// proof succeeds. Changes nothing: steps are handed readers.
pub async fn verify<'a>(
    graph: &Graph,
    plan: &Plan,
    ports: Readers<'_>,
    now: jiff::Timestamp,
    tokens: &TokenSeed,
    known: impl Fn(&StepId) -> Option<&'a StepState>,
) -> Vec<(StepId, Verdict)> {
    let verdicts = plan.steps.iter().map(|planned| {
        let known = known(&planned.id);
        let cx = ReadContext {
            ports,
            now,
            open: known.and_then(|step| step.open.as_ref()),
            confirmed: known.and_then(|step| step.confirmed.as_ref()),
            tokens,
            detail: false,
        };
        async move {
            let verdict = match (&planned.entry, graph.get(&planned.id)) {
                (Entry::NoChange, Some(step)) => match proof(step.as_ref(), &cx).await {
                    Ok(evidence) => {
                        let findings = planned.findings.clone();
                        Verdict::Holds { evidence, findings }
                    }
                    Err(StepError::NotLooked(finding)) => Verdict::NotChecked { finding: *finding },
                    Err(StepError::Failed(failure)) => Verdict::Failed { failure: *failure },
                    Err(error) => Verdict::Unseen {
                        why: crate::error::chain(&error),
                    },
                },
                (Entry::Unseen { why }, _) => Verdict::Unseen { why: why.clone() },
                (Entry::Attach { .. } | Entry::Wait { .. }, _) => Verdict::Running,
                _ => Verdict::Differs,
            };
            (planned.id.clone(), verdict)
        }
    });
    futures::future::join_all(verdicts).await
}
