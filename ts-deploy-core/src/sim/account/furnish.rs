//! What a deployment counts on, put into a new world.

use super::furnish_network;
use crate::deployment::Deployment;
use crate::sim::cloud::SimCloud;

impl SimCloud {
    /// Furnishes the accounts for `deployment`, as its administrators would: its existing VPC, its
    /// zone, and instances of the chosen types are there. What is there already stays as it is, so
    /// that it can be called again.
    pub fn furnish_for(&self, deployment: &Deployment) {
        let target = deployment.data_layer.target();
        self.at(target)
            .furnish(|account| furnish_network::furnish(account, deployment, target));
    }
}
