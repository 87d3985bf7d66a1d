//! The task that takes the access back: the policy in the role first, then the role.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::{POLICY, Seen, TITLE, blocks, look, place, warns};
use crate::deployment::VendorLogAccess;
use crate::deployment::after::task::{self, Planned, Standing, Task};
use crate::error;
use crate::finding::{Finding, Findings};
use crate::ids::printable;
use crate::parameter::Change;
use crate::plan::{
    Action, Failure, Handle, Launch, Progress, ReadContext, Started, StepError, request_digest,
};
use crate::port::catalog::OperationToken;
use crate::port::role::RoleWriter;
use crate::port::{ErrorKind, PortError, Writers};
use crate::target::Target;

const WHY: &str = "Until then the vendor may read the logs that the platform leaves behind (T9).";
const HELD: &str = "IAM deletes no role that something holds.";
/// How long IAM may refuse to delete a role whose policies were just taken away.
const REFUSES: SignedDuration = SignedDuration::from_mins(10);

/// Removes the role through which the vendor reads logs, where it is this deployment's.
pub(in crate::deployment::after) struct RemoveLogRole {
    pub(in crate::deployment::after) access: VendorLogAccess,
    pub(in crate::deployment::after) launch: Launch,
}

/// The one call of a change.
pub(crate) enum RemoveCall {
    Rights,
    /// Of the role, which was first to be deleted then, where that is so long ago that a refusal is
    /// no lag of IAM's any more.
    Role {
        since: Option<Timestamp>,
    },
}

impl RemoveLogRole {
    fn gone(&self, shown: &str, finding: Option<Finding>) -> Standing<RemoveCall> {
        let seen = task::Seen {
            what: format!("role {}", self.access.draft().role),
            shown: shown.to_owned(),
            call: "iam:GetRole",
        };
        let findings: Findings = finding.into_iter().collect();
        let seen = vec![seen];
        Standing::Done { findings, seen }
    }

    fn stays(&self) -> Finding {
        let draft = self.access.draft();
        let seen = format!(
            "the role {} was not made by the deployment {}, and stays",
            draft.role, draft.deployment
        );
        warns("role-not-ours", seen)
            .why("Somebody else may need it.")
            .remedy("If nobody does, delete it in the console: IAM, Roles.")
    }

    /// What IAM would refuse to delete it for.
    fn held(&self, seen: &Seen) -> Option<Finding> {
        let role = &self.access.draft().role;
        let others = seen.others_shown()?;
        let seen = format!("the role {role} has policies that were not made here: {others}");
        Some(blocks("role-has-other-rights", seen).why(HELD).remedy(format!(
            "Take them from the role (aws iam detach-role-policy, aws iam delete-role-policy, each with \
             --role-name {role}), then run destroy again."
        )))
    }

    /// That IAM refuses to delete it, which ends the step: the next run asks IAM anew.
    fn refused(&self, since: Timestamp, refusal: &PortError) -> StepError {
        let role = &self.access.draft().role;
        let failure = Failure::new(
            format!(
                "IAM refuses to delete the role {role}, which is to go since {since}: {}",
                printable(&error::chain(refusal), 400)
            ),
            format!("The role stays, without the policy {POLICY}. {HELD}"),
            format!(
                "Look for what holds it: aws iam list-instance-profiles-for-role --role-name {role}. Take the role \
                 from there, then run destroy again."
            ),
        );
        StepError::Failed(Box::new(failure))
    }

    fn removal(&self, seen: &Seen, cx: &ReadContext<'_>) -> Planned<RemoveCall> {
        let draft = self.access.draft();
        let going = |field: String, before: String| Change {
            field,
            before: Some(before),
            after: None,
        };
        let role = going(format!("role {}", draft.role), seen.role.arn.to_string());
        let (changes, work) = if seen.rights.is_some() {
            let reads = format!("reads {}", draft.log_groups_shown());
            let rights = going(format!("policy {POLICY}"), reads);
            (vec![rights, role], RemoveCall::Rights)
        } else {
            let open = cx.open.filter(|open| open.action == Action::Remove);
            let since = open.map(|open| open.at);
            let since = since.filter(|at| cx.now.duration_since(*at) > REFUSES);
            (vec![role], RemoveCall::Role { since })
        };
        Planned {
            action: Action::Remove,
            ..Planned::update(changes, seen.role.arn.to_string(), work)
        }
    }
}

#[async_trait]
impl Task for RemoveLogRole {
    type Work = RemoveCall;

    fn title(&self) -> String {
        TITLE.to_owned()
    }

    fn target(&self) -> &Target {
        &self.access.draft().target
    }

    fn launch(&self) -> Launch {
        self.launch.clone()
    }

    fn place(&self) -> Option<String> {
        Some(place(&self.access))
    }

    fn removes(&self) -> bool {
        true
    }

    fn wanted(&self) -> String {
        request_digest(["remove", place(&self.access).as_str()])
    }

    fn minutes(&self) -> (u32, u32) {
        (0, 1)
    }

    fn by_hand(&self) -> (Vec<String>, &'static str) {
        let role = &self.access.draft().role;
        let lines = [
            format!("aws iam delete-role-policy --role-name {role} --policy-name {POLICY}"),
            format!("aws iam delete-role --role-name {role}"),
        ];
        (lines.into(), WHY)
    }

    async fn stand(&self, cx: &ReadContext<'_>) -> Result<Standing<RemoveCall>, StepError> {
        let Some(seen) = look(&self.access, cx).await? else {
            return Ok(self.gone("not there", None));
        };
        if !seen.is_of(&self.access.draft().deployment) {
            return Ok(self.gone("not this deployment's", Some(self.stays())));
        }
        Ok(match self.held(&seen) {
            Some(finding) => Standing::Blocked(finding.into()),
            None => Standing::Differs(self.removal(&seen, cx)),
        })
    }

    async fn send(
        &self,
        ports: &Writers<'_>,
        call: &RemoveCall,
        _: &OperationToken,
    ) -> Result<Started, StepError> {
        let draft = self.access.draft();
        let (writer, role) = (ports.get::<dyn RoleWriter>(draft.target.name)?, &draft.role);
        match call {
            RemoveCall::Rights => writer.delete_inline_policy(role, POLICY).await?,
            RemoveCall::Role { since } => match (writer.delete(role).await, *since) {
                (Err(refusal), Some(since)) if refusal.kind == ErrorKind::Conflict => {
                    return Err(self.refused(since, &refusal));
                }
                (answer, _) => answer?,
            },
        }
        Ok(Started::Done)
    }

    async fn follow(&self, _: &ReadContext<'_>, _: &Handle) -> Result<Progress, StepError> {
        // Each call is answered when IAM has taken it.
        Ok(Progress::Settled)
    }
}
