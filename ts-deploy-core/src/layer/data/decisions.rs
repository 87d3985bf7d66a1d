//! What the customer decides about the Data Layer, in groups.
//!
//! `None` means "the documented default"; the documents' default then stands in the parameter set
//! with [`Provenance::Default`](crate::parameter::Provenance::Default).

use crate::ids::{
    AccountId, BackupSchedule, BucketName, ElasticsearchInstanceType, EmailAddress, Hours,
    IamRolePrefix, KmsKeyArn, PolicyArn, RdsInstanceClass, Region, SnapshotId,
};
use crate::parameter::ParameterKey;

/// The search cluster (decision P9).
#[derive(Clone, Debug, Default, PartialEq, Eq, typed_builder::TypedBuilder)]
#[builder(field_defaults(default, setter(strip_option)))]
pub struct Elasticsearch {
    /// `EsMasterInstanceType`; documented default `t3.medium.elasticsearch`.
    pub master_instance_type: Option<ElasticsearchInstanceType>,
    /// `EsDatanodeInstanceType`; documented default `m4.large.elasticsearch`.
    pub data_instance_type: Option<ElasticsearchInstanceType>,
    /// `EsDatanodeInstanceCount`, at least 1; documented default 2.
    pub data_instance_count: Option<u32>,
    /// `EsDatanodeVolumeSize` in GB; documented default 100.
    pub data_volume_gb: Option<u32>,
    /// `EsBackupInterval`; documented default 6 hours.
    pub backup_interval: Option<Hours>,
}

/// The database (decision P9).
#[derive(Clone, Debug, Default, PartialEq, Eq, typed_builder::TypedBuilder)]
#[builder(field_defaults(default, setter(strip_option)))]
pub struct Database {
    /// `InstanceTypeRDS`; documented default `db.t2.medium`.
    pub instance_class: Option<RdsInstanceClass>,
    /// Interval, schedule and retention of its snapshots.
    #[builder(setter(!strip_option))]
    pub backups: Backups,
}

/// The database's snapshots. The quota of 100 manual snapshots is per account and region.
#[derive(Clone, Debug, Default, PartialEq, Eq, typed_builder::TypedBuilder)]
#[builder(field_defaults(default, setter(strip_option)))]
pub struct Backups {
    /// `RDSBackupInterval`; documented default 24 hours.
    pub interval: Option<Hours>,
    /// `RDSBackupSchedule`, in UTC; documented default `0 1 * * ? *`.
    pub schedule: Option<BackupSchedule>,
    /// `RDSBackupRetentionDays`; documented default 30 days.
    pub retention_days: Option<u32>,
}

/// The prefix of the names, and the permissions boundary, of the roles that the product creates.
#[derive(Clone, Debug, Default, PartialEq, Eq, typed_builder::TypedBuilder)]
#[builder(field_defaults(default, setter(strip_option)))]
pub struct Iam {
    /// `IAMRolePrefix`; empty when not said.
    pub role_prefix: Option<IamRolePrefix>,
    /// `IAMBoundaryPolicy`; empty when not said.
    pub boundary_policy: Option<PolicyArn>,
}

/// Who gets alerts, and in whose name the platform writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notifications {
    /// `NotificationEmail`: a group address, subscribed through SNS; somebody confirms it (T1).
    pub alerts_to: EmailAddress,
    /// `SourceNotificationEmail`: verified in SES (R12).
    pub sender: EmailAddress,
}

/// Disaster recovery into another account and region (decision P1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisasterRecovery {
    /// The DR account, not the main one: `DRAWSAccountId`.
    pub account: AccountId,
    /// The DR region, not the main one.
    pub region: Region,
    /// What the DR stack gives.
    pub outputs: DrOutputSource,
}

/// Where the outputs of the DR stack come from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::large_enum_variant,
    reason = "there is one of it in a deployment"
)]
pub enum DrOutputSource {
    /// These, of a stack that was made elsewhere.
    Given(DrOutputs),
    /// The DR stack of the same deployment, each time the Data Layer is looked at.
    OfStack,
}

/// The outputs of the DR stack that the Data Layer takes: all present with disaster recovery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrOutputs {
    /// `DRDatalakeKMSKey`.
    pub datalake_kms_key: KmsKeyArn,
    /// `DRDatalakeBucket`.
    pub datalake_bucket: BucketName,
    /// `DRStreamBucket`.
    pub stream_bucket: BucketName,
    /// `DRBackupBucket`.
    pub backup_bucket: BucketName,
    /// `DRLocalArtifactsBucket`.
    pub local_artifacts_bucket: BucketName,
}

/// What a lost platform is brought up from. All three or none: there is no other way to set
/// `RDSSnapShot`, `STBucket` and `DLBucket`, and they are kept on every later update, since
/// dropping the snapshot would replace the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoverySource {
    /// `RDSSnapShot`.
    pub snapshot: SnapshotId,
    /// `STBucket`: the DR stack's stream bucket.
    pub stream_bucket: BucketName,
    /// `DLBucket`: the DR stack's data lake bucket.
    pub datalake_bucket: BucketName,
}

/// An optional part of the platform (decisions P6-P8).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Integration {
    /// Not used.
    #[default]
    Off,
    /// Used; the documents name no parameter for it, so the product's own keys that carry it are
    /// given here. With none given, reconciliation blocks and names likely ones.
    On {
        /// Key and value, as the product's contract declares them.
        parameters: Vec<(ParameterKey, String)>,
    },
}

/// The three optional parts (decisions P6-P8).
#[derive(Clone, Debug, Default, PartialEq, Eq, typed_builder::TypedBuilder)]
#[builder(field_defaults(default))]
pub struct Integrations {
    /// Anylink (P6).
    pub anylink: Integration,
    /// Egnyte (P7).
    pub egnyte: Integration,
    /// Box (P8).
    pub box_: Integration,
}

/// The image of the EKS workers (decision P10).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum EksImage {
    /// The provider's, which the vendor recommends strongly.
    #[default]
    Provided,
    /// The customer's own, at the customer's risk.
    Custom {
        /// The image: `ami-` and hexadecimal digits.
        ami: String,
        /// The product's key that carries it; the documents name none.
        parameter: Option<ParameterKey>,
    },
}
