//! A check as a person's part of a plan, which AWS shows to be done.

use std::sync::Arc;

use async_trait::async_trait;

use super::look::{not_checked, not_looked};
use super::{Check, CheckContext, Looked};
use crate::finding::Findings;
use crate::plan::{
    Action, Duration, Errand, ErrandKind, Evidence, Handle, Observation, Progress, Proposal,
    ReadContext, Started, Step, StepError, StepId, errand_digest, not_confirmed,
};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::target::TargetName;

/// A step that changes nothing and holds nothing back: what its check finds is left to a person as a
/// follow-up, which is done when the check finds nothing more. Nobody's word counts for it, since
/// AWS shows it.
#[derive(Clone)]
pub struct FollowUp {
    id: StepId,
    check: Arc<dyn Check>,
    after: Vec<StepId>,
}

impl FollowUp {
    /// The check as the step `id`, after what makes the thing that it looks at.
    pub fn new(id: StepId, check: Arc<dyn Check>, after: impl IntoIterator<Item = StepId>) -> Self {
        let after = after.into_iter().collect();
        Self { id, check, after }
    }

    async fn look(&self, cx: &ReadContext<'_>) -> Result<Looked, StepError> {
        let (ports, now) = (cx.ports, cx.now);
        self.check.look(&CheckContext { ports, now }).await
    }

    fn errand(&self, findings: &Findings) -> Errand {
        let facts = findings.iter().flat_map(|one| [&*one.id, one.at.as_str()]);
        let first = findings.iter().next();
        Errand {
            kind: ErrandKind::FollowUp,
            title: self.check.title(),
            instructions: findings.iter().map(|one| one.remedy.clone()).collect(),
            why: first.map(|one| one.why.clone()).unwrap_or_default(),
            observed: true,
            digest: errand_digest(&self.id, facts),
            findings: findings.clone(),
        }
    }
}

#[async_trait]
impl Step for FollowUp {
    fn id(&self) -> &StepId {
        &self.id
    }

    fn title(&self) -> String {
        self.check.title()
    }

    fn target(&self) -> TargetName {
        self.check.target()
    }

    fn after(&self) -> &[StepId] {
        &self.after
    }

    fn documented(&self, _: Action) -> Duration {
        Duration { least: 0, most: 0 }
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        match self.look(cx).await {
            Ok(Looked { findings, .. }) if findings.is_empty() => {
                Ok(Observation::InSync { findings })
            }
            Ok(Looked { findings, .. }) => {
                Ok(Observation::Person(Box::new(self.errand(&findings))))
            }
            // The engine waits for what is out of sight, and looks again.
            Err(error) if error.is_loss_of_sight() => Err(error),
            Err(error) => Ok(Observation::InSync {
                findings: not_checked(self.check.as_ref(), &error).into(),
            }),
        }
    }

    async fn start(
        &self,
        _: &Writers<'_>,
        _: &Proposal,
        _: &OperationToken,
    ) -> Result<Started, StepError> {
        // It never proposes anything, so nothing is ever to be done.
        Ok(Started::Done)
    }

    async fn check(&self, _: &ReadContext<'_>, _: &Handle) -> Result<Progress, StepError> {
        Ok(Progress::Settled)
    }

    async fn verify(&self, cx: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError> {
        match self.look(cx).await {
            Ok(Looked { findings, evidence }) if findings.is_empty() => Ok(evidence),
            Ok(_) => Err(StepError::Failed(Box::new(not_confirmed(
                &self.check.title(),
            )))),
            Err(error) if error.is_loss_of_sight() => Err(error),
            Err(error) => Err(not_looked(self.check.as_ref(), &error)),
        }
    }
}
