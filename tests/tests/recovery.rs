//! What a plan does with a product in every state that it and its stack can be in. That the simulated
//! cloud accepts what is permitted in the states that it reaches, `failure.rs` shows.

use std::sync::Arc;

use async_trait::async_trait;
use ts_deploy_core::clock::Clock as _;
use ts_deploy_core::engine::{Outcome, TokenSeed};
use ts_deploy_core::ids::StackName;
use ts_deploy_core::layer::recovery::{Deploying, Loss, Recovery, Removing};
use ts_deploy_core::plan::{Action, Entry, Graph, plan};
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::catalog::{CatalogReader, ProvisionedProduct, ProvisionedProductStatus};
use ts_deploy_core::port::stack::{
    ChangeSet, ChangeSetName, Stack, StackArn, StackEvent, StackReader, StackStatus,
};
use ts_deploy_core::sim::SimPlace;
use ts_deploy_tests::{Bench, DATA, MINIMAL, ShownCatalog, deployment};

/// The simulated cloud, in which the Data Layer's stack seems to be in another state than it is.
#[derive(Debug)]
struct Disguise {
    inner: SimPlace,
    stack: Option<StackStatus>,
}

/// The catalog, in which the Data Layer seems to be in another state than it is.
fn disguised(inner: SimPlace, status: ProvisionedProductStatus) -> ShownCatalog {
    let show = move |found: ProvisionedProduct| {
        let data = found.name.as_str() == DATA;
        let status = if data { status } else { found.status };
        Some(ProvisionedProduct { status, ..found })
    };
    ShownCatalog::new(Arc::new(inner), Box::new(show))
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
    let catalog = Arc::new(disguised(bench.cloud.at(target), product));
    let inner = bench.cloud.at(target);
    let stacks = Arc::new(Disguise { inner, stack });
    let mut ports = bench.cloud.ports(std::slice::from_ref(target));
    ports.read::<dyn CatalogReader>(target.name, catalog);
    ports.read::<dyn StackReader>(target.name, stacks);
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
