//! The network, zone and instance types that a deployment counts on.

use super::{SimAccount, SimVpc, SimZone};
use crate::deployment::Deployment;
use crate::layer::data::Network;
use crate::layer::service::{Dns, WindowsWorkers};
use crate::target::Target;

/// Puts what `deployment` names into the account of its Data Layer: its existing VPC, its zone, and
/// instances of the chosen types. What is there already stays as it is.
pub(super) fn furnish(account: &mut SimAccount, deployment: &Deployment, target: &Target) {
    network(account, deployment, target);
    zone(account, deployment);
    offerings(account, deployment, target);
}

fn network(account: &mut SimAccount, deployment: &Deployment, target: &Target) {
    if let Network::ExistingVpc(existing) = &deployment.data_layer.draft().network
        && account.is_new_here("vpc", existing.id.as_str())
        && !account.vpcs.iter().any(|one| one.vpc.id == existing.id)
    {
        let vpc = SimVpc::documented(existing, &target.region);
        account.vpcs.push(vpc);
    }
}

fn offerings(account: &mut SimAccount, deployment: &Deployment, target: &Target) {
    let workers = &deployment.service_layer.draft().windows_workers;
    let kind = match workers {
        WindowsWorkers::OnType(kind) => Some(kind),
        WindowsWorkers::On | WindowsWorkers::Off => None,
    };
    let class = deployment
        .data_layer
        .draft()
        .database
        .instance_class
        .as_ref();
    account.offer(kind, class, &target.region);
}

/// The zone is of the domain's parent, as those are that hold more than one platform.
fn zone(account: &mut SimAccount, deployment: &Deployment) {
    let web = &deployment.service_layer.draft().web;
    if let Dns::ExistingZone { zone, .. } = &web.dns
        && account.is_new_here("zone", zone.as_str())
        && !account.zones.iter().any(|one| one.zone.id == *zone)
    {
        let domain = web.domain.as_str();
        let parent = domain.split_once('.').map(|(_, parent)| parent);
        let parent = parent.filter(|parent| parent.contains('.'));
        let name = parent.unwrap_or(domain);
        account.zones.push(SimZone::public(zone, name));
    }
}
