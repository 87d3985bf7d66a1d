//! What drill, recovery and the snapshot tool look at before anything is made: rights on the snapshot's
//! key, names that are taken, values that differ.

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::ids::KmsKeyArn;
use ts_deploy_core::port::log_group::LogGroup;
use ts_deploy_core::port::parameter_store::ParameterType;
use ts_deploy_core::port::rights::{ActionVerdict, Decision};
use ts_deploy_core::secret::Secret;
use ts_deploy_core::sim::CallFault;
use ts_deploy_core::target::TargetName;
use ts_deploy_tests::{Bench, RECOVERABLE};

use super::pair::Pair;

const LOG_GROUP: &str = "lambdaDeleteOldSnapshotsRDS-dest";

/// Deployed, and old enough that a copy is in the DR region.
async fn aged() -> Pair {
    let pair = Pair::deployed().await;
    pair.pass(30);
    pair
}

async fn key(pair: &Pair) -> KmsKeyArn {
    pair.found().await.snapshot.unwrap().key.unwrap()
}

/// A policy that lets one role alone use its key.
fn for_role_alone(role: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::444455556666:role/{role}"}},"Action":"kms:*","Resource":"*"}}]}}"#
    )
}

/// What is said of the rights on the key, with whether it blocks.
async fn said(pair: &Pair) -> Vec<String> {
    let found = pair.found().await.findings;
    let found = found
        .iter()
        .filter(|one| one.id.starts_with("snapshot-key"));
    found
        .map(|one| format!("{} {}", one.severity.as_str(), one.id))
        .collect()
}

#[tokio::test]
async fn a_key_that_leaves_it_to_iam_and_a_caller_with_all_rights_raise_no_finding() {
    assert!(said(&aged().await).await.is_empty());
}

#[tokio::test]
async fn a_key_whose_policy_does_not_let_the_caller_in_blocks_a_recovery() {
    let pair = aged().await;
    let place = pair.place(TargetName::Dr);
    place.put_key_policy(&key(&pair).await, &for_role_alone("keeper"));
    assert_eq!(said(&pair).await, ["blocks snapshot-key-not-allowed"]);
    assert!(!pair.drilled().await.ready);
}

#[tokio::test]
async fn a_key_whose_policy_names_the_caller_raises_no_finding() {
    let pair = aged().await;
    let place = pair.place(TargetName::Dr);
    place.put_key_policy(&key(&pair).await, &for_role_alone("deployer"));
    assert!(said(&pair).await.is_empty());
}

#[tokio::test]
async fn a_caller_who_may_not_make_grants_is_refused() {
    let pair = aged().await;
    pair.place(TargetName::Dr).furnish(|account| {
        account.rights.verdicts.push(ActionVerdict {
            decision: Decision::ImplicitDeny,
            ..ActionVerdict::allowed("kms:CreateGrant")
        });
    });
    assert_eq!(said(&pair).await, ["blocks snapshot-key-not-allowed"]);
}

#[tokio::test]
async fn a_policy_that_may_not_be_read_is_said_not_to_be_checked_and_blocks_nothing() {
    let pair = aged().await;
    pair.bench.cloud.on_call(Box::new(|info| {
        if info.call.operation == "GetKeyPolicy" {
            CallFault::Denied
        } else {
            CallFault::None
        }
    }));
    assert_eq!(said(&pair).await, ["warns snapshot-key-rights-not-checked"]);
}

#[tokio::test]
async fn a_log_group_that_somebody_has_blocks_the_snapshot_tool_before_it_is_made() {
    let pair = Pair::new(RECOVERABLE);
    pair.place(TargetName::DrInMainRegion).furnish(|account| {
        account.log_groups.push(LogGroup {
            name: LOG_GROUP.to_owned(),
            created: None,
        });
    });
    assert_ne!(pair.deploy().await, Outcome::Succeeded);
    let said = serde_json::to_string(&pair.bench.said()).unwrap();
    assert!(said.contains("log-group-taken"), "{said}");
    assert_eq!(pair.calls(":CreateStack"), 1, "the DR stack alone");
}

#[tokio::test]
async fn a_second_tool_beside_the_first_needs_a_log_group_of_its_own() {
    let pair = aged().await;
    let decided = |second: &str| {
        let bucket = "    code_bucket:";
        RECOVERABLE.replace(bucket, &format!("    {second}\n{bucket}"))
    };
    let second = decided("name: acme-second-tool");
    let pair = Pair::on(Bench::on(pair.bench.cloud.clone()), &second);
    assert_ne!(pair.deploy().await, Outcome::Succeeded);
    let own = decided("name: acme-second-tool\n    log_group_name: acme-second-tool-logs");
    let pair = Pair::on(Bench::on(pair.bench.cloud.clone()), &own);
    assert_eq!(pair.deploy().await, Outcome::Succeeded);
}

#[tokio::test]
async fn a_log_group_that_cannot_be_looked_for_is_said_and_keeps_nothing_from_being_made() {
    let pair = Pair::new(RECOVERABLE);
    pair.bench.cloud.on_call(Box::new(|info| {
        if info.call.operation == "DescribeLogGroups" {
            CallFault::Denied
        } else {
            CallFault::None
        }
    }));
    assert_eq!(pair.deploy().await, Outcome::Succeeded);
    let said = serde_json::to_string(&pair.bench.said()).unwrap();
    assert!(said.contains("log-group-not-checked"), "{said}");
}

#[tokio::test]
async fn a_drill_tells_parameters_with_another_value_there_and_no_value() {
    let secrets = "\nsecrets:\n  - path: /acme/partner/token\n    value: { env: ACME_TOKEN }\n";
    let pair = Pair::on(aged().await.bench, &format!("{RECOVERABLE}{secrets}"));
    let path = pair.deployment.secrets.parameters()[0].path.clone();
    let hold = |name, value: &str| {
        let value = Secret::new(value.to_owned());
        let place = pair.place(name);
        place.hold_parameter(&path, ParameterType::SecureString, &value);
    };
    hold(TargetName::Main, "canary-4711");
    hold(TargetName::Dr, "canary-4712");
    let report = pair.drilled().await;
    let told = serde_json::to_string(&report).unwrap();
    assert!(
        told.contains("secrets-differ") && told.contains(path.as_str()),
        "{told}"
    );
    assert!(!told.contains("canary"), "{told}");
    hold(TargetName::Dr, "canary-4711");
    let report = pair.drilled().await;
    assert!(!report.findings.iter().any(|one| one.id == "secrets-differ"));
}

#[tokio::test]
async fn a_drill_says_what_the_recovered_layers_would_be_refused_for() {
    // Without a boundary of its own the DR account would be given that of the main account.
    let own = "    boundary_policy: arn:aws:iam::444455556666:policy/boundary\n";
    let pair = Pair::on(aged().await.bench, &RECOVERABLE.replace(own, ""));
    let report = pair.drilled().await;
    assert!(!report.ready);
    let mut found = report.findings.iter();
    assert!(found.any(|one| one.id == "boundary-of-another-account"));
}
