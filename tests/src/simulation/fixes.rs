//! The fixes of a preflight: an account that lacks all that `--fix` makes, and what it holds when they
//! have run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use ts_deploy_core::check::{
    Check, KeptKey, KeySink, KeySinkError, KeySlot, Means, Preflight, fixes, rows,
};
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::plan::Graph;
use ts_deploy_core::secret::Secret;
use ts_deploy_core::sim::{SimAccount, SimCloud};

/// Where private keys are kept, in memory.
#[derive(Clone, Default)]
pub struct Drawer(Arc<Mutex<Option<Secret>>>);

impl Drawer {
    /// What was kept last.
    pub fn held(&self) -> Option<Secret> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.clone()
    }
}

impl KeySink for Drawer {
    fn kept(&self) -> Result<KeptKey, KeySinkError> {
        Ok(match self.held() {
            Some(_) => KeptKey::Something,
            None => KeptKey::Nothing,
        })
    }

    fn reserve(&self) -> Result<Box<dyn KeySlot>, KeySinkError> {
        Ok(Box::new(self.clone()))
    }

    fn shown(&self) -> String {
        "the drawer".to_owned()
    }
}

impl KeySlot for Drawer {
    fn keep(self: Box<Self>, private_key: &Secret) -> Result<(), KeySinkError> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.is_some() {
            return Err(KeySinkError {
                seen: "something is in the drawer".to_owned(),
                remedy: "Take it out.".to_owned(),
            });
        }
        *held = Some(private_key.clone());
        Ok(())
    }
}

/// Every fix of a deployment's checks, as a preflight's run has them, with a drawer for the private key.
#[expect(clippy::unwrap_used, reason = "all of these rows can be mended")]
pub(super) fn steps(deployment: &Deployment, drawer: &Drawer) -> Graph {
    let mut means = Means::default();
    means.private_key = Some(Arc::new(drawer.clone()));
    let checks: Vec<Arc<dyn Check>> = rows::all_with(deployment, &means);
    let mendable = checks.iter().filter(|check| check.fix().is_some());
    let rows: Vec<String> = mendable.map(|check| check.row().to_owned()).collect();
    let steps = fixes(&checks, &Preflight::default(), &rows, |_| None);
    Graph::new(steps.unwrap()).unwrap()
}

fn each(cloud: &SimCloud, deployment: &Deployment, mut change: impl FnMut(&mut SimAccount)) {
    for target in deployment.targets() {
        cloud.at(&target).furnish(&mut change);
    }
}

/// Takes what fixes make out of a new world that the deployment's administrators furnished.
pub(super) fn furnish(cloud: &SimCloud, deployment: &Deployment) {
    cloud.furnish_for(deployment);
    cloud.share_with(deployment);
    each(cloud, deployment, |account| {
        account.log_policies.clear();
        account.service_linked_roles.clear();
        account.key_pairs.clear();
        account.mail_identities.clear();
        account.mail_account.production_access = false;
    });
}

/// What the fixes of a preflight have made in the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// What the accounts hold, but for the ids, the times and the order of what was made.
    pub accounts: Vec<SimAccount>,
    /// Whether the private key is kept.
    pub key_is_kept: bool,
    /// How often each changing call was sent.
    pub sent: BTreeMap<String, u64>,
}

/// The calls that fixes make.
const CALLS: [&str; 10] = [
    "ec2:CreateKeyPair",
    "ec2:CreateVpcEndpoint",
    "ec2:DeleteKeyPair",
    "ec2:ModifyVpcEndpoint",
    "iam:CreateServiceLinkedRole",
    "logs:PutResourcePolicy",
    "servicecatalog:AcceptPortfolioShare",
    "servicecatalog:AssociatePrincipalWithPortfolio",
    "sesv2:CreateEmailIdentity",
    "sesv2:PutAccountDetails",
];

pub(super) fn look(cloud: &SimCloud, deployment: &Deployment, drawer: &Drawer) -> Mended {
    let mut accounts = Vec::new();
    each(cloud, deployment, |account| {
        let mut account = account.clone();
        for pair in &mut account.key_pairs {
            pair.id.clear();
            pair.created = None;
        }
        account
            .service_linked_roles
            .sort_by(|one, other| one.name.cmp(&other.name));
        accounts.push(account);
    });
    let calls = cloud.calls().into_iter();
    Mended {
        accounts,
        key_is_kept: drawer.held().is_some(),
        sent: calls
            .filter(|(name, _)| CALLS.contains(&name.as_str()))
            .collect(),
    }
}
