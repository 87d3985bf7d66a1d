//! What was decided about disaster recovery beyond what the Data Layer takes (P1, R13, T2, V1-V3).
//!
//! The core makes none of it: this is what the crate for disaster recovery makes its steps of.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::ids::{BucketName, KmsKeyArn, LogRetentionDays, PolicyArn, SnapshotId, StackName};
use crate::layer::ExtraParameters;
use crate::layer::data::Network;
use crate::layer::service::Web;
use crate::port::stack::TemplateSource;

/// What was decided about disaster recovery.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DisasterRecoverySettings {
    /// The DR stack, when it is made from here; else its outputs were given.
    pub stack: Option<DrStackSettings>,
    /// The snapshot tool; `None` when it is not made from here.
    pub snapshot_tool: Option<SnapshotToolSettings>,
    /// What may be lost, and how long a recovery may take.
    pub objectives: ObjectiveSettings,
    /// How the platform is brought up in the DR account and region, where that differs.
    pub recovery: RecoverySettings,
}

/// Where a template is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateLocation {
    /// A file, from the folder of the document unless the path is absolute.
    File(PathBuf),
    /// An address that `CloudFormation` reads.
    Url(TemplateSource),
}

/// The DR stack (R13).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrStackSettings {
    /// Its name.
    pub name: StackName,
    /// The vendor's `dr.yml`.
    pub template: TemplateLocation,
    /// What its outputs are called, by the parameter that takes each, where that is another name:
    /// `DRStreamBucket` to the output's.
    pub output_names: BTreeMap<String, String>,
    /// Whether AWS is to refuse its deletion.
    pub protected: bool,
    /// Keys beyond the documented three.
    pub extra_parameters: ExtraParameters,
}

/// The snapshot tool (T2); what is `None` is as documented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotToolSettings {
    /// The stack's name.
    pub name: StackName,
    /// The vendor's `snapshots_tool_rds_dest.json`.
    pub template: TemplateLocation,
    /// The runtime that is put in the place of a Python that AWS no longer accepts; nothing is
    /// changed in the template when it is not said.
    pub lambda_runtime: Option<String>,
    /// `CodeBucket`.
    pub code_bucket: Option<BucketName>,
    /// `DeleteOldSnapshots`.
    pub delete_old_snapshots: bool,
    /// `KmsKeySource`; the key of `alias/ts-rds-production` when not said.
    pub source_key: Option<KmsKeyArn>,
    /// `KmsKeyDestination`; the DR stack's output when not said.
    pub destination_key: Option<KmsKeyArn>,
    /// `LambdaCWLogRetention`.
    pub log_retention: Option<LogRetentionDays>,
    /// `LogLevel`.
    pub log_level: Option<String>,
    /// `RetentionDays`.
    pub retention_days: Option<u32>,
    /// `SnapshotPattern`.
    pub snapshot_pattern: Option<String>,
    /// The database's identifier, which the pattern is held against.
    pub database: Option<String>,
    /// `LogGroupName`.
    pub log_group_name: Option<String>,
    /// Keys beyond these.
    pub extra_parameters: ExtraParameters,
}

/// What may be lost at most (RPO), and how long a recovery may take (RTO); what is `None` is what
/// the vendor published (V3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ObjectiveSettings {
    /// Data lake, in minutes.
    pub data_lake_minutes: Option<u32>,
    /// Database, in hours.
    pub database_hours: Option<u32>,
    /// Search index, in hours.
    pub index_hours: Option<u32>,
    /// Until the platform is up again, in hours.
    pub recover_within_hours: Option<u32>,
}

/// How the platform is brought up in the DR account and region (V1); what is `None` is as in the
/// main account.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecoverySettings {
    /// `RDSSnapShot`; the newest copy when not said.
    pub snapshot: Option<SnapshotId>,
    /// `IAMBoundaryPolicy` there: IAM takes a boundary from the same account only.
    pub boundary_policy: Option<PolicyArn>,
    /// The network there.
    pub network: Option<Network>,
    /// How people reach it there. Certificates are regional.
    pub web: Option<Web>,
}
