//! The checks of the network that a deployment is launched into.

use std::sync::Arc;

use super::{EgressCheck, ResolverCheck, VpcCheck};
use crate::check::Check;
use crate::deployment::Deployment;
use crate::ids::DomainName;
use crate::layer::data::Network;

/// The documents' default of `PrivateDomain`.
const PRIVATE_DOMAIN: &str = "ts-dip.internal";

/// The domain below which the platform's parts have their names; `None` never for a deployment
/// whose values were parsed.
pub(super) fn private_domain(deployment: &Deployment) -> Option<DomainName> {
    let decided = deployment.service_layer.draft().private_domain.clone();
    decided.or_else(|| DomainName::parse(PRIVATE_DOMAIN).ok())
}

/// R5, R4 and R6, of a VPC that exists.
pub(super) fn checks(deployment: &Deployment) -> Vec<Arc<dyn Check>> {
    let draft = deployment.data_layer.draft();
    let target = &draft.target;
    let mut checks: Vec<Arc<dyn Check>> = Vec::new();
    if let Network::ExistingVpc(existing) = &draft.network {
        checks.push(Arc::new(VpcCheck::new(target.clone(), existing.clone())));
        if let Some(domain) = private_domain(deployment) {
            let vpc = existing.id.clone();
            checks.push(Arc::new(ResolverCheck::new(target.clone(), vpc, domain)));
        }
        checks.push(Arc::new(EgressCheck::new(target.clone(), existing.clone())));
    }
    checks
}
