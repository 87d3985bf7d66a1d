//! From a deployment to the steps of a plan.

use std::sync::Arc;

use super::{Deployment, DetailsForVendor};
use crate::check::TargetCheck;
use crate::layer::ProductComponent;
use crate::layer::step::{DeployProduct, RemoveProduct, Upstream};
use crate::plan::{Graph, GraphError, Step, StepId};
use crate::target::TargetName;

/// The id of the step that checks a target's credentials.
fn target_step(name: TargetName) -> StepId {
    match name {
        TargetName::Main => StepId::known("target-main"),
        TargetName::Dr => StepId::known("target-dr"),
        TargetName::DrInMainRegion => StepId::known("target-dr-in-main-region"),
    }
}

impl Deployment {
    /// The steps that deploy it: credentials, the gates before the Data Layer (the vendor's
    /// agreement, P0, and the details it needs, R15), Data Layer, Service Layer.
    ///
    /// # Errors
    /// [`GraphError`] never for these steps alone; it is there for those who add their own.
    pub fn deploy(&self) -> Result<Graph, GraphError> {
        let data_layer = Arc::new(self.data_layer.clone());
        let service_layer = Arc::new(self.service_layer.clone());
        let data_id = StepId::known(data_layer.name());
        let service_id = StepId::known(service_layer.name());
        let data_target = self.data_layer.target().name;
        let service_target = self.service_layer.target().name;
        let upstream = Upstream {
            component: data_layer.name().to_owned(),
            provisioned_product: data_layer.choice().provisioned_product.clone(),
        };
        let gates = self.gates();
        let data = DeployProduct::new(
            data_id.clone(),
            self.data_layer.target().clone(),
            data_layer,
        )
        .after([target_step(data_target)])
        .after(gates.iter().map(|gate| gate.id().clone()));
        let service = DeployProduct::new(
            service_id,
            self.service_layer.target().clone(),
            service_layer,
        )
        .after([target_step(service_target), data_id])
        .takes_from(upstream);
        Graph::new(
            self.checks()
                .chain(gates)
                .chain([Arc::new(data) as Arc<dyn Step>, Arc::new(service)]),
        )
    }

    /// What persons do before the Data Layer is launched.
    fn gates(&self) -> Vec<Arc<dyn Step>> {
        let data_target = self.data_layer.target().name;
        // The DR account in the main region gets copies of snapshots only, and no product.
        let environments = self.targets.iter().map(|settings| settings.target.clone());
        let environments = environments.filter(|t| t.name != TargetName::DrInMainRegion);
        let product = self.data_layer.choice().product.clone();
        let id = StepId::known("details-for-vendor");
        let details = DetailsForVendor::new(id, product, data_target, environments)
            .after([target_step(data_target)]);
        vec![Arc::new(self.agreement_step()), Arc::new(details)]
    }

    /// The steps that remove it, in the other order.
    ///
    /// # Errors
    /// [`GraphError`] never for these steps alone; it is there for those who add their own.
    pub fn destroy(&self) -> Result<Graph, GraphError> {
        let data_layer = Arc::new(self.data_layer.clone());
        let service_layer = Arc::new(self.service_layer.clone());
        let data_id = StepId::known(data_layer.name());
        let service_id = StepId::known(service_layer.name());
        let data_target = self.data_layer.target().name;
        let service_target = self.service_layer.target().name;
        let service = RemoveProduct::new(
            service_id.clone(),
            self.service_layer.target().clone(),
            service_layer,
        )
        .after([target_step(service_target)]);
        let data = RemoveProduct::new(data_id, self.data_layer.target().clone(), data_layer)
            .after([target_step(data_target), service_id]);
        Graph::new(
            self.checks()
                .chain([Arc::new(service) as Arc<dyn Step>, Arc::new(data)]),
        )
    }

    /// A check of each target in which something is deployed.
    fn checks(&self) -> impl Iterator<Item = Arc<dyn Step>> {
        let used = [
            self.data_layer.target().name,
            self.service_layer.target().name,
        ];
        self.targets
            .iter()
            .filter(move |settings| used.contains(&settings.target.name))
            .map(|settings| {
                let target = settings.target.clone();
                Arc::new(TargetCheck::new(target_step(target.name), target)) as Arc<dyn Step>
            })
    }
}
