//! Who is calling (`sts`).

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{PortResult, ReadPort};
use crate::ids::AccountId;

/// The identity behind a target's credentials (`sts:GetCallerIdentity`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallerIdentity {
    /// The account the credentials belong to.
    pub account: AccountId,
    /// The ARN of the caller: a user, or a role session.
    pub arn: String,
}

/// Tells who is calling. Read-only and repeatable; needs no rights in AWS.
#[async_trait]
pub trait IdentityReader: Send + Sync {
    /// `sts:GetCallerIdentity`.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn caller(&self) -> PortResult<CallerIdentity>;
}

impl ReadPort for dyn IdentityReader {
    const NAME: &'static str = "identity reader";
}
