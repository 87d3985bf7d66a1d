//! R2: who deploys may make what the products make, and may delete it again.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::rights_barrier::Barrier;
use super::rights_pairs::{RESOURCES, ROLES};
use super::rights_questions::Asked;
use crate::check::{Check, CheckContext, Looked};
use crate::deployment::Deployment;
use crate::finding::{Finding, Findings};
use crate::ids::{PolicyArn, PrincipalArn, printable};
use crate::layer::{ProductChoice, ProductComponent};
use crate::plan::{Evidence, StepError};
use crate::port::PortResult;
use crate::port::catalog::{CatalogReader, LaunchPath};
use crate::port::identity::{CallerIdentity, IdentityReader, Principal};
use crate::port::rights::{ActionVerdict, RightsHolder, RightsReader, holder_of};
use crate::target::{Target, TargetName};

const WHY: &str = "Without launch roles of both products CloudFormation makes everything with the rights of \
                   whoever launches: what they may not make fails, often after an hour.";
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
    /// The products that make it, which may have launch roles.
    products: Vec<ProductChoice>,
}

/// Actions that something stands in the way of, by what it is.
type Stopped = BTreeMap<Barrier, Vec<String>>;

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
            let check = Self::new(target, role_prefix.clone(), boundary);
            if main {
                let layers: [&dyn ProductComponent; 2] =
                    [&deployment.data_layer, &deployment.service_layer];
                check.made_by(layers.map(|layer| layer.choice().clone()))
            } else {
                check
            }
        })
    }

    /// The check of `target`. Roles get the `role_prefix`, empty for none, and the `boundary`.
    pub fn new(target: Target, role_prefix: String, boundary: Option<PolicyArn>) -> Self {
        Self {
            target,
            role_prefix,
            boundary,
            products: Vec::new(),
        }
    }

    /// The same of what these products make: where each of them has a launch role, that one needs the
    /// rights, and not whoever deploys.
    #[must_use]
    pub fn made_by(mut self, products: impl IntoIterator<Item = ProductChoice>) -> Self {
        self.products.extend(products);
        self
    }

    /// Whether every product is launched through a path that has a launch role; false where that
    /// is not seen.
    async fn has_launch_roles(&self, cx: &CheckContext<'_>) -> Result<bool, StepError> {
        if self.products.is_empty() {
            return Ok(false);
        }
        let Ok(catalog) = cx.ports.get::<dyn CatalogReader>(self.target.name) else {
            return Ok(false);
        };
        for choice in &self.products {
            match has_launch_role(catalog.as_ref(), choice).await {
                Ok(true) => {}
                Err(error) if error.kind.is_loss_of_sight() => return Err(error.into()),
                Ok(false) | Err(_) => return Ok(false),
            }
        }
        Ok(true)
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

    /// What the verdicts mean where launch roles make everything: what the caller lacks, told once.
    fn of_launch_roles(
        &self,
        principal: &PrincipalArn,
        verdicts: &[ActionVerdict],
    ) -> Option<Finding> {
        let (making, undoing) = Self::stopped(verdicts);
        let lacks: Vec<String> = making
            .into_values()
            .chain(undoing.into_values())
            .flatten()
            .collect();
        lacks.first()?;
        let seen = format!(
            "{principal} may not make or delete all that the products are made of: {}",
            listed(&lacks)
        );
        let finding = Finding::informs("rights-of-launch-roles", self.at(), seen)
            .why(
                "Both products have a launch role, which makes and deletes everything: it needs these rights, and \
                 whoever deploys needs those of policy --phase deploy only.",
            )
            .remedy(
                "Nothing has to be done by whoever deploys. The role is named in the record of a launch (aws \
                 servicecatalog describe-record, LaunchRoleArn): look there what it may do.",
            );
        Some(finding.row("R2"))
    }

    /// What the verdicts mean: a finding for each thing that stands in the way of making, and one
    /// for what can be made and not be deleted.
    fn judge(&self, principal: &PrincipalArn, verdicts: &[ActionVerdict]) -> Findings {
        let (making, undoing) = Self::stopped(verdicts);
        let made = making
            .into_iter()
            .map(|(barrier, actions)| self.finding(barrier, principal, &actions));
        let undone = undoing
            .into_iter()
            .map(|(barrier, actions)| self.cannot_undo(barrier, principal, &actions));
        made.chain(undone).collect()
    }

    /// What may not be made, and what may be made and not deleted, each by what stands in the way.
    fn stopped(verdicts: &[ActionVerdict]) -> (Stopped, Stopped) {
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
        let (mut making, mut undoing) = (Stopped::new(), Stopped::new());
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
        (making, undoing)
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

/// Whether each path that a choice may take to its product has a launch role.
async fn has_launch_role(catalog: &dyn CatalogReader, choice: &ProductChoice) -> PortResult<bool> {
    let products = catalog.products().await?;
    let mut paths = Vec::new();
    for product in products.iter().filter(|one| choice.product.selects(one)) {
        paths.extend(catalog.launch_paths(&product.id).await?);
    }
    let through = |path: &&LaunchPath| {
        let named = choice.portfolio.as_ref();
        named.is_none_or(|name| path.name == *name)
    };
    let mut paths = paths.iter().filter(through).peekable();
    Ok(paths.peek().is_some() && paths.all(|path| path.launch_role))
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
        if self.has_launch_roles(cx).await? {
            let told = self.of_launch_roles(&holder.arn, &verdicts);
            looked.findings.extend(told);
        } else {
            looked.findings.extend(self.judge(&holder.arn, &verdicts));
        }
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
