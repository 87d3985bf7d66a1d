//! The documents' table of the snapshot tool's parameters, in its order.

use ts_deploy_core::layer::table::Row;

/// Where extra parameters are given.
pub(super) const EXTRA: &str = "disaster_recovery.snapshot_tool.extra_parameters";
/// The documents' `CodeBucket`.
pub(super) const DEFAULT_BUCKET: &str = "DEFAULT_BUCKET";
/// The documents' `SnapshotPattern`.
pub(super) const PATTERN: &str = "ts-platform.*";
/// The documents' `RetentionDays`.
pub(super) const RETENTION: u32 = 7;

/// The 11 documented keys, and `LogGroupName`.
pub(super) const ROWS: &[Row] = &[
    Row::field(
        "CodeBucket",
        Some(DEFAULT_BUCKET),
        "disaster_recovery.snapshot_tool.code_bucket",
    ),
    Row::fixed(
        "CrossAccountCopy",
        "TRUE",
        "The snapshots come from another account.",
    ),
    Row::field(
        "DeleteOldSnapshots",
        Some("TRUE"),
        "disaster_recovery.snapshot_tool.delete_old_snapshots",
    ),
    Row::shape("DestinationRegion", None, "targets.dr.region"),
    Row::field(
        "KmsKeyDestination",
        None,
        "disaster_recovery.snapshot_tool.destination_key",
    ),
    Row::field(
        "KmsKeySource",
        None,
        "disaster_recovery.snapshot_tool.source_key",
    ),
    Row::field(
        "LambdaCWLogRetention",
        Some("7"),
        "disaster_recovery.snapshot_tool.log_retention_days",
    ),
    Row::field(
        "LogLevel",
        Some("INFO"),
        "disaster_recovery.snapshot_tool.log_level",
    ),
    Row::field(
        "RetentionDays",
        Some("7"),
        "disaster_recovery.snapshot_tool.retention_days",
    ),
    Row::field(
        "SnapshotPattern",
        Some(PATTERN),
        "disaster_recovery.snapshot_tool.snapshot_pattern",
    ),
    Row::fixed(
        "SourceRegionOverride",
        "NO",
        "The tool runs in the region of the snapshots, and takes that one.",
    ),
    Row::field(
        "LogGroupName",
        None,
        "disaster_recovery.snapshot_tool.log_group_name",
    )
    .if_declared(),
];
