//! What the caller may do.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::ids::{PolicyArn, PrincipalArn};
use crate::port::PortResult;
use crate::port::identity::Principal;
use crate::port::rights::{ActionVerdict, RightsHolder, RightsQuestion, RightsReader};
use crate::sim::place::{SimPlace, Verb};
use crate::sim::refusal::{Answer, Refusal};
use crate::sim::world::Place;

/// What the caller may do: everything, as an administrator, but for what stands here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SimRights {
    /// The path of the caller's role or user: `/`, or `/platform/`.
    pub path: String,
    /// The caller's permissions boundary.
    pub boundary: Option<PolicyArn>,
    /// What is decided about actions that are not simply allowed.
    pub verdicts: Vec<ActionVerdict>,
    /// Policies that are not there; every other is.
    pub missing_policies: Vec<PolicyArn>,
}

impl SimRights {
    /// The rights of an administrator.
    pub(super) fn documented() -> Self {
        Self {
            path: "/".to_owned(),
            boundary: None,
            verdicts: Vec::new(),
            missing_policies: Vec::new(),
        }
    }
}

/// The caller as IAM has it, when it is of this kind and name.
fn holder(place: &Place, asked: &Principal) -> Answer<RightsHolder> {
    let (kind, name) = match asked {
        Principal::Role(name) => ("role", name),
        Principal::User(name) => ("user", name),
        Principal::FederatedUser(_) | Principal::Root => {
            return Err(Refusal::invalid("IAM has no such entity"));
        }
    };
    let none = || {
        let message = format!("The {kind} with name {name} cannot be found.");
        Refusal::not_found(message)
    };
    if place.caller.principal().ok().as_ref() != Some(asked) {
        return Err(none());
    }
    let (partition, account) = (place.region.partition(), &place.account);
    let path = &place.holds.rights.path;
    let arn = format!("arn:{partition}:iam::{account}:{kind}{path}{name}");
    Ok(RightsHolder {
        arn: PrincipalArn::parse(arn).map_err(|_| none())?,
        boundary: place.holds.rights.boundary.clone(),
    })
}

#[async_trait]
impl RightsReader for SimPlace {
    async fn role(&self, name: &str) -> PortResult<RightsHolder> {
        self.read(Verb("iam", "GetRole"), |place, _| {
            holder(place, &Principal::Role(name.to_owned()))
        })
    }

    async fn user(&self, name: &str) -> PortResult<RightsHolder> {
        self.read(Verb("iam", "GetUser"), |place, _| {
            holder(place, &Principal::User(name.to_owned()))
        })
    }

    async fn has_policy(&self, arn: &PolicyArn) -> PortResult<bool> {
        self.read(Verb("iam", "GetPolicy"), |place, _| {
            let own = arn.account().is_none_or(|account| account == place.account);
            Ok(own && !place.holds.rights.missing_policies.contains(arn))
        })
    }

    async fn simulate(&self, question: &RightsQuestion) -> PortResult<Vec<ActionVerdict>> {
        self.read(Verb("iam", "SimulatePrincipalPolicy"), |place, _| {
            let asked = Principal::from(&question.principal);
            // An ARN without the path names another principal, who is not there.
            if holder(place, &asked)?.arn != question.principal {
                let message = format!("No principal {}", question.principal);
                return Err(Refusal::not_found(message));
            }
            let verdicts = &place.holds.rights.verdicts;
            let verdict = |action: &String| {
                let decided = verdicts.iter().find(|one| one.action == *action);
                let mut verdict = decided
                    .cloned()
                    .unwrap_or_else(|| ActionVerdict::allowed(action));
                let told = |key: &String| question.context.iter().any(|one| one.key == key);
                verdict.missing_context.retain(|key| !told(key));
                verdict
            };
            Ok(question.actions.iter().map(verdict).collect())
        })
    }
}
