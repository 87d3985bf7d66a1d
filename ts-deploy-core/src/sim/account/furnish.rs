//! What a deployment counts on, put into a new world.

use crate::check::rows::CertificateCheck;
use crate::deployment::Deployment;
use crate::sim::cloud::SimCloud;

use super::{certificate, mail};

impl SimCloud {
    /// Furnishes the accounts for `deployment`, as its administrators would: the
    /// certificate that it names is there, and its sender is verified. What is there already stays
    /// as it is, so that it can be called again.
    pub fn furnish_for(&self, deployment: &Deployment) {
        let now = crate::clock::Clock::now(&self.clock());
        let layer = &deployment.data_layer;
        let sender = layer.draft().notifications.sender.as_str();
        self.at(layer.target()).furnish(|account| {
            if !account.mail_identities.iter().any(|one| one.name == sender) {
                account.mail_identities.push(mail::verified(sender));
            }
        });
        if let Some(check) = CertificateCheck::of(deployment) {
            let target = deployment.service_layer.target();
            self.at(target).furnish(|account| {
                let held = &mut account.certificates;
                if !held.iter().any(|one| one.arn == *check.arn()) {
                    let arn = check.arn().clone();
                    held.push(certificate::documented(arn, check.domain(), now));
                }
            });
        }
//! What a deployment finds in its accounts when all is as the documents ask.

use super::{SimAccount, SimVpc, SimZone};
use crate::layer::data::Network;
use crate::layer::service::{Dns, WindowsWorkers};
use crate::sim::SimCloud;
use crate::target::Target;

impl SimCloud {
    /// Gives a new world what `deployment` names and takes for granted: its existing VPC, its zone, and instances of the
    /// chosen types. What is
    /// there already stays as it is.
    pub fn furnish_for(&self, deployment: &Deployment) {
        let target = deployment.data_layer.target();
        self.at(target).furnish(|account| {
            network(account, deployment, target);
            zone(account, deployment);
            offerings(account, deployment, target);
        });
    }
}

fn network(account: &mut SimAccount, deployment: &Deployment, target: &Target) {
    if let Network::ExistingVpc(existing) = &deployment.data_layer.draft().network
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
        && !account.zones.iter().any(|one| one.zone.id == *zone)
    {
        let domain = web.domain.as_str();
        let parent = domain.split_once('.').map(|(_, parent)| parent);
        let parent = parent.filter(|parent| parent.contains('.'));
        let name = parent.unwrap_or(domain);
        account.zones.push(SimZone::public(zone, name));
    }
}
