//! The checks of the documents' rows, and all of them for one deployment.

mod credentials;
mod log_policy;
mod rights;
mod rights_pairs;
mod statement;
#[cfg(test)]
mod tests;
mod trail;

use std::sync::Arc;

pub use credentials::CredentialsCheck;
pub use log_policy::LogPolicyCheck;
pub use rights::RightsCheck;
pub use trail::TrailCheck;

use super::Check;
use crate::deployment::Deployment;

/// Every check of a deployment, each in every target that needs it, in the order they are shown.
pub fn all(deployment: &Deployment) -> Vec<Arc<dyn Check>> {
    let mut all: Vec<Arc<dyn Check>> = Vec::new();
    for target in deployment.targets() {
        all.push(Arc::new(CredentialsCheck::new(target.clone())));
        all.push(Arc::new(TrailCheck::new(target.clone())));
        all.push(Arc::new(LogPolicyCheck::new(target)));
    }
    all.extend(RightsCheck::all(deployment).map(|check| Arc::new(check) as Arc<dyn Check>));
    all
}
