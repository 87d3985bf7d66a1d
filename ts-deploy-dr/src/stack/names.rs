//! What the outputs of the DR stack are called.

/// The names of the DR stack's outputs.
///
/// The documents speak of three outputs and do not name them, while the Data Layer takes five
/// values and the snapshot tool a sixth (`DRRDSKMSKey`, the only output named anywhere). What is
/// assumed until the vendor's template shows otherwise: each of the five is called like the Data
/// Layer parameter it is for. Where the template calls one otherwise, give its name here.
#[derive(Clone, Debug, PartialEq, Eq, typed_builder::TypedBuilder)]
#[builder(field_defaults(setter(into)))]
pub struct OutputNames {
    /// For `DRDatalakeKMSKey`.
    #[builder(default = "DRDatalakeKMSKey".to_owned())]
    pub datalake_kms_key: String,
    /// For `DRDatalakeBucket`.
    #[builder(default = "DRDatalakeBucket".to_owned())]
    pub datalake_bucket: String,
    /// For `DRStreamBucket`.
    #[builder(default = "DRStreamBucket".to_owned())]
    pub stream_bucket: String,
    /// For `DRBackupBucket`.
    #[builder(default = "DRBackupBucket".to_owned())]
    pub backup_bucket: String,
    /// For `DRLocalArtifactsBucket`.
    #[builder(default = "DRLocalArtifactsBucket".to_owned())]
    pub local_artifacts_bucket: String,
    /// For the snapshot tool's `KmsKeyDestination`.
    #[builder(default = "DRRDSKMSKey".to_owned())]
    pub rds_kms_key: String,
}

impl Default for OutputNames {
    fn default() -> Self {
        Self::builder().build()
    }
}

/// One value that the DR stack gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum NamedOutput {
    /// The key of the data lake, in the DR account and region.
    DatalakeKmsKey,
    /// The bucket of the data lake.
    DatalakeBucket,
    /// The bucket of the streams.
    StreamBucket,
    /// The bucket of the backups.
    BackupBucket,
    /// The bucket of the local artifacts.
    LocalArtifactsBucket,
    /// The key that database snapshots are encrypted with in the DR region.
    RdsKmsKey,
}

impl NamedOutput {
    /// All, the Data Layer's five first.
    pub const ALL: [Self; 6] = [
        Self::DatalakeKmsKey,
        Self::DatalakeBucket,
        Self::StreamBucket,
        Self::BackupBucket,
        Self::LocalArtifactsBucket,
        Self::RdsKmsKey,
    ];

    /// What takes it, with the parameter's name: `the Data Layer's DRStreamBucket`.
    pub fn taken_as(self) -> &'static str {
        match self {
            Self::DatalakeKmsKey => "the Data Layer's DRDatalakeKMSKey",
            Self::DatalakeBucket => "the Data Layer's DRDatalakeBucket",
            Self::StreamBucket => "the Data Layer's DRStreamBucket",
            Self::BackupBucket => "the Data Layer's DRBackupBucket",
            Self::LocalArtifactsBucket => "the Data Layer's DRLocalArtifactsBucket",
            Self::RdsKmsKey => "the snapshot tool's KmsKeyDestination",
        }
    }

    /// What its output is called.
    pub fn name(self, names: &OutputNames) -> &str {
        match self {
            Self::DatalakeKmsKey => &names.datalake_kms_key,
            Self::DatalakeBucket => &names.datalake_bucket,
            Self::StreamBucket => &names.stream_bucket,
            Self::BackupBucket => &names.backup_bucket,
            Self::LocalArtifactsBucket => &names.local_artifacts_bucket,
            Self::RdsKmsKey => &names.rds_kms_key,
        }
    }
}
