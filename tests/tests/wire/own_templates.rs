//! The templates of disaster recovery, where the sample says.

use serde_json::{Value, json};
use ts_deploy_core::target::Target;
use ts_deploy_tests::emulator::Keys;

use crate::desk::Ran;
use crate::ground::Ground;

const BUCKET: &str = "acme-templates";

/// Puts both into the bucket that the sample names, which is made in the DR account by somebody there.
pub(crate) fn stored(ground: &Ground, (target, keys): &(Target, Keys)) {
    let run = |line: &str| {
        let mut command = ground.emulator.aws_cli(keys, target.region.as_str());
        command.args(line.split(' '));
        let ran = Ran::of(command);
        assert_eq!(ran.code, Some(0), "{line}: {}", ran.err);
    };
    let place = "--create-bucket-configuration LocationConstraint=us-east-2";
    run(&format!("s3api create-bucket --bucket {BUCKET} {place}"));
    let all = [
        ("dr.yml", dr_stack()),
        ("snapshots_tool_rds_dest.json", snapshot_tool()),
    ];
    for (name, template) in all {
        let path = ground.folder.path().join(name);
        std::fs::write(&path, template.to_string()).unwrap();
        let path = path.display();
        run(&format!(
            "s3api put-object --bucket {BUCKET} --key {name} --body {path}"
        ));
    }
}

fn parameters(declared: &[(&str, Option<&str>)]) -> Value {
    let one = |(key, default): &(&str, Option<&str>)| {
        let mut parameter = json!({ "Type": "String" });
        if let Some(default) = default {
            parameter["Default"] = json!(default);
        }
        ((*key).to_owned(), parameter)
    };
    declared
        .iter()
        .map(one)
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// What the documents tell of the vendor's `dr.yml`.
fn dr_stack() -> Value {
    let key = json!({ "Type": "AWS::KMS::Key", "Properties": { "KeyPolicy": {} } });
    let bucket = |suffix: &str| {
        let name = format!("${{InfrastructureName}}-${{Environment}}-{suffix}");
        json!({ "Type": "AWS::S3::Bucket", "Properties": {
            "BucketName": { "Fn::Sub": name },
            "VersioningConfiguration": { "Status": "Enabled" },
        } })
    };
    let arn = |key: &str| json!({ "Value": { "Fn::GetAtt": [key, "Arn"] } });
    let name = |bucket: &str| json!({ "Value": { "Ref": bucket } });
    json!({
        "Parameters": parameters(&[
            ("InfrastructureName", None), ("Environment", Some("dr")), ("ProdAWSAccountId", None),
        ]),
        "Resources": {
            "DatalakeKey": key, "DatabaseKey": key,
            "Datalake": bucket("datalake"), "Stream": bucket("stream"),
            "Backup": bucket("backup"), "Artifacts": bucket("artifacts"),
        },
        "Outputs": {
            "DRDatalakeKMSKey": arn("DatalakeKey"), "DRRDSKMSKey": arn("DatabaseKey"),
            "DRDatalakeBucket": name("Datalake"), "DRStreamBucket": name("Stream"),
            "DRBackupBucket": name("Backup"), "DRLocalArtifactsBucket": name("Artifacts"),
        },
    })
}

/// The snapshot tool's template as far as its parameters, with its topics.
fn snapshot_tool() -> Value {
    let topic = json!({ "Type": "AWS::SNS::Topic" });
    json!({
        "Parameters": parameters(&[
            ("CodeBucket", None), ("SnapshotPattern", Some("ALL_SNAPSHOTS")),
            ("RetentionDays", Some("7")), ("DestinationRegion", None), ("LogLevel", Some("ERROR")),
            ("LambdaCWLogRetention", Some("7")), ("SourceRegionOverride", Some("NO")),
            ("KmsKeyDestination", Some("None")), ("KmsKeySource", Some("None")),
            ("DeleteOldSnapshots", Some("TRUE")), ("CrossAccountCopy", Some("TRUE")),
            ("LogGroupName", Some("lambdaDeleteOldSnapshotsRDS-dest")),
        ]),
        "Resources": { "CopyFailed": topic, "DeleteOldFailed": topic },
        "Outputs": {
            "CopyFailedTopic": { "Value": { "Ref": "CopyFailed" } },
            "DeleteOldFailedTopic": { "Value": { "Ref": "DeleteOldFailed" } },
        },
    })
}
