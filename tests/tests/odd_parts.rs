//! Parts of the platform that the tasks after a deployment find otherwise than a rehearsal makes them.

use std::sync::Arc;

use async_trait::async_trait;
use ts_deploy_core::deployment::Joined;
use ts_deploy_core::engine::{Outcome, TokenSeed};
use ts_deploy_core::finding::Findings;
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::plan::{Graph, Observation, ReadContext, StepId};
use ts_deploy_core::port::catalog::{CatalogReader, ProvisionedProduct};
use ts_deploy_core::port::cluster::{
    Cluster, ClusterReader, ClusterStatus, ClusterUpdate, EndpointAccess,
};
use ts_deploy_core::port::search_domain::{OptionState, SearchDomain, SearchDomainReader};
use ts_deploy_core::port::{PortResult, Ports};
use ts_deploy_core::target::TargetName;
use ts_deploy_tests::{Bench, MINIMAL, ShownCatalog, deployment};

/// Shows each cluster in this state.
struct Clusters(ClusterStatus);

#[async_trait]
impl ClusterReader for Clusters {
    async fn cluster(&self, name: &str) -> PortResult<Option<Cluster>> {
        Ok(Some(Cluster {
            name: name.to_owned(),
            status: self.0,
            access: EndpointAccess {
                private: false,
                public: true,
            },
        }))
    }

    async fn update(&self, _: &str, _: &str) -> PortResult<Option<ClusterUpdate>> {
        Ok(None)
    }
}

/// Shows each search domain with this policy for TLS, and all else as wanted.
struct Domains(&'static str);

#[async_trait]
impl SearchDomainReader for Domains {
    async fn domain(&self, name: &str) -> PortResult<Option<SearchDomain>> {
        Ok(Some(SearchDomain {
            name: name.to_owned(),
            usable: true,
            processing: false,
            https_only: true,
            state: OptionState::Active,
            tls_policy: Some(self.0.to_owned()),
        }))
    }
}

/// What a task sees once the Data Layer runs and a part of it is shown as `shown` has it.
async fn seen(task: &'static str, shown: impl FnOnce(&mut Ports)) -> Observation {
    let (bench, deployment) = (Bench::new(1), deployment(MINIMAL));
    let outcome = bench.deploy(MINIMAL).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    let own = deployment.deploy_joined(&Sources::none(), &Joined::default());
    let graph = Graph::new(own.into_iter().chain(deployment.tasks_after())).unwrap();
    let mut ports = bench.cloud.ports(&deployment.targets());
    shown(&mut ports);
    let tokens = TokenSeed::new(deployment.name.clone());
    let cx = ReadContext {
        ports: ports.readers(),
        now: jiff::Timestamp::UNIX_EPOCH,
        open: None,
        confirmed: None,
        tokens: &tokens,
        detail: false,
    };
    let step = graph.get(&StepId::known(task)).unwrap();
    step.observe(&cx).await.unwrap()
}

fn ids(findings: &Findings) -> Vec<&str> {
    findings.iter().map(|one| one.id.as_ref()).collect()
}

#[tokio::test]
async fn a_cluster_that_failed_blocks_its_task_and_is_not_changed() {
    let seen = seen("eks-private-endpoint", |ports| {
        let failed = Arc::new(Clusters(ClusterStatus::Failed));
        ports.read::<dyn ClusterReader>(TargetName::Main, failed);
    });
    let Observation::Blocked(findings) = seen.await else {
        panic!("it does not block");
    };
    assert_eq!(ids(&findings), ["cluster-unusable"]);
}

#[tokio::test]
async fn a_search_domain_that_lets_old_tls_in_is_told_and_holds_nothing_up() {
    let seen = seen("search-https-only", |ports| {
        let old = Arc::new(Domains("Policy-Min-TLS-1-0-2019-07"));
        ports.read::<dyn SearchDomainReader>(TargetName::Main, old);
    });
    let Observation::InSync { findings } = seen.await else {
        panic!("it is not as wanted");
    };
    assert_eq!(ids(&findings), ["search-old-tls"]);
}

#[tokio::test]
async fn alerts_of_a_data_layer_whose_stack_aws_does_not_show_are_not_taken_for_confirmed() {
    let seen = seen("alerts-subscription", |ports| {
        let inner = ports.readers().get::<dyn CatalogReader>(TargetName::Main);
        let without = |found: ProvisionedProduct| {
            Some(ProvisionedProduct {
                stack: None,
                ..found
            })
        };
        let catalog = Arc::new(ShownCatalog::new(inner.unwrap(), Box::new(without)));
        ports.read::<dyn CatalogReader>(TargetName::Main, catalog);
    });
    let Observation::Person(errand) = seen.await else {
        panic!("it is taken for done");
    };
    assert_eq!(ids(&errand.findings), ["alerts-not-shown"]);
}
