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
    }
}
