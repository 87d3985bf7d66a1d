//! Each call that a phase makes of the full sample is allowed by the phase's policies, in the account in
//! which it is made.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use ts_deploy_core::check::{Guards, Preflight, fixes, rows};
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::journal::Goal;
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::plan::Graph;
use ts_deploy_core::policy::{Phase, Source, least, operation};
use ts_deploy_core::sim::CallFault;
use ts_deploy_core::target::TargetName;
use ts_deploy_tests::{Bench, RECOVERABLE};

use super::pair::Pair;

/// The calls made, each with where.
type Made = Arc<Mutex<BTreeSet<(String, TargetName)>>>;

/// Keeps what is called from here on.
fn recorded(bench: &Bench) -> Made {
    let made = Made::default();
    let kept = made.clone();
    bench.cloud.on_call(Box::new(move |info| {
        let call = format!("{}:{}", info.call.service, info.call.operation);
        kept.lock().unwrap().insert((call, info.call.target));
        CallFault::None
    }));
    made
}

/// The actions that calls to each account take there and that no policy of `phases` for it allows; a
/// call without a row is one too.
fn beyond(made: &Made, deployment: &Deployment, phases: &[Phase]) -> Vec<String> {
    let policies = phases
        .iter()
        .flat_map(|phase| least(deployment, *phase).policies);
    let policies: Vec<_> = policies.collect();
    let allowed = |account: &_, action: &str| {
        let here = policies.iter().filter(|policy| policy.account == *account);
        let mut statements = here.flat_map(|policy| &policy.document.statements);
        statements.any(|one| one.actions.iter().any(|known| *known == action))
    };
    let mut beyond = Vec::new();
    for (call, target) in made.lock().unwrap().iter() {
        let (service, name) = call.split_once(':').unwrap();
        // A look at the web is no call of AWS.
        if service == "https" {
            continue;
        }
        let account = &deployment.target(*target).unwrap().target.account;
        let Some(row) = operation(service, name) else {
            beyond.push(format!("{call} has no row"));
            continue;
        };
        // What AWS asks for besides depends on what the deployment decided.
        let needs = row
            .needs
            .iter()
            .filter(|need| need.source == Source::Reference);
        let missing = needs.filter(|need| !allowed(account, need.action));
        beyond.extend(missing.map(|need| format!("{} in {target} ({account})", need.action)));
    }
    beyond
}

fn none() -> Vec<String> {
    Vec::new()
}

fn has(made: &Made, call: &str) -> bool {
    made.lock().unwrap().iter().any(|(made, _)| made == call)
}

/// All that `deploy` runs, each step guarded.
fn whole(pair: &Pair) -> Graph {
    let own = pair
        .deployment
        .deploy_joined(&Sources::none(), &pair.dr.joined);
    let sso = ts_deploy_sso::steps(&pair.deployment, &Sources::none()).unwrap();
    let steps = own.into_iter().chain(pair.dr.deploy.iter().cloned());
    let steps = steps.chain(sso).chain(pair.deployment.tasks_after());
    let guards = pair.dr.deploy.iter().map(|step| step.id().clone());
    let guards = guards.fold(Guards::of(&pair.deployment), Guards::and_stack);
    Graph::new(steps.map(|step| guards.before(step))).unwrap()
}

#[tokio::test]
async fn a_deploy_of_everything_takes_the_rights_of_its_phases_in_each_account() {
    let pair = Pair::new(RECOVERABLE);
    pair.bench.cloud.furnish_for(&pair.deployment);
    let made = recorded(&pair.bench);
    let run = (Goal::Deploy, whole(&pair));
    let outcome = pair.bench.run(&pair.deployment, run, &[]).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", pair.bench.said());
    for call in [
        "cloudformation:CreateStack",
        "cognito-idp:CreateUserPool",
        "iam:SimulatePrincipalPolicy",
        "sesv2:GetEmailIdentity",
    ] {
        assert!(has(&made, call), "{call}: {made:?}");
    }
    let phases = [Phase::Preflight, Phase::Deploy, Phase::Dr, Phase::Sso];
    assert_eq!(beyond(&made, &pair.deployment, &phases), none());
}

#[tokio::test]
async fn single_sign_on_alone_takes_the_rights_of_its_own_phase() {
    let pair = Pair::deployed().await;
    let made = recorded(&pair.bench);
    let sso = ts_deploy_sso::steps(&pair.deployment, &Sources::none()).unwrap();
    let own = pair
        .deployment
        .deploy_joined(&Sources::none(), &pair.dr.joined);
    let graph = own.into_iter().chain(pair.dr.deploy.iter().cloned());
    let graph = Graph::new(graph.chain(sso)).unwrap();
    let outcome = pair
        .bench
        .run(&pair.deployment, (Goal::Deploy, graph), &[])
        .await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", pair.bench.said());
    assert!(has(&made, "ecs:UpdateService"), "{made:?}");
    // What is deployed already is looked at only.
    let phases = [Phase::Watch, Phase::Sso];
    assert_eq!(beyond(&made, &pair.deployment, &phases), none());
}

#[tokio::test]
async fn a_fix_of_what_the_checks_found_takes_the_rights_of_the_phase_fix() {
    let pair = Pair::new(RECOVERABLE);
    pair.bench.cloud.furnish_for(&pair.deployment);
    pair.place(TargetName::Main).furnish(|account| {
        account.log_policies.clear();
        account.service_linked_roles.clear();
        account.mail_identities.clear();
    });
    let checks = rows::all(&pair.deployment);
    let ports = pair.bench.cloud.ports(&pair.deployment.targets());
    let clock = pair.bench.cloud.clock();
    let seen = Preflight::run(&checks, ports.readers(), &clock).await;
    let graph = Graph::new(fixes(&checks, &seen, &[], |_| None).unwrap()).unwrap();
    let made = recorded(&pair.bench);
    let run = (Goal::Mend, graph);
    pair.bench.run(&pair.deployment, run, &[]).await;
    for call in [
        "logs:PutResourcePolicy",
        "iam:CreateServiceLinkedRole",
        "sesv2:CreateEmailIdentity",
    ] {
        assert!(has(&made, call), "{call}: {made:?}");
    }
    assert_eq!(beyond(&made, &pair.deployment, &[Phase::Fix]), none());
}

#[tokio::test]
async fn a_drill_takes_the_rights_of_the_phase_dr() {
    let pair = Pair::deployed().await;
    pair.pass(30);
    let made = recorded(&pair.bench);
    pair.drilled().await;
    assert!(has(&made, "rds:DescribeDBSnapshots"), "{made:?}");
    assert_eq!(beyond(&made, &pair.deployment, &[Phase::Dr]), none());
}

#[tokio::test]
async fn a_recovery_with_its_tasks_after_takes_the_rights_of_the_phase_dr() {
    let pair = Pair::deployed().await;
    pair.pass(30);
    pair.place(TargetName::Main).lose();
    let source = pair.found().await.source.unwrap();
    let made = recorded(&pair.bench);
    let (bench, recovered, outcome) = pair.recover(&source).await;
    assert_eq!(outcome, Outcome::Succeeded);
    let own = recovered.deploy().unwrap();
    let steps = own.steps().iter().cloned();
    let graph = Graph::new(steps.chain(recovered.tasks_after())).unwrap();
    bench.run(&recovered, (Goal::Deploy, graph), &[]).await;
    for call in ["servicecatalog:ProvisionProduct", "eks:UpdateClusterConfig"] {
        assert!(has(&made, call), "{call}: {made:?}");
    }
    assert_eq!(beyond(&made, &pair.deployment, &[Phase::Dr]), none());
}

#[test]
fn a_recovery_may_restart_the_services_of_the_dr_account() {
    let pair = Pair::new(RECOVERABLE);
    let account = &pair
        .deployment
        .target(TargetName::Dr)
        .unwrap()
        .target
        .account;
    let policies = least(&pair.deployment, Phase::Dr).policies.into_iter();
    let mut policies = policies.filter(|policy| policy.account == *account);
    assert!(policies.any(|policy| policy.document.to_json().contains("ecs:UpdateService")));
}
