//! What a deployment finds in its accounts when all is as the documents ask.

use super::{SimAccount, SimVpc, SimZone, certificate, mail};
use crate::check::rows::CertificateCheck;
use crate::deployment::Deployment;
use crate::layer::data::Network;
use crate::layer::service::{Dns, WindowsWorkers};
use crate::sim::SimCloud;
use crate::target::Target;

impl SimCloud {
    /// Gives a new world what `deployment` names and takes for granted, as its administrators would:
    /// its existing VPC, its zone, instances of the chosen types, the certificate, and a sender that
    /// is verified. What is there already stays as it is, so that it can be called again.
    pub fn furnish_for(&self, deployment: &Deployment) {
        let target = deployment.data_layer.target();
        self.at(target).furnish(|account| {
            network(account, deployment, target);
            zone(account, deployment);
            offerings(account, deployment, target);
            sender(account, deployment);
        });
        let now = crate::clock::Clock::now(&self.clock());
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
    }
}

fn sender(account: &mut SimAccount, deployment: &Deployment) {
    let sender = &deployment.data_layer.draft().notifications.sender;
    let sender = sender.as_str();
    if !account.mail_identities.iter().any(|one| one.name == sender) {
        account.mail_identities.push(mail::verified(sender));
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
    let database = &deployment.data_layer.draft().database;
    let class = database.instance_class.as_ref();
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
