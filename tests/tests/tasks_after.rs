//! The tasks after a deployment: looked at after both products, made once, and made again when they
//! were taken back.

use std::sync::Arc;

use ts_deploy_core::deployment::{Deployment, Joined};
use ts_deploy_core::engine::{Options, Outcome, TokenSeed};
use ts_deploy_core::host::StandardInput;
use ts_deploy_core::journal::Goal;
use ts_deploy_core::layer::secrets::{SourceName, Sources, VariableName};
use ts_deploy_core::plan::{ErrandKind, Graph, Observation, ReadContext, StepId};
use ts_deploy_core::policy::{self, Phase};
use ts_deploy_core::port::Ports;
use ts_deploy_core::port::catalog::{CatalogReader, OperationToken};
use ts_deploy_core::port::cluster::{Cluster, ClusterReader, ClusterWriter, EndpointAccess};
use ts_deploy_core::port::search_domain::{OptionState, SearchDomain, SearchDomainReader};
use ts_deploy_core::port::stack::StackReader;
use ts_deploy_core::sim::{CallFault, EndpointFate, SimPerson, SimPlace, WorldFault};
use ts_deploy_core::target::TargetName;
use ts_deploy_tests::{Bench, DATA, MINIMAL, deployment};

const CLUSTER: &str = "acme-tetra-eks";
const DOMAIN: &str = "acme-tetra";
const BOTH_WAYS: EndpointAccess = EndpointAccess {
    private: true,
    public: true,
};

pub(crate) fn whole(deployment: &Deployment) -> Graph {
    let own = deployment.deploy_joined(
        &ts_deploy_core::layer::secrets::Sources::none(),
        &Joined::default(),
    );
    Graph::new(own.into_iter().chain(deployment.tasks_after())).unwrap()
}

pub(crate) async fn deploy(bench: &Bench) -> Outcome {
    let deployment = deployment(MINIMAL);
    let graph = whole(&deployment);
    bench.run(&deployment, (Goal::Deploy, graph), &[]).await
}

pub(crate) fn place(bench: &Bench) -> SimPlace {
    bench.cloud.at(&deployment(MINIMAL).targets[0].target)
}

async fn cluster(bench: &Bench) -> Cluster {
    place(bench).cluster(CLUSTER).await.unwrap().unwrap()
}

async fn domain(bench: &Bench) -> SearchDomain {
    place(bench).domain(DOMAIN).await.unwrap().unwrap()
}

/// A person changes the endpoint in the console.
async fn by_hand(bench: &Bench, access: EndpointAccess) {
    let token = OperationToken(format!("by-hand-{access}"));
    let place = place(bench);
    place.set_access(CLUSTER, access, &token).await.unwrap();
}

/// How often this was called, whatever the answer.
pub(crate) fn called(bench: &Bench, call: &str) -> u64 {
    let calls = bench.cloud.calls();
    let mut ours = calls.iter().filter(|(name, _)| *name == call);
    ours.next().map_or(0, |(_, count)| *count)
}

/// How often a change of an endpoint was asked for, whatever the answer.
fn updates(bench: &Bench) -> u64 {
    called(bench, "eks:UpdateClusterConfig")
}

async fn deployed() -> Bench {
    let bench = Bench::new(1);
    bench.cloud.furnish_for(&deployment(MINIMAL));
    assert_eq!(
        deploy(&bench).await,
        Outcome::Succeeded,
        "{:#?}",
        bench.said()
    );
    bench
}

#[tokio::test]
async fn after_a_deployment_the_cluster_answers_inside_the_vpc_only() {
    assert_eq!(
        cluster(&deployed().await).await.access,
        EndpointAccess::PRIVATE
    );
}

#[tokio::test]
async fn after_a_deployment_search_answers_over_https_only_and_has_come_to_it() {
    let domain = domain(&deployed().await).await;
    assert!(domain.https_only && !domain.processing, "{domain:?}");
    assert_eq!(domain.state, OptionState::Active);
}

#[tokio::test]
async fn a_second_run_finds_both_done_and_changes_nothing() {
    let bench = deployed().await;
    let before = bench.cloud.changing_calls();
    assert_eq!(deploy(&bench).await, Outcome::Succeeded);
    assert_eq!(bench.cloud.changing_calls(), before);
}

#[tokio::test]
async fn an_endpoint_that_was_opened_again_is_made_private_again() {
    let bench = deployed().await;
    by_hand(&bench, BOTH_WAYS).await;
    assert_eq!(deploy(&bench).await, Outcome::Succeeded);
    assert_eq!(cluster(&bench).await.access, EndpointAccess::PRIVATE);
}

#[tokio::test]
async fn a_change_of_the_cluster_that_runs_is_waited_out_and_nothing_is_refused() {
    let bench = Bench::new(1);
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Succeeded);
    by_hand(&bench, BOTH_WAYS).await;
    assert_eq!(deploy(&bench).await, Outcome::Succeeded);
    assert_eq!(updates(&bench), 2, "one by hand, one by the task");
}

#[tokio::test]
async fn an_endpoint_that_is_private_already_is_left_alone() {
    let bench = Bench::new(1);
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Succeeded);
    by_hand(&bench, EndpointAccess::PRIVATE).await;
    assert_eq!(deploy(&bench).await, Outcome::Succeeded);
    assert_eq!(updates(&bench), 1, "the one by hand");
}

#[tokio::test]
async fn a_change_that_eks_fails_ends_the_run_with_its_words() {
    let bench = Bench::new(1);
    place(&bench).endpoint_ends(EndpointFate::Fails);
    assert_eq!(deploy(&bench).await, Outcome::Failed);
    let said = format!("{:?}", bench.said());
    assert!(said.contains("InsufficientFreeAddresses: the subnets have no free address left"));
}

#[tokio::test]
async fn a_change_whose_answer_was_lost_is_not_made_twice() {
    let bench = Bench::new(1);
    bench.cloud.on_call(Box::new(|info| {
        if info.call.operation == "UpdateClusterConfig" && info.count == 1 {
            CallFault::LostAfter
        } else {
            CallFault::None
        }
    }));
    assert_eq!(deploy(&bench).await, Outcome::Succeeded);
    assert_eq!(updates(&bench), 1);
}

#[tokio::test]
async fn before_the_data_layer_is_there_both_tasks_wait_for_its_parts() {
    let deployment = deployment(MINIMAL);
    let plan = Bench::new(1).plan(&deployment, &whole(&deployment)).await;
    let unknown = |id: &str| {
        let step = plan.steps.iter().find(|step| step.id.as_str() == id);
        step.unwrap().unknown_until.join(", ")
    };
    assert_eq!(unknown("eks-private-endpoint"), "cluster of data-layer");
    assert_eq!(unknown("search-https-only"), "search domain of data-layer");
}

#[tokio::test]
async fn without_its_port_a_task_is_a_follow_up_with_the_command_to_run() {
    let deployment = deployment(MINIMAL);
    let graph = whole(&deployment);
    let (ports, tokens) = (Ports::new(), TokenSeed::new(deployment.name.clone()));
    let cx = ReadContext {
        ports: ports.readers(),
        now: jiff::Timestamp::UNIX_EPOCH,
        open: None,
        confirmed: None,
        tokens: &tokens,
        detail: false,
    };
    let step = graph.get(&StepId::known("eks-private-endpoint")).unwrap();
    let Observation::Person(errand) = step.observe(&cx).await.unwrap() else {
        panic!("it is a person's part");
    };
    assert_eq!(errand.kind, ErrandKind::FollowUp);
    let lines = errand.instructions.join("\n");
    assert!(
        lines.contains("endpointPrivateAccess=true,endpointPublicAccess=false"),
        "{lines}"
    );
}

#[tokio::test]
async fn without_its_port_the_endpoint_for_s3_is_a_persons_part_from_the_first_plan_on() {
    let (deployment, bench) = (deployment(MINIMAL), Bench::new(1));
    let graph = whole(&deployment);
    let platform = Arc::new(place(&bench));
    let (mut ports, tokens) = (Ports::new(), TokenSeed::new(deployment.name.clone()));
    ports.read::<dyn CatalogReader>(TargetName::Main, platform.clone());
    ports.read::<dyn StackReader>(TargetName::Main, platform);
    let cx = ReadContext {
        ports: ports.readers(),
        now: jiff::Timestamp::UNIX_EPOCH,
        open: None,
        confirmed: None,
        tokens: &tokens,
        detail: false,
    };
    let step = graph.get(&StepId::known("s3-endpoint")).unwrap();
    let Observation::Person(errand) = step.observe(&cx).await.unwrap() else {
        panic!("it is a person's part");
    };
    assert!(errand.findings.find("task-by-hand").is_some());
}

/// What is left to persons after a deploy at which nobody is at hand.
async fn left_to_persons(bench: &Bench) -> Vec<String> {
    let deployment = deployment(MINIMAL);
    let nobody = SimPerson::new(Arc::new(bench.cloud.clock())).never();
    let graph = whole(&deployment);
    let engine = bench.engine(&deployment, graph, Options::default()).await;
    let engine = engine.unwrap().attended_by(Arc::new(nobody));
    let run = Bench::driven(Goal::Deploy);
    engine.run(&run, std::future::pending()).await;
    let open = engine.errands().into_iter();
    let mut steps: Vec<String> = open.map(|open| open.step.to_string()).collect();
    steps.sort();
    steps
}

#[tokio::test]
async fn what_persons_did_to_a_platform_is_asked_for_again_after_it_was_launched_anew() {
    let bench = deployed().await;
    bench.destroy(MINIMAL, &["destroy:data-layer"]).await;
    assert_eq!(
        left_to_persons(&bench).await,
        [
            "data-hub",
            "disable-default-administrator",
            "organisation-credentials"
        ]
    );
}

#[tokio::test]
async fn what_persons_did_to_a_platform_that_runs_on_is_not_asked_for_again() {
    let bench = deployed().await;
    assert!(left_to_persons(&bench).await.is_empty());
}

#[tokio::test]
async fn while_a_failed_launch_is_to_be_cleared_both_tasks_wait_for_the_next_one() {
    let bench = Bench::new(1);
    bench.cloud.script(WorldFault::ResourceFails {
        product: DATA.parse().unwrap(),
        resource: "Database/Instance".to_owned(),
        reason: "it broke".to_owned(),
        times: 1,
    });
    deploy(&bench).await;
    let deployment = deployment(MINIMAL);
    let plan = bench.plan(&deployment, &whole(&deployment)).await;
    for (id, unknown) in [
        ("eks-private-endpoint", "cluster of data-layer"),
        ("search-https-only", "search domain of data-layer"),
    ] {
        let step = plan.steps.iter().find(|step| step.id.as_str() == id);
        assert_eq!(step.unwrap().unknown_until.join(", "), unknown);
    }
}

#[test]
fn the_default_administrator_comes_after_the_organisations_credentials() {
    let deployment = deployment(MINIMAL);
    let tasks = deployment.tasks_after();
    let id = StepId::known("disable-default-administrator");
    let task = tasks.iter().find(|step| *step.id() == id).unwrap();
    assert_eq!(task.after(), [StepId::known("organisation-credentials")]);
}

/// The minimal deployment with a parameter for a service, which has this value.
pub(crate) fn with_parameter(service: &str, value: &str) -> (Deployment, Graph) {
    let path = format!("/tetrascience/production/ECS/{service}/FEATURE");
    let lines = format!("secrets:\n  - {{ path: {path}, value: {{ env: FEATURE }} }}\ndata_layer:");
    let deployment = deployment(&MINIMAL.replacen("data_layer:", &lines, 1));
    let name = SourceName::Environment(VariableName::parse("FEATURE").unwrap());
    let source = Arc::new(StandardInput::of(value.as_bytes()));
    let own = deployment.deploy_joined(&Sources::none().with(name, source), &Joined::default());
    let graph = Graph::new(own.into_iter().chain(deployment.tasks_after())).unwrap();
    (deployment, graph)
}

pub(crate) async fn deploy_parameter(bench: &Bench, service: &str, value: &str) {
    let (deployment, graph) = with_parameter(service, value);
    let outcome = bench.run(&deployment, (Goal::Deploy, graph), &[]).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
}

#[tokio::test]
async fn a_first_deployment_restarts_nothing() {
    let bench = Bench::new(1);
    deploy_parameter(&bench, "ts-service-web", "one").await;
    assert_eq!(called(&bench, "ecs:UpdateService"), 0);
}

#[tokio::test]
async fn a_parameter_that_changed_restarts_the_service_that_it_names_once() {
    let bench = Bench::new(1);
    deploy_parameter(&bench, "ts-service-web", "one").await;
    deploy_parameter(&bench, "ts-service-web", "two").await;
    assert_eq!(called(&bench, "ecs:UpdateService"), 1);
    deploy_parameter(&bench, "ts-service-web", "two").await;
    assert_eq!(called(&bench, "ecs:UpdateService"), 1, "it has read it");
}

/// The changes after which the plan has the service restarted.
async fn restarted_after(bench: &Bench, value: &str) -> Vec<StepId> {
    let (deployment, graph) = with_parameter("ts-service-web", value);
    let plan = bench.plan(&deployment, &graph).await;
    let restart = StepId::derived("restart", "ts-service-web");
    let step = plan.steps.into_iter().find(|step| step.id == restart);
    step.unwrap().changes_after
}

#[tokio::test]
async fn a_plan_names_the_change_after_which_a_service_is_restarted() {
    let bench = Bench::new(1);
    deploy_parameter(&bench, "ts-service-web", "one").await;
    let path = "/tetrascience/production/ECS/ts-service-web/FEATURE";
    let parameter = StepId::derived("parameter", path);
    assert_eq!(restarted_after(&bench, "two").await, [parameter]);
}

#[tokio::test]
async fn without_a_change_nothing_is_restarted_by_the_plan() {
    let bench = Bench::new(1);
    deploy_parameter(&bench, "ts-service-web", "one").await;
    assert_eq!(restarted_after(&bench, "one").await, []);
}

#[tokio::test]
async fn a_service_that_is_to_have_no_tasks_is_told_and_not_restarted() {
    let bench = Bench::new(1);
    deploy_parameter(&bench, "ts-service-web", "one").await;
    place(&bench).scale(&"ts-service-web".parse().unwrap(), 0);
    deploy_parameter(&bench, "ts-service-web", "two").await;
    assert_eq!(called(&bench, "ecs:UpdateService"), 0);
    let said = format!("{:?}", bench.said());
    assert!(said.contains("service-without-tasks"), "{said}");
}

#[tokio::test]
async fn a_parameter_for_a_service_that_is_not_there_is_told_and_holds_nothing_up() {
    let bench = Bench::new(1);
    deploy_parameter(&bench, "ts-service-nowhere", "one").await;
    let said = format!("{:?}", bench.said());
    assert!(said.contains("has no service ts-service-nowhere to restart"));
}

#[tokio::test]
async fn alerts_that_nobody_subscribed_to_are_a_follow_up_that_holds_nothing_up() {
    let bench = Bench::new(1);
    place(&bench).furnish(|account| {
        account
            .ignored
            .push("platform-alerts@acme.example".to_owned());
    });
    assert_eq!(deploy(&bench).await, Outcome::Succeeded);
    let said = format!("{:?}", bench.said());
    assert!(
        said.contains("has not confirmed its subscription"),
        "{said}"
    );
}

#[tokio::test]
async fn all_that_a_deployment_calls_stands_in_the_rights_of_its_phase() {
    let bench = Bench::new(1);
    deploy_parameter(&bench, "ts-service-web", "one").await;
    deploy_parameter(&bench, "ts-service-web", "two").await;
    let calls = bench.cloud.calls();
    let allowed = |call: &str| {
        let (service, name) = call.split_once(':').unwrap_or_default();
        let row = policy::operation(service, name);
        row.is_some_and(|row| row.used.iter().any(|(phase, _)| *phase == Phase::Deploy))
    };
    let missing: Vec<_> = calls.iter().filter(|(call, _)| !allowed(call)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
