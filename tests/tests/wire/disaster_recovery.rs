//! The sample with everything decided, over the wire: the DR stack, the products, the snapshot tool
//! and single sign-on; and the platform brought up in the DR account.

use serde_json::{Value, json};
use ts_deploy_core::target::{Target, TargetName};
use ts_deploy_tests::emulator::{Keys, portfolio};
use ts_deploy_tests::{RECOVERABLE, deployment};

use crate::desk::{Desk, Ran};

/// The sample without the portfolio, which is taken in already.
fn spec() -> String {
    let lines = RECOVERABLE.lines();
    let kept = lines.filter(|line| !line.starts_with("portfolio:"));
    kept.map(|line| format!("{line}\n")).collect()
}

/// A desk with the sample, and somebody with the AWS CLI in both accounts.
struct Pair {
    desk: Desk,
    main: (Target, Keys),
    dr: (Target, Keys),
}

impl Pair {
    /// With the templates where the sample says, and the key of the platform's database, which no
    /// stack of the emulator makes.
    fn new() -> Self {
        let text = spec();
        let desk = Desk::with(&text);
        let targets = deployment(&text).targets;
        let somebody = |name: TargetName| {
            let mut targets = targets.iter();
            let target = targets.find(|one| one.target.name == name).unwrap();
            let target = target.target.clone();
            let keys = desk.ground.emulator.user(&target, "somebody").unwrap();
            (target, keys)
        };
        let (main, dr) = (somebody(TargetName::Main), somebody(TargetName::Dr));
        let pair = Self { desk, main, dr };
        pair.put("dr.yml", &dr_stack());
        pair.put("snapshots_tool_rds_dest.json", &snapshot_tool());
        let key = pair.ask(&pair.main, "kms create-key");
        let id = key["KeyMetadata"]["KeyId"].as_str().unwrap();
        let alias = "kms create-alias --alias-name alias/ts-rds-production --target-key-id";
        pair.ask(&pair.main, &format!("{alias} {id}"));
        pair
    }

    /// A template in the bucket that the sample names.
    fn put(&self, name: &str, template: &Value) {
        let path = self.desk.ground.folder.path().join(name);
        std::fs::write(&path, template.to_string()).unwrap();
        let bucket = "--bucket acme-templates";
        let place = "--create-bucket-configuration LocationConstraint=us-east-2";
        let made = self.run(&self.dr, &format!("s3api create-bucket {bucket} {place}"));
        let there = made.err.contains("BucketAlreadyOwnedByYou");
        assert!(made.code == Some(0) || there, "{}", made.err);
        let path = path.display();
        self.ask(
            &self.dr,
            &format!("s3api put-object {bucket} --key {name} --body {path}"),
        );
    }

    fn run(&self, (target, keys): &(Target, Keys), line: &str) -> Ran {
        let region = target.region.to_string();
        let mut command = self.desk.ground.emulator.aws_cli(keys, &region);
        command.args(line.split(' '));
        Ran::of(command)
    }

    fn ask(&self, who: &(Target, Keys), line: &str) -> Value {
        let ran = self.run(who, line);
        assert_eq!(ran.code, Some(0), "{line}: {}", ran.err);
        serde_json::from_str(&ran.out).unwrap_or_default()
    }

    /// Deploys, and answers with what changed something.
    fn deploy(&self) -> Vec<String> {
        self.desk.ground.emulator.calls().unwrap();
        let ran = Ran::of(self.desk.deploy());
        assert_eq!(ran.code, Some(0), "{}\n{}", ran.out, ran.err);
        let calls = self.desk.ground.emulator.calls().unwrap().into_iter();
        let changing = calls.filter(|call| call.changing);
        changing.map(|call| call.operation).collect()
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

#[test]
fn the_sample_is_deployed_whole_and_a_second_run_writes_nothing() {
    let pair = Pair::new();
    let changed = pair.deploy();
    for made in [
        "CreateStack",
        "ProvisionProduct",
        "CreateUserPool",
        "UpdateService",
    ] {
        assert!(changed.iter().any(|one| one == made), "{made}: {changed:?}");
    }
    assert_eq!(pair.deploy(), Vec::<String>::new());
}

#[test]
fn the_platform_is_brought_up_in_the_dr_account_from_its_newest_snapshot() {
    let pair = Pair::new();
    pair.deploy();
    let database = "rds create-db-instance --db-instance-identifier ts-platform --engine postgres \
                    --db-instance-class db.m5.large --allocated-storage 20 --master-username ts \
                    --master-user-password swordfish";
    pair.ask(&pair.dr, database);
    // CloudFormation of the emulator makes buckets without versions.
    for bucket in ["datalake", "stream"] {
        let of = format!("s3api put-bucket-versioning --bucket acme-tetra-dr-{bucket}");
        pair.ask(
            &pair.dr,
            &format!("{of} --versioning-configuration Status=Enabled"),
        );
    }
    let snapshot = "ts-platform-2026-10-02-01-00";
    let made = format!("rds create-db-snapshot --db-snapshot-identifier {snapshot}");
    pair.ask(
        &pair.dr,
        &format!("{made} --db-instance-identifier ts-platform"),
    );
    let shared = pair
        .desk
        .ground
        .emulator
        .share(&pair.dr.0, &portfolio(), None)
        .unwrap();
    let of = format!("--portfolio-id {shared}");
    pair.ask(
        &pair.dr,
        &format!("servicecatalog accept-portfolio-share {of}"),
    );
    let principal = "--principal-type IAM --principal-arn arn:aws:iam::444455556666:user/deployer";
    let associate = "servicecatalog associate-principal-with-portfolio";
    pair.ask(&pair.dr, &format!("{associate} {of} {principal}"));
    let words = [
        "dr",
        "recover",
        "SPEC",
        "--backend",
        "aws",
        "--yes",
        "--poll-floor",
        "1s",
        "--poll-ceiling",
        "1s",
    ];
    let ran = Ran::of(pair.desk.command(&words));
    assert_eq!(ran.code, Some(0), "{}\n{}", ran.out, ran.err);
    let launches = pair.desk.ground.emulator.launches(&pair.dr.0).unwrap();
    assert_eq!(launches.values().sum::<u32>(), 2, "{launches:?}");
}
