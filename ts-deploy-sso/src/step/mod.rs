//! What all steps of single sign-on have in common: each looks, and makes one changing call.

mod client;
mod domain;
mod parameter;
mod pool;
mod probe;
mod provider;
mod remove;
mod restart;
mod sight;
mod tell;

use std::sync::Arc;

use async_trait::async_trait;
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::parameter::{Change, Wire};
use ts_deploy_core::plan::{
    Action, Consent, Duration, Errand, Evidence, Failure, Handle, Observation, Progress, Proposal,
    ReadContext, Started, Step, StepError, StepId,
};
use ts_deploy_core::port::Writers;
use ts_deploy_core::port::catalog::OperationToken;
use ts_deploy_core::target::TargetName;

pub(crate) use client::Client;
pub(crate) use domain::Domain;
pub(crate) use parameter::Parameter;
pub(crate) use pool::Pool;
pub(crate) use probe::SignIn;
pub(crate) use provider::{IdentityProviderStep, SecretFrom};
pub(crate) use remove::{RemoveDomain, RemovePool};
pub(crate) use restart::Restart;
pub(crate) use tell::{DomainRecord, Registration};

/// What was seen, as evidence that it is as wanted.
pub(crate) struct Sighting {
    pub(crate) what: String,
    pub(crate) seen: String,
    pub(crate) call: &'static str,
}

/// One change that would mend a difference.
pub(crate) struct Planned<W> {
    pub(crate) action: Action,
    pub(crate) changes: Vec<Change>,
    /// A digest of the request, its secrets left out.
    pub(crate) digest: String,
    /// What is there now, so that the same change made later is another one.
    pub(crate) last_seen: Option<String>,
    pub(crate) consent: Option<Consent>,
    pub(crate) findings: Findings,
    pub(crate) work: W,
}

/// Where a thing stands.
pub(crate) enum Standing<W> {
    /// It is as wanted.
    AsWanted {
        findings: Findings,
        seen: Vec<Sighting>,
    },
    /// This change would mend it.
    Differs(Box<Planned<W>>),
    /// It differs, and cannot be told how before others have done their part.
    Awaits { action: Action, from: Vec<Wire> },
    /// A change of it is under way.
    Running(Handle),
    /// A person has to act.
    Person(Box<Errand>),
    /// It must not go on.
    Blocked(Findings),
}

impl<W> Standing<W> {
    fn blocked(finding: Finding) -> Self {
        Self::Blocked(finding.into())
    }

    fn as_wanted(what: String, seen: String, call: &'static str) -> Self {
        Self::AsWanted {
            findings: Findings::none(),
            seen: vec![Sighting { what, seen, call }],
        }
    }
}

/// A part of single sign-on: what it is, where it stands, and its one changing call.
#[async_trait]
pub(crate) trait Part: Send + Sync + 'static {
    /// What is handed from looking to changing.
    type Work: Send + Sync + 'static;

    fn title(&self) -> String;

    /// What it manages, where another thing of another name would be left behind unseen.
    fn place(&self) -> Option<String> {
        None
    }

    /// True where a change of what comes before gives it something to do, though nothing differs yet.
    fn follows(&self) -> bool {
        false
    }

    /// How long a change takes, in minutes.
    fn minutes(&self) -> (u32, u32) {
        (0, 1)
    }

    async fn stand(
        &self,
        cx: &ReadContext<'_>,
        id: &StepId,
    ) -> Result<Standing<Self::Work>, StepError>;

    async fn send(&self, ports: &Writers<'_>, work: &Self::Work) -> Result<Started, StepError>;

    async fn follow(&self, _: &ReadContext<'_>, _: &Handle) -> Result<Progress, StepError> {
        Ok(Progress::Settled)
    }
}

/// A part as a step.
pub(crate) struct PartStep<P> {
    pub(crate) id: StepId,
    pub(crate) target: TargetName,
    pub(crate) after: Vec<StepId>,
    pub(crate) removes: bool,
    pub(crate) part: P,
}

impl<P: Part> PartStep<P> {
    fn duration(&self) -> Duration {
        let (least, most) = self.part.minutes();
        Duration { least, most }
    }

    fn proposal(&self, planned: Planned<P::Work>) -> Proposal {
        Proposal {
            action: planned.action,
            changes: planned.changes,
            digest: planned.digest,
            last_seen: planned.last_seen,
            awaits: Vec::new(),
            consent: planned.consent,
            takes_over: None,
            removed: None,
            expected: self.duration(),
            findings: planned.findings,
            work: Arc::new(planned.work),
        }
    }

    fn awaiting(&self, action: Action, from: Vec<Wire>) -> Proposal {
        Proposal {
            action,
            changes: Vec::new(),
            digest: "awaits".to_owned(),
            last_seen: None,
            awaits: from,
            consent: None,
            takes_over: None,
            removed: None,
            expected: self.duration(),
            findings: Findings::none(),
            work: Arc::new(()),
        }
    }

    /// The token under which a change that was found under way is followed: that of the change that
    /// this step announced, if it did.
    fn token(&self, cx: &ReadContext<'_>, handle: &Handle) -> OperationToken {
        let open = cx.open.map(|open| open.token.clone());
        open.unwrap_or_else(|| cx.tokens.token(&self.id, &handle.kind, Some(&handle.id)))
    }
}

fn failed(summary: String, remains: &str, remedy: impl Into<String>) -> StepError {
    StepError::Failed(Box::new(Failure::new(summary, remains, remedy)))
}

#[async_trait]
impl<P: Part> Step for PartStep<P> {
    fn id(&self) -> &StepId {
        &self.id
    }

    fn title(&self) -> String {
        self.part.title()
    }

    fn target(&self) -> TargetName {
        self.target
    }

    fn after(&self) -> &[StepId] {
        &self.after
    }

    fn place(&self) -> Option<String> {
        self.part.place()
    }

    fn removes(&self) -> bool {
        self.removes
    }

    fn follows(&self) -> Vec<StepId> {
        let follows = self.part.follows();
        self.after.iter().filter(|_| follows).cloned().collect()
    }

    fn documented(&self, _: Action) -> Duration {
        self.duration()
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        Ok(match self.part.stand(cx, &self.id).await? {
            Standing::AsWanted { findings, .. } => Observation::InSync { findings },
            Standing::Differs(planned) => Observation::Differs(Box::new(self.proposal(*planned))),
            Standing::Awaits { action, from } => {
                Observation::Differs(Box::new(self.awaiting(action, from)))
            }
            Standing::Running(handle) => Observation::Running {
                token: self.token(cx, &handle),
                handle,
                action: Action::Update,
                begun: None,
                then: None,
            },
            Standing::Person(errand) => Observation::Person(errand),
            Standing::Blocked(findings) => Observation::Blocked(findings),
        })
    }

    async fn start(
        &self,
        ports: &Writers<'_>,
        proposal: &Proposal,
        _: &OperationToken,
    ) -> Result<Started, StepError> {
        match proposal.work.downcast_ref::<P::Work>() {
            Some(work) => self.part.send(ports, work).await,
            None => Err(failed(
                format!("step {} was given another step's proposal", self.id),
                "Nothing was begun.",
                "Hand each step the proposal that its own observe made.",
            )),
        }
    }

    async fn check(&self, cx: &ReadContext<'_>, handle: &Handle) -> Result<Progress, StepError> {
        self.part.follow(cx, handle).await
    }

    async fn verify(&self, cx: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError> {
        let title = self.part.title();
        let again = "Run again: the step goes on from what is there.";
        match self.part.stand(cx, &self.id).await? {
            Standing::AsWanted { seen, .. } => Ok(seen
                .into_iter()
                .map(|Sighting { what, seen, call }| Evidence {
                    what,
                    seen,
                    at: cx.now,
                    call: call.to_owned(),
                })
                .collect()),
            Standing::Differs(planned) => {
                let fields = planned.changes.iter().map(|change| change.field.as_str());
                let fields: Vec<&str> = fields.collect();
                let summary = format!("{title} is not as wanted: {}", fields.join(", "));
                Err(failed(summary, "It stays as it is.", again))
            }
            Standing::Awaits { from, .. } => {
                let from: Vec<String> = from.iter().map(ToString::to_string).collect();
                let summary = format!("{title} lacks {}", from.join(", "));
                Err(failed(summary, "Nothing was changed.", again))
            }
            Standing::Running(handle) => Err(StepError::Unsettled {
                what: format!("{title} is being changed: {}", handle.id),
            }),
            Standing::Person(errand) => {
                let remedy = "Do what the step asks for, then confirm it.";
                let summary = format!("nobody confirmed: {}", errand.title);
                Err(failed(summary, "Nothing is known to be done.", remedy))
            }
            Standing::Blocked(findings) => {
                Err(failed(findings.to_string(), "Nothing was changed.", again))
            }
        }
    }
}
