//! What a deployment counts on, put into a new world.

use super::{SimAccount, certificate, furnish_network, key_pair, mail};
use crate::check::rows::CertificateCheck;
use crate::deployment::Deployment;
use crate::sim::cloud::SimCloud;

impl SimCloud {
    /// Gives a new world what `deployment` names and takes for granted, as its administrators would:
    /// its existing VPC, its zone, instances of the chosen types, the key pair, the certificate, and a
    /// sender that is verified. What is there already stays as it is, and what was put there once and is
    /// gone stays gone, so that it can be called again.
    pub fn furnish_for(&self, deployment: &Deployment) {
        let target = deployment.data_layer.target();
        self.at(target).furnish(|account| {
            furnish_network::furnish(account, deployment, target);
            sender(account, deployment);
            pair(account, deployment);
        });
        let now = crate::clock::Clock::now(&self.clock());
        if let Some(check) = CertificateCheck::of(deployment) {
            let target = deployment.service_layer.target();
            self.at(target).furnish(|account| {
                let first = account.is_new_here("certificate", check.arn().as_str());
                let held = &mut account.certificates;
                if first && !held.iter().any(|one| one.arn == *check.arn()) {
                    let arn = check.arn().clone();
                    held.push(certificate::documented(arn, check.domain(), now));
                }
            });
        }
    }
}

fn pair(account: &mut SimAccount, deployment: &Deployment) {
    if let Some((name, _)) = &deployment.data_layer.draft().key_pair
        && account.is_new_here("key-pair", name)
        && !account.key_pairs.iter().any(|one| one.name == *name)
    {
        account.key_pairs.push(key_pair::there(name));
    }
}

fn sender(account: &mut SimAccount, deployment: &Deployment) {
    let sender = &deployment.data_layer.draft().notifications.sender;
    let sender = sender.as_str();
    let first = account.is_new_here("mail-identity", sender);
    if first && !account.mail_identities.iter().any(|one| one.name == sender) {
        account.mail_identities.push(mail::verified(sender));
    }
}
