//! What an account holds apart from the platform: what the checks look at.

mod certificate;
mod furnish;
mod furnish_network;
mod key_pair;
mod log_group;
mod log_policy;
mod mail;
mod network;
mod offering;
mod quota;
mod rights;
mod role;
mod service_linked_role;
mod stack_vpc;
mod tag_policy;
mod topic;
mod trail;
mod vpc;
mod zone;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub(super) use log_group::LOG_GROUP;
pub use network::SimVpc;
pub use quota::SimQuota;
pub use rights::SimRights;
pub use role::SimRole;
pub use trail::SimTrail;
pub use zone::SimZone;

use super::place::SimPlace;
use crate::ids::{AccountId, Region};
use crate::port::address::ElasticIp;
use crate::port::certificate::Certificate;
use crate::port::key_pair::KeyPair;
use crate::port::log_group::LogGroup;
use crate::port::log_policy::LogPolicy;
use crate::port::mail::{MailAccount, MailIdentity};
use crate::port::service_linked_role::ServiceLinkedRole;
use crate::port::stack_list::RootStack;
use crate::port::topic::Subscription;

/// What an account holds in a region apart from the platform. A new one is as the documents ask;
/// [`SimPlace::furnish`] changes it, as its administrator would.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SimAccount {
    /// The trails that cover the region.
    pub trails: Vec<SimTrail>,
    /// The resource policies of `CloudWatch Logs`.
    pub log_policies: Vec<LogPolicy>,
    /// The roles that services are linked to: the same in every region of the account.
    pub service_linked_roles: Vec<ServiceLinkedRole>,
    /// The roles that stand beside: the same in every region of the account.
    #[serde(default)]
    pub roles: Vec<SimRole>,
    /// The certificates.
    pub certificates: Vec<Certificate>,
    /// What may be sent by mail.
    pub mail_account: MailAccount,
    /// The addresses and domains that mail is sent from.
    pub mail_identities: Vec<MailIdentity>,
    /// Subscriptions that no stack made.
    pub subscriptions: Vec<Subscription>,
    /// The addresses at which nobody follows a link to confirm a subscription.
    pub ignored: Vec<String>,
    /// What the caller may do.
    #[serde(default = "SimRights::documented")]
    pub rights: SimRights,
    /// The VPCs, each with what is in it.
    #[serde(default)]
    pub vpcs: Vec<SimVpc>,
    /// The Elastic IP addresses.
    #[serde(default)]
    pub addresses: Vec<ElasticIp>,
    /// The quotas.
    #[serde(default = "quota::documented")]
    pub quotas: Vec<SimQuota>,
    /// What the region offers: types of instances with the ids of their zones, and classes of
    /// databases with their versions.
    #[serde(default)]
    pub offerings: BTreeMap<String, Vec<String>>,
    /// The hosted zones.
    #[serde(default)]
    pub zones: Vec<SimZone>,
    /// Log groups that no stack made, such as what an earlier one left behind.
    #[serde(default)]
    pub log_groups: Vec<LogGroup>,
    /// The EC2 key pairs, without their private keys.
    #[serde(default)]
    pub key_pairs: Vec<KeyPair>,
    /// Stacks that the deployment has nothing to do with.
    #[serde(default)]
    pub stacks: Vec<RootStack>,
    /// The tag policy of the organisation as it holds for the account, JSON; none without one.
    #[serde(default)]
    pub tag_policy: Option<String>,
    /// What was put into it for a deployment once, each by its kind and name: what it lost since then is
    /// not put there again.
    #[serde(default)]
    furnished: BTreeSet<String>,
}

impl SimAccount {
    /// True the first time that this is to be put into the account for a deployment.
    fn is_new_here(&mut self, kind: &str, name: &str) -> bool {
        self.furnished.insert(format!("{kind}/{name}"))
    }

    /// An account as the documents ask.
    pub(super) fn documented(account: &AccountId, region: &Region) -> Self {
        Self {
            trails: vec![SimTrail::documented(account, region)],
            log_policies: vec![log_policy::documented(region)],
            service_linked_roles: service_linked_role::documented(),
            roles: Vec::new(),
            certificates: Vec::new(),
            mail_account: mail::documented(),
            mail_identities: Vec::new(),
            subscriptions: Vec::new(),
            ignored: Vec::new(),
            rights: SimRights::documented(),
            vpcs: Vec::new(),
            addresses: Vec::new(),
            quotas: quota::documented(),
            offerings: offering::documented(region),
            zones: Vec::new(),
            log_groups: Vec::new(),
            key_pairs: Vec::new(),
            stacks: Vec::new(),
            tag_policy: None,
            furnished: BTreeSet::new(),
        }
    }
}

impl SimPlace {
    /// Changes what the account holds, as its administrator would; this is no call.
    pub fn furnish(&self, change: impl FnOnce(&mut SimAccount)) {
        self.arrange(|place, _| change(&mut place.holds));
    }
}
