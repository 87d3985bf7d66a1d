//! The least policies hold every right that a run takes: whoever has them is not refused after three
//! hours.

use std::collections::BTreeSet;

use ts_deploy_core::deployment::{Deployment, Joined};
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::journal::Goal;
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::plan::Graph;
use ts_deploy_core::policy::{Phase, least, operation};
use ts_deploy_tests::{Bench, MINIMAL, deployment};

/// What a deploy does, the tasks after it included.
fn whole(deployment: &Deployment) -> Graph {
    let own = deployment.deploy_joined(&Sources::none(), &Joined::default());
    Graph::new(own.into_iter().chain(deployment.tasks_after())).unwrap()
}

async fn deployed() -> (Bench, Deployment) {
    let (bench, deployment) = (Bench::new(1), deployment(MINIMAL));
    let goal = (Goal::Deploy, whole(&deployment));
    let outcome = bench.run(&deployment, goal, &[]).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    (bench, deployment)
}

/// The actions that these calls take, and that the policies of `phase` do not allow.
fn refused(calls: &[String], deployment: &Deployment, phase: Phase) -> BTreeSet<&'static str> {
    let least = least(deployment, phase);
    let documents = least.policies.iter().map(|policy| &policy.document);
    let statements = documents.flat_map(|document| &document.statements);
    let allowed: BTreeSet<_> = statements.flat_map(|one| one.actions.clone()).collect();
    let rows = calls.iter().filter_map(|call| {
        let (service, name) = call.split_once(':').unwrap();
        operation(service, name)
    });
    rows.flat_map(|row| row.needs)
        .map(|need| need.action)
        .filter(|action| !allowed.contains(*action))
        .collect()
}

#[tokio::test]
async fn a_deploy_with_its_tasks_after_takes_no_right_beyond_the_phase_deploy() {
    let (bench, deployment) = deployed().await;
    let calls = bench.cloud.calls().into_iter();
    let calls: Vec<String> = calls.map(|(call, _)| call).collect();
    for task in [
        "eks:UpdateClusterConfig",
        "es:UpdateElasticsearchDomainConfig",
    ] {
        assert!(calls.iter().any(|call| call == task), "{calls:?}");
    }
    let refused = refused(&calls, &deployment, Phase::Deploy);
    assert_eq!(refused, BTreeSet::new());
}

#[tokio::test]
async fn a_plan_takes_no_right_beyond_the_phase_watch() {
    let (bench, deployment) = deployed().await;
    let before = bench.cloud.calls();
    bench.plan(&deployment, &whole(&deployment)).await;
    let calls = bench.cloud.calls().into_iter();
    let made = calls.filter(|call| !before.contains(call));
    let calls: Vec<String> = made.map(|(call, _)| call).collect();
    assert!(calls.len() > 3, "{calls:?}");
    let refused = refused(&calls, &deployment, Phase::Watch);
    assert_eq!(refused, BTreeSet::new());
}
