//! Clusters against answers in EKS's own bytes.

use serde_json::json;
use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::catalog::OperationToken;
use ts_deploy_core::port::cluster::{
    ClusterReader, ClusterStatus, ClusterUpdateStatus, ClusterWriter, EndpointAccess,
};
use ts_deploy_core::target::TargetName;

use super::AwsClusters;
use crate::wire::Wire;

const NAME: &str = "acme-tetra-eks";
const DESCRIBE: &str = "GET /clusters/acme-tetra-eks";
const CHANGE: &str = "POST /clusters/acme-tetra-eks/update-config";
const UPDATE: &str = "GET /clusters/acme-tetra-eks/updates/u-1";

fn clusters(wire: &Wire) -> AwsClusters {
    AwsClusters::new(&wire.config(), TargetName::Main)
}

fn token() -> OperationToken {
    OperationToken("t4711".to_owned())
}

fn refused(operation: &str, status: u16, code: &str) -> Wire {
    let body = json!({ "__type": code, "message": "no" });
    Wire::new().answer_with(operation, status, body.to_string())
}

#[tokio::test]
async fn a_cluster_has_its_state_and_from_where_it_answers() {
    let network = json!({ "endpointPublicAccess": true, "endpointPrivateAccess": false });
    let body = json!({ "cluster": { "status": "ACTIVE", "resourcesVpcConfig": network } });
    let wire = Wire::new().answer(DESCRIBE, body.to_string());
    let cluster = clusters(&wire).cluster(NAME).await.unwrap().unwrap();
    assert_eq!(cluster.status, ClusterStatus::Active);
    assert_eq!(cluster.access.to_string(), "public");
}

#[tokio::test]
async fn a_state_that_is_new_is_not_taken_for_usable() {
    let network = json!({ "endpointPublicAccess": true, "endpointPrivateAccess": true });
    let body = json!({ "cluster": { "status": "MOLTEN", "resourcesVpcConfig": network } });
    let wire = Wire::new().answer(DESCRIBE, body.to_string());
    let cluster = clusters(&wire).cluster(NAME).await.unwrap().unwrap();
    assert_eq!(cluster.status, ClusterStatus::Unknown);
}

#[tokio::test]
async fn a_cluster_that_is_not_there_is_none() {
    let wire = refused(DESCRIBE, 404, "ResourceNotFoundException");
    assert_eq!(clusters(&wire).cluster(NAME).await.unwrap(), None);
}

#[tokio::test]
async fn a_change_sends_both_ways_and_our_token() {
    let body = json!({ "update": { "id": "u-1", "status": "InProgress" } });
    let wire = Wire::new().answer(CHANGE, body.to_string());
    let clusters = clusters(&wire);
    let changed = clusters
        .set_access(NAME, EndpointAccess::PRIVATE, &token())
        .await;
    assert_eq!(changed.unwrap(), "u-1");
    let sent = wire.json(0);
    assert_eq!(sent["clientRequestToken"], "t4711");
    let network = json!({ "endpointPublicAccess": false, "endpointPrivateAccess": true });
    assert_eq!(sent["resourcesVpcConfig"], network);
}

#[tokio::test]
async fn a_change_without_a_token_is_not_sent() {
    let none = OperationToken(String::new());
    let wire = Wire::new();
    let clusters = clusters(&wire);
    let changed = clusters
        .set_access(NAME, EndpointAccess::PRIVATE, &none)
        .await;
    assert_eq!(changed.unwrap_err().kind, ErrorKind::Invalid);
}

#[tokio::test]
async fn a_change_while_another_runs_is_a_conflict() {
    let wire = refused(CHANGE, 409, "ResourceInUseException");
    let clusters = clusters(&wire);
    let changed = clusters
        .set_access(NAME, EndpointAccess::PRIVATE, &token())
        .await;
    assert_eq!(changed.unwrap_err().kind, ErrorKind::Conflict);
}

#[tokio::test]
async fn a_change_to_what_is_so_already_is_invalid() {
    let wire = refused(CHANGE, 400, "InvalidParameterException");
    let clusters = clusters(&wire);
    let changed = clusters
        .set_access(NAME, EndpointAccess::PRIVATE, &token())
        .await;
    assert_eq!(changed.unwrap_err().kind, ErrorKind::Invalid);
}

#[tokio::test]
async fn a_failed_change_keeps_code_words_and_what_they_are_about() {
    let error = json!({
        "errorCode": "InsufficientFreeAddresses",
        "errorMessage": "no address left",
        "resourceIds": ["subnet-1"],
    });
    let body = json!({ "update": { "id": "u-1", "status": "Failed", "errors": [error] } });
    let wire = Wire::new().answer(UPDATE, body.to_string());
    let update = clusters(&wire).update(NAME, "u-1").await.unwrap().unwrap();
    assert_eq!(update.status, ClusterUpdateStatus::Failed);
    assert_eq!(
        update.errors,
        ["InsufficientFreeAddresses: no address left (subnet-1)"]
    );
}
