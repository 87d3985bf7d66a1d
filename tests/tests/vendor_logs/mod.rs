//! T9: the role through which the vendor reads logs, through its whole life.

mod changed;
mod made;
mod removed;
mod widened;

use std::collections::BTreeMap;

use ts_deploy_core::deployment::{Deployment, Joined};
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::journal::Goal;
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::plan::{DEPLOYMENT_TAG, Entry, Graph, Plan, PlannedStep};
use ts_deploy_core::port::role::{Role, RoleReader};
use ts_deploy_core::sim::{SimPlace, SimRole};
use ts_deploy_tests::{Bench, MINIMAL, deployment};

const ROLE: &str = "acme-tetra-vendor-logs";
const STEP: &str = "vendor-log-access";
const VENDOR: &str = "arn:aws:iam::555566667777:root";
const REMOVED: [&str; 2] = ["destroy:data-layer", "destroy:service-layer"];

/// The minimal sample with this access, and these lines in its Data Layer.
fn with(access: &str, data_layer: &str) -> Deployment {
    let lines = format!("vendor_log_access: {{ {access} }}\ndata_layer:\n{data_layer}");
    deployment(&MINIMAL.replacen("data_layer:\n", &lines, 1))
}

fn asked() -> Deployment {
    with(
        "vendor: { account: \"555566667777\" }, external_id: acme",
        "",
    )
}

fn whole(deployment: &Deployment) -> Graph {
    let own = deployment.deploy_joined(&Sources::none(), &Joined::default());
    Graph::new(own.into_iter().chain(deployment.tasks_after())).unwrap()
}

async fn deploy(bench: &Bench, deployment: &Deployment, consents: &[&str]) -> Outcome {
    let goal = (Goal::Deploy, whole(deployment));
    bench.run(deployment, goal, consents).await
}

async fn destroy(bench: &Bench, deployment: &Deployment) -> Outcome {
    let goal = (Goal::Destroy, deployment.destroy().unwrap());
    bench.run(deployment, goal, &REMOVED).await
}

async fn deployed() -> Bench {
    let bench = Bench::new(1);
    let outcome = deploy(&bench, &asked(), &[]).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    bench
}

fn place(bench: &Bench) -> SimPlace {
    bench.cloud.at(&asked().targets[0].target)
}

async fn role(bench: &Bench) -> Option<Role> {
    place(bench).role(&ROLE.parse().unwrap()).await.unwrap()
}

async fn rights(bench: &Bench) -> String {
    let (place, role) = (place(bench), ROLE.parse().unwrap());
    let rights = place.inline_policy(&role, "read-logs").await;
    rights.unwrap().unwrap()
}

fn called(bench: &Bench, call: &str) -> u64 {
    let calls = bench.cloud.calls();
    let count = calls.iter().find(|(name, _)| name == call);
    count.map_or(0, |(_, count)| *count)
}

fn step(plan: &Plan) -> &PlannedStep {
    let mut steps = plan.steps.iter();
    steps.find(|step| step.id.as_str() == STEP).unwrap()
}

/// The ids of what a plan finds about the step, and whether it is blocked.
fn found(plan: &Plan) -> (Vec<String>, bool) {
    let step = step(plan);
    let ids = step.findings.iter().map(|one| one.id.to_string());
    (ids.collect(), step.entry == Entry::Blocked)
}

/// A role of the same name that somebody made by hand.
fn by_hand(bench: &Bench, trust: &str, owner: Option<&str>) {
    let tags = owner.map(|owner| (DEPLOYMENT_TAG.to_owned(), owner.to_owned()));
    let role = Role {
        arn: format!("arn:aws:iam::111122223333:role/{ROLE}")
            .parse()
            .unwrap(),
        trust: trust.to_owned(),
        boundary: None,
        tags: tags.into_iter().collect::<BTreeMap<_, _>>(),
    };
    place(bench).furnish(|account| account.roles.push(SimRole::by_hand(role)));
}

/// Somebody changes the role that was made.
fn changed(bench: &Bench, change: impl Fn(&mut SimRole)) {
    place(bench).furnish(|account| account.roles.iter_mut().for_each(&change));
}

fn trusting(principal: &str, external_id: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":["sts:AssumeRole"],
        "Condition":{{"StringEquals":{{"sts:externalId":"{external_id}"}}}},
        "Principal":{{"AWS":["{principal}"]}}}}}}"#
    )
}
