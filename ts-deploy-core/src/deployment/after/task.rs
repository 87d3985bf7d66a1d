//! What all tasks after a deployment have in common: each looks, makes one changing call, and can
//! be done by a person where a backend lacks its port.

use std::sync::Arc;

use async_trait::async_trait;

pub(super) use super::standing::{More, Planned, Seen, Standing};
use crate::finding::{Finding, Findings};
use crate::parameter::Wire;
use crate::plan::{
    Action, Confirmation, Duration, Errand, ErrandKind, Evidence, Failure, Handle, Launch, Made,
    Observation, Progress, Proposal, ReadContext, Started, Step, StepError, StepId, errand_digest,
    request_digest,
};
use crate::port::catalog::OperationToken;
use crate::port::{MissingPort, Writers};
use crate::target::{Target, TargetName};

/// A task: what it is, where it stands, and its one changing call.
#[async_trait]
pub(super) trait Task: Send + Sync + 'static {
    /// What is handed from looking to changing.
    type Work: Send + Sync + 'static;

    fn title(&self) -> String;

    fn target(&self) -> &Target;

    /// The launch that made what it is about.
    fn launch(&self) -> Launch;

    /// What it manages, for what makes or removes something of its own; see [`Step::place`].
    fn place(&self) -> Option<String> {
        None
    }

    /// The commands that remove its place by hand; see [`Made::removal`].
    fn removal(&self) -> Vec<String> {
        Vec::new()
    }

    /// True for a task that removes its place.
    fn removes(&self) -> bool {
        false
    }

    /// The steps whose changes give it something to do; see [`Step::follows`].
    fn follows(&self) -> Vec<StepId> {
        Vec::new()
    }

    /// A digest of what it wants of its own, whatever is there; see [`Step::wanted`].
    fn wanted(&self) -> String {
        String::new()
    }

    /// What its first change does, where what it is about is not there yet.
    fn begins(&self) -> Action {
        Action::Update
    }

    /// How long it takes, in minutes.
    fn minutes(&self) -> (u32, u32);

    /// What a person does instead, line by line, and why it matters.
    fn by_hand(&self) -> (Vec<String>, &'static str);

    async fn stand(&self, cx: &ReadContext<'_>) -> Result<Standing<Self::Work>, StepError>;

    async fn send(
        &self,
        ports: &Writers<'_>,
        work: &Self::Work,
        token: &OperationToken,
    ) -> Result<Started, StepError>;

    async fn follow(&self, cx: &ReadContext<'_>, handle: &Handle) -> Result<Progress, StepError>;
}

/// A task as a step.
pub(super) struct TaskStep<T> {
    id: StepId,
    after: Vec<StepId>,
    task: T,
}

impl<T: Task> TaskStep<T> {
    pub(super) fn new(id: StepId, after: Vec<StepId>, task: T) -> Self {
        Self { id, after, task }
    }

    fn proposal(&self, planned: Planned<T::Work>) -> Proposal {
        let Planned {
            action,
            changes,
            consent,
            findings,
            last_seen,
            work,
        } = planned;
        let fields = changes.iter().flat_map(|change| {
            let after = change.after.as_deref().unwrap_or_default();
            [change.field.as_str(), after]
        });
        let digest = request_digest([self.id.as_str()].into_iter().chain(fields));
        let (least, most) = self.task.minutes();
        Proposal {
            action,
            digest,
            changes,
            last_seen: Some(last_seen),
            awaits: Vec::new(),
            consent,
            takes_over: None,
            removed: None,
            expected: Duration { least, most },
            findings,
            work: Arc::new(work),
        }
    }

    fn awaiting(&self, wire: Wire) -> Proposal {
        let (least, most) = self.task.minutes();
        Proposal {
            action: self.task.begins(),
            changes: Vec::new(),
            digest: "awaits".to_owned(),
            last_seen: None,
            awaits: vec![wire],
            consent: None,
            takes_over: None,
            removed: None,
            expected: Duration { least, most },
            findings: Findings::none(),
            work: Arc::new(()),
        }
    }

    /// The digest of the task as a person's part: about its place and the launch that is there, not
    /// about its wording. With it, the word of somebody who did it there.
    async fn digest<'a>(
        &self,
        cx: &ReadContext<'a>,
    ) -> Result<(String, Option<&'a Confirmation>), StepError> {
        let Target {
            account, region, ..
        } = self.task.target();
        let launched = match self.task.launch().fact(cx).await {
            // Where not even that can be looked at, nobody's word tells which one it is about.
            Err(StepError::Missing(_)) => None,
            launched => launched?,
        };
        let facts = [account.as_str(), region.as_str()];
        let facts = facts.into_iter().chain(launched.as_deref());
        let digest = errand_digest(&self.id, facts);
        let word = launched.as_ref().and_then(|_| cx.confirmed_for(&digest));
        Ok((digest, word))
    }

    /// That this binary cannot do it, told from the first plan on.
    fn not_built_in(&self, missing: &MissingPort) -> Findings {
        Finding::informs("task-by-hand", self.id.as_str(), missing.to_string())
            .why("So the run leaves this to a person.")
            .remedy("Do it once the products are deployed, and confirm it; or build that in.")
            .into()
    }

    /// Left to a person, unless somebody said that it is done.
    async fn left(
        &self,
        findings: Findings,
        cx: &ReadContext<'_>,
    ) -> Result<Observation, StepError> {
        let (digest, word) = self.digest(cx).await?;
        Ok(if word.is_some() {
            let findings = Findings::none();
            Observation::InSync { findings }
        } else {
            Observation::Person(Box::new(self.errand(digest, findings, cx)))
        })
    }

    /// What somebody said about it, as evidence.
    async fn word(&self, title: &str, cx: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError> {
        let (_, confirmed) = self.digest(cx).await?;
        let evidence = confirmed.map(|one| vec![one.evidence(title)]);
        evidence.ok_or_else(|| {
            let remedy = "Do what the step asks for, then confirm it.";
            Self::failed(format!("nobody confirmed: {title}"), remedy)
        })
    }

    fn errand(&self, digest: String, mut findings: Findings, cx: &ReadContext<'_>) -> Errand {
        let (instructions, why) = self.task.by_hand();
        let stale = cx
            .confirmed
            .map(|confirmation| confirmation.stale(&self.id));
        findings.extend(stale);
        Errand {
            kind: ErrandKind::FollowUp,
            title: self.task.title(),
            instructions,
            why: why.to_owned(),
            observed: false,
            digest,
            findings,
        }
    }

    /// What a person is to take away. It is about the things, so that one more is asked for anew.
    fn to_take_away(&self, more: More) -> Errand {
        let More { things, doubts } = more;
        let digest = errand_digest(&self.id, things.iter().map(|(name, _)| name.as_str()));
        let found = things.into_iter().map(|(_, finding)| finding);
        let found: Vec<Finding> = found.collect();
        let why = found.first().map(|one| one.why.clone());
        Errand {
            kind: ErrandKind::FollowUp,
            title: self.task.title(),
            instructions: found.iter().map(|one| one.remedy.clone()).collect(),
            why: why.unwrap_or_default(),
            observed: true,
            digest,
            findings: found.into_iter().chain(doubts).collect(),
        }
    }

    fn failed(summary: String, remedy: &str) -> StepError {
        let failure = Failure::new(summary, "It stays as it is.", remedy);
        StepError::Failed(Box::new(failure))
    }
}

#[async_trait]
impl<T: Task> Step for TaskStep<T> {
    fn id(&self) -> &StepId {
        &self.id
    }

    fn title(&self) -> String {
        self.task.title()
    }

    fn target(&self) -> TargetName {
        self.task.target().name
    }

    fn after(&self) -> &[StepId] {
        &self.after
    }

    fn place(&self) -> Option<String> {
        self.task.place()
    }

    fn makes(&self) -> Option<Made> {
        let (target, removal) = (self.task.target().name, self.task.removal());
        let made = |what| Made {
            what,
            target,
            removal,
        };
        self.place().filter(|_| !self.removes()).map(made)
    }

    fn removes(&self) -> bool {
        self.task.removes()
    }

    fn follows(&self) -> Vec<StepId> {
        self.task.follows()
    }

    fn wanted(&self) -> String {
        self.task.wanted()
    }

    fn documented(&self, _: Action) -> Duration {
        let (least, most) = self.task.minutes();
        Duration { least, most }
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        let standing = match self.task.stand(cx).await {
            // Not built in: a person does it.
            Err(StepError::Missing(missing)) => {
                return self.left(self.not_built_in(&missing), cx).await;
            }
            standing => standing?,
        };
        Ok(match standing {
            Standing::Done { findings, .. } => Observation::InSync { findings },
            Standing::NotFound(findings) => return self.left(findings, cx).await,
            Standing::NotLooked(finding) => {
                let findings = finding.into();
                Observation::InSync { findings }
            }
            Standing::More(more) => Observation::Person(Box::new(self.to_take_away(more))),
            Standing::Differs(planned) => Observation::Differs(Box::new(self.proposal(planned))),
            Standing::Awaits(wire) => Observation::Differs(Box::new(self.awaiting(wire))),
            Standing::Busy(what) => Observation::Foreign { what },
            Standing::Blocked(findings) => Observation::Blocked(findings),
        })
    }

    async fn start(
        &self,
        ports: &Writers<'_>,
        proposal: &Proposal,
        token: &OperationToken,
    ) -> Result<Started, StepError> {
        match proposal.work.downcast_ref::<T::Work>() {
            Some(work) => self.task.send(ports, work, token).await,
            None => Err(Self::failed(
                format!("step {} was given another step's proposal", self.id),
                "Hand each step the proposal that its own observe made.",
            )),
        }
    }

    async fn check(&self, cx: &ReadContext<'_>, handle: &Handle) -> Result<Progress, StepError> {
        self.task.follow(cx, handle).await
    }

    async fn verify(&self, cx: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError> {
        let title = self.task.title();
        let again = "Run deploy again: the step goes on from what is there.";
        let standing = match self.task.stand(cx).await {
            Err(StepError::Missing(_)) => return self.word(&title, cx).await,
            standing => standing?,
        };
        match standing {
            Standing::NotFound(_) => self.word(&title, cx).await,
            Standing::NotLooked(finding) => Err(StepError::NotLooked(Box::new(finding))),
            Standing::More(More { things, .. }) => {
                let seen = things.iter().map(|(_, finding)| finding.seen.as_str());
                let summary = format!("{title}: {}", seen.collect::<Vec<_>>().join("; "));
                Err(Self::failed(summary, "Do what the step asks for."))
            }
            Standing::Done { seen, findings } => {
                // That there is nothing to do it to is what was seen.
                let nothing = findings.iter().filter(|_| seen.is_empty());
                let nothing = nothing.map(|finding| Evidence {
                    what: title.clone(),
                    seen: finding.seen.clone(),
                    at: cx.now,
                    call: format!("step {}", self.id),
                });
                let nothing: Vec<Evidence> = nothing.collect();
                let evidence = seen.into_iter().map(|Seen { what, shown, call }| Evidence {
                    what,
                    seen: shown,
                    at: cx.now,
                    call: call.to_owned(),
                });
                Ok(evidence.chain(nothing).collect())
            }
            Standing::Differs(planned) => {
                let fields: Vec<&str> = planned
                    .changes
                    .iter()
                    .map(|one| one.field.as_str())
                    .collect();
                let summary = format!("{title}: not as wanted: {}", fields.join(", "));
                Err(Self::failed(summary, again))
            }
            Standing::Awaits(wire) => Err(Self::failed(format!("{title}: lacks {wire}"), again)),
            Standing::Busy(what) => Err(StepError::Unsettled { what }),
            Standing::Blocked(findings) => Err(Self::failed(findings.to_string(), again)),
        }
    }
}
