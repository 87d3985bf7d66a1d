//! From a deployment to the steps of a plan.

use std::sync::Arc;

use super::Deployment;
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
    /// The steps that deploy it: credentials, Data Layer, Service Layer.
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
        let data = DeployProduct::new(data_id.clone(), data_target, data_layer)
            .after([target_step(data_target)]);
        let service = DeployProduct::new(service_id, service_target, service_layer)
            .after([target_step(service_target), data_id])
            .takes_from(upstream);
        Graph::new(
            self.checks()
                .chain([Arc::new(data) as Arc<dyn Step>, Arc::new(service)]),
        )
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
        let service = RemoveProduct::new(service_id.clone(), service_target, service_layer)
            .after([target_step(service_target)]);
        let data = RemoveProduct::new(data_id, data_target, data_layer)
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
