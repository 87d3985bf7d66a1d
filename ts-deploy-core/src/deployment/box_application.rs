//! R14: somebody makes the application in Box before its id and secret are written (X1, X2).

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;

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
use crate::port::parameter_store::refused_value;
use crate::target::TargetName;

const BOX_APPLICATION: &str = "box-application";

/// The gate before the parameters for Box. It is passed when they are in SSM, or when their sources
/// give a value: whoever has the application's id and secret has made it. Nobody's word counts, since
/// nothing could be written after it.
pub(super) struct BoxApplication {
    id: StepId,
    check: BoxApplicationCheck,
    paths: Vec<String>,
    values: Vec<Value>,
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
            values: ours.iter().map(|one| Value::of(one, sources)).collect(),
            after: vec![target_step(self.secrets.target())],
            check,
        })
    }
}

/// The value of a parameter for Box.
struct Value {
    /// What people call its source: `the environment variable BOX_CLIENT_ID`.
    from: String,
    given: Given,
}

/// What gives a value.
enum Given {
    /// The program.
    Source(Arc<dyn SecretSource>),
    /// The program, which did not pass the source.
    NotPassed,
    /// AWS, which says by itself when it is not there.
    InAws,
}

impl Value {
    fn of(parameter: &SecretParameter, sources: &Sources) -> Self {
        let given = match &parameter.value {
            ValueFrom::Named(name) => sources
                .get(name)
                .map_or(Given::NotPassed, |source| Given::Source(Arc::clone(source))),
            ValueFrom::Given(source) => Given::Source(Arc::clone(source)),
            ValueFrom::Parameter(_) | ValueFrom::Output(_) => Given::InAws,
        };
        let from = parameter.value.to_string();
        Self { from, given }
    }

    /// True when the parameter could be written with it now.
    async fn is_at_hand(&self) -> bool {
        match &self.given {
            Given::Source(source) => {
                let read = source.read().await;
                read.is_ok_and(|value| refused_value(&value).is_none())
            }
            Given::NotPassed => false,
            Given::InAws => true,
        }
    }
}

impl BoxApplication {
    /// True for a parameter that comes after it.
    pub(super) fn is_before(&self, parameter: &SecretParameter) -> bool {
        self.check.is_about(parameter)
    }

    /// True when each value is.
    async fn at_hand(&self) -> bool {
        let looks = self.values.iter().map(Value::is_at_hand);
        let looked = futures::future::join_all(looks).await;
        looked.into_iter().all(|at_hand| at_hand)
    }

    async fn look(&self, cx: &ReadContext<'_>) -> Result<Looked, StepError> {
        let (ports, now) = (cx.ports, cx.now);
        self.check.look(&CheckContext { ports, now }).await
    }

    /// That each value is at hand: where it comes from, never what it is.
    fn sources_named(&self, at: Timestamp) -> Evidence {
        // Several parameters may have their value from one source.
        let from: BTreeSet<&str> = self.values.iter().map(|one| one.from.as_str()).collect();
        let from: Vec<&str> = from.into_iter().collect();
        Evidence {
            what: "the Box application's id and secret".to_owned(),
            seen: format!("at hand for SSM, from {}", from.join(" and ")),
            at,
            call: "reading the sources that the spec names".to_owned(),
        }
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
        if findings.is_empty() {
            return Ok(evidence);
        }
        if self.at_hand().await {
            return Ok(vec![self.sources_named(cx.now)]);
        }
        let failure = not_confirmed(&self.check.title());
        Err(StepError::Failed(Box::new(failure)))
    }
}
