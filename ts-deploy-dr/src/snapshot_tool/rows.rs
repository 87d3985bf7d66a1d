//! The documents' table of the snapshot tool's parameters, in its order.

use crate::table::{DecidedBy, Row};

/// Where extra parameters are given.
pub(super) const EXTRA: &str = "disaster_recovery.snapshot_tool.extra_parameters";
/// The documents' `CodeBucket`.
pub(super) const DEFAULT_BUCKET: &str = "DEFAULT_BUCKET";
/// The documents' `SnapshotPattern`.
pub(super) const PATTERN: &str = "ts-platform.*";
/// The documents' `RetentionDays`.
pub(super) const RETENTION: u32 = 7;

const fn field(key: &'static str, default: Option<&'static str>, path: &'static str) -> Row {
    Row {
        key,
        default,
        decided_by: DecidedBy::Field(path),
    }
}

const fn fixed(key: &'static str, default: &'static str, reason: &'static str) -> Row {
    Row {
        key,
        default: Some(default),
        decided_by: DecidedBy::Nobody(reason),
    }
}

/// The 11 documented keys, and `LogGroupName`.
pub(super) const ROWS: &[Row] = &[
    field(
        "CodeBucket",
        Some(DEFAULT_BUCKET),
        "disaster_recovery.snapshot_tool.code_bucket",
    ),
    fixed(
        "CrossAccountCopy",
        "TRUE",
        "The snapshots come from another account.",
    ),
    field(
        "DeleteOldSnapshots",
        Some("TRUE"),
        "disaster_recovery.snapshot_tool.delete_old_snapshots",
    ),
    Row {
        key: "DestinationRegion",
        default: None,
        decided_by: DecidedBy::Shape("targets.dr.region"),
    },
    field(
        "KmsKeyDestination",
        None,
        "disaster_recovery.snapshot_tool.destination_key",
    ),
    field(
        "KmsKeySource",
        None,
        "disaster_recovery.snapshot_tool.source_key",
    ),
    field(
        "LambdaCWLogRetention",
        Some("7"),
        "disaster_recovery.snapshot_tool.log_retention_days",
    ),
    field(
        "LogLevel",
        Some("INFO"),
        "disaster_recovery.snapshot_tool.log_level",
    ),
    field(
        "RetentionDays",
        Some("7"),
        "disaster_recovery.snapshot_tool.retention_days",
    ),
    field(
        "SnapshotPattern",
        Some(PATTERN),
        "disaster_recovery.snapshot_tool.snapshot_pattern",
    ),
    fixed(
        "SourceRegionOverride",
        "NO",
        "The tool runs in the region of the snapshots, and takes that one.",
    ),
    field(
        "LogGroupName",
        None,
        "disaster_recovery.snapshot_tool.log_group_name",
    ),
];
