//! Encryption keys (`kms`).

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{PortResult, ReadPort};
use crate::ids::KmsKeyArn;

/// The state of a key, in KMS's spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum KeyState {
    /// It is being made.
    Creating,
    /// It can be used.
    Enabled,
    /// It was switched off.
    Disabled,
    /// It is about to be destroyed.
    PendingDeletion,
    /// It has no key material yet.
    PendingImport,
    /// Its replicas are about to be destroyed, then it.
    PendingReplicaDeletion,
    /// The key store it is in cannot be reached.
    Unavailable,
    /// It is being changed.
    Updating,
    /// A state this version does not know; never taken for usable.
    #[serde(other)]
    Unknown,
}

impl KeyState {
    /// KMS's spelling: `Enabled`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Creating => "Creating",
            Self::Enabled => "Enabled",
            Self::Disabled => "Disabled",
            Self::PendingDeletion => "PendingDeletion",
            Self::PendingImport => "PendingImport",
            Self::PendingReplicaDeletion => "PendingReplicaDeletion",
            Self::Unavailable => "Unavailable",
            Self::Updating => "Updating",
            Self::Unknown => "unknown",
        }
    }
}

/// A key as `kms:DescribeKey` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The key's own ARN, also when it was asked for by an alias.
    pub arn: KmsKeyArn,
    /// Its state.
    pub state: KeyState,
}

/// Reads keys. Calls are repeatable.
#[async_trait]
pub trait KeyReader: Send + Sync {
    /// The key of this id, ARN, alias (`alias/ts-rds-production`) or ARN of an alias; `None` when
    /// there is none. A key of another account is found by its ARN only.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn key(&self, id: &str) -> PortResult<Option<Key>>;

    /// The policy of this key, a JSON document (`kms:GetKeyPolicy`, of the name `default`, which is
    /// the only one); `None` when there is no such key. Not asked by an alias, which has none.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer; kind
    /// [`Denied`](super::ErrorKind::Denied) also for every key of another account.
    async fn policy(&self, key: &KmsKeyArn) -> PortResult<Option<String>>;
}

impl ReadPort for dyn KeyReader {
    const NAME: &'static str = "key reader";
}
