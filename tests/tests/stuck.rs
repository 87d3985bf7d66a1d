//! Stacks that can neither go on nor go back: which action each state permits, and with which
//! consent.

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::sim::WorldFault;
use ts_deploy_tests::{Bench, DATA, MINIMAL};

/// The next failure of the Data Layer at its database is not taken back.
fn not_taken_back(bench: &Bench) {
    bench.cloud.script(WorldFault::ResourceFails {
        product: DATA.parse().unwrap(),
        resource: "Database/Instance".into(),
        reason: "Cannot create more than 40 instances".into(),
        times: 1,
    });
    bench.cloud.script(WorldFault::RollbackFails {
        product: DATA.parse().unwrap(),
        reason: "The following resource(s) failed to delete: [Network]. ".into(),
        times: 1,
    });
}

/// The states of the Data Layer's product and of its stack.
async fn state(bench: &Bench) -> String {
    let stack = bench.stack(DATA).await.status;
    format!("{} {stack}", bench.status(DATA).await)
}

async fn failed_launch() -> Bench {
    let bench = Bench::new(2);
    not_taken_back(&bench);
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Failed);
    bench
}

async fn failed_update() -> Bench {
    let bench = Bench::new(2);
    bench.deploy(MINIMAL).await;
    not_taken_back(&bench);
    let larger = MINIMAL.replacen(
        "\ndata_layer:\n",
        "\ndata_layer:\n  database: { instance_class: db.m5.xlarge }\n",
        1,
    );
    assert_eq!(bench.deploy(&larger).await, Outcome::Failed);
    bench
}

#[tokio::test]
async fn a_launch_whose_rollback_failed_is_removed_and_launched_again() {
    let bench = failed_launch().await;
    assert_eq!(state(&bench).await, "ERROR ROLLBACK_FAILED");
    let outcome = bench.deploy(MINIMAL).await;
    assert_eq!(outcome, Outcome::Blocked);
    let (word, loses) = bench.consents().pop().unwrap();
    insta::assert_snapshot!(loses, @"acme-data-layer is in ERROR: its launch failed at Database/Instance (Cannot create more than 40 instances). Removing it also removes what is left of it: Database/Instance (AWS::RDS::DBInstance, ts-platform-acme-tetra), Database/Password (AWS::SecretsManager::Secret, arn:aws:secretsmanager:us-east-1:111122223333:secret:acme-tetra-db-8a7af6c8d4f0), Database/SubnetGroup (AWS::RDS::DBSubnetGroup, acme-tetra-db), Iam/BackupRole (AWS::IAM::Role, acme-tetra-backuprole), Iam/LambdaRole (AWS::IAM::Role, acme-tetra-lambdarole), Iam/TaskRole (AWS::IAM::Role, acme-tetra-taskrole), Iam/WorkerRole (AWS::IAM::Role, acme-tetra-workerrole), Messaging/AlertSubscription (AWS::SNS::Subscription, arn:aws:sns:us-east-1:111122223333:acme-tetra-alerts:6bdae2a0f650), Messaging/AlertTopic (AWS::SNS::Topic, arn:aws:sns:us-east-1:111122223333:acme-tetra-alerts), Messaging/FileEvents (AWS::SQS::Queue, https://sqs.us-east-1.amazonaws.com/111122223333/acme-tetra-fileevents), Messaging/TaskRequests (AWS::SQS::Queue, https://sqs.us-east-1.amazonaws.com/111122223333/acme-tetra-taskrequests), Network/ElasticIpA (AWS::EC2::EIP, eipalloc-941779445611), Network/ElasticIpB (AWS::EC2::EIP, eipalloc-1dae7e90f099), Network/FlowLogs (AWS::EC2::FlowLog, fl-3c2e5e1a81c4), Network/InternetGateway (AWS::EC2::InternetGateway, igw-897728b66655), Network/IsolatedSubnets (AWS::EC2::Subnet, subnet-9f26f494428b), Network/NatGatewayA (AWS::EC2::NatGateway, nat-e312c60a27eb), Network/NatGatewayB (AWS::EC2::NatGateway, nat-aeeb5c0f2a0a), Network/PrivateRoutes (AWS::EC2::RouteTable, rtb-990223167d84), Network/PrivateSubnets (AWS::EC2::Subnet, subnet-c40d7764fa2d), Network/PublicSubnets (AWS::EC2::Subnet, subnet-2824ef92945e), Network/Vpc (AWS::EC2::VPC, vpc-c1bc71e5ed72), Search/BackupFunction (AWS::Lambda::Function, acme-tetra-es-backup), Search/Domain (AWS::Elasticsearch::Domain, acme-tetra), Search/SecurityGroup (AWS::EC2::SecurityGroup, sg-1ee5d7af0ca8), Storage/BackupBucket (AWS::S3::Bucket, acme-tetra-backup), Storage/BucketPolicies (AWS::S3::BucketPolicy, BucketPolicies-24040ecc33b7), Storage/DatabaseKey (AWS::KMS::Key, 2e599dd2e0df), Storage/DatabaseKeyAlias (AWS::KMS::Alias, alias/ts-rds-production), Storage/DatalakeBucket (AWS::S3::Bucket, acme-tetra-datalake), Storage/Key (AWS::KMS::Key, 100653524452), Storage/KeyAlias (AWS::KMS::Alias, alias/acme-tetra), Storage/StreamBucket (AWS::S3::Bucket, acme-tetra-stream), Workers/Cluster (AWS::EKS::Cluster, acme-tetra-eks), Workers/NodeGroup (AWS::EKS::Nodegroup, acme-tetra-eks/workers).");
    let outcome = bench.deploy_allowing(MINIMAL, &[&word]).await;
    assert_eq!(outcome, Outcome::Succeeded);
    assert_eq!(bench.launches(), [2, 1]);
}

#[tokio::test]
async fn an_update_whose_rollback_failed_blocks_until_a_person_mends_it() {
    let bench = failed_update().await;
    assert_eq!(state(&bench).await, "TAINTED UPDATE_ROLLBACK_FAILED");
    let before = bench.cloud.changing_calls();
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Blocked);
    assert_eq!(bench.cloud.changing_calls(), before);
    assert!(
        bench.findings().contains("stack-stuck"),
        "{}",
        bench.findings()
    );
}

#[tokio::test]
async fn an_update_whose_rollback_failed_can_be_removed_with_consent() {
    let bench = failed_update().await;
    assert_eq!(bench.destroy(MINIMAL, &[]).await, Outcome::Blocked);
    assert_eq!(bench.consents()[0].0, "destroy:data-layer");
    let outcome = bench.destroy(MINIMAL, &["destroy:data-layer"]).await;
    assert_eq!(outcome, Outcome::Succeeded);
    assert!(bench.cloud.is_empty());
}

#[tokio::test]
async fn what_a_failed_launch_left_and_cannot_be_deleted_stays_in_error() {
    let bench = failed_launch().await;
    bench.cloud.script(WorldFault::DeleteFails {
        product: DATA.parse().unwrap(),
        resource: "Network/Vpc".into(),
        reason: "The vpc has dependencies and cannot be deleted".into(),
        times: 1,
    });
    let consents = ["destroy:data-layer"];
    assert_eq!(bench.destroy(MINIMAL, &consents).await, Outcome::Failed);
    assert_eq!(state(&bench).await, "ERROR DELETE_FAILED");
    assert_eq!(bench.destroy(MINIMAL, &consents).await, Outcome::Succeeded);
    assert!(bench.cloud.is_empty());
}
