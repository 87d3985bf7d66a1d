//! What a plan does with a product in every state that it and its stack can be in. That the simulated
//! cloud accepts what is permitted in the states that it reaches, `failure.rs` shows.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use ts_deploy_core::clock::Clock as _;
use ts_deploy_core::engine::{Outcome, TokenSeed};
use ts_deploy_core::ids::{ProvisionedProductName, StackName};
use ts_deploy_core::layer::recovery::{Deploying, Loss, Recovery, Removing};
use ts_deploy_core::parameter::Contract;
use ts_deploy_core::plan::{Action, Entry, Graph, plan};
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::catalog::{
    CatalogReader, LaunchPath, PathId, Product, ProductId, ProductVersion, ProvisionedProduct,
    ProvisionedProductId, ProvisionedProductStatus, Record, RecordId, VersionId,
};
use ts_deploy_core::port::stack::{
    ChangeSet, ChangeSetName, Stack, StackArn, StackEvent, StackReader, StackStatus,
};
use ts_deploy_core::sim::SimPlace;
use ts_deploy_tests::{Bench, DATA, MINIMAL, deployment};

/// The simulated cloud, in which the Data Layer seems to be in other states than it is.
#[derive(Debug)]
struct Disguise {
    inner: SimPlace,
    product: ProvisionedProductStatus,
    stack: Option<StackStatus>,
}

#[async_trait]
impl CatalogReader for Disguise {
    async fn products(&self) -> PortResult<Vec<Product>> {
        self.inner.products().await
    }
    async fn versions(&self, product: &ProductId) -> PortResult<Vec<ProductVersion>> {
        self.inner.versions(product).await
    }
    async fn launch_paths(&self, product: &ProductId) -> PortResult<Vec<LaunchPath>> {
        self.inner.launch_paths(product).await
    }
    async fn contract(
        &self,
        product: &ProductId,
        version: &VersionId,
        path: &PathId,
    ) -> PortResult<Contract> {
        self.inner.contract(product, version, path).await
    }
    async fn provisioned_product(
        &self,
        name: &ProvisionedProductName,
    ) -> PortResult<Option<ProvisionedProduct>> {
        let product = self.inner.provisioned_product(name).await?;
        let status = self.product;
        Ok(product.map(|product| match name.as_str() {
            DATA => ProvisionedProduct { status, ..product },
            _ => product,
        }))
    }
    async fn record(&self, id: &RecordId) -> PortResult<Record> {
        self.inner.record(id).await
    }
    async fn history(
        &self,
        product: &ProductId,
        name: &ProvisionedProductName,
    ) -> PortResult<Vec<RecordId>> {
        self.inner.history(product, name).await
    }
    async fn outputs(&self, id: &ProvisionedProductId) -> PortResult<BTreeMap<String, String>> {
        self.inner.outputs(id).await
    }
}

#[async_trait]
impl StackReader for Disguise {
    async fn stack(&self, name: &str) -> PortResult<Option<Stack>> {
        let stack = self.inner.stack(name).await?;
        Ok(self
            .stack
            .and_then(|status| stack.map(|stack| Stack { status, ..stack })))
    }
    async fn events(&self, stack: &StackArn) -> PortResult<Vec<StackEvent>> {
        self.inner.events(stack).await
    }
    async fn last_deleted(&self, name: &StackName) -> PortResult<Option<StackArn>> {
        self.inner.last_deleted(name).await
    }
    async fn change_set(
        &self,
        stack: &StackArn,
        name: &ChangeSetName,
    ) -> PortResult<Option<ChangeSet>> {
        self.inner.change_set(stack, name).await
    }
}

/// What the plan of `graph` says of the Data Layer when it seems to be in these states.
async fn planned(
    bench: &Bench,
    graph: &Graph,
    product: ProvisionedProductStatus,
    stack: Option<StackStatus>,
) -> Entry {
    let deployment = deployment(MINIMAL);
    let target = &deployment.targets.first().unwrap().target;
    let disguise = Arc::new(Disguise {
        inner: bench.cloud.at(target),
        product,
        stack,
    });
    let mut ports = bench.cloud.ports(std::slice::from_ref(target));
    ports.read::<dyn CatalogReader>(target.name, disguise.clone());
    ports.read::<dyn StackReader>(target.name, disguise);
    let tokens = TokenSeed::new(deployment.name.clone());
    let now = bench.cloud.clock().now();
    let plan = plan(graph, ports.readers(), now, &tokens, |_| None).await;
    let step = plan
        .steps
        .into_iter()
        .find(|step| step.id.as_str() == "data-layer");
    step.unwrap().entry
}

async fn deployed() -> Bench {
    let bench = Bench::new(4);
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Succeeded);
    bench
}

fn pairs() -> impl Iterator<Item = (ProvisionedProductStatus, Option<StackStatus>)> {
    let products = ProvisionedProductStatus::ALL.into_iter();
    products.flat_map(|product| {
        let stacks = StackStatus::ALL.into_iter().map(Some);
        std::iter::once(None)
            .chain(stacks)
            .map(move |stack| (product, stack))
    })
}

/// What the consent says could be lost; `None` without one.
fn consented(entry: &Entry, wanted: Action) -> Option<&str> {
    match entry {
        Entry::Change {
            action, consent, ..
        } if *action == wanted => consent.as_ref().map(|consent| consent.loses.as_str()),
        _ => None,
    }
}

#[tokio::test]
async fn a_deployment_does_in_every_pair_of_states_what_the_table_permits() {
    let bench = deployed().await;
    let graph = deployment(MINIMAL).deploy().unwrap();
    let mut tried = 0;
    for (product, stack) in pairs() {
        let entry = planned(&bench, &graph, product, stack).await;
        let as_permitted = match Recovery::of(product, stack).deploy {
            Deploying::Compare => entry == Entry::NoChange,
            Deploying::Clear(loss) => consented(&entry, Action::ClearFailed)
                .is_some_and(|loses| loses.contains("may hold data") == (loss == Loss::Data)),
            Deploying::Follow => matches!(entry, Entry::Attach { .. } | Entry::Wait { .. }),
            Deploying::Wait => matches!(entry, Entry::Wait { .. }),
            Deploying::LookAgain => matches!(entry, Entry::Unseen { .. }),
            Deploying::Person(_) => entry == Entry::Blocked,
        };
        assert!(as_permitted, "{product:?} {stack:?}: {entry:?}");
        tried += 1;
    }
    assert_eq!(tried, 150);
}

#[tokio::test]
async fn a_removal_does_in_every_pair_of_states_what_the_table_permits() {
    let bench = deployed().await;
    let graph = deployment(MINIMAL).destroy().unwrap();
    for (product, stack) in pairs() {
        let entry = planned(&bench, &graph, product, stack).await;
        let as_permitted = match Recovery::of(product, stack).remove {
            Removing::Remove(loss) => consented(&entry, Action::Remove)
                .is_some_and(|loses| loses.contains("holds data") == (loss == Loss::Data)),
            Removing::Follow => matches!(entry, Entry::Attach { .. } | Entry::Wait { .. }),
            Removing::Wait => matches!(entry, Entry::Wait { .. }),
            Removing::Person(_) => entry == Entry::Blocked,
        };
        assert!(as_permitted, "{product:?} {stack:?}: {entry:?}");
    }
}
