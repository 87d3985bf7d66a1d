//! The checks of the documents' rows, and all of them for one deployment.

mod credentials;

use std::sync::Arc;

pub use credentials::CredentialsCheck;

use super::Check;
use crate::deployment::Deployment;

/// Every check of a deployment, each in every target that needs it, in the order they are shown.
pub fn all(deployment: &Deployment) -> Vec<Arc<dyn Check>> {
    deployment
        .targets()
        .into_iter()
        .map(|target| Arc::new(CredentialsCheck::new(target)) as Arc<dyn Check>)
        .collect()
}
