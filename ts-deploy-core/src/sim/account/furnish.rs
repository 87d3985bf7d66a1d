//! What a deployment finds in its accounts when all is as the documents ask.

use super::{SimAccount, SimVpc};
use crate::deployment::Deployment;
use crate::layer::data::Network;
use crate::sim::SimCloud;
use crate::target::Target;

impl SimCloud {
    /// Gives a new world what `deployment` names and takes for granted: its existing VPC. What is
    /// there already stays as it is.
    pub fn furnish_for(&self, deployment: &Deployment) {
        let target = deployment.data_layer.target();
        self.at(target)
            .furnish(|account| network(account, deployment, target));
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
