//! Tokens that make a changing call idempotent over crashes.

use crate::ids::DeploymentName;
use crate::plan::StepId;
use crate::port::catalog::OperationToken;

/// What makes a deployment's tokens its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenSeed {
    deployment: DeploymentName,
}

impl TokenSeed {
    /// The seed of a deployment.
    pub fn new(deployment: DeploymentName) -> Self {
        Self { deployment }
    }

    /// The deployment.
    pub fn deployment(&self) -> &DeploymentName {
        &self.deployment
    }

    /// The token of a change: a hash of deployment, step, the request's digest and what was running
    /// before. The same change before the same state has the same token, with or without a journal;
    /// the same change made again later has another.
    ///
    /// It is hexadecimal, which both Service Catalog's and `CloudFormation`'s alphabets allow, and
    /// begins with a letter.
    ///
    /// ```
    /// use ts_deploy_core::{engine::TokenSeed, plan::StepId};
    /// let seed = TokenSeed::new("acme-production".parse()?);
    /// let step = StepId::parse("data-layer")?;
    /// let first = seed.token(&step, "digest", None);
    /// assert_eq!(first, seed.token(&step, "digest", None));
    /// assert_ne!(first, seed.token(&step, "digest", Some("rec-1")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn token(&self, step: &StepId, digest: &str, last_seen: Option<&str>) -> OperationToken {
        let parts = [
            "ts-deploy-1",
            self.deployment.as_str(),
            step.as_str(),
            digest,
            last_seen.unwrap_or_default(),
        ];
        OperationToken(format!("t{}", crate::hash::of_parts(parts)))
    }
}
