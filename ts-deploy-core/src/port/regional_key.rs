//! Encryption keys of an account in other regions than the target's (`kms`).

use async_trait::async_trait;

use super::key::Key;
use super::{PortResult, ReadPort};
use crate::ids::Region;

/// Reads keys of the target's account wherever they are. Calls are repeatable.
#[async_trait]
pub trait RegionalKeyReader: Send + Sync {
    /// The key of this id, ARN or alias in a region (`DescribeKey`, sent to that region); `None` when
    /// there is none.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`Denied`](super::ErrorKind::Denied) also where the
    /// organisation closes the region.
    async fn key_in(&self, region: &Region, id: &str) -> PortResult<Option<Key>>;
}

impl ReadPort for dyn RegionalKeyReader {
    const NAME: &'static str = "regional key reader";
}
