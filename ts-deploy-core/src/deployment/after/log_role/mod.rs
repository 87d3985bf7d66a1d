//! T9: the role through which the vendor reads logs, made and removed.

mod compare;
mod grant;
mod remove;

pub(super) use grant::LogRole;
pub(super) use remove::RemoveLogRole;

use std::collections::BTreeMap;

use crate::deployment::VendorLogAccess;
use crate::finding::Finding;
use crate::ids::{DeploymentName, PolicyArn, printable};
use crate::plan::DEPLOYMENT_TAG;
use crate::plan::{ReadContext, StepError};
use crate::port::role::{Role, RoleReader};
use crate::port::{ErrorKind, PortResult};

/// The name of the policy that stands in the role.
const POLICY: &str = "read-logs";
const TITLE: &str = "Log access for the vendor";
const WHY: &str =
    "Without it the vendor sees no log of the platform when something goes wrong (T9).";

/// A role that is there, with what it may do.
struct Seen {
    role: Role,
    /// The document of [`POLICY`].
    rights: Option<String>,
    /// The other policies that stand in it.
    others: Vec<String>,
    /// The managed policies that are attached to it.
    attached: Vec<PolicyArn>,
}

impl Seen {
    /// Whether it is this deployment's. IAM's keys of tags have no case.
    fn is_of(&self, deployment: &DeploymentName) -> bool {
        tag(&self.role.tags, DEPLOYMENT_TAG) == Some(deployment.as_str())
    }

    /// The policies that were not made here, for people; `None` when there is none.
    fn others_shown(&self) -> Option<String> {
        let inline = self.others.iter().map(|name| printable(name, 128));
        let attached = self.attached.iter().map(ToString::to_string);
        let all: Vec<String> = inline.chain(attached).collect();
        (!all.is_empty()).then(|| all.join(", "))
    }
}

/// The value of a tag.
fn tag<'a>(tags: &'a BTreeMap<String, String>, key: &str) -> Option<&'a str> {
    let mut tags = tags.iter();
    let found = tags.find(|(own, _)| own.eq_ignore_ascii_case(key));
    found.map(|(_, value)| value.as_str())
}

/// The role as it is now; `None` when there is none of its name.
async fn look(access: &VendorLogAccess, cx: &ReadContext<'_>) -> Result<Option<Seen>, StepError> {
    let draft = access.draft();
    let reader = cx.ports.get::<dyn RoleReader>(draft.target.name)?;
    let name = &draft.role;
    let Some(role) = reader.role(name).await? else {
        return Ok(None);
    };
    let mut others = settled(reader.inline_policies(name).await)?;
    let attached = settled(reader.attached_policies(name).await)?;
    let rights = reader.inline_policy(name, POLICY).await?;
    others.retain(|one| one != POLICY);
    Ok(Some(Seen {
        role,
        rights,
        others,
        attached,
    }))
}

/// The answer about a role that was there a moment ago: IAM may not show it everywhere yet, or any more.
fn settled<T>(answer: PortResult<T>) -> Result<T, StepError> {
    match answer {
        Err(error) if error.kind == ErrorKind::NotFound => Err(StepError::Unsettled {
            what: format!("IAM shows the role and not its policies: {error}"),
        }),
        answer => Ok(answer?),
    }
}

/// What the step manages.
fn place(access: &VendorLogAccess) -> String {
    format!("role {}", access.role_arn())
}

fn blocks(id: &'static str, seen: String) -> Finding {
    Finding::blocks(id, super::VENDOR_LOG_ACCESS, seen).row("T9")
}

fn warns(id: &'static str, seen: String) -> Finding {
    Finding::warns(id, super::VENDOR_LOG_ACCESS, seen).row("T9")
}
