use ts_deploy_core::ids::BucketName;
use ts_deploy_core::layer::Inputs;
use ts_deploy_core::parameter::{ParameterSet, Spelling, Value};

use super::super::*;
use super::{documented, key, tool};
use crate::fixture::{DR, MAIN};

fn lines(set: &ParameterSet) -> String {
    let line = |(key, parameter): (&_, &ts_deploy_core::parameter::Parameter)| {
        let value = match &parameter.spelling {
            Spelling::NotSent => "not sent".to_owned(),
            Spelling::Value(Value::Plain(text)) => text.clone(),
            Spelling::Value(Value::Awaited(wire)) => format!("awaited: {wire}"),
            other => format!("{other:?}"),
        };
        format!("{key} = {value} ({})", parameter.provenance)
    };
    set.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_documented_parameters_are_sent_in_the_documents_order() {
    let set = documented().parameters(&Inputs::default());
    insta::assert_snapshot!(lines(&set), @"
    CodeBucket = DEFAULT_BUCKET (documented default)
    CrossAccountCopy = TRUE (documented default)
    DeleteOldSnapshots = TRUE (documented default)
    DestinationRegion = us-east-2 (spec targets.dr.region)
    KmsKeyDestination = awaited: DRRDSKMSKey of dr-stack (DRRDSKMSKey of dr-stack)
    KmsKeySource = awaited: key of alias/ts-rds-production of data-layer (key of alias/ts-rds-production of data-layer)
    LambdaCWLogRetention = 7 (documented default)
    LogLevel = INFO (documented default)
    RetentionDays = 7 (documented default)
    SnapshotPattern = ts-platform.* (documented default)
    SourceRegionOverride = NO (documented default)
    LogGroupName = not sent (not used)
    ");
}

#[test]
fn what_is_decided_is_sent() {
    let tool = tool!()
        .code_bucket(CodeBucket::Named(BucketName::parse("acme-code").unwrap()))
        .delete_old_snapshots(false)
        .destination_key(DestinationKey::Given(key("us-east-2", DR)))
        .source_key(SourceKey::Given(key("us-east-1", MAIN)))
        .log_retention(LogRetentionDays::new(30).unwrap())
        .log_level(LogLevel::Debug)
        .retention_days(30)
        .snapshot_pattern(SnapshotPattern::parse("^acme").unwrap())
        .log_group_name(LogGroupName::parse("acme-snapshots").unwrap())
        .build()
        .unwrap();
    let set = tool.parameters(&Inputs::default());
    insta::assert_snapshot!(lines(&set), @"
    CodeBucket = acme-code (spec disaster_recovery.snapshot_tool.code_bucket)
    CrossAccountCopy = TRUE (documented default)
    DeleteOldSnapshots = FALSE (spec disaster_recovery.snapshot_tool.delete_old_snapshots)
    DestinationRegion = us-east-2 (spec targets.dr.region)
    KmsKeyDestination = arn:aws:kms:us-east-2:444455556666:key/1 (spec disaster_recovery.snapshot_tool.destination_key)
    KmsKeySource = arn:aws:kms:us-east-1:111122223333:key/1 (spec disaster_recovery.snapshot_tool.source_key)
    LambdaCWLogRetention = 30 (spec disaster_recovery.snapshot_tool.log_retention_days)
    LogLevel = DEBUG (spec disaster_recovery.snapshot_tool.log_level)
    RetentionDays = 30 (spec disaster_recovery.snapshot_tool.retention_days)
    SnapshotPattern = ^acme (spec disaster_recovery.snapshot_tool.snapshot_pattern)
    SourceRegionOverride = NO (documented default)
    LogGroupName = acme-snapshots (spec disaster_recovery.snapshot_tool.log_group_name)
    ");
}

#[test]
fn given_keys_wait_for_nothing() {
    let tool = tool!()
        .destination_key(DestinationKey::Given(key("us-east-2", DR)))
        .source_key(SourceKey::Given(key("us-east-1", MAIN)))
        .build()
        .unwrap();
    assert!(tool.wires().is_empty());
}

#[test]
fn what_other_components_gave_is_filled_in() {
    let given = key("us-east-2", DR);
    let mut inputs = Inputs::default();
    inputs.wires.insert(rds_key_wire(), given.to_string());
    let set = documented().parameters(&inputs);
    assert_eq!(set.plain("KmsKeyDestination"), Some(given.as_str()));
}
