//! What a deployment leaves to persons: the sender of mails (R12), the application in Box (R14), the
//! default administrator (T5), and parts that are looked for and not found (T3, T4).

use std::sync::Arc;

use ts_deploy_core::check::{Preflight, rows};
use ts_deploy_core::clock::Clock as _;
use ts_deploy_core::deployment::{Deployment, Joined};
use ts_deploy_core::engine::{Options, Outcome};
use ts_deploy_core::host::StandardInput;
use ts_deploy_core::journal::{Confirm, Goal, JournalEntry, Owner, confirm};
use ts_deploy_core::layer::secrets::{SourceName, Sources, VariableName};
use ts_deploy_core::plan::{Graph, OpenErrand, StepId};
use ts_deploy_core::port::cluster::{ClusterReader as _, EndpointAccess};
use ts_deploy_core::sim::{
    DATA_LAYER, PORTFOLIO, SimAccount, SimPerson, SimProduct, SimResource, documented,
};
use ts_deploy_tests::{Bench, MINIMAL, deployment};

const BOX: &str = "integrations:\n  box:\n    \"on\": { parameters: { EnableBox: \"true\" }, client_id: { env: BOX_ID }, client_secret: { env: BOX_SECRET } }\n";
const IN_PRODUCTION: &str =
    "production_access: { website: \"https://acme.example\", use_case: \"Invitations\" }\n";

fn with(lines: &str) -> Deployment {
    deployment(&format!("{MINIMAL}\n{lines}"))
}

/// The sources for Box, each with a value.
fn sources() -> Sources {
    sources_of(b"value")
}

/// The sources for Box, each with this value.
fn sources_of(value: &'static [u8]) -> Sources {
    let named = ["BOX_ID", "BOX_SECRET"].map(|name| {
        let name = VariableName::parse(name).unwrap();
        SourceName::Environment(name)
    });
    named.into_iter().fold(Sources::none(), |sources, name| {
        sources.with(name, Arc::new(StandardInput::of(value)))
    })
}

fn whole(deployment: &Deployment, sources: &Sources) -> Graph {
    let own = deployment.deploy_joined(sources, &Joined::default());
    Graph::new(own.into_iter().chain(deployment.tasks_after())).unwrap()
}

/// A world as `deployment` asks, changed by `change`.
fn world(deployment: &Deployment, change: impl FnOnce(&mut SimAccount)) -> Bench {
    let bench = Bench::new(1);
    bench.cloud.furnish_for(deployment);
    place(&bench, deployment).furnish(change);
    bench
}

fn place(bench: &Bench, deployment: &Deployment) -> ts_deploy_core::sim::SimPlace {
    bench.cloud.at(deployment.data_layer.target())
}

/// Deploys, with somebody at hand for gates alone; answers with what is left.
async fn deploy(
    bench: &Bench,
    deployment: &Deployment,
    sources: &Sources,
) -> (Outcome, Vec<OpenErrand>) {
    let person = SimPerson::new(Arc::new(bench.cloud.clock())).never();
    let graph = whole(deployment, sources);
    let engine = bench.engine(deployment, graph, Options::default()).await;
    let engine = engine.unwrap().attended_by(Arc::new(person));
    let run = Bench::driven(Goal::Deploy);
    let outcome = engine.run(&run, std::future::pending()).await;
    (outcome, engine.errands())
}

/// What is left of these steps.
async fn left(bench: &Bench, deployment: &Deployment, steps: &[&str]) -> Vec<String> {
    let (_, open) = deploy(bench, deployment, &Sources::none()).await;
    let open = open.into_iter().map(|one| one.step.to_string());
    open.filter(|step| steps.contains(&step.as_str())).collect()
}

async fn say(bench: &Bench, deployment: &Deployment, step: &str) -> Result<(), String> {
    let word = Confirm {
        step: StepId::parse(step).unwrap(),
        by: "Joe".parse().unwrap(),
        note: None,
        errand: None,
    };
    let owner = Owner::rehearsal(deployment.name.clone());
    let at = bench.cloud.clock().now();
    let said = confirm(bench.store.clone(), &owner, "elsewhere", &word, at).await;
    said.map(drop).map_err(|error| error.to_string())
}

/// A deployment for which the vendor's gates are passed already, so that nobody is asked before.
async fn through_the_gates(bench: &Bench, deployment: &Deployment) {
    deploy(bench, deployment, &Sources::none()).await;
    for gate in ["agree-with-vendor", "details-for-vendor"] {
        // One that AWS shows to be passed is not asked for.
        let _ = say(bench, deployment, gate).await;
    }
}

#[tokio::test]
async fn a_sender_that_is_not_verified_is_left_to_a_person_and_holds_nothing_up() {
    let deployment = with("");
    let bench = world(&deployment, |account| account.mail_identities.clear());
    through_the_gates(&bench, &deployment).await;
    let (outcome, open) = deploy(&bench, &deployment, &Sources::none()).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    let open = open.iter().find(|one| one.step.as_str() == "mail-sender");
    let said = open.unwrap().errand.instructions.join("\n");
    assert!(said.contains("follow the link"), "{said}");
}

#[tokio::test]
async fn a_sender_that_is_verified_is_left_to_nobody() {
    let deployment = with("");
    let bench = world(&deployment, |_| {});
    through_the_gates(&bench, &deployment).await;
    let left = left(&bench, &deployment, &["mail-sender"]).await;
    assert_eq!(left, Vec::<String>::new());
}

#[tokio::test]
async fn production_access_that_is_asked_for_is_open_until_aws_gives_it() {
    let deployment = with(IN_PRODUCTION);
    let bench = world(&deployment, |account| {
        account.mail_account.production_access = false;
    });
    through_the_gates(&bench, &deployment).await;
    let step = ["mail-production-access"];
    assert_eq!(left(&bench, &deployment, &step).await, step);
    place(&bench, &deployment).furnish(|account| account.mail_account.production_access = true);
    let left = left(&bench, &deployment, &step).await;
    assert_eq!(left, Vec::<String>::new());
}

/// The findings of R12 about an account in the sandbox with a sender that nobody verified.
async fn about_mail(deployment: &Deployment) -> Vec<String> {
    let bench = world(deployment, |account| {
        account.mail_account.production_access = false;
        account.mail_identities.clear();
    });
    let checks = rows::all(deployment).into_iter();
    let checks: Vec<_> = checks.filter(|check| check.row() == "R12").collect();
    let ports = bench.cloud.ports(&deployment.targets());
    let seen = Preflight::run(&checks, ports.readers(), &bench.cloud.clock()).await;
    let found = seen.0.iter().flat_map(|checked| {
        let found = checked.verdict.findings().into_iter();
        found.map(|one| format!("{} {}", checked.id, one.id))
    });
    found.collect()
}

#[tokio::test]
async fn the_sandbox_is_told_once_also_where_production_access_is_asked_for() {
    assert_eq!(
        about_mail(&with("")).await,
        ["mail-sender no-sender", "mail-sender mail-sandbox"]
    );
    assert_eq!(
        about_mail(&with(IN_PRODUCTION)).await,
        [
            "mail-sender no-sender",
            "mail-production-access production-access-not-asked"
        ]
    );
}

#[tokio::test]
async fn without_the_application_in_box_the_service_layer_waits_for_a_person_and_the_data_layer_does_not()
 {
    let deployment = with(BOX);
    let bench = world(&deployment, |_| {});
    through_the_gates(&bench, &deployment).await;
    let (outcome, open) = deploy(&bench, &deployment, &Sources::none()).await;
    assert_eq!(outcome, Outcome::WaitingForPerson, "{:#?}", bench.said());
    assert!(
        open.iter()
            .any(|one| one.step.as_str() == "box-application")
    );
    assert_eq!(bench.launches(), [1, 0]);
}

#[tokio::test]
async fn whoever_has_the_id_and_secret_of_the_application_in_box_is_not_asked_for_it() {
    let deployment = with(BOX);
    let bench = world(&deployment, |_| {});
    through_the_gates(&bench, &deployment).await;
    let (outcome, _) = deploy(&bench, &deployment, &sources()).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
}

/// What the journal keeps as the proof that the application in Box is there.
async fn proof_of_box(bench: &Bench) -> String {
    let entries = bench.entries().await.into_iter();
    let proofs = entries.filter_map(|entry| match entry {
        JournalEntry::Verified { step, evidence, .. } if step.as_str() == "box-application" => {
            Some(evidence)
        }
        _ => None,
    });
    let lines = proofs
        .flatten()
        .map(|one| format!("{}: {} ({})", one.what, one.seen, one.call));
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn the_proof_of_an_application_in_box_whose_id_and_secret_are_at_hand_names_their_sources() {
    let deployment = with(BOX);
    let bench = world(&deployment, |_| {});
    deploy(&bench, &deployment, &sources()).await;
    insta::assert_snapshot!(proof_of_box(&bench).await, @"the Box application's id and secret: at hand for SSM, from the environment variable BOX_ID and the environment variable BOX_SECRET (reading the sources that the spec names)");
}

#[tokio::test]
async fn a_value_that_ssm_would_refuse_does_not_show_that_the_application_in_box_is_there() {
    let deployment = with(BOX);
    let bench = world(&deployment, |_| {});
    through_the_gates(&bench, &deployment).await;
    let (_, open) = deploy(&bench, &deployment, &sources_of(b"{{client}}")).await;
    let open = open.iter().map(|one| one.step.as_str());
    assert!(open.into_iter().any(|step| step == "box-application"));
}

#[tokio::test]
async fn once_its_id_and_secret_are_in_ssm_the_application_in_box_is_there() {
    let deployment = with(BOX);
    let bench = world(&deployment, |_| {});
    through_the_gates(&bench, &deployment).await;
    deploy(&bench, &deployment, &sources()).await;
    let left = left(&bench, &deployment, &["box-application"]).await;
    assert_eq!(left, Vec::<String>::new());
}

#[tokio::test]
async fn the_default_administrator_cannot_be_confirmed_before_the_organisations_credentials() {
    let deployment = with("");
    let bench = world(&deployment, |_| {});
    through_the_gates(&bench, &deployment).await;
    deploy(&bench, &deployment, &Sources::none()).await;
    let administrator = "disable-default-administrator";
    let refused = say(&bench, &deployment, administrator).await.unwrap_err();
    assert!(
        refused.contains("after organisation-credentials"),
        "{refused}"
    );
    say(&bench, &deployment, "organisation-credentials")
        .await
        .unwrap();
    say(&bench, &deployment, administrator).await.unwrap();
}

#[test]
fn with_single_sign_on_the_default_administrator_comes_after_the_groups_too() {
    let roles = StepId::parse("sso-roles").unwrap();
    let joined = Joined {
        before_administrator: vec![roles.clone()],
        ..Joined::default()
    };
    let tasks = with("").tasks_after_joined(&joined);
    let mut tasks = tasks.iter().map(|step| (step.id().as_str(), step.after()));
    let (_, after) = tasks
        .find(|(id, _)| *id == "disable-default-administrator")
        .unwrap();
    assert!(after.contains(&roles), "{after:?}");
}

/// The documented products, with no cluster in the Data Layer's stack.
fn without_cluster() -> Vec<SimProduct> {
    let mut products = documented();
    let data = products.iter_mut().find(|one| one.name == DATA_LAYER);
    let versions = data.unwrap().versions.iter_mut();
    for stack in versions.flat_map(|version| &mut version.resources.stacks) {
        for resource in &mut stack.resources {
            if resource.kind == "AWS::EKS::Cluster" {
                "AWS::Batch::ComputeEnvironment".clone_into(&mut resource.kind);
            }
        }
    }
    products
}

fn offered(products: Vec<SimProduct>) -> (Bench, Deployment) {
    let deployment = with("");
    let bench = world(&deployment, |_| {});
    let place = place(&bench, &deployment);
    place.withdraw_all();
    for product in products {
        place.offer(product, &[PORTFOLIO]);
    }
    (bench, deployment)
}

#[tokio::test]
async fn a_cluster_that_the_service_layer_makes_is_made_private() {
    let mut products = without_cluster();
    let service = products.iter_mut().find(|one| one.name != DATA_LAYER);
    for version in &mut service.unwrap().versions {
        let cluster = SimResource::new("Cluster", "AWS::EKS::Cluster", 600).named("acme-eks");
        version.resources.stacks[0].resources.push(cluster);
    }
    let (bench, deployment) = offered(products);
    through_the_gates(&bench, &deployment).await;
    deploy(&bench, &deployment, &Sources::none()).await;
    let place = place(&bench, &deployment);
    let cluster = place.cluster("acme-eks").await.unwrap().unwrap();
    assert_eq!(cluster.access, EndpointAccess::PRIVATE);
}

#[tokio::test]
async fn a_cluster_in_neither_stack_is_left_to_a_person_with_the_command() {
    let (bench, deployment) = offered(without_cluster());
    through_the_gates(&bench, &deployment).await;
    let (outcome, open) = deploy(&bench, &deployment, &Sources::none()).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    let open = open.into_iter();
    let mut open = open.filter(|one| one.step.as_str() == "eks-private-endpoint");
    let errand = open.next().unwrap().errand;
    assert!(errand.findings.find("no-cluster").is_some(), "{errand:?}");
    let said = errand.instructions.join("\n");
    assert!(said.contains("aws eks update-cluster-config"), "{said}");
}

#[tokio::test]
async fn who_looked_for_a_cluster_that_is_not_there_is_not_asked_again() {
    let (bench, deployment) = offered(without_cluster());
    through_the_gates(&bench, &deployment).await;
    let step = "eks-private-endpoint";
    assert_eq!(left(&bench, &deployment, &[step]).await, [step]);
    say(&bench, &deployment, step).await.unwrap();
    let left = left(&bench, &deployment, &[step]).await;
    assert_eq!(left, Vec::<String>::new());
}
