//! What a preflight looks at and mends where the credentials belong to another account than the spec
//! names, and what the fixes of a preflight come after.

use std::sync::Arc;

use ts_deploy_core::check::{Check, Preflight, Verdict, fixes, rows};
use ts_deploy_core::clock::Clock as _;
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::ids::AccountId;
use ts_deploy_core::journal::{Goal, StepState};
use ts_deploy_core::plan::{Action, Graph, OpenIntent, Step, StepId};
use ts_deploy_core::port::catalog::OperationToken;
use ts_deploy_core::port::identity::CallerIdentity;
use ts_deploy_core::target::TargetName;
use ts_deploy_tests::{Bench, MINIMAL, deployment};

/// A new world whose main account lacks the log policy.
fn lacking() -> (Bench, Deployment) {
    let (bench, deployment) = (Bench::lagging(1, 0), deployment(MINIMAL));
    bench.cloud.furnish_for(&deployment);
    bench
        .place()
        .furnish(|account| account.log_policies.clear());
    (bench, deployment)
}

/// From now on the credentials of the main target are another account's.
fn in_another_account(bench: &Bench) {
    bench.place().call_as(CallerIdentity {
        account: AccountId::parse("999900001111").unwrap(),
        arn: "arn:aws:iam::999900001111:user/ana".to_owned(),
    });
}

async fn looked(bench: &Bench, deployment: &Deployment, checks: &[Arc<dyn Check>]) -> Preflight {
    let ports = bench.cloud.ports(&deployment.targets());
    Preflight::run(checks, ports.readers(), &bench.cloud.clock()).await
}

/// The fixes of R8, once the checks looked.
async fn of_logs(bench: &Bench, deployment: &Deployment) -> Vec<Arc<dyn Step>> {
    let checks = rows::all(deployment);
    let seen = looked(bench, deployment, &checks).await;
    fixes(&checks, &seen, &["R8".to_owned()], |_| None).unwrap()
}

fn ids(steps: &[Arc<dyn Step>]) -> Vec<&str> {
    steps.iter().map(|step| step.id().as_str()).collect()
}

#[tokio::test]
async fn of_another_account_nothing_is_asked_but_whose_it_is() {
    let (bench, deployment) = lacking();
    in_another_account(&bench);
    let before = bench.cloud.calls();
    looked(&bench, &deployment, &rows::all(&deployment)).await;
    let asked = |(name, count): &(String, u64)| !before.contains(&(name.clone(), *count));
    let calls = bench.cloud.calls().into_iter().filter(asked);
    let calls: Vec<String> = calls.map(|(name, _)| name).collect();
    assert_eq!(calls, ["sts:GetCallerIdentity"]);
}

#[tokio::test]
async fn every_other_check_of_another_account_is_not_checked_and_says_whose_it_is() {
    let (bench, deployment) = lacking();
    in_another_account(&bench);
    let seen = looked(&bench, &deployment, &rows::all(&deployment)).await;
    let logs = seen.0.iter().find(|one| one.id == "log-policy").unwrap();
    assert!(
        matches!(logs.verdict, Verdict::NotChecked { .. }),
        "{logs:?}"
    );
    insta::assert_snapshot!(logs.verdict.findings()[0], @"warns main: not checked: the credentials for main belong to account 999900001111 (arn:aws:iam::999900001111:user/ana), the spec names 111122223333. Nothing of another account is looked at or mended. Use credentials of 111122223333: another profile, or a role to assume, for main.");
}

#[tokio::test]
async fn checks_keep_their_order_however_they_are_looked_at() {
    let (bench, deployment) = lacking();
    let mut checks = rows::all(&deployment);
    checks.reverse();
    let seen = looked(&bench, &deployment, &checks).await;
    let given: Vec<&str> = checks.iter().map(|check| check.id()).collect();
    let ended: Vec<&str> = seen.0.iter().map(|one| one.id).collect();
    assert_eq!(ended, given);
}

#[tokio::test]
async fn where_the_account_is_another_one_the_look_at_the_credentials_stands_alone() {
    let (bench, deployment) = lacking();
    in_another_account(&bench);
    assert_eq!(ids(&of_logs(&bench, &deployment).await), ["target-main"]);
}

#[tokio::test]
async fn fixes_come_after_the_look_at_the_credentials_of_their_target() {
    let (bench, deployment) = lacking();
    let steps = of_logs(&bench, &deployment).await;
    let after = steps.iter().filter(|step| !step.after().is_empty());
    for fix in after.clone() {
        assert_eq!(fix.target(), TargetName::Main);
        assert_eq!(fix.after()[0].as_str(), "target-main");
    }
    assert_eq!(after.count(), 1, "{:?}", ids(&steps));
}

#[tokio::test]
async fn a_fix_is_not_made_where_the_credentials_became_another_account_s_after_the_checks() {
    let (bench, deployment) = lacking();
    let graph = Graph::new(of_logs(&bench, &deployment).await).unwrap();
    in_another_account(&bench);
    let outcome = bench.run(&deployment, (Goal::Mend, graph), &[]).await;
    assert_eq!(outcome, Outcome::Blocked);
    assert_eq!(bench.cloud.changing_calls(), 0);
}

/// The fixes of R9 where the fix of the log policy was begun and nobody knows its end.
async fn beside_a_begun_one(bench: &Bench, deployment: &Deployment) -> Vec<Arc<dyn Step>> {
    let checks = rows::all(deployment);
    let seen = looked(bench, deployment, &checks).await;
    let begun = StepState {
        open: Some(OpenIntent {
            action: Action::Create,
            token: OperationToken("0".repeat(64)),
            digest: String::new(),
            last_seen: None,
            handle: None,
            at: bench.cloud.clock().now(),
            begun: None,
        }),
        ..StepState::default()
    };
    let known = |id: &StepId| {
        id.as_str()
            .starts_with("fix-log-policy-main")
            .then_some(&begun)
    };
    fixes(&checks, &seen, &["R9".to_owned()], known).unwrap()
}

fn mends_logs(steps: &[Arc<dyn Step>]) -> bool {
    ids(steps)
        .iter()
        .any(|id| id.starts_with("fix-log-policy-main"))
}

#[tokio::test]
async fn a_begun_fix_that_has_nothing_to_mend_any_more_goes_along_with_any_other() {
    let (bench, deployment) = (Bench::lagging(1, 0), deployment(MINIMAL));
    bench.cloud.furnish_for(&deployment);
    assert!(mends_logs(&beside_a_begun_one(&bench, &deployment).await));
}

#[tokio::test]
async fn a_begun_fix_that_would_still_change_something_is_left_until_it_is_asked_for() {
    let (bench, deployment) = lacking();
    assert!(!mends_logs(&beside_a_begun_one(&bench, &deployment).await));
}
