//! A step that changes something of the platform beside its products: a parameter that its services
//! read, a service, a part of a product's stack.

use std::sync::Arc;

use async_trait::async_trait;

use super::Deployment;
use crate::ids::ProvisionedProductName;
use crate::layer::ProductComponent;
use crate::plan::{Around, Observation, ReadContext, Step, StepError, StepId, TakenOver};
use crate::port::catalog::CatalogReader;
use crate::port::stack::StackReader;
use crate::target::TargetName;

impl Deployment {
    /// `step`, whose changes need the consent to take over a product where another deployment made one
    /// of the two: `adopt:data-layer` or, where only that is another's, `adopt:service-layer`. For what
    /// changes the platform beside its products; the core's own steps and fixes of that kind are so already.
    /// It is looked at only where there is something to change.
    pub fn on_platform(&self, step: Arc<dyn Step>) -> Arc<dyn Step> {
        self.platform().around(step)
    }

    /// The platform that the deployment's products make.
    pub(crate) fn platform(&self) -> Platform {
        let (data, service) = (&self.data_layer, &self.service_layer);
        let layers: [(&dyn ProductComponent, TargetName); 2] =
            [(data, data.target().name), (service, service.target().name)];
        Platform(layers.map(|(layer, target)| Product {
            step: StepId::known(layer.name()),
            target,
            name: layer.choice().provisioned_product.clone(),
        }))
    }
}

/// A platform, by the products that make it.
#[derive(Clone, Debug)]
pub(crate) struct Platform([Product; 2]);

impl Platform {
    /// `step`, whose changes are of this platform.
    pub(crate) fn around(&self, step: Arc<dyn Step>) -> Arc<dyn Step> {
        let platform = self.clone();
        Arc::new(OnPlatform { step, platform })
    }
}

/// A product, and the step that deploys it.
#[derive(Clone, Debug)]
struct Product {
    step: StepId,
    target: TargetName,
    name: ProvisionedProductName,
}

impl Product {
    /// The deployment that made it, by the tags of its stack; `None` for one's own, for one that bears no
    /// name, and where there is none.
    async fn of_another(&self, cx: &ReadContext<'_>) -> Result<Option<TakenOver>, StepError> {
        let catalog = cx.ports.get::<dyn CatalogReader>(self.target)?;
        let product = catalog.provisioned_product(&self.name).await?;
        let Some(arn) = product.and_then(|product| product.stack) else {
            return Ok(None);
        };
        let stacks = cx.ports.get::<dyn StackReader>(self.target)?;
        let stack = stacks.stack(&arn.0).await?;
        let whose = stack.and_then(|stack| TakenOver::of(&stack.tags, cx.tokens.deployment()));
        Ok(match whose {
            Some(TakenOver::Deployment(deployment)) => Some(TakenOver::Platform {
                deployment,
                step: self.step.clone(),
            }),
            Some(TakenOver::Untold | TakenOver::Platform { .. }) | None => None,
        })
    }
}

/// A step that is as it was, and whose changes are of these products' platform.
struct OnPlatform {
    step: Arc<dyn Step>,
    platform: Platform,
}

impl OnPlatform {
    async fn whose(&self, cx: &ReadContext<'_>) -> Result<Option<TakenOver>, StepError> {
        for product in &self.platform.0 {
            let whose = product.of_another(cx).await?;
            if whose.is_some() {
                return Ok(whose);
            }
        }
        Ok(None)
    }
}

#[async_trait]
impl Around for OnPlatform {
    fn step(&self) -> &dyn Step {
        self.step.as_ref()
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        let mut observed = self.step.observe(cx).await?;
        // What awaits something is not begun, and is looked at again when that is there.
        if let Observation::Differs(proposal) = &mut observed
            && proposal.awaits.is_empty()
            && proposal.takes_over.is_none()
        {
            proposal.takes_over = self.whose(cx).await?;
        }
        Ok(observed)
    }
}
