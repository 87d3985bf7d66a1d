//! Buckets (`s3`).

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{PortResult, ReadPort};
use crate::ids::{AccountId, BucketName, Region};

/// What a look at a bucket shows (`s3:HeadBucket`), which answers with a status alone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BucketSight {
    /// It is there, of the account expected, in this region.
    There(Region),
    /// There is none of that name.
    Absent,
    /// It is another account's, or the caller may not look.
    Denied,
    /// It is in another region; which one, where the answer tells.
    Elsewhere(Option<Region>),
}

/// Whether a bucket keeps earlier versions (`s3:GetBucketVersioning`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Versioning {
    /// It does.
    Enabled,
    /// It did once.
    Suspended,
    /// It never did.
    Never,
}

impl Versioning {
    /// The word shown to people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enabled => "Enabled",
            Self::Suspended => "Suspended",
            Self::Never => "never enabled",
        }
    }
}

/// One rule by which a bucket is replicated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplicationRule {
    /// Whether it is in force.
    pub enabled: bool,
    /// The bucket it copies into.
    pub destination: BucketName,
    /// Whether objects that are encrypted with keys of KMS are copied too.
    pub encrypted_objects: bool,
    /// Whether S3 promises a copy within 15 minutes (replication time control).
    pub time_control: bool,
}

/// Reads buckets. Calls are repeatable.
#[async_trait]
pub trait BucketReader: Send + Sync {
    /// What is seen of a bucket that should be `owner`'s.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn look(&self, bucket: &BucketName, owner: &AccountId) -> PortResult<BucketSight>;

    /// Whether it keeps earlier versions.
    ///
    /// # Errors
    /// [`PortError`](super::PortError): [`NotFound`](super::ErrorKind::NotFound) when it is not there.
    async fn versioning(&self, bucket: &BucketName) -> PortResult<Versioning>;

    /// The rules by which it is replicated (`s3:GetBucketReplication`); none when it is not, for
    /// which S3 has an error of its own.
    ///
    /// # Errors
    /// [`PortError`](super::PortError): [`NotFound`](super::ErrorKind::NotFound) when it is not there.
    async fn replication(&self, bucket: &BucketName) -> PortResult<Vec<ReplicationRule>>;
}

impl ReadPort for dyn BucketReader {
    const NAME: &'static str = "bucket reader";
}
