//! Disaster recovery, and bringing a lost platform up again.

use crate::finding::Findings;
use crate::layer::ProductComponent as _;
use crate::layer::data::{DataLayer, DisasterRecovery, DrOutputSource, DrOutputs, RecoverySource};
use crate::layer::fixture::{data, dr, id, ids, said};

fn with_dr(change: impl FnOnce(&mut DisasterRecovery)) -> Result<DataLayer, Findings> {
    let mut dr = dr();
    change(&mut dr);
    data(|draft| draft.disaster_recovery = Some(dr))
}

fn recovering(snapshot: &str, stream: &str, datalake: &str) -> Result<DataLayer, Findings> {
    let source = RecoverySource {
        snapshot: id(snapshot),
        stream_bucket: id(stream),
        datalake_bucket: id(datalake),
    };
    data(|draft| draft.recovery = Some(source))
}

fn given(dr: &mut DisasterRecovery) -> &mut DrOutputs {
    match &mut dr.outputs {
        DrOutputSource::Given(outputs) => outputs,
        DrOutputSource::OfStack => panic!("the fixture gives the outputs"),
    }
}

#[test]
fn disaster_recovery_as_documented_raises_no_finding() {
    assert!(ids(&with_dr(|_| {})).is_empty());
}

#[test]
fn the_platforms_own_account_is_refused() {
    let layer = with_dr(|dr| dr.account = id("111122223333"));
    insta::assert_snapshot!(said(&layer, "dr-same-account"), @"blocks targets.dr.account: the DR account is the platform's own account 111122223333. Disaster recovery replicates into a second account, which outlives the first. Give another account, or decide against disaster recovery.");
}

#[test]
fn the_platforms_own_region_is_refused() {
    let layer = with_dr(|dr| dr.region = id("us-east-1"));
    insta::assert_snapshot!(said(&layer, "dr-same-region"), @"blocks targets.dr.region: the DR region is the platform's own region us-east-1. Disaster recovery replicates into a second region, which outlives the first. Give another region, or decide against disaster recovery.");
}

#[test]
fn a_region_of_another_partition_is_refused() {
    let layer = with_dr(|dr| dr.region = id("us-gov-west-1"));
    insta::assert_snapshot!(said(&layer, "dr-other-partition"), @"blocks targets.dr.region: the platform is in the partition aws, the DR region in aws-us-gov. Buckets and snapshots cannot be replicated from one partition to another. Give a region of the partition aws.");
}

#[test]
fn a_key_of_another_account_is_refused() {
    let layer = with_dr(|dr| {
        given(dr).datalake_kms_key = id("arn:aws:kms:us-east-2:111122223333:key/k");
    });
    insta::assert_snapshot!(said(&layer, "dr-key-of-another-account"), @"blocks disaster_recovery.outputs.datalake_kms_key: the DR key belongs to account 111122223333, the DR account is 444455556666. Replicas in the DR bucket are encrypted with it, so that it must be where the bucket is. Give the output of the DR stack in the DR account and region.");
}

#[test]
fn a_key_in_another_region_is_refused() {
    let layer = with_dr(|dr| {
        given(dr).datalake_kms_key = id("arn:aws:kms:us-east-1:444455556666:key/k");
    });
    insta::assert_snapshot!(said(&layer, "dr-key-in-another-region"), @"blocks disaster_recovery.outputs.datalake_kms_key: the DR key is in us-east-1, the DR region is us-east-2. Replicas in the DR bucket are encrypted with it, so that it must be where the bucket is. Give the output of the DR stack in the DR account and region.");
}

#[test]
fn the_outputs_of_a_stack_of_the_same_deployment_are_awaited_from_it() {
    let layer = with_dr(|dr| dr.outputs = DrOutputSource::OfStack).unwrap();
    let wires: Vec<String> = layer.wires().iter().map(ToString::to_string).collect();
    assert_eq!(wires.len(), 5);
    assert_eq!(wires[2], "DRStreamBucket of dr-stack");
}

#[test]
fn a_bucket_given_for_two_things_is_refused() {
    let layer = with_dr(|dr| given(dr).backup_bucket = id("dr-datalake"));
    insta::assert_snapshot!(said(&layer, "dr-bucket-twice"), @"blocks disaster_recovery.outputs.backup_bucket: dr-datalake is given as datalake_bucket and as backup_bucket. Each holds data of its own; in one bucket they would overwrite each other. Give the outputs of the DR stack, each in its place.");
}

#[test]
fn a_recovery_from_a_snapshots_name_raises_no_finding() {
    assert!(ids(&recovering("ts-platform-1", "dr-stream", "dr-datalake")).is_empty());
}

#[test]
fn a_snapshot_in_another_region_is_refused() {
    let arn = "arn:aws:rds:us-west-2:111122223333:snapshot:ts-platform-1";
    let layer = recovering(arn, "dr-stream", "dr-datalake");
    insta::assert_snapshot!(said(&layer, "snapshot-in-another-region"), @"blocks recovery.snapshot: the snapshot is in us-west-2, and the platform is brought up in us-east-1. A database is restored in the region of its snapshot only. Give the copy in the region of the recovery, or copy the snapshot there.");
}

#[test]
fn a_recovery_from_one_bucket_for_both_is_refused() {
    let layer = recovering("ts-platform-1", "dr-stream", "dr-stream");
    let text = said(&layer, "dr-bucket-twice");
    assert!(
        text.starts_with("blocks recovery.datalake_bucket: "),
        "{text}"
    );
}
