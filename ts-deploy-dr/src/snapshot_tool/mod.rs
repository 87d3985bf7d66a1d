//! The snapshot tool: copies the database's snapshots into the DR account and on into the DR
//! region (row T2).
//!
//! It is AWS's own tool in a copy of the vendor's (`snapshots_tool_rds_dest.json`), made in the DR
//! account in the **main** region. What it really does, which the documents tell otherwise in
//! part: every half hour it looks at the snapshots shared with the DR account whose database's
//! identifier matches the pattern and that are younger than `RetentionDays`; it copies each into
//! the DR account (`KmsKeySource`), then into the DR region (`KmsKeyDestination`), and removes the
//! first copy itself. `DeleteOldSnapshots` deletes in the **DR region**.

mod check;
mod component;
mod keys;
mod log_group;
mod names;
mod pattern;
mod retention;
mod rows;
mod template;
#[cfg(test)]
mod tests;

pub use component::{SNAPSHOT_TOOL, SnapshotTool, rds_key_wire, source_key_wire};
pub use names::{
    CodeBucket, DbInstanceId, DestinationKey, LogGroupName, LogLevel, SnapshotPattern, SourceKey,
};
pub use template::{TEMPLATE_LIMIT, check_template, put_runtime};
use ts_deploy_core::finding::Findings;
use ts_deploy_core::ids::{AccountId, LogRetentionDays, Region};
use ts_deploy_core::layer::ExtraParameters;
use ts_deploy_core::layer::data::Backups;
use ts_deploy_core::target::Target;

/// The snapshot tool as decided, before it is checked. Made with [`SnapshotTool::builder`]; a
/// missing required field does not compile.
#[derive(Clone, Debug, typed_builder::TypedBuilder)]
#[builder(
    builder_method(vis = "pub", name = builder),
    build_method(into = Result<SnapshotTool, Findings>)
)]
pub struct SnapshotToolDraft {
    /// The DR account in the main region, where the tool runs.
    pub target: Target,
    /// The account that the snapshots come from.
    pub main_account: AccountId,
    /// `DestinationRegion`: the DR region.
    pub destination_region: Region,
    /// The Data Layer's own backups, which the copies must agree with; the documented ones when
    /// not said.
    #[builder(default)]
    pub backups: Backups,
    /// The database's identifier, once it is known: the pattern is held against it.
    #[builder(default, setter(strip_option))]
    pub database: Option<DbInstanceId>,
    /// `CodeBucket`.
    #[builder(default)]
    pub code_bucket: CodeBucket,
    /// `DeleteOldSnapshots`; documented default true.
    #[builder(default = true)]
    pub delete_old_snapshots: bool,
    /// `KmsKeyDestination`.
    #[builder(default)]
    pub destination_key: DestinationKey,
    /// `KmsKeySource`, which the documents write `KMSKeySource`.
    #[builder(default)]
    pub source_key: SourceKey,
    /// `LambdaCWLogRetention`; documented default 7 days.
    #[builder(default, setter(strip_option))]
    pub log_retention: Option<LogRetentionDays>,
    /// `LogLevel`; documented default `INFO`.
    #[builder(default, setter(strip_option))]
    pub log_level: Option<LogLevel>,
    /// `RetentionDays`; documented default 7 days.
    #[builder(default, setter(strip_option))]
    pub retention_days: Option<u32>,
    /// `SnapshotPattern`; documented default `ts-platform.*`.
    #[builder(default, setter(strip_option))]
    pub snapshot_pattern: Option<SnapshotPattern>,
    /// `LogGroupName`, which the documents leave out and the template declares. A second tool in
    /// the same account and region needs a name of its own; the template's default when not said.
    #[builder(default, setter(strip_option))]
    pub log_group_name: Option<LogGroupName>,
    /// Keys beyond these, and the escape hatch for those the documents say not to change.
    #[builder(default)]
    pub extra_parameters: ExtraParameters,
}
