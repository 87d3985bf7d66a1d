//! The parameters in SSM that the platform reads (row I5), written by the core's own step,
//! with values that only Cognito knows.

use std::sync::Arc;

use async_trait::async_trait;
use ts_deploy_core::finding::Findings;
use ts_deploy_core::layer::secrets::{
    RemoveParameter, SecretParameter, SecretSource, SourceError, SourceKind, Sources, ValueFrom,
    WriteParameter,
};
use ts_deploy_core::parameter::{Value, Wire};
use ts_deploy_core::plan::{
    Action, Duration, Evidence, Handle, Made, Observation, Progress, Proposal, ReadContext,
    Started, Step, StepError, StepId,
};
use ts_deploy_core::port::Writers;
use ts_deploy_core::port::catalog::OperationToken;
use ts_deploy_core::secret::Secret;
use ts_deploy_core::target::TargetName;

use super::failed;
use super::sight::{ClientSeen, find_client, find_pool, reader};
use crate::component::CognitoSso;
use crate::ssm::{SsmEntry, client_secret_wire};

/// Writes one of the five parameters.
pub(crate) struct Parameter {
    sso: Arc<CognitoSso>,
    id: StepId,
    entry: SsmEntry,
    after: Vec<StepId>,
}

/// A value that is known by now.
struct Known {
    secret: Secret,
    shown: &'static str,
}

#[async_trait]
impl SecretSource for Known {
    async fn read(&self) -> Result<Secret, SourceError> {
        Ok(self.secret.clone())
    }

    fn kind(&self) -> SourceKind {
        SourceKind::Rereadable
    }

    fn shown(&self) -> String {
        self.shown.to_owned()
    }
}

impl Parameter {
    pub(crate) fn new(sso: Arc<CognitoSso>, entry: SsmEntry, after: Vec<StepId>) -> Self {
        Self {
            sso,
            id: StepId::known(entry.id),
            entry,
            after,
        }
    }

    /// The step that removes it.
    pub(crate) fn removal(&self) -> RemoveParameter {
        RemoveParameter::new(self.sso.target().name, self.parameter(String::new()))
            .after(self.after.iter().cloned())
    }

    fn parameter(&self, value: String) -> SecretParameter {
        let shown = match &self.entry.value {
            Value::Awaited(wire) if *wire == client_secret_wire() => "the app client's secret",
            Value::Awaited(_) => "the app client's id",
            Value::Plain(_) | Value::Secret(_) => "the spec",
        };
        let secret = Secret::new(value);
        SecretParameter {
            id: self.id.clone(),
            path: self.entry.name.clone(),
            protection: self.entry.protection.clone(),
            value: ValueFrom::Given(Arc::new(Known { secret, shown })),
            at: "single_sign_on".to_owned(),
            row: "I5",
        }
    }

    fn write(&self, value: String) -> WriteParameter {
        let target = self.sso.target().name;
        WriteParameter::new(target, self.parameter(value), &Sources::none())
            .tagged(self.sso.draft.tags.clone())
            .after(self.after.iter().cloned())
    }

    /// The core's step for the value, or what it is awaited from.
    async fn ready(&self, cx: &ReadContext<'_>) -> Result<Result<WriteParameter, Wire>, StepError> {
        let wire = match &self.entry.value {
            Value::Plain(text) => return Ok(Ok(self.write(text.clone()))),
            Value::Secret(secret) => return Ok(Ok(self.write(secret.expose().to_owned()))),
            Value::Awaited(wire) => wire,
        };
        let awaited = || Ok(Err(wire.clone()));
        let Some(pool) = find_pool(cx, &self.sso).await?.one() else {
            return awaited();
        };
        let reader = reader(cx, &self.sso)?;
        let ClientSeen::One(client) = find_client(reader.as_ref(), &pool.id).await? else {
            return awaited();
        };
        let value = if *wire == client_secret_wire() {
            client.secret.map(|secret| secret.expose().to_owned())
        } else {
            Some(client.id.0)
        };
        match value {
            Some(value) => Ok(Ok(self.write(value))),
            None => awaited(),
        }
    }

    fn awaiting(&self, wire: Wire) -> Observation {
        Observation::Differs(Box::new(Proposal {
            action: Action::Create,
            changes: Vec::new(),
            digest: "awaits".to_owned(),
            last_seen: None,
            awaits: vec![wire],
            consent: None,
            takes_over: None,
            removed: None,
            expected: self.documented(Action::Create),
            findings: Findings::none(),
            work: Arc::new(()),
        }))
    }
}

#[async_trait]
impl Step for Parameter {
    fn id(&self) -> &StepId {
        &self.id
    }

    fn title(&self) -> String {
        format!("Parameter {}", self.entry.name)
    }

    fn target(&self) -> TargetName {
        self.sso.target().name
    }

    fn after(&self) -> &[StepId] {
        &self.after
    }

    fn makes(&self) -> Option<Made> {
        self.write(String::new()).makes()
    }

    fn wanted(&self) -> String {
        self.write(String::new()).wanted()
    }

    fn documented(&self, _: Action) -> Duration {
        Duration { least: 0, most: 1 }
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        let write = match self.ready(cx).await? {
            Ok(write) => write,
            Err(wire) => return Ok(self.awaiting(wire)),
        };
        let mut observed = write.observe(cx).await?;
        if let Observation::Differs(proposal) = &mut observed {
            // Who reads it is restarted by a step of its own.
            let findings = std::mem::take(&mut proposal.findings).into_iter();
            let others = findings.filter(|finding| finding.id != "secret-needs-restart");
            proposal.findings = others.collect();
        }
        Ok(observed)
    }

    async fn start(
        &self,
        ports: &Writers<'_>,
        proposal: &Proposal,
        token: &OperationToken,
    ) -> Result<Started, StepError> {
        // The value travels in the proposal's work.
        self.write(String::new())
            .start(ports, proposal, token)
            .await
    }

    async fn check(&self, cx: &ReadContext<'_>, handle: &Handle) -> Result<Progress, StepError> {
        self.write(String::new()).check(cx, handle).await
    }

    async fn verify(&self, cx: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError> {
        match self.ready(cx).await? {
            Ok(write) => write.verify(cx).await,
            Err(wire) => Err(failed(
                format!("{} has no value: {wire} is not there", self.entry.name),
                "The parameter was not changed.",
                "Run again: the app client is made first.",
            )),
        }
    }
}
