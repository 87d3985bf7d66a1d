use async_trait::async_trait;
use jiff::Timestamp;
use ts_deploy_core::finding::Findings;
use ts_deploy_core::ids::{AccountId, BucketName, KmsKeyArn, Region, SnapshotId};
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::bucket::{BucketReader, BucketSight, ReplicationRule, Versioning};
use ts_deploy_core::port::key::{Key, KeyState};
use ts_deploy_core::port::snapshot::{DbSnapshot, SnapshotKind};
use ts_deploy_core::target::{Target, TargetName};

use super::{check_bucket, choose, judge};
use crate::RecoveryObjectives;
use crate::fixture::{DR, MAIN, region, said, target};

fn there() -> Target {
    target(TargetName::Dr, DR, "us-east-2")
}

fn now() -> Timestamp {
    "2026-10-02T12:00:00Z".parse().unwrap()
}

fn key_in(region: &str, account: &str) -> KmsKeyArn {
    KmsKeyArn::parse(format!("arn:aws:kms:{region}:{account}:key/1")).unwrap()
}

/// An available copy made at this hour of the day.
fn copy(hour: u8) -> DbSnapshot {
    let id = format!("ts-platform-2026-10-02-{hour:02}-00");
    DbSnapshot {
        arn: format!("arn:aws:rds:us-east-2:{DR}:snapshot:{id}"),
        id: SnapshotId::parse(id).unwrap(),
        database: "ts-platform".to_owned(),
        status: "available".to_owned(),
        kind: SnapshotKind::Manual,
        engine: "postgres".to_owned(),
        engine_version: "12.7".to_owned(),
        created: format!("2026-10-02T{hour:02}:00:00Z").parse().unwrap(),
        key: Some(key_in("us-east-2", DR)),
    }
}

fn usable() -> Key {
    Key {
        arn: key_in("us-east-2", DR),
        state: KeyState::Enabled,
    }
}

fn judged(snapshots: &[DbSnapshot], wanted: Option<&SnapshotId>, key: Option<&Key>) -> Findings {
    let objectives = RecoveryObjectives::default();
    judge(snapshots, wanted, key, (now(), &there()), &objectives)
}

#[test]
fn the_newest_fit_copy_raises_no_finding() {
    let found = judged(&[copy(2), copy(8)], None, Some(&usable()));
    assert!(found.is_empty(), "{found}");
}

#[test]
fn only_what_is_available_manual_and_of_postgres_is_chosen() {
    let still = |change: fn(&mut DbSnapshot)| {
        let mut snapshot = copy(10);
        change(&mut snapshot);
        snapshot
    };
    let unfit = [
        still(|one| one.status = "creating".to_owned()),
        still(|one| one.kind = SnapshotKind::Automated),
        still(|one| one.kind = SnapshotKind::Shared),
        still(|one| one.engine = "mysql".to_owned()),
    ];
    for one in unfit {
        let all = [one, copy(8)];
        assert_eq!(choose(&all, None).map(|one| &one.id), Some(&copy(8).id));
    }
}

#[test]
fn a_snapshot_that_was_asked_for_and_is_not_fit_is_refused() {
    let mut automated = copy(8);
    automated.kind = SnapshotKind::Automated;
    let wanted = automated.id.clone();
    let found = judged(&[automated], Some(&wanted), Some(&usable()));
    insta::assert_snapshot!(said(&found, "snapshot-unfit"), @"blocks disaster_recovery.recovery.snapshot: no database can be made of the snapshot ts-platform-2026-10-02-08-00: it is automated, not manual. The Data Layer would fail after an hour, and be rolled back. Choose another, or leave the field out: then the newest fit one is taken.");
}

#[test]
fn a_snapshot_of_another_region_is_refused() {
    let mut elsewhere = copy(8);
    elsewhere.arn = elsewhere.arn.replace("us-east-2", "us-east-1");
    let found = judged(&[elsewhere], None, Some(&usable()));
    let said = said(&found, "snapshot-in-another-region");
    assert!(said.contains("is in us-east-1, not in us-east-2"), "{said}");
}

#[test]
fn that_there_is_no_copy_says_what_there_is_instead() {
    let mut failed = copy(8);
    failed.status = "failed".to_owned();
    let said = said(&judged(&[failed], None, None), "snapshot-missing");
    assert!(said.contains("08-00 (it is failed)"), "{said}");
}

#[test]
fn an_older_copy_than_may_be_lost_is_a_warning() {
    let mut old = copy(8);
    old.created = "2026-10-01T08:00:00Z".parse().unwrap();
    let said = said(&judged(&[old], None, Some(&usable())), "snapshot-too-old");
    assert!(
        said.contains("28 h 0 min old, and at most 12 hours"),
        "{said}"
    );
}

#[test]
fn another_than_the_newest_is_a_warning() {
    let wanted = copy(2).id;
    let found = judged(&[copy(2), copy(8)], Some(&wanted), Some(&usable()));
    let said = said(&found, "snapshot-not-newest");
    assert!(said.contains("08-00 is newer"), "{said}");
}

#[test]
fn a_key_about_to_be_destroyed_is_refused() {
    let doomed = Key {
        state: KeyState::PendingDeletion,
        ..usable()
    };
    let said = said(
        &judged(&[copy(8)], None, Some(&doomed)),
        "snapshot-key-not-usable",
    );
    assert!(said.contains("is PendingDeletion"), "{said}");
}

#[test]
fn a_key_that_is_not_there_is_refused() {
    let found = judged(&[copy(8)], None, None);
    assert!(said(&found, "snapshot-key-not-usable").contains("is not there"));
}

#[test]
fn a_key_of_the_lost_account_is_refused() {
    let mut locked = copy(8);
    locked.key = Some(key_in("us-east-2", MAIN));
    let found = judged(&[locked], None, Some(&usable()));
    assert!(said(&found, "snapshot-key-not-usable").contains("which is not in"));
}

/// Answers for one bucket.
struct Shelf {
    seen: BucketSight,
    versioning: Versioning,
}

#[async_trait]
impl BucketReader for Shelf {
    async fn look(&self, _: &BucketName, _: &AccountId) -> PortResult<BucketSight> {
        Ok(self.seen.clone())
    }

    async fn versioning(&self, _: &BucketName) -> PortResult<Versioning> {
        Ok(self.versioning)
    }

    async fn replication(&self, _: &BucketName) -> PortResult<Vec<ReplicationRule>> {
        Ok(Vec::new())
    }
}

async fn seen(seen: BucketSight, versioning: Versioning) -> Vec<String> {
    let bucket = BucketName::parse("acme-tetra-dr-stream").unwrap();
    let shelf = Shelf { seen, versioning };
    let found = check_bucket(&shelf, &bucket, "STBucket", &there()).await;
    found
        .unwrap()
        .iter()
        .map(|one| one.id.to_string())
        .collect()
}

fn here() -> Region {
    region("us-east-2")
}

#[tokio::test]
async fn an_own_bucket_with_versions_in_the_region_is_fit() {
    let found = seen(BucketSight::There(here()), Versioning::Enabled).await;
    assert!(found.is_empty(), "{found:?}");
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_refused() {
    let found = seen(BucketSight::Absent, Versioning::Enabled).await;
    assert_eq!(found, ["bucket-missing"]);
}

#[tokio::test]
async fn a_bucket_of_another_account_is_refused() {
    let found = seen(BucketSight::Denied, Versioning::Enabled).await;
    assert_eq!(found, ["bucket-not-owned"]);
}

#[tokio::test]
async fn a_bucket_in_another_region_is_refused() {
    let elsewhere = BucketSight::Elsewhere(Some(region("us-east-1")));
    let found = seen(elsewhere, Versioning::Enabled).await;
    assert_eq!(found, ["bucket-in-another-region"]);
}

#[tokio::test]
async fn a_bucket_whose_versions_are_suspended_is_refused() {
    let found = seen(BucketSight::There(here()), Versioning::Suspended).await;
    assert_eq!(found, ["bucket-not-versioned"]);
}
