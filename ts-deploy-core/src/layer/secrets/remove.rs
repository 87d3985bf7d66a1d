//! The step that removes one parameter.

use std::sync::Arc;

use async_trait::async_trait;

use super::SecretParameter;
use super::change::{Prepared, describe, follow, send};
use super::source::SourceKind;
use crate::finding::Findings;
use crate::parameter::Change;
use crate::plan::{
    Action, Consent, Duration, Evidence, Failure, Handle, Observation, Progress, Proposal,
    ReadContext, Started, Step, StepError, StepId,
};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::port::parameter_store::{ParameterDescription, ParameterReader};
use crate::target::TargetName;

/// Removes one parameter. It asks for consent when the value came from a one-shot source, so that
/// the parameter may be the only place that holds it.
#[derive(Clone, Debug)]
pub struct RemoveParameter {
    target: TargetName,
    parameter: SecretParameter,
    after: Vec<StepId>,
}

impl RemoveParameter {
    /// The step for `parameter` in `target`. It bears the id of the step that writes it.
    pub fn new(target: TargetName, parameter: SecretParameter) -> Self {
        Self {
            target,
            parameter,
            after: Vec::new(),
        }
    }

    /// Comes after these steps.
    #[must_use]
    pub fn after(mut self, steps: impl IntoIterator<Item = StepId>) -> Self {
        self.after.extend(steps);
        self
    }

    async fn live(&self, cx: &ReadContext<'_>) -> Result<Option<ParameterDescription>, StepError> {
        let reader = cx.ports.get::<dyn ParameterReader>(self.target)?;
        let [live] = describe(reader.as_ref(), [Some(&self.parameter.path)]).await?;
        Ok(live)
    }

    fn propose(&self, live: &ParameterDescription) -> Proposal {
        let SecretParameter {
            id, path, value, ..
        } = &self.parameter;
        let prepared = Prepared::Delete {
            path: path.clone(),
            then: None,
        };
        let loses =
            format!("The value of {path} came from {value} and cannot be read again there.");
        Proposal {
            action: Action::Remove,
            changes: vec![Change {
                field: path.to_string(),
                before: Some(format!("{}, version {}", live.parameter_type, live.version)),
                after: None,
            }],
            digest: prepared.digest(Some(live.version)),
            last_seen: Some(live.version.to_string()),
            awaits: Vec::new(),
            consent: (value.kind() == SourceKind::OneShot).then(|| Consent::destroy(id, loses)),
            takes_over: None,
            removed: None,
            expected: self.documented(Action::Remove),
            findings: Findings::none(),
            work: Arc::new(prepared),
        }
    }
}

#[async_trait]
impl Step for RemoveParameter {
    fn id(&self) -> &StepId {
        &self.parameter.id
    }

    fn title(&self) -> String {
        format!("Parameter {}", self.parameter.path)
    }

    fn target(&self) -> TargetName {
        self.target
    }

    fn after(&self) -> &[StepId] {
        &self.after
    }

    fn removes(&self) -> bool {
        true
    }

    fn documented(&self, _: Action) -> Duration {
        Duration { least: 0, most: 1 }
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        Ok(match self.live(cx).await? {
            Some(live) => Observation::Differs(Box::new(self.propose(&live))),
            None => Observation::InSync {
                findings: Findings::none(),
            },
        })
    }

    async fn start(
        &self,
        ports: &Writers<'_>,
        proposal: &Proposal,
        _: &OperationToken,
    ) -> Result<Started, StepError> {
        send(ports, self.target, &self.parameter.id, proposal).await
    }

    async fn check(&self, cx: &ReadContext<'_>, handle: &Handle) -> Result<Progress, StepError> {
        follow(cx, self.target, &self.parameter.path, handle).await
    }

    async fn verify(&self, cx: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError> {
        let path = &self.parameter.path;
        if let Some(live) = self.live(cx).await? {
            let summary = format!("{path} is still there, in version {}", live.version);
            let failure = Failure::new(summary, "It still holds its value.", "Run destroy again.");
            return Err(StepError::Failed(Box::new(failure)));
        }
        Ok(vec![Evidence {
            what: format!("parameter {path}"),
            seen: "not there".to_owned(),
            at: cx.now,
            call: "ssm:DescribeParameters".to_owned(),
        }])
    }
}
