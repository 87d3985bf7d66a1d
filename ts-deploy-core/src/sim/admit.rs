//! Whether the world is such that a request can be accepted.

use jiff::Timestamp;

use super::accept::{Accepted, Asked};
use super::chronicle::Chronicle;
use super::lag::Sight;
use super::product::SimVersion;
use super::provisioned::Operation;
use super::refusal::{Answer, Refusal};
use super::world::Place;
use crate::port::catalog::{PathId, ProductId, ProvisionedProductId, VersionId};
use crate::port::stack::StackGroup;

impl Place {
    /// The original record of a repeated request. Service Catalog does not say what it does with
    /// a token that comes with another request; here it is an error.
    pub(super) fn repeated(
        &self,
        seed: u64,
        asked: &Asked,
        now: Timestamp,
    ) -> Answer<Option<Accepted>> {
        for one in &self.provisioned {
            let Some(place) = one
                .operations()
                .position(|known| known.token == asked.token)
            else {
                continue;
            };
            let chronicle = self.chronicle(seed, one);
            let run = chronicle.runs.get(place);
            return match run.filter(|run| run.operation.fingerprint == asked.fingerprint) {
                Some(run) => Ok(Some(Accepted {
                    record: chronicle.record(run, now),
                    changed: false,
                })),
                None => Err(Refusal::invalid(format!(
                    "the token {} was used before, with another request",
                    asked.token
                ))),
            };
        }
        Ok(None)
    }

    /// The version, when the caller has this path to its product.
    pub(super) fn launchable(
        &self,
        product: &ProductId,
        version: &VersionId,
        path: &PathId,
        sight: Sight,
    ) -> Answer<&SimVersion> {
        let offer = self
            .offered(product)
            .ok_or_else(|| Refusal::not_found(format!("Product {product} not found")))?;
        let mut paths = self.paths(offer, sight).into_iter();
        if !paths.any(|known| known.id == *path) {
            return Err(Refusal::not_found(format!(
                "No launch paths found for resource: {product}"
            )));
        }
        let found = offer.version(version).ok_or_else(|| {
            Refusal::not_found(format!("Provisioning artifact {version} not found"))
        })?;
        if !found.active {
            let name = &found.name;
            return Err(Refusal::invalid(format!(
                "the version {name} is not active: the vendor took it back"
            )));
        }
        Ok(found)
    }

    /// The provisioned product, when nothing runs on it. AWS's error for a running operation is
    /// not documented; here it is always a conflict.
    pub(super) fn settled(
        &self,
        seed: u64,
        id: &ProvisionedProductId,
        now: Timestamp,
    ) -> Answer<Chronicle<'_>> {
        let chronicle = self
            .live(seed, id, now)
            .ok_or_else(|| Refusal::not_found(format!("Provisioned product {id} not found")))?;
        if chronicle.is_moving(now) {
            let message =
                format!("Provisioned product {id} is UNDER_CHANGE: an operation is running");
            return Err(Refusal::conflict(message));
        }
        Ok(chronicle)
    }
}

impl<'a> Chronicle<'a> {
    /// The operation that runs, when its stack can be updated: not after a failed creation, nor
    /// after a failed deletion.
    pub(super) fn updatable(&self, now: Timestamp) -> Answer<&'a Operation> {
        let arn = &self.scene.root.arn;
        let stack = self.stack(&arn.0, now);
        let fits = |group| matches!(group, StackGroup::Complete | StackGroup::RolledBack);
        match (self.effective, stack) {
            (Some(effective), Some(stack)) if fits(stack.status.group()) => Ok(effective.operation),
            (_, stack) => {
                let status = stack.map_or("gone", |stack| stack.status.as_str());
                let message = format!("Stack:{arn} is in {status} state and can not be updated.");
                Err(Refusal::conflict(message))
            }
        }
    }
}
