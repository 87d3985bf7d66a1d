//! What stands in the way of an action, as IAM simulates it.

use crate::port::rights::{ActionVerdict, Decision};

/// Why an action is not allowed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Barrier {
    Organization,
    Boundary,
    Denied,
    NotGiven,
    NotKnown,
}

impl Barrier {
    /// What stands in the way of an action; `None` when it is allowed.
    pub(super) fn of(verdict: &ActionVerdict) -> Option<Self> {
        match verdict.decision {
            // What is allowed with the key may be denied with its value.
            _ if !verdict.missing_context.is_empty() => Some(Self::NotKnown),
            Decision::Allowed => None,
            Decision::Unknown => Some(Self::NotKnown),
            _ if verdict.allowed_by_organizations == Some(false) => Some(Self::Organization),
            _ if verdict.allowed_by_boundary == Some(false) => Some(Self::Boundary),
            Decision::ExplicitDeny => Some(Self::Denied),
            Decision::ImplicitDeny => Some(Self::NotGiven),
        }
    }

    /// The finding's id, what stands in the way, and what is done about it.
    pub(super) fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Organization => (
                "rights-denied-by-organization",
                "the organisation's policies (SCP) do not allow",
                "Ask who runs the organisation to allow them in this account; no policy in the \
                 account can.",
            ),
            Self::Boundary => (
                "rights-denied-by-boundary",
                "the permissions boundary does not allow",
                "Ask who owns the boundary to allow them there, or deploy as a principal without it; \
                 a further policy does not help.",
            ),
            Self::Denied => (
                "rights-denied",
                "a policy denies",
                "Remove the statement that denies them from the principal's policies (console: IAM, \
                 the principal, Permissions).",
            ),
            Self::NotGiven => (
                "rights-missing",
                "nothing allows",
                "Deploy as an administrator, or attach a policy that allows them.",
            ),
            Self::NotKnown => (
                "rights-not-known",
                "IAM cannot decide, for a condition it was not told about,",
                "Look at the conditions in the principal's policies (console: IAM, Policy \
                 simulator).",
            ),
        }
    }
}
