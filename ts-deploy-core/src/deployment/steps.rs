//! From a deployment to the steps of a plan.

use std::sync::Arc;

use super::after::S3_ENDPOINT;
use super::{AssociatePrincipal, Deployment, DetailsForVendor, ImportPortfolio, Joined};
use crate::check::TargetCheck;
use crate::layer::ProductComponent;
use crate::layer::secrets::Sources;
use crate::layer::step::{DeployProduct, RemoveProduct, Upstream};
use crate::plan::{Graph, GraphError, Step, StepId};
use crate::target::{Target, TargetName};

/// The id of the step that checks a target's credentials.
pub fn target_step(name: TargetName) -> StepId {
    match name {
        TargetName::Main => StepId::known("target-main"),
        TargetName::Dr => StepId::known("target-dr"),
        TargetName::DrInMainRegion => StepId::known("target-dr-in-main-region"),
    }
}

/// The id of the gate that sends the vendor the details.
fn details_step() -> StepId {
    StepId::known("details-for-vendor")
}

/// A product with its step's id and its place.
struct Placed {
    id: StepId,
    target: Target,
    component: Arc<dyn ProductComponent>,
}

impl Deployment {
    /// The id of the step that checks a target's credentials, which comes before all others there.
    pub fn check_step(target: TargetName) -> StepId {
        target_step(target)
    }

    /// The steps that deploy it when it has no secrets; see [`deploy_with`](Self::deploy_with).
    ///
    /// # Errors
    /// [`GraphError`] never for these steps alone; it is there for those who add their own.
    pub fn deploy(&self) -> Result<Graph, GraphError> {
        self.deploy_with(&Sources::none())
    }

    /// The steps that deploy it: the check of the credentials, the application in Box where it is used
    /// (R14), the parameters in SSM (X1-X4), the gates before the Data Layer (the vendor's agreement, P0, and the details it needs, R15), the
    /// vendor's portfolio where one is named (R16), Data Layer, Service Layer. The parameters take
    /// their values from `sources`; one whose source is not there is blocked.
    ///
    /// # Errors
    /// [`GraphError`] never for these steps alone; it is there for those who add their own.
    pub fn deploy_with(&self, sources: &Sources) -> Result<Graph, GraphError> {
        Graph::new(self.deploy_joined(sources, &Joined::default()))
    }

    /// The steps of [`deploy_with`](Self::deploy_with), joined with those of other crates, which are
    /// put into the same [`Graph`].
    pub fn deploy_joined(&self, sources: &Sources, joined: &Joined) -> Vec<Arc<dyn Step>> {
        let data = self.data();
        let service = self.service();
        let upstream = Upstream {
            component: data.component.name().to_owned(),
            provisioned_product: data.component.choice().provisioned_product.clone(),
        };
        let gates = self.gates();
        let portfolio = self.portfolio_steps();
        let data_layer = DeployProduct::new(data.id.clone(), data.target.clone(), data.component)
            .after([target_step(data.target.name)])
            .after(gates.iter().chain(&portfolio).map(|step| step.id().clone()))
            .after(joined.before_data_layer.iter().cloned());
        let taken = joined.data_layer_takes.iter().cloned();
        let data_layer = taken.fold(data_layer, DeployProduct::takes);
        let service_layer =
            DeployProduct::new(service.id, service.target.clone(), service.component)
                .after([target_step(service.target.name), data.id])
                .after(self.secrets.step_ids())
                .takes_from(upstream);
        let target = target_step(self.secrets.target());
        let for_box = self.box_gate(sources);
        let written = self.secrets.write_steps_after(sources, |parameter| {
            let gate = for_box.iter().filter(|gate| gate.is_before(parameter));
            let gate = gate.map(|gate| gate.id().clone());
            std::iter::once(target.clone()).chain(gate).collect()
        });
        let for_box = for_box.map(|gate| Arc::new(gate) as Arc<dyn Step>);
        let written = written.into_iter().map(|step| self.on_platform(step));
        self.checks(joined)
            .chain(for_box)
            .chain(written)
            .chain(gates)
            .chain(portfolio)
            .chain([
                Arc::new(data_layer) as Arc<dyn Step>,
                Arc::new(service_layer),
            ])
            .collect()
    }

    /// What persons do before the Data Layer is launched.
    fn gates(&self) -> Vec<Arc<dyn Step>> {
        let details = self.details_step();
        let details = details.after([target_step(self.data_layer.target().name)]);
        vec![Arc::new(self.agreement_step()), Arc::new(details)]
    }

    /// The step that sends the vendor the details (R15), which comes after nothing yet.
    pub(crate) fn details_step(&self) -> DetailsForVendor {
        // The DR account in the main region gets copies of snapshots only, and no product.
        let environments = self.targets.iter().map(|settings| settings.target.clone());
        let environments = environments.filter(|t| t.name != TargetName::DrInMainRegion);
        let product = self.data_layer.choice().product.clone();
        let imports = self.portfolio.as_ref();
        let imports = imports.map(|portfolio| portfolio.id.clone());
        let target = self.data_layer.target().name;
        DetailsForVendor::new(details_step(), product, target, environments).imports(imports)
    }

    /// The steps that import the portfolio and associate the deployer (R16), which come after nothing
    /// yet; `None` when no portfolio is named.
    pub(crate) fn portfolio_parts(&self) -> Option<(ImportPortfolio, AssociatePrincipal)> {
        let portfolio = self.portfolio.as_ref()?;
        let target = self.data_layer.target();
        let layers: [&dyn ProductComponent; 2] = [&self.data_layer, &self.service_layer];
        let products = layers.map(|layer| layer.choice().product.clone());
        let (import, associate) = (
            StepId::known("import-portfolio"),
            StepId::known("associate-principal"),
        );
        Some((
            ImportPortfolio::new(import, target.clone(), portfolio.id.clone()),
            AssociatePrincipal::new(associate, target.clone(), portfolio.clone(), products),
        ))
    }

    /// What makes the catalog offer the products: import and association, one after the other;
    /// nothing when no portfolio is named.
    fn portfolio_steps(&self) -> Vec<Arc<dyn Step>> {
        let Some((imports, associates)) = self.portfolio_parts() else {
            return Vec::new();
        };
        let target = target_step(self.data_layer.target().name);
        let imports = imports.after([target.clone(), details_step()]);
        let associates = associates.after([target, imports.id().clone()]);
        vec![Arc::new(imports), Arc::new(associates)]
    }

    /// The steps that remove it, in the other order, with what the tasks after deployment made beside the
    /// products. The vendor's portfolio stays imported and the deployer its principal: neither costs
    /// anything, and others may launch from it.
    ///
    /// # Errors
    /// [`GraphError`] never for these steps alone; it is there for those who add their own.
    pub fn destroy(&self) -> Result<Graph, GraphError> {
        Graph::new(self.destroy_joined(&Joined::default()))
    }

    /// The steps of [`destroy`](Self::destroy), joined with those of other crates, which are put
    /// into the same [`Graph`]. Of `joined` only the targets count.
    pub fn destroy_joined(&self, joined: &Joined) -> Vec<Arc<dyn Step>> {
        let data = self.data();
        let service = self.service();
        // Containers may start, and read them, as long as the Service Layer is there.
        let read_until = [target_step(self.secrets.target()), service.id.clone()];
        let service_layer = RemoveProduct::new(
            service.id.clone(),
            service.target.clone(),
            service.component,
        )
        .after([target_step(service.target.name)]);
        // What runs in the platform needs its way to S3 as long as it runs.
        let first = [target_step(data.target.name), service.id.clone()];
        let undone = self.tasks_undone(&first);
        // The stack's VPC cannot go with an endpoint in it. A role of IAM's is in nothing's way.
        let in_its_way = undone.iter().map(|step| step.id().clone());
        let in_its_way: Vec<StepId> = in_its_way.filter(|id| id.as_str() == S3_ENDPOINT).collect();
        let data_layer = RemoveProduct::new(data.id, data.target.clone(), data.component)
            .after([target_step(data.target.name), service.id])
            .after(in_its_way);
        let parameters = self.secrets.remove_steps(&read_until).into_iter();
        self.checks(joined)
            .chain([Arc::new(service_layer) as Arc<dyn Step>])
            .chain(parameters.map(|step| self.on_platform(step)))
            .chain(undone)
            .chain([Arc::new(data_layer) as Arc<dyn Step>])
            .collect()
    }

    fn data(&self) -> Placed {
        Placed {
            id: StepId::known(self.data_layer.name()),
            target: self.data_layer.target().clone(),
            component: Arc::new(self.data_layer.clone()),
        }
    }

    fn service(&self) -> Placed {
        Placed {
            id: StepId::known(self.service_layer.name()),
            target: self.service_layer.target().clone(),
            component: Arc::new(self.service_layer.clone()),
        }
    }

    /// A check of each target in which something is deployed.
    fn checks(&self, joined: &Joined) -> impl Iterator<Item = Arc<dyn Step>> {
        let used = [
            self.data_layer.target().name,
            self.service_layer.target().name,
        ];
        let used: Vec<TargetName> = used
            .into_iter()
            .chain((!self.secrets.is_empty()).then(|| self.secrets.target()))
            .chain(joined.targets.iter().copied())
            .collect();
        self.targets
            .iter()
            .filter(move |settings| used.contains(&settings.target.name))
            .map(|settings| {
                let target = settings.target.clone();
                Arc::new(TargetCheck::new(target_step(target.name), target)) as Arc<dyn Step>
            })
    }
}
