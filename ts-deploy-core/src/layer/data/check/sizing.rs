//! Sizes of the search cluster, and the database's snapshots.

use super::super::{Backups, DataLayerDraft, Elasticsearch, Network};
use crate::finding::{Finding, Findings};
use crate::ids::{BackupSchedule, Hours};

/// How many manual snapshots AWS allows in an account and region.
const SNAPSHOT_QUOTA: u64 = 100;
/// The greatest volume that is not doubted, in GB: 16 TiB.
const LARGEST_VOLUME: u32 = 16_384;
/// The documents' `RDSBackupInterval`, in hours.
const INTERVAL: u32 = 24;
/// The documents' `RDSBackupRetentionDays`.
const RETENTION: u32 = 30;
/// The documents' `RDSBackupSchedule`.
const SCHEDULE: &str = "0 1 * * ? *";

pub(super) fn check(draft: &DataLayerDraft, found: &mut Findings) {
    search(&draft.elasticsearch, &draft.network, found);
    snapshots(&draft.database.backups, found);
    found.extend(schedule(&draft.database.backups));
}

fn search(es: &Elasticsearch, network: &Network, found: &mut Findings) {
    let at = "data_layer.elasticsearch.data_instance_count";
    match es.data_instance_count {
        Some(0) => found.push(
            Finding::blocks("no-data-nodes", at, "the search cluster has no data nodes")
                .why("Without one it holds no index.")
                .remedy("Give at least 1; the documented default is 2.")
                .row("D EsDatanodeInstanceCount"),
        ),
        Some(count) if count % 2 == 1 && zones(network) == Some(2) => {
            let seen = format!("{count} data nodes cannot be shared evenly by two zones");
            found.push(
                Finding::warns("uneven-data-nodes", at, seen)
                    .why("When the zone with more of them is lost, more than half of the cluster is.")
                    .remedy("Give an even number, or a third private subnet in a third zone.")
                    .row("D EsDatanodeInstanceCount"),
            );
        }
        _ => {}
    }
    let at = "data_layer.elasticsearch.data_volume_gb";
    match es.data_volume_gb {
        Some(0) => found.push(
            Finding::blocks("no-data-volume", at, "the data nodes have volumes of 0 GB")
                .why("The search cluster cannot be made.")
                .remedy("Give at least the documented 100, or what the vendor advises.")
                .row("D EsDatanodeVolumeSize"),
        ),
        Some(size) if size > LARGEST_VOLUME => {
            let seen = format!("the data nodes have volumes of {size} GB each");
            found.push(
                Finding::warns("data-volume-unlikely", at, seen)
                    .why("Most types of data node take far less, and the search cluster would not be made.")
                    .remedy("Check that it is in GB, and give more nodes rather than larger ones.")
                    .row("D EsDatanodeVolumeSize"),
            );
        }
        _ => {}
    }
}

/// In how many zones the platform lies; a new VPC is the stack's own affair.
fn zones(network: &Network) -> Option<usize> {
    match network {
        Network::NewVpc { .. } => None,
        Network::ExistingVpc(vpc) => Some(vpc.private_subnets.len()),
    }
}

fn snapshots(backups: &Backups, found: &mut Findings) {
    let at = "data_layer.database.backups.retention_days";
    let days = backups.retention_days.unwrap_or(RETENTION);
    if days == 0 {
        found.push(
            Finding::blocks("no-snapshot-retention", at, "snapshots are kept for 0 days")
                .why("There would be nothing to go back to.")
                .remedy("Give at least 1; the documented default is 30.")
                .row("D RDSBackupRetentionDays"),
        );
    }
    let hours = backups.interval.map_or(INTERVAL, Hours::get);
    let kept = (u64::from(days) * 24).div_ceil(u64::from(hours));
    if kept > SNAPSHOT_QUOTA {
        let seen = format!(
            "a snapshot every {}, kept for {}, makes {kept} snapshots at a time",
            every(hours),
            counted(days, "day")
        );
        let most_days = SNAPSHOT_QUOTA * u64::from(hours) / 24;
        let least_hours = (u64::from(days) * 24).div_ceil(SNAPSHOT_QUOTA);
        let remedy = format!(
            "Keep them for at most {most_days} days, or make one every {least_hours} hours or more rarely."
        );
        found.push(
            Finding::blocks("too-many-snapshots", at, seen)
                .why("AWS allows 100 manual snapshots in an account and region, all databases together; when they are used up, backups fail.")
                .remedy(remedy)
                .row("D RDSBackupRetentionDays"),
        );
    }
}

fn schedule(backups: &Backups) -> Option<Finding> {
    let hours = backups.interval.map_or(INTERVAL, Hours::get);
    let text = backups
        .schedule
        .as_ref()
        .map_or(SCHEDULE, BackupSchedule::as_str);
    let runs = backups
        .schedule
        .as_ref()
        .map_or(1, BackupSchedule::runs_per_day);
    let fires = match (fires_daily(text), runs) {
        (true, 1) if hours == 24 => return None,
        (true, runs) if u64::try_from(runs).is_ok_and(|runs| runs * u64::from(hours) == 24) => {
            return None;
        }
        (true, 1) => "once a day".to_owned(),
        (true, runs) => format!("{runs} times a day"),
        // On some days only: how often is not counted, but it is more rarely than daily.
        (false, _) if hours > 24 => return None,
        (false, _) => "on some days only".to_owned(),
    };
    let at = if backups.schedule.is_some() {
        "data_layer.database.backups.schedule"
    } else {
        "data_layer.database.backups.interval_hours"
    };
    let interval = counted(hours, "hour");
    let seen = format!("the schedule \"{text}\" fires {fires}, and the interval is {interval}");
    let remedy = match hours {
        24 => {
            "Make them agree: a schedule such as \"0 1 * * ? *\" fires every 24 hours.".to_owned()
        }
        1..24 if 24 % hours == 0 => format!(
            "Make them agree: a schedule such as \"0 */{hours} * * ? *\" fires every {}.",
            every(hours)
        ),
        _ => "Make them agree: an interval of 24, 12, 8 or 6 hours can be written as a schedule."
            .to_owned(),
    };
    Some(
        Finding::warns("backup-schedule-differs", at, seen)
            .why("Both say how often the database is backed up, so that backups may be rarer than you count on.")
            .remedy(remedy)
            .row("D RDSBackupSchedule"),
    )
}

/// `1 day`, `2 days`.
fn counted(number: u32, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

/// What stands after "every": `hour`, `6 hours`.
fn every(hours: u32) -> String {
    match hours {
        1 => "hour".to_owned(),
        more => counted(more, "hour"),
    }
}

fn fires_daily(schedule: &str) -> bool {
    let every = |field: Option<&str>| matches!(field, Some("*" | "?" | "*/1"));
    let mut fields = schedule.split(' ').skip(2);
    let (day, month, weekday) = (fields.next(), fields.next(), fields.next());
    every(day) && every(month) && every(weekday)
}
