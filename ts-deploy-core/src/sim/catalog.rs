//! The catalog's ports, answered by the simulated cloud.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::accept::Accepted;
use super::lag::Sight;
use super::place::{SimPlace, Verb};
use super::product::Offer;
use super::provisioned::{Operation, Provisioned};
use super::refusal::{Answer, Refusal};
use super::world::Place;
use crate::ids::ProvisionedProductName;
use crate::parameter::Contract;
use crate::port::PortResult;
use crate::port::catalog::{
    CatalogReader, CatalogWriter, LaunchPath, PathId, Product, ProductId, ProductVersion,
    ProvisionRequest, ProvisionedProduct, ProvisionedProductId, Record, RecordId, TerminateRequest,
    UpdateRequest, VersionId,
};

const SERVICE: &str = "servicecatalog";

fn offer<'a>(place: &'a Place, product: &ProductId) -> Answer<&'a Offer> {
    place
        .offered(product)
        .ok_or_else(|| Refusal::not_found(format!("Product {product} not found")))
}

fn paths(place: &Place, offer: &Offer, sight: Sight) -> Answer<Vec<LaunchPath>> {
    let paths = place.paths(offer, sight);
    if paths.is_empty() {
        let message = format!("No launch paths found for resource: {}", offer.id);
        return Err(Refusal::not_found(message));
    }
    Ok(paths)
}

#[async_trait]
impl CatalogReader for SimPlace {
    async fn products(&self) -> PortResult<Vec<Product>> {
        self.read(Verb(SERVICE, "SearchProducts"), |place, world| {
            Ok(place.found(world.sight()).map(Offer::summary).collect())
        })
    }

    async fn versions(&self, product: &ProductId) -> PortResult<Vec<ProductVersion>> {
        self.read(Verb(SERVICE, "ListProvisioningArtifacts"), |place, _| {
            offer(place, product).map(Offer::summaries)
        })
    }

    async fn launch_paths(&self, product: &ProductId) -> PortResult<Vec<LaunchPath>> {
        self.read(Verb(SERVICE, "ListLaunchPaths"), |place, world| {
            paths(place, offer(place, product)?, world.sight())
        })
    }

    async fn contract(
        &self,
        product: &ProductId,
        version: &VersionId,
        path: &PathId,
    ) -> PortResult<Contract> {
        self.read(
            Verb(SERVICE, "DescribeProvisioningParameters"),
            |place, world| {
                let offer = offer(place, product)?;
                if !paths(place, offer, world.sight())?
                    .iter()
                    .any(|known| known.id == *path)
                {
                    return Err(Refusal::not_found(format!("Launch path {path} not found")));
                }
                let missing =
                    || Refusal::not_found(format!("Provisioning artifact {version} not found"));
                let version = offer.version(version).ok_or_else(missing)?;
                Ok(version.contract.clone())
            },
        )
    }

    async fn provisioned_product(
        &self,
        name: &ProvisionedProductName,
    ) -> PortResult<Option<ProvisionedProduct>> {
        self.read(
            Verb(SERVICE, "DescribeProvisionedProduct"),
            |place, world| {
                let found = place.live_named(world.seed, name, world.now);
                Ok(found.map(|chronicle| chronicle.describe(world.sight())))
            },
        )
    }

    async fn record(&self, id: &RecordId) -> PortResult<Record> {
        self.read(Verb(SERVICE, "DescribeRecord"), |place, world| {
            let missing = || Refusal::not_found(format!("Record {id} not found"));
            let one = place
                .provisioned
                .iter()
                .find(|one| one.operations().any(|operation| operation.record == *id))
                .ok_or_else(missing)?;
            let chronicle = place.chronicle(world.seed, one);
            let run = chronicle
                .runs
                .iter()
                .find(|run| run.operation.record == *id);
            run.map(|run| chronicle.record(run, world.now))
                .ok_or_else(missing)
        })
    }

    async fn history(
        &self,
        product: &ProductId,
        name: &ProvisionedProductName,
    ) -> PortResult<Vec<RecordId>> {
        self.read(Verb(SERVICE, "ListRecordHistory"), |place, world| {
            let sight = world.sight();
            let named = place.provisioned.iter();
            let named = named.filter(|one| one.product == *product && one.name == *name);
            let mut records: Vec<&Operation> = named
                .flat_map(Provisioned::operations)
                .filter(|operation| sight.shows(&operation.record.0, operation.accepted))
                .collect();
            // Stable, so that of two accepted at one instant the later one comes first.
            records.sort_by_key(|operation| operation.accepted);
            let ids = records.into_iter().rev();
            Ok(ids.map(|operation| operation.record.clone()).collect())
        })
    }

    async fn outputs(&self, id: &ProvisionedProductId) -> PortResult<BTreeMap<String, String>> {
        self.read(
            Verb(SERVICE, "GetProvisionedProductOutputs"),
            |place, world| {
                let found = place.live(world.seed, id, world.now);
                let missing = || Refusal::not_found(format!("Provisioned product {id} not found"));
                found
                    .map(|chronicle| chronicle.outputs(world.now))
                    .ok_or_else(missing)
            },
        )
    }
}

fn answered(accepted: Accepted) -> (Record, bool) {
    (accepted.record, accepted.changed)
}

#[async_trait]
impl CatalogWriter for SimPlace {
    async fn provision(&self, request: &ProvisionRequest) -> PortResult<Record> {
        self.change(Verb(SERVICE, "ProvisionProduct"), |world, target| {
            world.launch(target, request).map(answered)
        })
    }

    async fn update(&self, request: &UpdateRequest) -> PortResult<Record> {
        self.change(
            Verb(SERVICE, "UpdateProvisionedProduct"),
            |world, target| world.update(target, request).map(answered),
        )
    }

    async fn terminate(&self, request: &TerminateRequest) -> PortResult<Record> {
        self.change(
            Verb(SERVICE, "TerminateProvisionedProduct"),
            |world, target| world.terminate(target, request).map(answered),
        )
    }
}
