use std::collections::BTreeMap;

use super::super::*;
use crate::fixture::said;

const DATALAKE_KEY: &str = "arn:aws:kms:us-east-2:444455556666:key/datalake";
const RDS_KEY: &str = "arn:aws:kms:us-east-2:444455556666:key/rds";

fn documented() -> BTreeMap<String, String> {
    [
        ("DRDatalakeKMSKey", DATALAKE_KEY),
        ("DRDatalakeBucket", "acme-datalake-dr"),
        ("DRStreamBucket", "acme-stream-dr"),
        ("DRBackupBucket", "acme-backup-dr"),
        ("DRLocalArtifactsBucket", "acme-artifacts-dr"),
        ("DRRDSKMSKey", RDS_KEY),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect()
}

fn read(outputs: &BTreeMap<String, String>) -> DrStackOutputs {
    DrStackOutputs::read(outputs, &OutputNames::default())
}

/// The documented outputs with one of them under another name.
fn renamed(from: &str, to: &str) -> BTreeMap<String, String> {
    let mut outputs = documented();
    let value = outputs.remove(from).unwrap();
    outputs.insert(to.to_owned(), value);
    outputs
}

#[test]
fn outputs_called_like_the_data_layers_parameters_are_taken_without_a_word() {
    let outputs = read(&documented());
    let taken = outputs.data_layer().unwrap();
    assert_eq!(taken.stream_bucket.as_str(), "acme-stream-dr");
    assert!(outputs.findings().is_empty(), "{}", outputs.findings());
}

#[test]
fn the_key_for_snapshots_goes_to_the_snapshot_tool() {
    let outputs = read(&documented());
    assert_eq!(outputs.rds_kms_key().unwrap().as_str(), RDS_KEY);
    let wire = crate::snapshot_tool::rds_key_wire();
    assert_eq!(
        outputs.wires().get(&wire).map(String::as_str),
        Some(RDS_KEY)
    );
}

#[test]
fn more_outputs_than_documented_are_kept_as_unused() {
    let mut given = documented();
    given.insert("ReplicationRole".to_owned(), "acme".to_owned());
    let outputs = read(&given);
    assert_eq!(outputs.unused(), ["ReplicationRole"]);
    assert!(outputs.findings().is_empty(), "{}", outputs.findings());
}

#[test]
fn a_missing_output_names_the_parameter_it_was_for() {
    let mut given = documented();
    given.remove("DRBackupBucket");
    let outputs = read(&given);
    let found = outputs.data_layer().unwrap_err();
    insta::assert_snapshot!(said(found, "dr-output-missing"), @"blocks dr-stack output DRBackupBucket: the DR stack has no output DRBackupBucket, which is for the Data Layer's DRBackupBucket. With disaster recovery the Data Layer takes all five values. Look at the outputs of the DR stack: if the value is there under another name, say so in the names of its outputs; if not, ask the vendor for a version of the template that gives it.");
}

#[test]
fn every_missing_output_is_said() {
    let outputs = read(&BTreeMap::new());
    assert_eq!(outputs.findings().len(), NamedOutput::ALL.len());
}

#[test]
fn the_data_layer_does_not_wait_for_the_snapshot_tools_key() {
    let mut given = documented();
    given.remove("DRRDSKMSKey");
    let outputs = read(&given);
    assert!(outputs.data_layer().is_ok());
    let said = said(outputs.findings(), "dr-output-missing");
    assert!(said.starts_with("warns"), "{said}");
    assert!(
        said.contains("the snapshot tool's KmsKeyDestination"),
        "{said}"
    );
}

#[test]
fn a_name_that_differs_little_is_taken_and_said() {
    let outputs = read(&renamed("DRDatalakeBucket", "DatalakeBucketName"));
    assert!(outputs.data_layer().is_ok());
    insta::assert_snapshot!(said(outputs.findings(), "dr-output-near-match"), @"informs dr-stack output DatalakeBucketName: the Data Layer's DRDatalakeBucket is taken from the output DatalakeBucketName, since there is none called DRDatalakeBucket. The names of the DR stack's outputs are not documented. If another output is meant, say so in the names of its outputs.");
}

#[test]
fn the_glued_spelling_of_the_documents_is_taken() {
    let outputs = read(&renamed("DRDatalakeKMSKey", "DRDatalakeKMSKeyARN"));
    assert!(outputs.data_layer().is_ok(), "{}", outputs.findings());
}

#[test]
fn of_two_names_that_differ_little_none_is_taken() {
    let mut given = renamed("DRStreamBucket", "StreamBucket");
    given.insert("DRStreamBucketName".to_owned(), "other-stream".to_owned());
    let outputs = read(&given);
    let said = said(outputs.data_layer().unwrap_err(), "dr-output-ambiguous");
    assert!(said.contains("DRStreamBucketName, StreamBucket"), "{said}");
}

#[test]
fn a_bucket_is_never_taken_for_another() {
    let mut given = documented();
    given.remove("DRStreamBucket");
    let outputs = read(&given);
    assert_eq!(outputs.get(NamedOutput::StreamBucket), None);
}

#[test]
fn names_can_be_given() {
    let names = OutputNames::builder()
        .stream_bucket("StreamReplica")
        .build();
    let outputs = DrStackOutputs::read(&renamed("DRStreamBucket", "StreamReplica"), &names);
    assert!(outputs.findings().is_empty(), "{}", outputs.findings());
}

#[test]
fn a_value_that_is_no_bucket_is_refused_with_its_output() {
    let mut given = documented();
    given.insert(
        "DRStreamBucket".to_owned(),
        "arn:aws:s3:::acme-stream-dr".to_owned(),
    );
    let outputs = read(&given);
    let said = said(outputs.data_layer().unwrap_err(), "dr-output-malformed");
    assert!(said.contains("dr-stack output DRStreamBucket"), "{said}");
}
