//! Snapshots of databases, on `rds`.

use async_trait::async_trait;
use aws_sdk_rds::types::DbSnapshot as Described;
use aws_types::SdkConfig;
use ts_deploy_core::ids::{KmsKeyArn, SnapshotId};
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::snapshot::{DbSnapshot, SnapshotKind, SnapshotReader};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;
use crate::pages::{self, Page};
use crate::read::{Unreadable, present, spelled};
use crate::time::timestamp;

/// How many snapshots RDS shows on a page.
const PAGE: i32 = 100;

/// [`SnapshotReader`] on AWS.
///
/// # Caveats
/// A snapshot that RDS has only begun to make has no time yet and is left out: no database can be
/// made of it. One that RDS or another service made is known by its ARN, since its name
/// (`rds:acme-2026-10-01-01-00`) is none that a template takes.
#[derive(Clone, Debug)]
pub struct AwsSnapshots {
    client: aws_sdk_rds::Client,
    line: Line,
}

impl AwsSnapshots {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_rds::Client::new(config);
        let service = "rds";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_rds::Client::from_conf(config);
        self
    }
}

#[async_trait]
impl SnapshotReader for AwsSnapshots {
    async fn snapshots(&self) -> PortResult<Vec<DbSnapshot>> {
        // Without a type RDS shows the account's own ones, manual and automated.
        const OPERATION: &str = "DescribeDBSnapshots";
        let found = pages::whole(self.line, OPERATION, |marker| async move {
            let call = self.client.describe_db_snapshots();
            let call = call.max_records(PAGE).set_marker(marker);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.db_snapshots.unwrap_or_default(),
                next: answer.marker,
            })
        });
        let read = found.await?.into_iter().map(snapshot);
        let read: Result<Vec<_>, _> = read.filter_map(Result::transpose).collect();
        read.map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
    }
}

/// A snapshot; `None` for one that has no time yet.
fn snapshot(one: Described) -> Result<Option<DbSnapshot>, Unreadable> {
    const ID: &str = "a snapshot's name";
    const KEY: &str = "the key of a snapshot";
    // A copy's own time is that of the copying: the data are older.
    let Some(created) = one
        .original_snapshot_create_time
        .or(one.snapshot_create_time)
    else {
        return Ok(None);
    };
    let arn = present(one.db_snapshot_arn, "a snapshot's ARN")?;
    let name = present(one.db_snapshot_identifier, ID)?;
    let id = SnapshotId::parse(name).or_else(|_| SnapshotId::parse(arn.clone()));
    let key = if one.encrypted == Some(true) {
        let key = KmsKeyArn::parse(present(one.kms_key_id, KEY)?);
        Some(key.map_err(|_| Unreadable::form(KEY))?)
    } else {
        None
    };
    let kind = one.snapshot_type.as_deref().and_then(spelled);
    Ok(Some(DbSnapshot {
        id: id.map_err(|_| Unreadable::form(ID))?,
        arn,
        database: present(one.db_instance_identifier, "a snapshot's database")?,
        status: present(one.status, "a snapshot's state")?,
        kind: kind.unwrap_or(SnapshotKind::Unknown),
        engine: present(one.engine, "a snapshot's engine")?,
        engine_version: one.engine_version.unwrap_or_default(),
        created: timestamp(Some(created), "when a snapshot was made")?,
        key,
    }))
}

#[cfg(test)]
mod tests {
    use ts_deploy_core::port::ErrorKind;

    use super::*;
    use crate::wire::Wire;

    const OPERATION: &str = "DescribeDBSnapshots";
    const ARN: &str = "arn:aws:rds:us-east-1:111122223333:snapshot:";
    const MADE: &str = "<SnapshotCreateTime>2026-10-02T01:00:00Z</SnapshotCreateTime>";

    fn snapshots(wire: &Wire) -> AwsSnapshots {
        AwsSnapshots::new(&wire.config(), TargetName::Main)
    }

    fn shown(name: &str, more: &str) -> String {
        format!(
            "<DBSnapshot><DBSnapshotIdentifier>{name}</DBSnapshotIdentifier>\
             <DBSnapshotArn>{ARN}{name}</DBSnapshotArn><Status>available</Status>\
             <DBInstanceIdentifier>ts-platform</DBInstanceIdentifier><Engine>postgres</Engine>\
             <EngineVersion>13.4</EngineVersion>{more}</DBSnapshot>"
        )
    }

    fn page(snapshots: &[String], marker: &str) -> String {
        let snapshots = snapshots.concat();
        format!(
            "<DescribeDBSnapshotsResponse><DescribeDBSnapshotsResult>{marker}<DBSnapshots>\
             {snapshots}</DBSnapshots></DescribeDBSnapshotsResult></DescribeDBSnapshotsResponse>"
        )
    }

    async fn only(more: &str) -> DbSnapshot {
        let answer = page(&[shown("ts-platform-2026-10-02-01-00", more)], "");
        let wire = Wire::new().answer(OPERATION, answer);
        snapshots(&wire).snapshots().await.unwrap().remove(0)
    }

    #[tokio::test]
    async fn every_page_is_read_and_others_snapshots_are_not_asked_for() {
        let first = shown("ts-platform-2026-10-02-01-00", MADE);
        let second = shown("ts-platform-2026-10-02-13-00", MADE);
        let wire = Wire::new()
            .answer(OPERATION, page(&[first], "<Marker>two</Marker>"))
            .answer(OPERATION, page(&[second], ""));
        assert_eq!(snapshots(&wire).snapshots().await.unwrap().len(), 2);
        assert_eq!(wire.field(0, "SnapshotType"), None);
        assert_eq!(wire.field(1, "Marker").as_deref(), Some("two"));
    }

    #[tokio::test]
    async fn a_copy_is_as_old_as_its_data() {
        let original =
            "<OriginalSnapshotCreateTime>2026-10-01T01:00:00Z</OriginalSnapshotCreateTime>";
        let copy = only(&format!("{MADE}{original}")).await;
        assert_eq!(copy.created, "2026-10-01T01:00:00Z".parse().unwrap());
    }

    #[tokio::test]
    async fn a_snapshot_that_has_no_time_yet_is_left_out() {
        let answer = page(&[shown("ts-platform-2026-10-02-01-00", "")], "");
        let wire = Wire::new().answer(OPERATION, answer);
        assert_eq!(snapshots(&wire).snapshots().await.unwrap(), []);
    }

    #[tokio::test]
    async fn a_snapshot_that_rds_made_is_known_by_its_arn() {
        let name = "rds:ts-platform-2026-10-02-01-00";
        let kind = "<SnapshotType>automated</SnapshotType>";
        let answer = page(&[shown(name, &format!("{MADE}{kind}"))], "");
        let wire = Wire::new().answer(OPERATION, answer);
        let found = snapshots(&wire).snapshots().await.unwrap().remove(0);
        assert_eq!(found.id.as_str(), format!("{ARN}{name}"));
        assert_eq!(found.kind, SnapshotKind::Automated);
    }

    #[tokio::test]
    async fn a_kind_of_tomorrow_is_unknown_and_not_manual() {
        let found = only(&format!("{MADE}<SnapshotType>mirrored</SnapshotType>")).await;
        assert_eq!(found.kind, SnapshotKind::Unknown);
    }

    #[tokio::test]
    async fn an_encrypted_snapshot_names_its_key() {
        let key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd";
        let more = format!("{MADE}<Encrypted>true</Encrypted><KmsKeyId>{key}</KmsKeyId>");
        assert_eq!(only(&more).await.key.unwrap().as_str(), key);
    }

    #[tokio::test]
    async fn a_snapshot_that_is_encrypted_with_a_key_nobody_can_read_is_not_taken_for_a_plain_one()
    {
        let more = format!("{MADE}<Encrypted>true</Encrypted>");
        let answer = page(&[shown("ts-platform-2026-10-02-01-00", &more)], "");
        let wire = Wire::new().answer(OPERATION, answer);
        let error = snapshots(&wire).snapshots().await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Other);
        assert!(error.message.contains("the key of a snapshot"), "{error}");
    }
}
