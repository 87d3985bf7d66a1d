//! The account behind a target's credentials is the one that was meant.

use async_trait::async_trait;

use crate::finding::{Finding, Findings};
use crate::plan::{
    Action, Duration, Evidence, Failure, Handle, Observation, Progress, Proposal, ReadContext,
    Started, Step, StepError, StepId,
};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::port::identity::{CallerIdentity, IdentityReader};
use crate::target::{Target, TargetName};

/// A step that changes nothing: it blocks whatever comes after it when the credentials of a target
/// belong to another account than the deployment names. It comes before everything else there.
#[derive(Clone, Debug)]
pub struct TargetCheck {
    id: StepId,
    target: Target,
}

impl TargetCheck {
    /// The check of `target`, as the step `id`.
    pub fn new(id: StepId, target: Target) -> Self {
        Self { id, target }
    }

    async fn caller(&self, cx: &ReadContext<'_>) -> Result<CallerIdentity, StepError> {
        let identity = cx.ports.get::<dyn IdentityReader>(self.target.name)?;
        Ok(identity.caller().await?)
    }
}

/// That the caller's account is not the target's.
pub(crate) fn account_mismatch(target: &Target, caller: &CallerIdentity) -> Option<Finding> {
    let Target { name, account, .. } = target;
    (caller.account != *account).then(|| {
        let seen = format!(
            "the credentials for {name} belong to account {} ({}), the spec names {account}",
            caller.account,
            crate::ids::printable(&caller.arn, 200)
        );
        Finding::blocks("account-mismatch", format!("targets.{name}.account"), seen)
            .why("Everything would be deployed into the wrong account.")
            .remedy(format!(
                "Use credentials of {account}: another profile, or a role to assume, for {name}."
            ))
    })
}

#[async_trait]
impl Step for TargetCheck {
    fn id(&self) -> &StepId {
        &self.id
    }

    fn title(&self) -> String {
        format!("Credentials for {}", self.target.name)
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    fn after(&self) -> &[StepId] {
        &[]
    }

    fn documented(&self, _: Action) -> Duration {
        Duration { least: 0, most: 0 }
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        let caller = self.caller(cx).await?;
        Ok(match account_mismatch(&self.target, &caller) {
            Some(finding) => Observation::Blocked(finding.into()),
            None => Observation::InSync {
                findings: Findings::none(),
            },
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
        let caller = self.caller(cx).await?;
        if let Some(finding) = account_mismatch(&self.target, &caller) {
            let failure = Failure::new(finding.seen, "Nothing was changed.", finding.remedy);
            return Err(StepError::Failed(Box::new(failure)));
        }
        let what = format!("credentials for {}", self.target);
        let call = "sts:GetCallerIdentity".to_owned();
        Ok(vec![Evidence {
            what,
            seen: caller.arn,
            at: cx.now,
            call,
        }])
    }
}
