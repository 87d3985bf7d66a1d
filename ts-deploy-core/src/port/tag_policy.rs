//! What an organisation asks of the tags in an account (`organizations`).

use async_trait::async_trait;

use super::{PortResult, ReadPort};

/// Reads the tag policy that holds for the target's account. Calls are repeatable.
#[async_trait]
pub trait TagPolicyReader: Send + Sync {
    /// The effective tag policy of the account, JSON as the organisation gives it
    /// (`DescribeEffectivePolicy`); `None` where none holds, or the account is in no organisation.
    /// Any account of an organisation may ask for its own.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn effective(&self) -> PortResult<Option<String>>;
}

impl ReadPort for dyn TagPolicyReader {
    const NAME: &'static str = "tag policy reader";
}
