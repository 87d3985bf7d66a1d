//! The whole state of the simulated cloud, which is what is saved.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::account::{SimAccount, SimRole};
use super::chronicle::Chronicle;
use super::container::HeldContainers;
use super::direct::HeldTemplate;
use super::fault::WorldFault;
use super::lag::Shadow;
use super::parameters::{HeldParameter, HeldParameters};
use super::parts::HeldParts;
use super::portfolio::Share;
use super::product::{Offer, SimProduct};
use super::products;
use super::provisioned::Provisioned;
use super::scene::Scene;
use super::user_pool::HeldPools;
use crate::ids::{AccountId, BucketName, ParameterPath, ProvisionedProductName, Region};
use crate::port::bucket::Versioning;
use crate::port::catalog::{ProductId, ProvisionedProductId};
use crate::port::identity::CallerIdentity;
use crate::port::key::KeyState;
use crate::port::snapshot::DbSnapshot;
use crate::port::stack::Stack;
use crate::target::{Target, TargetName};

/// The format that this version writes, and the only one it reads. It is raised when something is
/// added without which an older world would mean something else; 3 added what an account holds.
pub(super) const FORMAT: u32 = 3;

/// The whole state.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct World {
    pub(super) format: u32,
    pub(super) seed: u64,
    pub(super) now: Timestamp,
    /// How long reads lag behind writes at most, in seconds.
    #[serde(default)]
    pub(super) lag: u32,
    /// By `account/region`.
    pub(super) places: BTreeMap<String, Place>,
    /// Calls made, by `service:Operation`.
    pub(super) calls: BTreeMap<String, u64>,
    pub(super) changing_calls: u64,
    /// Accepted launches, by the provisioned product's name.
    pub(super) launches: BTreeMap<ProvisionedProductName, u64>,
    /// Faults still to happen.
    pub(super) faults: Vec<WorldFault>,
}

/// An account in a region.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) account: AccountId,
    pub(super) region: Region,
    pub(super) caller: CallerIdentity,
    #[serde(default)]
    pub(super) shares: Vec<Share>,
    pub(super) offers: Vec<Offer>,
    pub(super) provisioned: Vec<Provisioned>,
    /// Stacks that their owner made, deleted ones included.
    #[serde(default)]
    pub(super) own_stacks: Vec<Provisioned>,
    /// Snapshots that were arranged.
    #[serde(default)]
    pub(super) snapshots: Vec<DbSnapshot>,
    /// States of keys that were arranged.
    #[serde(default)]
    pub(super) key_states: BTreeMap<String, KeyState>,
    /// Policies of keys that were arranged, as JSON.
    #[serde(default)]
    pub(super) key_policies: BTreeMap<String, String>,
    /// What buckets keep, where that was arranged.
    #[serde(default)]
    pub(super) versioning: BTreeMap<BucketName, Versioning>,
    /// Since when nothing answers there.
    #[serde(default)]
    pub(super) lost: Option<Timestamp>,
    #[serde(default)]
    pub(super) templates: Vec<HeldTemplate>,
    /// What those templates and earlier ones make, as products that are in no catalog.
    #[serde(default)]
    pub(super) template_offers: Vec<Offer>,
    #[serde(default)]
    pub(super) parameters: HeldParameters,
    /// What the account holds apart from the platform.
    pub(super) holds: SimAccount,
    #[serde(default)]
    pub(super) user_pools: HeldPools,
    #[serde(default)]
    pub(super) containers: HeldContainers,
    /// What was changed about clusters and search domains.
    #[serde(default)]
    pub(super) parts: HeldParts,
    /// What reads still show of parameters instead.
    #[serde(default)]
    pub(super) shadows: BTreeMap<ParameterPath, Shadow>,
}

/// The key of a place.
pub(super) fn place_key(target: &Target) -> String {
    format!("{}/{}", target.account, target.region)
}

impl World {
    /// An empty world.
    pub(super) fn new(seed: u64, now: Timestamp) -> Self {
        Self {
            format: FORMAT,
            seed,
            now,
            lag: 0,
            places: BTreeMap::new(),
            calls: BTreeMap::new(),
            changing_calls: 0,
            launches: BTreeMap::new(),
            faults: Vec::new(),
        }
    }

    /// The place of `target`, made when it is not there: the main one with the documented products.
    pub(super) fn place(&mut self, target: &Target) -> &mut Place {
        let seed = self.seed;
        self.places.entry(place_key(target)).or_insert_with(|| {
            let mut place = Place::new(target);
            if target.name == TargetName::Main {
                place.with_vendor();
                for product in products::documented() {
                    place.offer(seed, product, &[products::PORTFOLIO]);
                }
            }
            place
        })
    }

    /// Whether anything anywhere can be seen to change after now and not after `to`.
    pub(super) fn changes_until(&self, to: Timestamp) -> bool {
        let within = |at: Timestamp| self.now < at && at <= to;
        let mut opens = self.places.values().flat_map(Place::opens);
        let stacks = self.places.values().flat_map(|place| &place.own_stacks);
        let direct = stacks.filter_map(|one| one.direct.as_ref());
        let mut sets = direct.flat_map(|direct| &direct.change_sets);
        opens.any(within)
            || sets.any(|set| within(set.ready()))
            || self
                .chronicles()
                .any(|chronicle| chronicle.changes_between(self.now, to))
    }

    /// True when there is no live product, and so no live stack, no user pool, and no parameter or role
    /// that a call made, in any place.
    pub(super) fn is_empty(&self) -> bool {
        let mut parameters = self
            .places
            .values()
            .flat_map(|place| place.parameters.values());
        let mut pools = self.places.values().map(|place| &place.user_pools);
        let mut roles = self.places.values().flat_map(|place| &place.holds.roles);
        !parameters.any(HeldParameter::was_written)
            && !roles.any(SimRole::was_made)
            && pools.all(HeldPools::is_empty)
            && self
                .chronicles()
                .all(|chronicle| chronicle.is_gone(self.now))
    }

    fn chronicles(&self) -> impl Iterator<Item = Chronicle<'_>> {
        let places = self.places.values();
        places.flat_map(|place| place.all_chronicles(self.seed))
    }
}

impl Place {
    fn new(target: &Target) -> Self {
        let partition = target.region.partition();
        let account = &target.account;
        let arn = format!("arn:{partition}:sts::{account}:assumed-role/deployer/rehearsal");
        Self {
            account: account.clone(),
            region: target.region.clone(),
            caller: CallerIdentity {
                account: account.clone(),
                arn,
            },
            shares: Vec::new(),
            offers: Vec::new(),
            provisioned: Vec::new(),
            own_stacks: Vec::new(),
            snapshots: Vec::new(),
            key_states: BTreeMap::new(),
            key_policies: BTreeMap::new(),
            versioning: BTreeMap::new(),
            lost: None,
            templates: Vec::new(),
            template_offers: Vec::new(),
            parameters: HeldParameters::new(),
            holds: SimAccount::documented(account, &target.region),
            user_pools: HeldPools::default(),
            containers: HeldContainers::default(),
            parts: HeldParts::default(),
            shadows: BTreeMap::new(),
        }
    }

    /// Adds a product to the catalog.
    pub(super) fn offer(
        &mut self,
        seed: u64,
        product: SimProduct,
        portfolios: &[&str],
    ) -> ProductId {
        let (seed, count) = (seed.to_string(), self.offers.len().to_string());
        let name = product.name.clone();
        let own = [
            seed.as_str(),
            self.account.as_str(),
            self.region.as_str(),
            &name,
            &count,
        ];
        let offer = Offer::new(product, portfolios, &own);
        let id = offer.id.clone();
        self.offers.push(offer);
        id
    }

    /// The product of this id.
    pub(super) fn offered(&self, id: &ProductId) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.id == *id)
    }

    /// All provisioned products, gone ones included, with their courses.
    pub(super) fn chronicles(&self, seed: u64) -> impl Iterator<Item = Chronicle<'_>> {
        self.provisioned
            .iter()
            .map(move |one| self.chronicle(seed, one))
    }

    /// One provisioned product with its courses.
    pub(super) fn chronicle<'a>(&'a self, seed: u64, one: &'a Provisioned) -> Chronicle<'a> {
        let scene = Scene::new(seed, &self.account, &self.region, one);
        Chronicle::new(scene, self.offers_of(one), one)
    }

    /// Where the templates of `one` are found.
    pub(super) fn offers_of(&self, one: &Provisioned) -> &[Offer] {
        if one.direct.is_some() {
            &self.template_offers
        } else {
            &self.offers
        }
    }

    /// Courses are told anew from now on: what they follow from may have been arranged otherwise.
    pub(super) fn forget_courses(&mut self) {
        let all = self.provisioned.iter_mut().chain(&mut self.own_stacks);
        for operation in all.flat_map(Provisioned::operations_mut) {
            operation.course.forget();
        }
    }

    /// The stacks that their owner made, deleted ones included, with their courses.
    pub(super) fn own_chronicles(&self, seed: u64) -> impl Iterator<Item = Chronicle<'_>> {
        self.own_stacks
            .iter()
            .map(move |one| self.chronicle(seed, one))
    }

    /// Everything that has a stack, with its courses.
    pub(super) fn all_chronicles(&self, seed: u64) -> impl Iterator<Item = Chronicle<'_>> {
        self.chronicles(seed).chain(self.own_chronicles(seed))
    }

    /// The provisioned product of this id, unless it is gone.
    pub(super) fn live(
        &self,
        seed: u64,
        id: &ProvisionedProductId,
        now: Timestamp,
    ) -> Option<Chronicle<'_>> {
        let one = self.provisioned.iter().find(|one| one.id == *id)?;
        Some(self.chronicle(seed, one)).filter(|chronicle| !chronicle.is_gone(now))
    }

    /// The provisioned product of this name, unless it is gone.
    pub(super) fn live_named(
        &self,
        seed: u64,
        name: &ProvisionedProductName,
        now: Timestamp,
    ) -> Option<Chronicle<'_>> {
        let named = self.provisioned.iter().filter(|one| one.name == *name);
        named
            .map(|one| self.chronicle(seed, one))
            .find(|chronicle| !chronicle.is_gone(now))
    }

    /// The stack of this ARN, or the one of this name that is not deleted.
    pub(super) fn stack(&self, seed: u64, arn_or_name: &str, now: Timestamp) -> Option<Stack> {
        self.all_chronicles(seed)
            .find_map(|chronicle| chronicle.stack(arn_or_name, now))
    }
}
