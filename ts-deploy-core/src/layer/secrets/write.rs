//! The step that writes one parameter.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

use super::SecretParameter;
use super::change::{describe, follow, send};
use super::compare::{Encrypted, Standing, stand};
use super::output::Told;
use super::source::Sources;
use super::wanted::{Origin, Wanted, blocks};
use crate::finding::Findings;
use crate::parameter::{Change, Wire};
use crate::plan::{
    Action, Duration, Evidence, Failure, Handle, Made, Observation, Progress, Proposal,
    ReadContext, Started, Step, StepError, StepId, request_digest,
};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::port::parameter_store::{
    ParameterDescription, ParameterReader, ParameterType, ParameterValue,
};
use crate::target::TargetName;

/// Writes one parameter, unless it has the wanted type, key and value already: then no version is
/// made.
#[derive(Clone)]
pub struct WriteParameter {
    target: TargetName,
    parameter: SecretParameter,
    origin: Origin,
    tags: BTreeMap<String, String>,
    after: Vec<StepId>,
}

impl WriteParameter {
    /// The step for `parameter` in `target`, whose source is looked up in `sources` by its name.
    /// One that is not there is a finding that blocks the step.
    pub fn new(target: TargetName, parameter: SecretParameter, sources: &Sources) -> Self {
        let origin = Origin::of(&parameter.value, sources);
        Self {
            target,
            parameter,
            origin,
            tags: BTreeMap::new(),
            after: Vec::new(),
        }
    }

    /// With these tags when it is made. Those of a parameter that is there stay as they are.
    #[must_use]
    pub fn tagged(mut self, tags: BTreeMap<String, String>) -> Self {
        self.tags = tags;
        self
    }

    /// Comes after these steps.
    #[must_use]
    pub fn after(mut self, steps: impl IntoIterator<Item = StepId>) -> Self {
        self.after.extend(steps);
        self
    }

    /// What it would write, as long as nobody knows the value.
    fn awaiting(&self, wire: Wire) -> Proposal {
        let path = &self.parameter.path;
        Proposal {
            action: Action::Create,
            changes: vec![Change {
                field: path.to_string(),
                before: None,
                after: Some(self.parameter.value.to_string()),
            }],
            digest: request_digest(["awaits", path.as_str()]),
            last_seen: None,
            awaits: vec![wire],
            consent: None,
            takes_over: None,
            removed: None,
            expected: self.documented(Action::Create),
            findings: Findings::none(),
            work: Arc::new(()),
        }
    }

    async fn standing(&self, cx: &ReadContext<'_>) -> Result<Standing, StepError> {
        let reader = cx.ports.get::<dyn ParameterReader>(self.target)?;
        let names = [Some(&self.parameter.path), self.origin.copied()];
        let [live, copied] = describe(reader.as_ref(), names).await?;
        let wanted = match &self.origin {
            Origin::Output(output) => match output.told(cx, self.target).await? {
                Told::Host(host) => Wanted::Value(ParameterValue::Given(host)),
                Told::NotYet(wire) => return Ok(Standing::Awaits(wire)),
                Told::Unfit { seen, remedy } => {
                    let finding = blocks("output-unfit", &self.parameter, seen);
                    Wanted::Unusable(finding.remedy(remedy))
                }
            },
            origin => Wanted::of(&self.parameter, origin, copied.as_ref()).await,
        };
        let revealed = self.reveals(live.as_ref(), copied.as_ref());
        let standing = stand(reader.as_ref(), &self.parameter, &self.tags, live, wanted).await?;
        Ok(match revealed {
            Some(encrypted) => standing.revealing(&self.parameter, encrypted),
            None => standing,
        })
    }

    /// What is encrypted now, where the parameter is to hold its value in plain text; a type that is
    /// not known counts as encrypted.
    fn reveals(
        &self,
        live: Option<&ParameterDescription>,
        copied: Option<&ParameterDescription>,
    ) -> Option<Encrypted> {
        let plain = |kind| matches!(kind, ParameterType::String | ParameterType::StringList);
        let encrypted = |one: &ParameterDescription| !plain(one.parameter_type);
        if !plain(self.parameter.protection.parameter_type()) {
            None
        } else if copied.is_some_and(encrypted) {
            Some(Encrypted::Source)
        } else {
            live.is_some_and(encrypted).then_some(Encrypted::Live)
        }
    }
}

impl std::fmt::Debug for WriteParameter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WriteParameter")
            .field("target", &self.target)
            .field("parameter", &self.parameter)
            .field("after", &self.after)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Step for WriteParameter {
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

    fn makes(&self) -> Option<Made> {
        Some(self.parameter.made(self.target))
    }

    fn documented(&self, _: Action) -> Duration {
        Duration { least: 0, most: 1 }
    }

    fn wanted(&self) -> String {
        self.parameter.digest()
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        Ok(match self.standing(cx).await? {
            Standing::AsWanted { findings, .. } => Observation::InSync { findings },
            Standing::Kept(finding) => {
                let findings = (*finding).into();
                Observation::InSync { findings }
            }
            Standing::Differs(proposal) => Observation::Differs(proposal),
            Standing::Awaits(wire) => Observation::Differs(Box::new(self.awaiting(wire))),
            Standing::Blocked(finding) => Observation::Blocked((*finding).into()),
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
        let failure = match self.standing(cx).await? {
            Standing::AsWanted { seen, call, .. } => {
                return Ok(vec![Evidence {
                    what: format!("parameter {path}"),
                    seen,
                    at: cx.now,
                    call: call.to_owned(),
                }]);
            }
            Standing::Kept(finding) => return Err(StepError::NotLooked(finding)),
            Standing::Differs(proposal) => {
                let fields: Vec<&str> = proposal.changes.iter().map(|c| c.field.as_str()).collect();
                let summary = format!("{path} is not as wanted: {}", fields.join(", "));
                Failure::new(summary, "Services read what is there.", "Run deploy again.")
            }
            Standing::Awaits(wire) => Failure::new(
                format!(
                    "{} is not there to be written to {path}",
                    self.parameter.value
                ),
                "The parameter was not changed.",
                format!("Deploy {} first.", wire.from),
            ),
            Standing::Blocked(finding) => Failure::new(
                finding.seen,
                "The parameter was not changed.",
                finding.remedy,
            ),
        };
        Err(StepError::Failed(Box::new(failure)))
    }
}
