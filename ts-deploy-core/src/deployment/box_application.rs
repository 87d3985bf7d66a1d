//! R14: somebody makes the application in Box before its id and secret are written (X1, X2).

use std::sync::Arc;

use async_trait::async_trait;

use super::{Deployment, target_step};
use crate::check::rows::BoxApplicationCheck;
use crate::check::{Check, CheckContext, Looked};
use crate::finding::Findings;
use crate::layer::secrets::{SecretParameter, SecretSource, Sources, ValueFrom};
use crate::plan::{
    Action, Duration, Errand, ErrandKind, Evidence, Handle, Observation, Progress, Proposal,
    ReadContext, Started, Step, StepError, StepId, errand_digest, not_confirmed,
};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::target::TargetName;

const BOX_APPLICATION: &str = "box-application";

/// The gate before the parameters for Box. It is passed when they are in SSM, or when their sources
/// give a value: whoever has the application's id and secret has made it. Nobody's word counts, since
/// nothing could be written after it.
pub(super) struct BoxApplication {
    id: StepId,
    check: BoxApplicationCheck,
    paths: Vec<String>,
    /// What gives the values; `None` for a source that the program did not pass.
    sources: Vec<Option<Arc<dyn SecretSource>>>,
    after: Vec<StepId>,
}

impl Deployment {
    /// The gate that the parameters for Box come after (R14); `None` without Box.
    pub(super) fn box_gate(&self, sources: &Sources) -> Option<BoxApplication> {
        let check = BoxApplicationCheck::of(self)?;
        let ours = self.secrets.parameters().iter();
        let ours: Vec<&SecretParameter> = ours.filter(|one| check.is_about(one)).collect();
        Some(BoxApplication {
            id: StepId::known(BOX_APPLICATION),
            paths: ours.iter().map(|one| one.path.to_string()).collect(),
            sources: ours
                .iter()
                .filter_map(|one| given(&one.value, sources))
                .collect(),
            after: vec![target_step(self.secrets.target())],
            check,
        })
    }
}

/// The source of a value that a program gives; `None` for one that AWS gives, which says by itself
/// when it is not there.
fn given(value: &ValueFrom, sources: &Sources) -> Option<Option<Arc<dyn SecretSource>>> {
    match value {
        ValueFrom::Named(name) => Some(sources.get(name).cloned()),
        ValueFrom::Given(source) => Some(Some(Arc::clone(source))),
        ValueFrom::Parameter(_) | ValueFrom::Output(_) => None,
    }
}

impl BoxApplication {
    /// True for a parameter that comes after it.
    pub(super) fn is_before(&self, parameter: &SecretParameter) -> bool {
        self.check.is_about(parameter)
    }

    /// True when each source gives a value.
    async fn at_hand(&self) -> bool {
        for source in &self.sources {
            let Some(source) = source else {
                return false;
            };
            if source.read().await.is_err() {
                return false;
            }
        }
        true
    }

    async fn look(&self, cx: &ReadContext<'_>) -> Result<Looked, StepError> {
        let (ports, now) = (cx.ports, cx.now);
        self.check.look(&CheckContext { ports, now }).await
    }

    fn errand(&self, findings: Findings) -> Errand {
        let first = findings.iter().next();
        Errand {
            kind: ErrandKind::Gate,
            title: self.check.title(),
            instructions: findings.iter().map(|one| one.remedy.clone()).collect(),
            why: first.map(|one| one.why.clone()).unwrap_or_default(),
            observed: true,
            digest: errand_digest(&self.id, self.paths.iter().map(String::as_str)),
            findings,
        }
    }
}

#[async_trait]
impl Step for BoxApplication {
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
        let Looked { findings, .. } = self.look(cx).await?;
        let passed = findings.is_empty() || self.at_hand().await;
        Ok(if passed {
            Observation::InSync {
                findings: Findings::none(),
            }
        } else {
            Observation::Person(Box::new(self.errand(findings)))
        })
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
        let Looked { findings, evidence } = self.look(cx).await?;
        if findings.is_empty() || self.at_hand().await {
            return Ok(evidence);
        }
        let failure = not_confirmed(&self.check.title());
        Err(StepError::Failed(Box::new(failure)))
    }
}
