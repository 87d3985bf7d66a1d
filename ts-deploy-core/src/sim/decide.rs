//! Deciding, when an operation is accepted, what is to become of it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::account::LOG_GROUP;
use super::cascade::spot;
use super::chronicle::template_of;
use super::course::{Setting, WORK_STARTS};
use super::fault::WorldFault;
use super::forward::Effective;
use super::product::Offer;
use super::provisioned::{Failure, Fate, Operation, Provisioned};
use super::scene::{Scene, Standing};
use super::template::SimImport;
use super::work::{Act, StackWork};
use super::world::{Place, World, place_key};
use crate::port::stack::StackGroup;
use crate::target::Target;

/// The parameter that must equal the version's name, where a contract declares it.
const TEMPLATE_VERSION: &str = "CFTemplateVersion";

impl World {
    /// Decides what is to become of the newest operation of `provisioned`, and spends the faults
    /// that befall it.
    pub(super) fn decided(&mut self, target: &Target, mut provisioned: Provisioned) -> Provisioned {
        let (now, seed) = (self.now, self.seed);
        self.place(target);
        let Some(place) = self.places.get(&place_key(target)) else {
            return provisioned;
        };
        let waiting: Vec<(usize, &WorldFault)> = self
            .faults
            .iter()
            .enumerate()
            .filter(|(_, fault)| *fault.product() == provisioned.name)
            .collect();
        let offers = place.offers_of(&provisioned);
        let scene = Scene::new(seed, &place.account, &place.region, &provisioned);
        let mut earlier = provisioned.clone();
        let newest = earlier.later.pop();
        let before = newest.is_some().then(|| place.chronicle(seed, &earlier));
        let nothing = Standing::default();
        let decision = Decision {
            place,
            offers,
            seed,
            now,
            scene: &scene,
            effective: before.as_ref().and_then(|chronicle| chronicle.effective),
            standing: before
                .as_ref()
                .map_or(&nothing, |chronicle| chronicle.standing.as_ref()),
        };
        let newest = provisioned.later.last_mut();
        let newest = newest.unwrap_or(&mut provisioned.launch);
        let spent = decision.decide(newest, &waiting);
        self.spend(&spent);
        provisioned
    }

    fn spend(&mut self, spent: &[usize]) {
        for place in spent {
            if let Some(fault) = self.faults.get_mut(*place) {
                let times = fault.times();
                *times = times.saturating_sub(1);
            }
        }
        self.faults.retain_mut(|fault| *fault.times() > 0);
    }
}

/// What a decision looks at.
struct Decision<'a> {
    place: &'a Place,
    offers: &'a [Offer],
    seed: u64,
    now: Timestamp,
    scene: &'a Scene<'a>,
    effective: Option<Effective<'a>>,
    standing: &'a Standing,
}

impl Decision<'_> {
    /// Decides, and answers with the faults it spends.
    fn decide(&self, operation: &mut Operation, waiting: &[(usize, &WorldFault)]) -> Vec<usize> {
        match operation.fate {
            Fate::Unchanged => Vec::new(),
            Fate::Removes { .. } => self.decide_removal(operation, waiting),
            Fate::Runs { .. } => self.decide_run(operation, waiting),
        }
    }

    fn decide_removal(
        &self,
        operation: &mut Operation,
        waiting: &[(usize, &WorldFault)],
    ) -> Vec<usize> {
        let (mut undeletable, mut spent) = (BTreeMap::new(), Vec::new());
        for (place, fault) in waiting {
            if let WorldFault::DeleteFails {
                resource, reason, ..
            } = fault
                && self.standing.physical(resource).is_some()
            {
                undeletable.insert(resource.clone(), reason.clone());
                spent.push(*place);
            }
        }
        operation.fate = Fate::Removes { undeletable };
        spent
    }

    fn decide_run(
        &self,
        operation: &mut Operation,
        waiting: &[(usize, &WorldFault)],
    ) -> Vec<usize> {
        let mut failures = self.import(operation).into_iter().collect::<Vec<_>>();
        let works = self.works(operation);
        failures.extend(self.wrong_templates(operation, &works));
        failures.extend(self.taken_log_groups(&works));
        let (mut stalls, mut spent) = (BTreeMap::new(), Vec::new());
        for (place, fault) in waiting {
            if let WorldFault::Stalls {
                resource, minutes, ..
            } = fault
                && spot(&works, resource).is_some()
            {
                let longer: &mut u32 = stalls.entry(resource.clone()).or_default();
                *longer = longer.saturating_add(*minutes);
                spent.push(*place);
            }
        }
        operation.fate = Fate::Runs {
            failure: None,
            stalls: stalls.clone(),
        };
        // The stalls move what comes first.
        let works = self.works(operation);
        let at = |failure: &Failure| spot(&works, &failure.resource).map_or(0, |spot| spot.at);
        let own = failures.into_iter().map(|failure| (None, failure));
        let scripted = waiting.iter().filter_map(|(place, fault)| match fault {
            WorldFault::ResourceFails {
                resource, reason, ..
            } => {
                spot(&works, resource)?;
                let (resource, reason) = (resource.clone(), reason.clone());
                Some((Some(*place), Failure::taken_back(resource, reason)))
            }
            _ => None,
        });
        let first = own.chain(scripted).min_by_key(|(_, failure)| at(failure));
        if let Some((place, mut failure)) = first {
            spent.extend(place);
            let stays = waiting.iter().find_map(|(place, fault)| match fault {
                WorldFault::RollbackFails { reason, .. } => Some((*place, reason)),
                _ => None,
            });
            if let Some((place, reason)) = stays {
                failure.kept = Some(reason.clone());
                spent.push(place);
            }
            operation.fate = Fate::Runs {
                failure: Some(failure),
                stalls,
            };
        }
        spent
    }

    fn works(&self, operation: &Operation) -> Vec<StackWork> {
        let setting = Setting {
            scene: self.scene,
            operation,
            template: template_of(self.offers, operation),
            effective: self.effective,
            standing: self.standing,
        };
        setting.as_forward().schedule(WORK_STARTS).0
    }

    /// Takes over the outputs of the other stack that the version needs. It is looked at when the
    /// operation is accepted, not minutes later as in AWS, so that a launch too early shows.
    fn import(&self, operation: &mut Operation) -> Option<Failure> {
        let template = template_of(self.offers, operation);
        let SimImport { key, resource } = template.imports.as_ref()?;
        let name = operation.text(key).unwrap_or_default().to_owned();
        let reason = match self.place.stack(self.seed, &name, self.now) {
            Some(stack) if stack.status.group() == StackGroup::Complete => {
                operation.imported = stack.outputs;
                return None;
            }
            Some(stack) => {
                let status = stack.status;
                format!("Stack {name} named by {key} is {status}: its outputs cannot be used")
            }
            None => format!("Stack with id {name} named by {key} does not exist"),
        };
        let resource = resource.clone();
        // An update that does not touch the resource does not look again.
        spot(&self.works(operation), &resource)?;
        Some(Failure::taken_back(resource, reason))
    }

    /// A log group's name is one in the account and region, whoever made it.
    fn taken_log_groups(&self, works: &[StackWork]) -> Option<Failure> {
        works.iter().find_map(|work| {
            let mut made = work.jobs.iter().filter(|job| job.act == Act::Create);
            let taken = made.find(|job| {
                let there = || self.place.log_group(self.seed, self.now, &job.physical);
                job.kind == LOG_GROUP && there().is_some()
            })?;
            let reason = format!(
                "Resource of type '{LOG_GROUP}' with identifier '{}' already exists.",
                taken.physical
            );
            let resource = format!("{}/{}", work.logical, taken.logical);
            Some(Failure::taken_back(resource, reason))
        })
    }

    /// The version's templates stand under its own name only.
    fn wrong_templates(&self, operation: &Operation, works: &[StackWork]) -> Option<Failure> {
        let version = self
            .offers
            .iter()
            .find_map(|offer| offer.version(&operation.version))?;
        let given = operation.text(TEMPLATE_VERSION)?;
        if given == version.name.as_str() {
            return None;
        }
        let name = &version.name;
        let first = works.first().map(|work| work.logical.clone());
        let reason = format!(
            "S3 error: The specified key does not exist: {TEMPLATE_VERSION} is {given}, and \
             the version launched is {name}"
        );
        Some(Failure::taken_back(first.unwrap_or_default(), reason))
    }
}
