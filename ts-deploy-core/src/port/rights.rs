//! What a principal may do, as IAM itself works it out (`iam`).

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::identity::{CallerIdentity, Principal};
use super::{PortResult, ReadPort};
use crate::ids::{PolicyArn, PrincipalArn};

/// A user or role, as IAM has it (`GetUser`, `GetRole`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RightsHolder {
    /// Its ARN with its path, which the ARN of a role's session does not tell.
    pub arn: PrincipalArn,
    /// Its permissions boundary.
    pub boundary: Option<PolicyArn>,
}

/// A value of the request's context that a policy may look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextValue {
    /// The key: `iam:PermissionsBoundary`.
    pub key: &'static str,
    /// The value, a text.
    pub value: String,
}

/// What is asked about a principal (`SimulatePrincipalPolicy`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RightsQuestion {
    /// Who: a user or a role. Not the root user, whose rights are not simulated.
    pub principal: PrincipalArn,
    /// The actions: `iam:CreateRole`. Any number; a backend asks in batches.
    pub actions: Vec<String>,
    /// On which resources; everything when there is none.
    pub resources: Vec<String>,
    /// What the requests will say.
    pub context: Vec<ContextValue>,
}

/// What IAM decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Decision {
    /// It is allowed.
    Allowed,
    /// Nothing allows it.
    ImplicitDeny,
    /// A statement denies it.
    ExplicitDeny,
    /// A word that this version does not know. Never taken for allowed.
    #[serde(other)]
    Unknown,
}

impl Decision {
    /// The more restrictive of two: a denial by a statement, then one for want of a statement, then
    /// what is not known.
    #[must_use]
    pub fn stricter(self, other: Self) -> Self {
        let strictness = |decision: Self| match decision {
            Self::Allowed => 0,
            Self::Unknown => 1,
            Self::ImplicitDeny => 2,
            Self::ExplicitDeny => 3,
        };
        if strictness(other) > strictness(self) {
            other
        } else {
            self
        }
    }
}

/// What IAM decides about one action, over all resources that were asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionVerdict {
    /// The action as it was asked.
    pub action: String,
    /// The most restrictive decision over the resources.
    pub decision: Decision,
    /// The resources on which it is not allowed, as they were asked.
    pub refused_on: Vec<String>,
    /// Whether the organisation's policies allow it; `None` where that is not told, as without an
    /// organisation.
    pub allowed_by_organizations: Option<bool>,
    /// Whether the permissions boundary allows it; `None` where there is none.
    pub allowed_by_boundary: Option<bool>,
    /// Keys that a policy looks at and the question did not tell: what it decides is not known then.
    pub missing_context: Vec<String>,
}

impl ActionVerdict {
    /// That `action` is allowed.
    pub fn allowed(action: &str) -> Self {
        Self {
            action: action.to_owned(),
            decision: Decision::Allowed,
            refused_on: Vec::new(),
            allowed_by_organizations: None,
            allowed_by_boundary: None,
            missing_context: Vec::new(),
        }
    }

    /// Takes in what was decided about the same action with another context or on other resources:
    /// what either refuses is refused, and what either lacks is lacking.
    pub fn narrow(&mut self, other: Self) {
        self.decision = self.decision.stricter(other.decision);
        for (own, other) in [
            (&mut self.refused_on, other.refused_on),
            (&mut self.missing_context, other.missing_context),
        ] {
            own.extend(other);
            own.sort();
            own.dedup();
        }
        let both = |own: Option<bool>, other: Option<bool>| match (own, other) {
            (Some(own), Some(other)) => Some(own && other),
            (one, other) => one.or(other),
        };
        self.allowed_by_organizations = both(
            self.allowed_by_organizations,
            other.allowed_by_organizations,
        );
        self.allowed_by_boundary = both(self.allowed_by_boundary, other.allowed_by_boundary);
    }
}

/// Asks IAM about rights. Calls are repeatable. IAM is asked one call after the other: it is among
/// the first services to throttle.
#[async_trait]
pub trait RightsReader: Send + Sync {
    /// The role of this name, wherever its path.
    ///
    /// # Errors
    /// [`PortError`](super::PortError), of kind [`NotFound`](super::ErrorKind::NotFound) when there
    /// is none.
    async fn role(&self, name: &str) -> PortResult<RightsHolder>;

    /// The user of this name, wherever its path.
    ///
    /// # Errors
    /// [`PortError`](super::PortError), of kind [`NotFound`](super::ErrorKind::NotFound) when there
    /// is none.
    async fn user(&self, name: &str) -> PortResult<RightsHolder>;

    /// Whether there is a policy of this ARN (`GetPolicy`).
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn has_policy(&self, arn: &PolicyArn) -> PortResult<bool>;

    /// A verdict for each action of the question, in its order (`SimulatePrincipalPolicy`); an
    /// error when IAM gives none for one of them. IAM does not look at session policies, resource
    /// policies and the organisation's resource control policies.
    ///
    /// # Errors
    /// [`PortError`](super::PortError), of kind [`NotFound`](super::ErrorKind::NotFound) when there
    /// is no such principal.
    async fn simulate(&self, question: &RightsQuestion) -> PortResult<Vec<ActionVerdict>>;
}

/// The role or user behind `caller`, as IAM has it; `None` for the root user and federated users,
/// whose rights IAM does not simulate, and for a caller of a kind that is not known.
///
/// # Errors
/// [`PortError`](super::PortError) as the port's own.
pub async fn holder_of(
    rights: &dyn RightsReader,
    caller: &CallerIdentity,
) -> PortResult<Option<RightsHolder>> {
    match caller.principal() {
        Ok(Principal::Role(name)) => rights.role(&name).await.map(Some),
        Ok(Principal::User(name)) => rights.user(&name).await.map(Some),
        Ok(Principal::FederatedUser(_) | Principal::Root) | Err(_) => Ok(None),
    }
}

impl ReadPort for dyn RightsReader {
    const NAME: &'static str = "rights reader";
}
