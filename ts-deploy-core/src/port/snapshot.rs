//! Snapshots of databases (`rds`).

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{PortResult, ReadPort};
use crate::ids::{KmsKeyArn, SnapshotId};

/// What kind of snapshot it is, in RDS's own spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum SnapshotKind {
    /// Made, or copied, by somebody: it stays until it is deleted.
    Manual,
    /// Made by RDS: it goes with its database.
    Automated,
    /// Another account's.
    Shared,
    /// Everybody's.
    Public,
    /// Made by AWS Backup.
    Awsbackup,
    /// A kind this version does not know.
    #[serde(other)]
    Unknown,
}

impl SnapshotKind {
    /// RDS's spelling: `manual`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Automated => "automated",
            Self::Shared => "shared",
            Self::Public => "public",
            Self::Awsbackup => "awsbackup",
            Self::Unknown => "unknown",
        }
    }
}

/// A snapshot as `rds:DescribeDBSnapshots` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DbSnapshot {
    /// Its name.
    pub id: SnapshotId,
    /// Its ARN, which names the region it is in.
    pub arn: String,
    /// The database it was made of.
    pub database: String,
    /// RDS's free word: `available`, `creating`, `copying`, `failed`.
    pub status: String,
    /// What kind it is.
    pub kind: SnapshotKind,
    /// The engine: `postgres`.
    pub engine: String,
    /// The engine's version.
    pub engine_version: String,
    /// When it was made; for a copy, when the data were (`OriginalSnapshotCreateTime`).
    pub created: Timestamp,
    /// The key it is encrypted with; `None` when it is not encrypted.
    pub key: Option<KmsKeyArn>,
}

impl DbSnapshot {
    /// True when a database can be made of it: `available` is the only such word.
    pub fn is_available(&self) -> bool {
        self.status == "available"
    }
}

/// Reads the snapshots of databases that are in the target's account and region. Calls are
/// repeatable.
#[async_trait]
pub trait SnapshotReader: Send + Sync {
    /// All of the account's own, automated ones included (paged); others' shared ones are not.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn snapshots(&self) -> PortResult<Vec<DbSnapshot>>;
}

impl ReadPort for dyn SnapshotReader {
    const NAME: &'static str = "snapshot reader";
}
