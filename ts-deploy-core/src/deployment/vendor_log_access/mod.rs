//! Read-only access to `CloudWatch Logs` for the vendor (T9): a role with an external id, made when it
//! is asked for.

mod check;
mod documents;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::finding::Findings;
use crate::ids::{
    AccountId, DeploymentName, ExternalId, IamRolePrefix, InfrastructureName, InvalidValue,
    LogGroupPattern, Partition, PolicyArn, PrincipalArn, RoleArn, RoleName, RolePath,
};
use crate::plan::DEPLOYMENT_TAG;
use crate::target::Target;

/// Who at the vendor may assume the role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Vendor {
    /// Whomever the administrators of this account let.
    Account(AccountId),
    /// One user or role of the vendor's, which must be there: IAM refuses a name that nobody has.
    Principal(PrincipalArn),
}

impl Vendor {
    /// The principal as a trust policy names it, in this partition.
    pub fn arn(&self, partition: Partition) -> String {
        match self {
            Self::Account(account) => format!("arn:{partition}:iam::{account}:root"),
            Self::Principal(principal) => principal.to_string(),
        }
    }

    /// Its account.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::Account(account) => Some(account.clone()),
            Self::Principal(principal) => principal.account(),
        }
    }
}

/// The access as decided, before it is checked. Made with [`VendorLogAccess::builder`]; a missing
/// required field does not compile.
#[derive(Clone, Debug, PartialEq, Eq, typed_builder::TypedBuilder)]
#[builder(
    builder_method(vis = "pub", name = builder),
    build_method(into = Result<VendorLogAccess, Findings>)
)]
pub struct VendorLogAccessDraft {
    /// Whose logs: an account, and the region that the rights are limited to.
    pub target: Target,
    /// Whose role it is: the value of [`DEPLOYMENT_TAG`](crate::plan::DEPLOYMENT_TAG).
    pub deployment: DeploymentName,
    /// Who may assume it.
    pub vendor: Vendor,
    /// What they must say when they do, so that nobody can trick the vendor into using it for them. No
    /// secret by AWS's words: whoever may read the role sees it.
    pub external_id: ExternalId,
    /// The role's name; see [`VendorLogAccess::default_name`].
    pub role: RoleName,
    /// The role's path, which cannot be changed later; `/` when not said.
    #[builder(default)]
    pub path: Option<RolePath>,
    /// Which log groups; all of the account in the region when none is said.
    #[builder(default)]
    pub log_groups: Vec<LogGroupPattern>,
    /// The prefix that the account's roles are to have (`IAMRolePrefix`).
    #[builder(default)]
    pub role_prefix: Option<IamRolePrefix>,
    /// The permissions boundary that its roles are to have (`IAMBoundaryPolicy`).
    #[builder(default)]
    pub boundary: Option<PolicyArn>,
    /// Tags on the role.
    #[builder(default)]
    pub tags: BTreeMap<String, String>,
}

/// Read-only access to `CloudWatch Logs` for the vendor (T9), checked. What is merely doubtful stays
/// with it as [`findings`](Self::findings).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VendorLogAccess {
    draft: VendorLogAccessDraft,
    findings: Findings,
}

impl VendorLogAccess {
    /// Starts building one; `build` answers with the access or with all that forbids it.
    pub fn builder() -> VendorLogAccessDraftBuilder {
        VendorLogAccessDraft::builder()
    }

    /// The name that a role has when none is said: prefix, infrastructure name and `-vendor-logs`.
    ///
    /// # Errors
    /// [`InvalidValue`] when that is longer than IAM allows.
    pub fn default_name(
        prefix: Option<&IamRolePrefix>,
        name: &InfrastructureName,
    ) -> Result<RoleName, InvalidValue> {
        let prefix = prefix.map_or("", IamRolePrefix::as_str);
        RoleName::parse(format!("{prefix}{name}-vendor-logs"))
    }

    /// What was decided.
    pub fn draft(&self) -> &VendorLogAccessDraft {
        &self.draft
    }

    /// What is doubtful about it.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// Its role's ARN, which is known before the role is made: what the vendor needs, with the
    /// external id.
    pub fn role_arn(&self) -> RoleArn {
        self.draft.role_arn()
    }
}

impl VendorLogAccessDraft {
    /// The path as IAM is told it.
    pub(crate) fn role_path(&self) -> RolePath {
        self.path.clone().unwrap_or_else(RolePath::root)
    }

    /// The ARN that the role has once it is made.
    pub(crate) fn role_arn(&self) -> RoleArn {
        let Target {
            account, region, ..
        } = &self.target;
        RoleArn::of_role(region.partition(), account, &self.role_path(), &self.role)
    }

    /// The principal of the trust policy.
    pub(crate) fn principal(&self) -> String {
        self.vendor.arn(self.target.region.partition())
    }

    /// The tags that the role is to have: those decided, and the owner's.
    pub(crate) fn role_tags(&self) -> BTreeMap<String, String> {
        let mut tags = self.tags.clone();
        tags.insert(DEPLOYMENT_TAG.to_owned(), self.deployment.to_string());
        tags
    }

    /// The log groups for people: their names, or that they are all.
    pub(crate) fn log_groups_shown(&self) -> String {
        if self.log_groups.is_empty() {
            return format!("all log groups in {}", self.target.region);
        }
        let names: Vec<&str> = self
            .log_groups
            .iter()
            .map(LogGroupPattern::as_str)
            .collect();
        format!(
            "the log groups {} in {}",
            names.join(", "),
            self.target.region
        )
    }
}
