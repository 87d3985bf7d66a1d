//! R2: who deploys may make what the products make, and may delete it again.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::rights_pairs::{RESOURCES, ROLES};
use super::rights_questions::Asked;
use crate::check::{Check, CheckContext, Looked};
use crate::deployment::Deployment;
use crate::finding::{Finding, Findings};
use crate::ids::{PolicyArn, PrincipalArn, printable};
use crate::plan::{Evidence, StepError};
use crate::port::identity::{CallerIdentity, IdentityReader, Principal};
use crate::port::rights::{ActionVerdict, Decision, RightsHolder, RightsReader, holder_of};
use crate::target::{Target, TargetName};

const WHY: &str = "Unless the product has a launch role, CloudFormation makes everything with the \
                   rights of whoever launches: what they may not make fails, often after an hour.";
const WHY_UNDO: &str = "What may be made and not deleted stays when a failed launch is rolled back: \
                        the rollback fails too, and the product can neither be used nor removed.";
/// How many actions a finding names.
const NAMED: usize = 12;

/// That whoever deploys may make and delete what the products are made of (R2), as IAM simulates it.
#[derive(Clone, Debug)]
pub struct RightsCheck {
    target: Target,
    role_prefix: String,
    boundary: Option<PolicyArn>,
}

/// Why an action is not allowed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Barrier {
    Organization,
    Boundary,
    Denied,
    NotGiven,
    NotKnown,
}

impl Barrier {
    /// What stands in the way of an action; `None` when it is allowed.
    fn of(verdict: &ActionVerdict) -> Option<Self> {
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
    fn words(self) -> (&'static str, &'static str, &'static str) {
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
                "Deploy as an administrator, or attach a policy that allows them. Where the \
                 product has a launch role, that role needs them and not the caller: then leave \
                 this check out.",
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

impl RightsCheck {
    /// The checks of the accounts in which something is made: the main one and the DR account.
    pub fn all(deployment: &Deployment) -> impl Iterator<Item = Self> {
        let iam = &deployment.data_layer.draft().iam;
        let recovery = deployment.disaster_recovery.as_ref();
        let there = recovery.and_then(|dr| dr.recovery.boundary_policy.clone());
        let role_prefix = iam.role_prefix.as_ref().map(ToString::to_string);
        let role_prefix = role_prefix.unwrap_or_default();
        let boundary = iam.boundary_policy.clone();
        let targets = deployment.targets().into_iter();
        // The other target of the DR account has the same rights.
        let targets = targets.filter(|target| target.name != TargetName::DrInMainRegion);
        targets.map(move |target| {
            let main = target.name == TargetName::Main;
            let boundary = if main {
                boundary.clone()
            } else {
                there.clone()
            };
            Self::new(target, role_prefix.clone(), boundary)
        })
    }

    /// The check of `target`. Roles get the `role_prefix`, empty for none, and the `boundary`.
    pub fn new(target: Target, role_prefix: String, boundary: Option<PolicyArn>) -> Self {
        Self {
            target,
            role_prefix,
            boundary,
        }
    }

    fn at(&self) -> &'static str {
        self.target.name.as_str()
    }

    /// The principal behind the caller with its path; a finding for one whose rights IAM does not
    /// simulate.
    async fn holder(
        &self,
        rights: &dyn RightsReader,
        caller: &CallerIdentity,
    ) -> Result<Result<RightsHolder, Finding>, StepError> {
        let holder = holder_of(rights, caller).await?;
        Ok(holder.ok_or_else(|| match caller.principal() {
            Ok(Principal::Root) => self.root(),
            _ => self.not_simulated(caller),
        }))
    }

    fn root(&self) -> Finding {
        let account = &self.target.account;
        let seen = format!("the caller is the root user of {account}");
        Finding::warns("caller-is-root", self.at(), seen)
            .why(
                "IAM does not simulate its rights: it may do everything that the organisation \
                 allows, Service Catalog refuses it as a principal, and nobody should work as it.",
            )
            .remedy("Use a role with administrator rights, such as one of IAM Identity Center.")
            .row("R2")
    }

    fn not_simulated(&self, caller: &CallerIdentity) -> Finding {
        let arn = printable(&caller.arn, 200);
        let seen = format!("the rights of {arn} cannot be simulated");
        Finding::warns("rights-not-simulated", self.at(), seen)
            .why("IAM simulates users and roles only, so that what is missing shows in the launch.")
            .remedy("Use a user or a role.")
            .row("R2")
    }

    /// A verdict for each action, over all questions in which it is asked about.
    async fn verdicts(
        &self,
        rights: &dyn RightsReader,
        principal: &PrincipalArn,
    ) -> Result<Vec<ActionVerdict>, StepError> {
        let asked = Asked {
            target: &self.target,
            principal,
            role_prefix: &self.role_prefix,
            boundary: self.boundary.as_ref(),
        };
        let mut verdicts: Vec<ActionVerdict> = Vec::new();
        for question in asked.questions() {
            for verdict in rights.simulate(&question).await? {
                let same = |one: &&mut ActionVerdict| one.action == verdict.action;
                match verdicts.iter_mut().find(same) {
                    Some(one) => one.narrow(verdict),
                    None => verdicts.push(verdict),
                }
            }
        }
        Ok(verdicts)
    }

    /// What the verdicts mean: a finding for each thing that stands in the way of making, and one
    /// for what can be made and not be deleted.
    fn judge(&self, principal: &PrincipalArn, verdicts: &[ActionVerdict]) -> Findings {
        let verdict = |action: &str| verdicts.iter().find(|one| one.action == action);
        // What was not answered is not known.
        let barrier = |action: &str| verdict(action).map_or(Some(Barrier::NotKnown), Barrier::of);
        // An action with the keys that are missing to decide on it.
        let named = |action: &str| match verdict(action) {
            Some(one) if !one.missing_context.is_empty() => {
                let keys = printable(&one.missing_context.join(", "), 120);
                format!("{action} ({keys})")
            }
            _ => action.to_owned(),
        };
        let mut making: BTreeMap<Barrier, Vec<String>> = BTreeMap::new();
        let mut undoing: BTreeMap<Barrier, Vec<String>> = BTreeMap::new();
        for pair in ROLES.iter().chain(RESOURCES) {
            if let Some(barrier) = barrier(pair.makes) {
                making.entry(barrier).or_default().push(named(pair.makes));
                continue;
            }
            for undoes in pair.undoes {
                if let Some(barrier) = barrier(undoes) {
                    let words = format!("{} ({} is allowed)", named(undoes), pair.makes);
                    undoing.entry(barrier).or_default().push(words);
                }
            }
        }
        let made = making
            .into_iter()
            .map(|(barrier, actions)| self.finding(barrier, principal, &actions));
        let undone = undoing
            .into_iter()
            .map(|(barrier, actions)| self.cannot_undo(barrier, principal, &actions));
        made.chain(undone).collect()
    }

    fn finding(&self, barrier: Barrier, principal: &PrincipalArn, actions: &[String]) -> Finding {
        let (id, words, remedy) = barrier.words();
        let seen = format!("{words} {principal} {}", listed(actions));
        let finding = if barrier == Barrier::NotKnown {
            Finding::warns(id, self.at(), seen)
        } else {
            Finding::blocks(id, self.at(), seen)
        };
        finding.why(WHY).remedy(remedy).row("R2")
    }

    fn cannot_undo(
        &self,
        barrier: Barrier,
        principal: &PrincipalArn,
        actions: &[String],
    ) -> Finding {
        let (_, words, remedy) = barrier.words();
        let seen = format!("{words} {principal} {}", listed(actions));
        let finding = if barrier == Barrier::NotKnown {
            Finding::warns("rights-to-delete-not-known", self.at(), seen)
        } else {
            Finding::blocks("rights-create-without-delete", self.at(), seen)
        };
        finding.why(WHY_UNDO).remedy(remedy).row("R2")
    }

    /// That the boundary which the products' roles get is not there.
    async fn missing_boundary(
        &self,
        rights: &dyn RightsReader,
    ) -> Result<Option<Finding>, StepError> {
        let Some(boundary) = &self.boundary else {
            return Ok(None);
        };
        if rights.has_policy(boundary).await? {
            return Ok(None);
        }
        let seen = format!("there is no policy {boundary} (IAMBoundaryPolicy)");
        let finding = Finding::blocks("boundary-policy-missing", self.at(), seen)
            .why("Every role of the products gets it as its boundary: none could be made.")
            .remedy(format!(
                "Create it, or correct data_layer.iam.boundary_policy: aws iam get-policy \
                 --policy-arn {boundary}"
            ))
            .row("R2");
        Ok(Some(finding))
    }
}

/// Some actions by name, and how many more there are.
fn listed(actions: &[String]) -> String {
    let named: Vec<&str> = actions.iter().take(NAMED).map(String::as_str).collect();
    let named = named.join(", ");
    match actions.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

#[async_trait]
impl Check for RightsCheck {
    fn id(&self) -> &'static str {
        "rights"
    }

    fn row(&self) -> &'static str {
        "R2"
    }

    fn title(&self) -> String {
        "The deployer may make and delete what the products make".to_owned()
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let identity = cx.ports.get::<dyn IdentityReader>(self.target.name)?;
        let rights = cx.ports.get::<dyn RightsReader>(self.target.name)?;
        let caller = identity.caller().await?;
        let mut looked = Looked::default();
        looked
            .findings
            .extend(self.missing_boundary(rights.as_ref()).await?);
        let holder = match self.holder(rights.as_ref(), &caller).await? {
            Ok(holder) => holder,
            Err(finding) => {
                looked.findings.push(finding);
                return Ok(looked);
            }
        };
        let verdicts = self.verdicts(rights.as_ref(), &holder.arn).await?;
        looked.findings.extend(self.judge(&holder.arn, &verdicts));
        let allowed = |one: &&ActionVerdict| Barrier::of(one).is_none();
        let boundary = holder.boundary.map_or_else(String::new, |boundary| {
            format!(", within the boundary {boundary}")
        });
        looked.evidence.push(Evidence {
            what: format!("rights of {}", holder.arn),
            seen: format!(
                "{} of {} actions allowed{boundary}",
                verdicts.iter().filter(allowed).count(),
                verdicts.len()
            ),
            at: cx.now,
            call: "iam:SimulatePrincipalPolicy".to_owned(),
        });
        Ok(looked)
    }
}
