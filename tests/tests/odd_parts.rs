//! Parts of the platform that the tasks after a deployment find otherwise than a rehearsal makes them.

use std::sync::Arc;

use async_trait::async_trait;
use ts_deploy_core::deployment::Joined;
use ts_deploy_core::engine::{Outcome, TokenSeed};
use ts_deploy_core::finding::Findings;
use ts_deploy_core::journal::Goal;
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::plan::{Graph, Observation, ReadContext, StepId};
use ts_deploy_core::port::catalog::{CatalogReader, ProvisionedProduct};
use ts_deploy_core::port::cluster::{
    Cluster, ClusterReader, ClusterStatus, ClusterUpdate, EndpointAccess,
};
use ts_deploy_core::port::container_service::{
    ContainerServiceReader as _, ContainerServiceWriter as _,
};
use ts_deploy_core::port::search_domain::{OptionState, SearchDomain, SearchDomainReader};
use ts_deploy_core::port::{PortResult, Ports};
use ts_deploy_core::sim::{
    DATA_LAYER, PORTFOLIO, RestartFate, SERVICE_LAYER, SimProduct, SimResource, documented,
};
use ts_deploy_core::target::TargetName;
use ts_deploy_tests::{Bench, MINIMAL, SERVICE, ShownCatalog, deployment};

use crate::tasks_after::{called, deploy_parameter, place, with_parameter};

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
    seen_in(&Bench::new(1), task, shown).await
}

/// The same in a world of its own.
async fn seen_in(bench: &Bench, task: &'static str, shown: impl FnOnce(&mut Ports)) -> Observation {
    let deployment = deployment(MINIMAL);
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

/// A world whose vendor offers the documented products, the one of this name changed in each of its versions.
fn offering(name: &str, change: impl Fn(&mut Vec<SimResource>)) -> Bench {
    let bench = Bench::new(1);
    place(&bench).withdraw_all();
    for mut product in documented() {
        if product.name == name {
            each_stack(&mut product, &change);
        }
        place(&bench).offer(product, &[PORTFOLIO]);
    }
    bench
}

fn each_stack(product: &mut SimProduct, change: &impl Fn(&mut Vec<SimResource>)) {
    for version in &mut product.versions {
        for stack in &mut version.resources.stacks {
            change(&mut stack.resources);
        }
    }
}

/// A resource of this type becomes one of another, which is looked for by nobody.
fn without(kind: &'static str) -> impl Fn(&mut Vec<SimResource>) {
    move |resources| {
        for one in resources.iter_mut().filter(|one| one.kind == kind) {
            "AWS::Batch::ComputeEnvironment".clone_into(&mut one.kind);
        }
    }
}

#[tokio::test]
async fn a_cluster_that_is_to_be_private_is_said_to_be_reached_from_inside_only() {
    let Observation::Differs(proposal) = seen("eks-private-endpoint", |_| {}).await else {
        panic!("it is private already");
    };
    assert_eq!(ids(&proposal.findings), ["cluster-private"]);
}

#[tokio::test]
async fn a_search_domain_in_neither_stack_is_left_to_a_person() {
    let bench = offering(DATA_LAYER, without("AWS::Elasticsearch::Domain"));
    let seen = seen_in(&bench, "search-https-only", |_| {}).await;
    let Observation::Person(errand) = seen else {
        panic!("it is left to nobody: {seen:?}");
    };
    assert_eq!(ids(&errand.findings), ["no-search-domain"]);
}

#[tokio::test]
async fn a_vpc_that_no_stack_of_a_product_has_is_told_and_holds_nothing_up() {
    let bench = offering(DATA_LAYER, without("AWS::EC2::VPC"));
    let seen = seen_in(&bench, "s3-endpoint", |_| {}).await;
    let Observation::InSync { findings } = seen else {
        panic!("it holds something up: {seen:?}");
    };
    assert_eq!(ids(&findings), ["no-vpc-of-the-stack"]);
}

/// The Service Layer with two services of these names.
fn with_services(names: [&'static str; 2]) -> Bench {
    offering(SERVICE_LAYER, move |resources| {
        let first =
            |one: &SimResource| one.kind == "AWS::ECS::Service" && one.logical == "WebService";
        if !resources.iter().any(first) {
            return;
        }
        for (logical, name) in [("One", names[0]), ("Other", names[1])] {
            let arn = format!(
                "arn:{{partition}}:ecs:{{region}}:{{account}}:service/{{EcsCluster/Cluster}}/{name}"
            );
            resources.push(SimResource::new(logical, "AWS::ECS::Service", 60).named(&arn));
        }
    })
}

#[tokio::test]
async fn two_services_that_a_name_may_mean_are_told_and_neither_is_restarted() {
    let bench = with_services(["blue-ts-service-extra", "green-ts-service-extra"]);
    deploy_parameter(&bench, "ts-service-extra", "one").await;
    deploy_parameter(&bench, "ts-service-extra", "two").await;
    assert_eq!(called(&bench, "ecs:UpdateService"), 0);
    let told = bench.findings();
    let told = told
        .lines()
        .find(|line| line.starts_with("service-to-restart"));
    insta::assert_snapshot!(told.unwrap_or_default(), @"service-to-restart-ambiguous: informs restart-ts-service-extra: 2 services of acme-service-layer are called ts-service-extra. It reads its parameters only when it starts, and goes on with the old values until then. Restart the right one yourself: aws ecs update-service --force-new-deployment.");
}

/// A rollout of the web service that somebody else began, and that never ends, after this many minutes.
async fn endless_rollout(minutes: i64) -> Bench {
    let bench = Bench::lagging(1, 0);
    deploy_parameter(&bench, "ts-service-web", "one").await;
    let place = place(&bench);
    place.restart_ends(
        &"ts-service-web".parse().unwrap(),
        RestartFate::NeverHealthy,
    );
    let stack = bench.stack(SERVICE).await.arn;
    let services = place.services_of_stack(&stack).await.unwrap();
    let web = services.iter().find(|arn| arn.name() == "ts-service-web");
    place.restart(web.unwrap()).await.unwrap();
    bench.cloud.pass(jiff::SignedDuration::from_mins(minutes));
    bench
}

#[tokio::test]
async fn a_rollout_without_an_end_blocks_the_restart_after_half_an_hour_with_what_ecs_says() {
    let bench = endless_rollout(31).await;
    let (deployment, graph) = with_parameter("ts-service-web", "one");
    let outcome = bench.run(&deployment, (Goal::Deploy, graph), &[]).await;
    assert_eq!(outcome, Outcome::Blocked, "{}", bench.findings());
    let told = bench.findings();
    assert!(
        told.contains("service-restart-stuck: blocks restart-ts-service-web"),
        "{told}"
    );
    assert_eq!(
        called(&bench, "ecs:UpdateService"),
        1,
        "nothing was restarted once more"
    );
}
