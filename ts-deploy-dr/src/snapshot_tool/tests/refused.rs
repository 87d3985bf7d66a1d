use ts_deploy_core::ids::Hours;
use ts_deploy_core::layer::Inputs;
use ts_deploy_core::parameter::ParameterKey;
use ts_deploy_core::target::TargetName;

use super::super::*;
use super::{database, documented, key, tool};
use crate::fixture::{DR, MAIN, account, region, said, target};

#[test]
fn the_documented_code_bucket_is_a_warning() {
    insta::assert_snapshot!(said(documented().findings(), "default-bucket"), @"warns disaster_recovery.snapshot_tool.code_bucket: CodeBucket is DEFAULT_BUCKET, as the documents say. Only templates before 2022 know that word, and the buckets behind it are AWS's own and exist in older regions only; a later template takes it for the name of a bucket, and the stack fails. Put copy_snapshots_dest_rds.zip and delete_old_snapshots_dest_rds.zip at the root of a bucket in the main region, and give that bucket. Only where the vendor's template has the word as the default of CodeBucket is there nothing to do.");
}

#[test]
fn copies_kept_for_less_than_the_snapshots_are_a_warning() {
    insta::assert_snapshot!(said(documented().findings(), "copy-retention-shorter"), @"warns disaster_recovery.snapshot_tool.retention_days: copies in us-east-2 are kept for 7 days, the snapshots they are made of for 30. DeleteOldSnapshots deletes in the DR region, though the documents say otherwise: after a disaster the database can go back 7 days at most. Set RetentionDays to 30, or decide that 7 days are enough.");
}

#[test]
fn copies_kept_as_long_as_the_snapshots_say_nothing() {
    let backups = Backups::builder().retention_days(14).build();
    let tool = tool!().backups(backups).retention_days(14).build().unwrap();
    assert_eq!(tool.findings().find("copy-retention-shorter"), None);
}

#[test]
fn copies_kept_for_no_days_are_refused() {
    let found = tool!().retention_days(0).build().unwrap_err();
    let said = said(&found, "no-copy-retention");
    assert!(said.contains("so that none would be"), "{said}");
}

#[test]
fn more_copies_than_the_quota_are_a_warning() {
    let backups = Backups::builder().interval(Hours::new(6).unwrap()).build();
    let tool = tool!().backups(backups).retention_days(30).build().unwrap();
    let said = said(tool.findings(), "too-many-copies");
    assert!(said.contains("makes 120 copies at a time"), "{said}");
}

#[test]
fn copies_that_are_never_deleted_are_a_warning() {
    let tool = tool!().delete_old_snapshots(false).build().unwrap();
    let said = said(tool.findings(), "copies-never-deleted");
    assert!(
        said.contains("copies in us-east-2 are never deleted"),
        "{said}"
    );
}

#[test]
fn a_pattern_that_misses_the_database_is_refused() {
    let acme = DbInstanceId::parse("acme-production").unwrap();
    let found = tool!().database(acme).build().unwrap_err();
    insta::assert_snapshot!(said(&found, "snapshot-pattern-misses"), @r#"blocks disaster_recovery.snapshot_tool.snapshot_pattern: the pattern "ts-platform.*" does not match the database acme-production. The tool holds it against the database's identifier, not the snapshot's: no snapshot is copied, without an error, and a disaster finds no database to go back to. Give a pattern that the identifier matches, such as "^acme-production$"."#);
}

#[test]
fn the_pattern_is_looked_for_anywhere_in_the_identifier() {
    let inside = DbInstanceId::parse("acme-ts-platform-1").unwrap();
    assert!(documented().check_database(&inside).is_empty());
}

#[test]
fn the_word_for_all_snapshots_misses_none() {
    let all = SnapshotPattern::parse("ALL_SNAPSHOTS").unwrap();
    let tool = tool!().snapshot_pattern(all).database(database()).build();
    assert_eq!(
        tool.unwrap().findings().find("snapshot-pattern-misses"),
        None
    );
}

#[test]
fn a_pattern_that_cannot_be_read_here_is_a_warning() {
    let odd = SnapshotPattern::parse("ts-platform(").unwrap();
    let tool = tool!().snapshot_pattern(odd).database(database()).build();
    let said = said(tool.unwrap().findings(), "snapshot-pattern-unchecked");
    assert!(said.contains("re.search(pattern, identifier)"), "{said}");
}

#[test]
fn another_pattern_than_the_documented_is_a_warning() {
    let other = SnapshotPattern::parse("ts-.*").unwrap();
    let tool = tool!().snapshot_pattern(other).build().unwrap();
    let said = said(tool.findings(), "do-not-change");
    assert!(
        said.contains("from \"ts-platform.*\" to \"ts-.*\""),
        "{said}"
    );
}

#[test]
fn a_database_not_known_yet_leaves_the_pattern_unproven() {
    let said = said(documented().findings(), "snapshot-pattern-unproven");
    assert!(said.contains("once the Data Layer is deployed"), "{said}");
}

#[test]
fn copying_into_the_region_of_the_source_is_refused() {
    let found = SnapshotTool::builder()
        .target(super::place())
        .main_account(account(MAIN))
        .destination_region(region("us-east-1"))
        .build()
        .unwrap_err();
    let said = said(&found, "dr-same-region");
    assert!(said.contains("own region us-east-1"), "{said}");
}

#[test]
fn a_tool_in_the_dr_region_is_refused() {
    let found = SnapshotTool::builder()
        .target(target(TargetName::Dr, DR, "us-east-2"))
        .main_account(account(MAIN))
        .destination_region(region("us-east-2"))
        .build()
        .unwrap_err();
    let said = said(&found, "wrong-target");
    assert!(said.contains("Give the target dr-in-main-region"), "{said}");
}

#[test]
fn a_source_key_of_the_dr_account_is_refused() {
    let source = SourceKey::Given(key("us-east-1", DR));
    let found = tool!().source_key(source).build().unwrap_err();
    insta::assert_snapshot!(said(&found, "snapshot-key-of-another-account"), @"blocks disaster_recovery.snapshot_tool.source_key: the key of KmsKeySource belongs to account 444455556666, and the main account and region are 111122223333 in us-east-1. The tool decrypts the shared snapshots with it; with another, every copy fails. Give the key behind alias/ts-rds-production in the main account and region.");
}

#[test]
fn a_destination_key_in_the_main_region_is_refused() {
    let destination = DestinationKey::Given(key("us-east-1", DR));
    let found = tool!().destination_key(destination).build().unwrap_err();
    insta::assert_snapshot!(said(&found, "snapshot-key-in-another-region"), @"blocks disaster_recovery.snapshot_tool.destination_key: the key of KmsKeyDestination is in us-east-1, and the DR account and region are 444455556666 in us-east-2. The copies are encrypted with it where they are kept; with another, every copy fails. Give the output DRRDSKMSKey of the DR stack.");
}

#[test]
fn a_key_that_another_component_gave_is_judged_too() {
    let mut inputs = Inputs::default();
    let misplaced = key("us-east-2", MAIN).to_string();
    inputs.wires.insert(rds_key_wire(), misplaced);
    let found = documented().check_inputs(&inputs);
    let said = said(&found, "snapshot-key-of-another-account");
    assert!(
        said.contains("KmsKeyDestination belongs to account 111122223333"),
        "{said}"
    );
}

#[test]
fn an_alias_is_no_source_key() {
    let mut inputs = Inputs::default();
    let alias = "arn:aws:kms:us-east-1:111122223333:alias/ts-rds-production";
    inputs.wires.insert(source_key_wire(), alias.to_owned());
    let found = documented().check_inputs(&inputs);
    let said = said(&found, "snapshot-key-malformed");
    assert!(said.contains("is not the ARN of a KMS key"), "{said}");
}

#[test]
fn what_the_documents_say_not_to_change_is_a_warning() {
    let copy = ParameterKey::parse("CrossAccountCopy").unwrap();
    let extra = [(copy, "FALSE".into())].into_iter().collect();
    let tool = tool!().extra_parameters(extra).build().unwrap();
    let said = said(tool.findings(), "do-not-change");
    assert!(
        said.contains("The snapshots come from another account"),
        "{said}"
    );
}
