//! The two templates of disaster recovery: the vendor's `dr.yml`, of which the documents name three
//! parameters and one output, and the snapshot tool's, which is public.

use super::super::direct::SimTemplateFile;
use super::super::template::{SimResource, SimStack, SimTemplate};
use super::declare::{Row, contract, number, one_of, required, text};
use crate::port::stack::Capability;

/// The vendor's `dr.yml` (R13), with the three parameters that the documents name. Its outputs
/// carry the names of the Data Layer's parameters, and `DRRDSKMSKey`.
pub fn documented_dr_stack() -> SimTemplateFile {
    let bucket = |name: &str, suffix: &str| {
        SimResource::new(name, "AWS::S3::Bucket", 60)
            .named(&format!("{{InfrastructureName}}-{{Environment}}-{suffix}"))
            .uses(&["InfrastructureName"])
    };
    let key = |name: &str| {
        SimResource::new(name, "AWS::KMS::Key", 120)
            .named("{unique}")
            .uses(&["ProdAWSAccountId"])
    };
    let arn =
        |key: &str| format!("arn:{{partition}}:kms:{{region}}:{{account}}:key/{{Keys/{key}}}");
    let resources = SimTemplate::default()
        .stack(
            SimStack::new("Keys")
                .with(key("DatalakeKey"))
                .with(key("DatabaseKey")),
        )
        .stack(
            SimStack::new("Storage")
                .after(&["Keys"])
                .with(bucket("DatalakeBucket", "datalake"))
                .with(bucket("StreamBucket", "stream"))
                .with(bucket("BackupBucket", "backup"))
                .with(bucket("ArtifactsBucket", "artifacts")),
        )
        .output("DRDatalakeKMSKey", &arn("DatalakeKey"))
        .output("DRDatalakeBucket", "{Storage/DatalakeBucket}")
        .output("DRStreamBucket", "{Storage/StreamBucket}")
        .output("DRBackupBucket", "{Storage/BackupBucket}")
        .output("DRLocalArtifactsBucket", "{Storage/ArtifactsBucket}")
        .output("DRRDSKMSKey", &arn("DatabaseKey"));
    let rows: [Row; 3] = [
        ("InfrastructureName", required(), "The platform's."),
        ("Environment", text("dr"), "Part of the names."),
        ("ProdAWSAccountId", required(), "Where the platform runs."),
    ];
    SimTemplateFile {
        text: None,
        contract: contract(rows),
        capabilities: [Capability::NamedIam].into(),
        transforms: Vec::new(),
        resources,
    }
}

/// The destination side of AWS's RDS snapshot tool (T2), as its last public version declares it:
/// `CodeBucket` has no default, and the source's key is spelled `KmsKeySource`.
pub fn documented_snapshot_tool() -> SimTemplateFile {
    let flag = || one_of(text("TRUE"), &["TRUE", "FALSE"]);
    let rows: [Row; 12] = [
        ("CodeBucket", required(), "Where the functions' code is."),
        (
            "SnapshotPattern",
            text("ALL_SNAPSHOTS"),
            "A Python pattern.",
        ),
        ("RetentionDays", number("7", "1"), "Days to keep copies."),
        ("DestinationRegion", required(), "Where copies are kept."),
        ("LogLevel", text("ERROR"), "How much is logged."),
        (
            "LambdaCWLogRetention",
            number("7", "1"),
            "Days to keep logs.",
        ),
        ("SourceRegionOverride", text("NO"), "Another source region."),
        ("KmsKeyDestination", text("None"), "The key of the copies."),
        ("KmsKeySource", text("None"), "The key of the snapshots."),
        ("DeleteOldSnapshots", flag(), "Whether old copies go."),
        ("CrossAccountCopy", flag(), "Whether accounts differ."),
        (
            "LogGroupName",
            text("lambdaDeleteOldSnapshotsRDS-dest"),
            "A name that is one in the account and region.",
        ),
    ];
    let function = |name: &str| {
        SimResource::new(name, "AWS::Lambda::Function", 30).uses(&[
            "CodeBucket",
            "SnapshotPattern",
            "RetentionDays",
            "DestinationRegion",
            "LogLevel",
            "KmsKeyDestination",
            "KmsKeySource",
        ])
    };
    let topic = |name: &str| SimResource::new(name, "AWS::SNS::Topic", 15);
    let resources = SimTemplate::default()
        .stack(
            SimStack::new("Tool")
                .with(topic("CopyFailedTopic"))
                .with(topic("DeleteOldFailedTopic"))
                .with(SimResource::new("Role", "AWS::IAM::Role", 20))
                .with(function("CopyFunction").after(&["Role"]))
                .with(function("DeleteOldFunction").after(&["Role"]))
                .with(
                    SimResource::new("LogGroup", "AWS::Logs::LogGroup", 10)
                        .named("{LogGroupName}")
                        .uses(&["LogGroupName", "LambdaCWLogRetention"]),
                ),
        )
        .output("CopyFailedTopic", "{Tool/CopyFailedTopic}")
        .output("DeleteOldFailedTopic", "{Tool/DeleteOldFailedTopic}")
        .output("SourceURL", "https://github.com/awslabs/rds-snapshot-tool");
    SimTemplateFile {
        text: None,
        contract: contract(rows),
        capabilities: [Capability::Iam].into(),
        transforms: Vec::new(),
        resources,
    }
}
