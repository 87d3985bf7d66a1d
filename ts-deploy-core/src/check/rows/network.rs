//! The checks of the network that a deployment is launched into.

use std::sync::Arc;

use super::machine_size::vcpus;
use super::{
    AddressCheck, EgressCheck, InstanceTypeCheck, Ordered, PrivateZoneCheck, PublicZoneCheck,
    QuotaCheck, QuotaNeeds, ResolverCheck, S3EndpointCheck, VpcCheck,
};
use crate::check::Check;
use crate::deployment::Deployment;
use crate::ids::{DomainName, InstanceType, RdsInstanceClass};
use crate::layer::data::{Backups, Network};
use crate::layer::service::{Dns, WindowsWorkers};

/// The documents' default of `PrivateDomain`.
const PRIVATE_DOMAIN: &str = "ts-dip.internal";
/// The documents' defaults of `WindowsInstanceType` and `InstanceTypeRDS`.
const WORKERS: &str = "t3.medium";
const DATABASE: &str = "db.t2.medium";

/// The domain below which the platform's parts have their names; `None` never for a deployment
/// whose values were parsed.
pub(super) fn private_domain(deployment: &Deployment) -> Option<DomainName> {
    let decided = deployment.service_layer.draft().private_domain.clone();
    decided.or_else(|| DomainName::parse(PRIVATE_DOMAIN).ok())
}

/// How many snapshots are kept, at the documents' defaults where nothing is decided.
fn snapshots(backups: &Backups) -> u32 {
    let interval = backups.interval.map_or(24, crate::ids::Hours::get);
    let days = backups.retention_days.unwrap_or(30);
    days.saturating_mul(24)
        .checked_div(interval)
        .unwrap_or(days)
}

/// What is to be ordered; `None` never for a deployment whose values were parsed.
fn ordered(deployment: &Deployment) -> Option<Ordered> {
    let draft = deployment.data_layer.draft();
    let workers = match &deployment.service_layer.draft().windows_workers {
        WindowsWorkers::On => Some(InstanceType::parse(WORKERS).ok()?),
        WindowsWorkers::OnType(kind) => Some(kind.clone()),
        WindowsWorkers::Off => None,
    };
    let class = draft.database.instance_class.clone();
    let subnets = match &draft.network {
        Network::ExistingVpc(existing) => existing.private_subnets.clone(),
        Network::NewVpc { .. } => Vec::new(),
    };
    Some(Ordered {
        workers,
        database: class.or_else(|| RdsInstanceClass::parse(DATABASE).ok())?,
        subnets,
    })
}

/// R5, R4, R6 and R19 of a VPC that exists; R7, R20, R22, R23 and T7.
pub(super) fn checks(deployment: &Deployment) -> Vec<Arc<dyn Check>> {
    let draft = deployment.data_layer.draft();
    let target = &draft.target;
    let mut checks: Vec<Arc<dyn Check>> = Vec::new();
    if let Network::ExistingVpc(existing) = &draft.network {
        checks.push(Arc::new(VpcCheck::new(target.clone(), existing.clone())));
        if let Some(domain) = private_domain(deployment) {
            let vpc = existing.id.clone();
            let resolver = ResolverCheck::new(target.clone(), vpc.clone(), domain.clone());
            checks.push(Arc::new(resolver));
            checks.push(Arc::new(PrivateZoneCheck::new(target.clone(), vpc, domain)));
        }
        checks.push(Arc::new(EgressCheck::new(target.clone(), existing.clone())));
    }
    let new_vpc = matches!(draft.network, Network::NewVpc { .. });
    if new_vpc || draft.exposed_on_internet {
        checks.push(Arc::new(AddressCheck::new(target.clone())));
    }
    let web = &deployment.service_layer.draft().web;
    if let Dns::ExistingZone { zone, .. } = &web.dns {
        let zone = PublicZoneCheck::new(target.clone(), zone.clone(), web.domain.clone());
        checks.push(Arc::new(zone));
    }
    let ordered = ordered(deployment);
    let workers = ordered
        .as_ref()
        .and_then(|ordered| ordered.workers.as_ref());
    let needs = QuotaNeeds {
        new_vpc,
        snapshots: snapshots(&draft.database.backups),
        vcpus: workers.and_then(vcpus),
    };
    if let Some(ordered) = ordered {
        checks.push(Arc::new(InstanceTypeCheck::new(target.clone(), ordered)));
    }
    let network = draft.network.clone();
    let s3 = S3EndpointCheck::new(target.clone(), network).of_platform(deployment.platform());
    checks.push(Arc::new(s3.tagged(deployment.owned_tags())));
    checks.push(Arc::new(QuotaCheck::new(target.clone(), needs)));
    checks
}
