//! The checks of the documents' rows, and all of them for one deployment.

mod addresses;
mod credentials;
mod egress;
mod instance_types;
mod log_policy;
mod network;
mod private_zone;
mod public_zone;
mod quotas;
mod resolver;
mod s3_endpoint;
mod statement;
#[cfg(test)]
mod tests;
mod trail;
mod vpc;

use std::sync::Arc;

pub use addresses::AddressCheck;
pub use credentials::CredentialsCheck;
pub use egress::EgressCheck;
pub use instance_types::{InstanceTypeCheck, Ordered};
pub use log_policy::LogPolicyCheck;
pub use private_zone::PrivateZoneCheck;
pub use public_zone::PublicZoneCheck;
pub use quotas::{QuotaCheck, QuotaNeeds};
pub use resolver::ResolverCheck;
pub use s3_endpoint::S3EndpointCheck;
pub use trail::TrailCheck;
pub use vpc::VpcCheck;

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
    all.extend(network::checks(deployment));
    all
}
