//! The least policies that a phase of a deployment needs.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::document::{Gathered, MANAGED_LIMIT, PolicyDocument};
use super::{Operation, Phase, table};
use crate::deployment::{Credentials, Deployment};
use crate::ids::AccountId;
use crate::layer::{ProductComponent, ProductSelector};
use crate::target::{Target, TargetName};

/// One policy, for whoever does the phase's work in one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeastPolicy {
    /// A name for it: `acme-production-deploy`, with a number where there are several.
    pub name: String,
    /// The account it is for.
    pub account: AccountId,
    /// The targets in that account.
    pub targets: Vec<TargetName>,
    /// The document, within [`MANAGED_LIMIT`].
    pub document: PolicyDocument,
}

impl Serialize for LeastPolicy {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::json!({
            "name": self.name,
            "account": self.account,
            "targets": self.targets,
            "characters": self.document.characters(),
            "document": self.document.to_value(),
        })
        .serialize(serializer)
    }
}

/// The policies of a phase, and what they cannot say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeastPolicies {
    /// The phase.
    pub phase: Phase,
    /// The policies, by account in the order of the targets; an account whose rights take more than
    /// one managed policy has several, all of which are needed.
    pub policies: Vec<LeastPolicy>,
    /// What a person should know about them, one sentence or two each.
    pub notes: Vec<String>,
}

/// The least policies with which `phase` of `deployment` can be done: for each account in which the
/// phase calls anything, in the order of the targets.
pub fn least(deployment: &Deployment, phase: Phase) -> LeastPolicies {
    let mut accounts: Vec<AccountId> = Vec::new();
    for target in deployment.targets() {
        if !accounts.contains(&target.account) {
            accounts.push(target.account);
        }
    }
    let policies = accounts
        .iter()
        .flat_map(|account| of_account(deployment, phase, account));
    let policies: Vec<LeastPolicy> = policies.collect();
    let notes = notes(deployment, phase, &policies);
    LeastPolicies {
        phase,
        policies,
        notes,
    }
}

fn of_account(deployment: &Deployment, phase: Phase, account: &AccountId) -> Vec<LeastPolicy> {
    let mut gathered = Gathered::default();
    let mut names = BTreeSet::new();
    for target in deployment.targets() {
        if target.account != *account {
            continue;
        }
        for row in table().filter(|row| is_called(row, deployment, phase, target.name)) {
            for need in row.needs {
                let resolved = need.scope.resolve(deployment, &target, phase);
                if !resolved.resources.is_empty() {
                    names.insert(target.name);
                }
                gathered.allow(need.action, resolved.resources, resolved.condition);
            }
        }
    }
    let documents = gathered.documents(MANAGED_LIMIT);
    let several = documents.len() > 1;
    let targets: Vec<TargetName> = names.into_iter().collect();
    let written = documents.into_iter().enumerate().map(|(n, document)| {
        let mut name = format!("{}-{phase}", deployment.name);
        if several {
            name = format!("{name}-{}", n + 1);
        }
        LeastPolicy {
            name,
            account: account.clone(),
            targets: targets.clone(),
            document,
        }
    });
    written.collect()
}

fn is_called(row: &Operation, deployment: &Deployment, phase: Phase, target: TargetName) -> bool {
    let mut uses = row.used.iter().filter(|(used, _)| *used == phase);
    phase.is_of(deployment)
        && row.when.holds(deployment)
        && uses.any(|(_, places)| places.iter().any(|place| place.is(target, deployment)))
}

fn notes(deployment: &Deployment, phase: Phase, policies: &[LeastPolicy]) -> Vec<String> {
    let mut notes = Vec::new();
    if policies.is_empty() {
        let why = match phase {
            Phase::Dr => ": the spec decides no disaster recovery (disaster_recovery, targets.dr)",
            Phase::Sso => ": the spec decides no single sign-on (single_sign_on)",
            Phase::Preflight | Phase::Fix | Phase::Deploy | Phase::Watch => "",
        };
        notes.push(format!(
            "Nothing of this deployment is done in the phase {phase}, so that there is nothing to allow{why}."
        ));
        return notes;
    }
    notes.extend(parted(policies));
    if matches!(phase, Phase::Deploy | Phase::Dr) {
        notes.push(unknowable());
    }
    notes.extend(widened(deployment, phase));
    notes.extend(besides(deployment, phase));
    notes.extend(deployment.targets.iter().filter_map(|settings| {
        let Target { name, account, .. } = &settings.target;
        let Credentials::AssumeRole { role, .. } = &settings.credentials else {
            return None;
        };
        let here = policies.iter().any(|policy| policy.account == *account);
        here.then(|| {
            format!(
                "The target {name} is reached through {role}: these rights belong to that role, and \
                 who assumes it needs sts:AssumeRole on it."
            )
        })
    }));
    notes
}

/// That an account's rights do not fit into one policy.
fn parted(policies: &[LeastPolicy]) -> Vec<String> {
    let mut counts: BTreeMap<&AccountId, usize> = BTreeMap::new();
    for policy in policies {
        *counts.entry(&policy.account).or_default() += 1;
    }
    let several = counts.into_iter().filter(|(_, count)| *count > 1);
    several
        .map(|(account, count)| {
            format!(
                "A managed policy has at most {MANAGED_LIMIT} characters, so that account {account} \
                 takes {count} policies: attach all of them."
            )
        })
        .collect()
}

/// What a template makes with the caller's rights.
fn unknowable() -> String {
    "These are the rights to start, follow and remove what is deployed. What the vendor's templates \
     make is made with the rights of the product's launch role, or, where it has none, with those of \
     whoever launches: which those are cannot be told from here. Ask the vendor for the launch role; \
     or launch once as an administrator in an account of no importance and let IAM Access Analyzer \
     make a policy of the CloudTrail log (console: IAM, Roles, the role, Generate policy based on \
     CloudTrail events; aws accessanalyzer start-policy-generation). The same rights must include \
     those to delete, or a failed launch cannot be rolled back."
        .to_owned()
}

/// What is wider than it would have to be, for want of a name.
fn widened(deployment: &Deployment, phase: Phase) -> Option<String> {
    let layers: [&dyn ProductComponent; 2] = [&deployment.data_layer, &deployment.service_layer];
    let by_name = layers
        .iter()
        .any(|layer| matches!(layer.choice().product, ProductSelector::Name(_)));
    let launches = matches!(phase, Phase::Deploy | Phase::Watch | Phase::Dr);
    (by_name && launches).then(|| {
        "The products are named, not given by id, so that every product of the catalog is allowed: \
         write their ids (prod-...) into the spec to narrow it."
            .to_owned()
    })
}

/// Which other phases the same command goes through.
fn besides(deployment: &Deployment, phase: Phase) -> Option<String> {
    match phase {
        Phase::Fix => {
            let note = "preflight --fix looks at every row before it mends one: it also goes through preflight.";
            return Some(note.to_owned());
        }
        Phase::Deploy => {}
        Phase::Preflight | Phase::Watch | Phase::Dr | Phase::Sso => return None,
    }
    let recovery = deployment.disaster_recovery.as_ref();
    let own = recovery.is_some_and(|dr| dr.stack.is_some() || dr.snapshot_tool.is_some());
    let more: Vec<String> = [
        Some("preflight (unless the checks are left out)".to_owned()),
        own.then(|| Phase::Dr.to_string()),
        deployment
            .single_sign_on
            .is_some()
            .then(|| Phase::Sso.to_string()),
    ]
    .into_iter()
    .flatten()
    .collect();
    Some(format!(
        "A deploy of this spec also goes through: {}.",
        more.join(", ")
    ))
}
