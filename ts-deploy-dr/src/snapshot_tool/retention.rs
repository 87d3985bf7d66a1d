//! How long copies are kept, against how long the snapshots themselves are.

use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::Hours;

use super::SnapshotToolDraft;
use super::rows::RETENTION;

const AT: &str = "disaster_recovery.snapshot_tool.retention_days";
/// The Data Layer's documented `RDSBackupRetentionDays`.
const SOURCE_RETENTION: u32 = 30;
/// The Data Layer's documented `RDSBackupInterval`, in hours.
const SOURCE_INTERVAL: u32 = 24;
/// How many manual snapshots AWS allows in an account and region, before it is asked for more.
const SNAPSHOT_QUOTA: u64 = 100;

pub(super) fn check(draft: &SnapshotToolDraft, found: &mut Findings) {
    let days = draft.retention_days.unwrap_or(RETENTION);
    if days == 0 {
        found.push(
            Finding::blocks("no-copy-retention", AT, "RetentionDays is 0")
                .why("The tool copies only snapshots younger than that, so that none would be.")
                .remedy("Give at least as many days as RDSBackupRetentionDays of the Data Layer.")
                .row("T2"),
        );
        return;
    }
    let source_days = draft.backups.retention_days.unwrap_or(SOURCE_RETENTION);
    if draft.delete_old_snapshots {
        found.extend(shorter(days, source_days, draft));
        found.extend(past_the_quota(days, draft));
    } else {
        found.push(never_deleted(draft));
    }
}

fn shorter(days: u32, source_days: u32, draft: &SnapshotToolDraft) -> Option<Finding> {
    (days < source_days).then(|| {
        let seen = format!(
            "copies in {} are kept for {days} days, the snapshots they are made of for {source_days}",
            draft.destination_region
        );
        Finding::warns("copy-retention-shorter", AT, seen)
            .why(format!("DeleteOldSnapshots deletes in the DR region, though the documents say otherwise: after a disaster the database can go back {days} days at most."))
            .remedy(format!("Set RetentionDays to {source_days}, or decide that {days} days are enough."))
            .row("T2")
    })
}

fn past_the_quota(days: u32, draft: &SnapshotToolDraft) -> Option<Finding> {
    let hours = draft.backups.interval.map_or(SOURCE_INTERVAL, Hours::get);
    let kept = (u64::from(days) * 24).div_ceil(u64::from(hours));
    (kept > SNAPSHOT_QUOTA).then(|| {
        let seen = format!(
            "a snapshot every {hours} hours, copied and kept for {days} days, makes {kept} copies at a time"
        );
        Finding::warns("too-many-copies", AT, seen)
            .why("AWS allows 100 manual snapshots in an account and region; when they are used up, no copy is made.")
            .remedy(format!(
                "Keep them for at most {} days, or have the quota of the DR account raised in {}.",
                SNAPSHOT_QUOTA * u64::from(hours) / 24,
                draft.destination_region
            ))
            .row("T2")
    })
}

fn never_deleted(draft: &SnapshotToolDraft) -> Finding {
    let at = "disaster_recovery.snapshot_tool.delete_old_snapshots";
    let seen = format!(
        "DeleteOldSnapshots is FALSE: copies in {} are never deleted",
        draft.destination_region
    );
    Finding::warns("copies-never-deleted", at, seen)
        .why("AWS allows 100 manual snapshots in an account and region; when they are used up, no copy is made.")
        .remedy("Leave it TRUE and set RetentionDays to how far back the database must be able to go, or delete old copies by other means.")
        .row("T2")
}
