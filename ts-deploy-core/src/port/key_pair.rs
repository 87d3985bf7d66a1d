//! EC2 key pairs (`ec2`).

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ChangePort, PortResult, ReadPort};
use crate::secret::Secret;

/// The kind of a pair's keys, in EC2's spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum KeyPairType {
    /// RSA, which every operating system takes.
    Rsa,
    /// Ed25519, which Windows does not take.
    Ed25519,
    /// A kind this version does not know.
    #[serde(other)]
    Unknown,
}

impl KeyPairType {
    /// EC2's spelling: `rsa`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::Ed25519 => "ed25519",
            Self::Unknown => "unknown",
        }
    }
}

/// A key pair as `DescribeKeyPairs` shows it: EC2 keeps the public key alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyPair {
    /// Its name, by which machines are given it.
    pub name: String,
    /// Its id, which no other pair ever has: `key-0a1b2c3d4e5f60718`.
    pub id: String,
    /// The kind of its keys.
    pub kind: KeyPairType,
    /// When it was made or imported; `None` where EC2 does not tell.
    pub created: Option<Timestamp>,
}

/// A key pair to make: RSA, with the private key in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPairRequest {
    /// Its name, 1 to 255 ASCII characters.
    pub name: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// A key pair that was just made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKeyPair {
    /// Its id.
    pub id: String,
    /// Its private key in PEM, which is told this once and never again.
    pub private_key: Secret,
}

/// Reads key pairs. Calls are repeatable.
#[async_trait]
pub trait KeyPairReader: Send + Sync {
    /// The pair of this name; `None` when there is none in the target's account and region.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn pair(&self, name: &str) -> PortResult<Option<KeyPair>>;
}

impl ReadPort for dyn KeyPairReader {
    const NAME: &'static str = "key pair reader";
}

/// Makes and removes key pairs. Neither call takes a token. There is one pair of a name, so that a
/// second creation is refused; an id is never given again, so that a second removal finds nothing.
#[async_trait]
pub trait KeyPairWriter: Send + Sync {
    /// Makes a pair (`CreateKeyPair`) and answers with its private key. Whoever implements this sends
    /// it once: a repeated call cannot bring back a key whose answer was lost.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`AlreadyExists`](super::ErrorKind::AlreadyExists)
    /// when there is one of this name.
    async fn create(&self, request: &KeyPairRequest) -> PortResult<NewKeyPair>;

    /// Removes the pair of this id (`DeleteKeyPair`); one that is not there is removed. Machines
    /// that were given it keep its public key.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn delete(&self, id: &str) -> PortResult<()>;
}

impl ChangePort for dyn KeyPairWriter {
    const NAME: &'static str = "key pair writer";
}
