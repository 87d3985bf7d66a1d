//! What mends a finding: a step that proposes exactly that, and shows that the check passes then.

use std::sync::Arc;

use async_trait::async_trait;

use super::{Check, CheckContext};
use crate::finding::Findings;
use crate::parameter::Change;
use crate::plan::{
    Action, Consent, Duration, Evidence, Failure, Handle, Observation, Progress, Proposal,
    ReadContext, Started, Step, StepError, StepId, Work,
};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::target::TargetName;

/// The one change that mends what a check finds.
#[derive(Clone)]
pub struct Mending {
    /// Whether it makes something or changes what is there.
    pub action: Action,
    /// The fields it changes, safe to show; the digest of the proposal is over them.
    pub changes: Vec<Change>,
    /// What is there now, by its id or revision in AWS, so that the same change made again later is
    /// a new one.
    pub last_seen: Option<String>,
    /// The consent it needs.
    pub consent: Option<Consent>,
    /// What making it needs.
    pub work: Work,
}

/// A check whose finding can be mended with one changing call.
#[async_trait]
pub trait Mend: Check {
    /// The change that would mend it now; `None` when there is nothing to mend.
    ///
    /// # Errors
    /// [`StepError`] when it cannot be told; [`StepError::Failed`] when it cannot be mended so.
    async fn mending(&self, cx: &CheckContext<'_>) -> Result<Option<Mending>, StepError>;

    /// Makes the change: one changing call, answered as soon as it is accepted.
    ///
    /// # Errors
    /// [`StepError`] when the call does not answer or a port is missing.
    async fn mend(
        &self,
        ports: &Writers<'_>,
        work: &Work,
        token: &OperationToken,
    ) -> Result<(), StepError>;
}

/// What the ids of these steps begin with.
const WORD: &str = "fix";

/// The step that mends what a check finds, and nothing else.
#[derive(Clone)]
pub struct MendStep {
    id: StepId,
    mend: Arc<dyn Mend>,
    after: Vec<StepId>,
}

impl MendStep {
    /// The step of `mend`, with an id made of its check's and its target.
    pub fn new(mend: Arc<dyn Mend>, after: impl IntoIterator<Item = StepId>) -> Self {
        Self {
            id: Self::id_of(mend.as_ref()),
            mend,
            after: after.into_iter().collect(),
        }
    }

    /// True for the id of such a step, which no deployment has, only a run of fixes.
    pub fn has_id(id: &StepId) -> bool {
        let rest = id.as_str().strip_prefix(WORD);
        rest.is_some_and(|rest| rest.starts_with('-'))
    }

    /// The id of the step that mends what `check` finds.
    pub(super) fn id_of(check: &dyn Mend) -> StepId {
        StepId::derived(WORD, &format!("{}-{}", check.id(), check.target()))
    }

    fn proposal(&self, mending: Mending) -> Proposal {
        let fields = mending.changes.iter().flat_map(|change| {
            [
                change.field.as_str(),
                change.before.as_deref().unwrap_or_default(),
                change.after.as_deref().unwrap_or_default(),
            ]
        });
        let digest = crate::hash::of_parts([self.id.as_str()].into_iter().chain(fields));
        Proposal {
            action: mending.action,
            digest,
            last_seen: mending.last_seen,
            awaits: Vec::new(),
            consent: mending.consent,
            takes_over: None,
            removed: None,
            expected: self.documented(mending.action),
            findings: Findings::none(),
            work: mending.work,
            changes: mending.changes,
        }
    }
}

/// The rule of a fix that another step's work reached.
fn other_work() -> StepError {
    let summary = "what was prepared for this fix is not there any more";
    let failure = Failure::new(summary, "Nothing was changed.", "Run it again.");
    StepError::Failed(Box::new(failure))
}

/// What a mending prepared, as its own type.
///
/// # Errors
/// [`StepError::Failed`] when it is something else's.
pub(super) fn prepared<T: 'static>(work: &Work) -> Result<&T, StepError> {
    work.downcast_ref::<T>().ok_or_else(other_work)
}

#[async_trait]
impl Step for MendStep {
    fn id(&self) -> &StepId {
        &self.id
    }

    fn title(&self) -> String {
        self.mend.title()
    }

    fn target(&self) -> TargetName {
        self.mend.target()
    }

    fn after(&self) -> &[StepId] {
        &self.after
    }

    fn documented(&self, _: Action) -> Duration {
        Duration { least: 0, most: 1 }
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        let (ports, now) = (cx.ports, cx.now);
        Ok(
            match self.mend.mending(&CheckContext { ports, now }).await? {
                Some(mending) => Observation::Differs(Box::new(self.proposal(mending))),
                None => Observation::InSync {
                    findings: Findings::none(),
                },
            },
        )
    }

    async fn start(
        &self,
        ports: &Writers<'_>,
        proposal: &Proposal,
        token: &OperationToken,
    ) -> Result<Started, StepError> {
        self.mend.mend(ports, &proposal.work, token).await?;
        Ok(Started::Done)
    }

    async fn check(&self, _: &ReadContext<'_>, _: &Handle) -> Result<Progress, StepError> {
        Ok(Progress::Settled)
    }

    async fn verify(&self, cx: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError> {
        let (ports, now) = (cx.ports, cx.now);
        let looked = self.mend.look(&CheckContext { ports, now }).await?;
        looked.proof(self.mend.as_ref(), now, "The fix did not help.")
    }
}
