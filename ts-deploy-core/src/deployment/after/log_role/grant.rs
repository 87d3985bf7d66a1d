//! The task that makes the role and keeps it as it was decided.

use async_trait::async_trait;

use super::compare::{self, RoleCall, trust_shown};
use super::{POLICY, Seen, TITLE, WHY, blocks, look, place};
use crate::deployment::VendorLogAccess;
use crate::deployment::after::VENDOR_LOG_ACCESS;
use crate::deployment::after::task::{self, More, Planned, Standing, Task};
use crate::finding::Finding;
use crate::plan::{
    Action, Handle, Launch, Progress, ReadContext, Started, StepError, StepId, request_digest,
};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::port::role::RoleWriter;
use crate::target::Target;

/// Makes the role through which the vendor reads logs, and keeps it as it was decided.
pub(in crate::deployment::after) struct LogRole {
    pub(in crate::deployment::after) access: VendorLogAccess,
    /// The launch that a person's word about it counts for.
    pub(in crate::deployment::after) launch: Launch,
}

impl LogRole {
    /// What keeps it from being changed.
    fn refused(&self, seen: &Seen) -> Option<Finding> {
        let draft = self.access.draft();
        if !seen.is_of(&draft.deployment) {
            return Some(self.not_ours());
        }
        let (live, wanted) = (&seen.role.arn, self.access.role_arn());
        (*live != wanted).then(|| {
            let seen = format!(
                "the role {} is {live}, and the spec makes it {wanted}",
                draft.role
            );
            blocks("role-on-another-path", seen)
                .why("IAM cannot move a role, and the vendor knows it by its ARN.")
                .remedy("Give the path that it has, or another name; or delete it first.")
        })
    }

    fn not_ours(&self) -> Finding {
        let draft = self.access.draft();
        let (role, owner) = (&draft.role, &draft.deployment);
        let tag = crate::plan::DEPLOYMENT_TAG;
        let seen = format!("there is a role {role} that was not made by the deployment {owner}");
        blocks("role-not-ours", seen)
            .why("Whoever assumes it now would be shut out, and the vendor would get the rights that it has.")
            .remedy(format!(
                "Give another name, as vendor_log_access.role_name. Or, if it is meant for this and may be changed: \
                 aws iam tag-role --role-name {role} --tags Key={tag},Value={owner}"
            ))
    }

    fn create(&self) -> Standing<RoleCall> {
        let (changes, work) = compare::creation(self.access.draft());
        Standing::Differs(Planned {
            action: Action::Create,
            ..Planned::update(changes, String::new(), work)
        })
    }

    /// Where it stands when nothing differs of what was decided.
    fn as_decided(&self, seen: &Seen) -> Standing<RoleCall> {
        let draft = self.access.draft();
        let doubts = compare::doubts(draft, seen);
        let things = compare::more(draft, seen);
        if !things.is_empty() {
            return Standing::More(More { things, doubts });
        }
        let role = task::Seen {
            what: format!("role {}", seen.role.arn),
            shown: format!("assumed by {}", trust_shown(draft)),
            call: "iam:GetRole",
        };
        let rights = task::Seen {
            what: format!("rights of the role {}", draft.role),
            shown: format!("reads {}", draft.log_groups_shown()),
            call: "iam:GetRolePolicy",
        };
        Standing::Done {
            findings: doubts,
            seen: vec![role, rights],
        }
    }
}

#[async_trait]
impl Task for LogRole {
    type Work = RoleCall;

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

    fn removal(&self) -> Vec<String> {
        let role = &self.access.draft().role;
        vec![
            format!("aws iam delete-role-policy --role-name {role} --policy-name {POLICY}"),
            format!("aws iam delete-role --role-name {role}"),
        ]
    }

    fn wanted(&self) -> String {
        let draft = self.access.draft();
        let (changes, _) = compare::creation(draft);
        let fields = changes.iter().filter_map(|change| change.after.as_deref());
        let policies = [draft.trust(), draft.rights()];
        request_digest(fields.chain(policies.iter().map(String::as_str)))
    }

    fn minutes(&self) -> (u32, u32) {
        (0, 1)
    }

    fn by_hand(&self) -> (Vec<String>, &'static str) {
        let draft = self.access.draft();
        let (role, path) = (&draft.role, draft.role_path());
        let boundary = draft.boundary.as_ref();
        let boundary = boundary.map(|arn| format!(" --permissions-boundary {arn}"));
        let lines = [
            format!(
                "aws iam create-role --role-name {role} --path {path} --assume-role-policy-document '{}'{}",
                draft.trust(),
                boundary.unwrap_or_default()
            ),
            format!(
                "aws iam put-role-policy --role-name {role} --policy-name {POLICY} --policy-document '{}'",
                draft.rights()
            ),
        ];
        (lines.into(), WHY)
    }

    async fn stand(&self, cx: &ReadContext<'_>) -> Result<Standing<RoleCall>, StepError> {
        let Some(seen) = look(&self.access, cx).await? else {
            return Ok(self.create());
        };
        if let Some(finding) = self.refused(&seen) {
            return Ok(Standing::Blocked(finding.into()));
        }
        let step = StepId::known(VENDOR_LOG_ACCESS);
        let Some(first) = compare::first(self.access.draft(), &seen, &step) else {
            return Ok(self.as_decided(&seen));
        };
        let before = first.change.before.as_deref().unwrap_or_default();
        let last_seen = crate::hash::of_parts([before]);
        Ok(Standing::Differs(Planned {
            consent: first.consent,
            findings: first.finding.into_iter().collect(),
            ..Planned::update(vec![first.change], last_seen, first.call)
        }))
    }

    async fn send(
        &self,
        ports: &Writers<'_>,
        call: &RoleCall,
        _: &OperationToken,
    ) -> Result<Started, StepError> {
        let draft = self.access.draft();
        let (writer, role) = (ports.get::<dyn RoleWriter>(draft.target.name)?, &draft.role);
        match call {
            RoleCall::Create(request) => writer.create(request).await?,
            RoleCall::Tag(tags) => writer.tag(role, tags).await?,
            RoleCall::Bound(boundary) => writer.set_boundary(role, boundary).await?,
            RoleCall::Trust(trust) => writer.set_trust(role, trust).await?,
            RoleCall::Rights(rights) => writer.put_inline_policy(role, POLICY, rights).await?,
        }
        Ok(Started::Done)
    }

    async fn follow(&self, _: &ReadContext<'_>, _: &Handle) -> Result<Progress, StepError> {
        // Each call is answered when IAM has taken it.
        Ok(Progress::Settled)
    }
}
