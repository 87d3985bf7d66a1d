//! R17: the products' versions, and what they take.

use std::sync::Arc;

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked};
use crate::deployment::Deployment;
use crate::finding::{Finding, Findings};
use crate::layer::step::{Resolved, resolve};
use crate::layer::{Inputs, ProductComponent};
use crate::parameter::{Basis, LiveParameters, reconcile};
use crate::plan::{Evidence, StepError};
use crate::port::catalog::{CatalogReader, ProvisionedProduct};
use crate::port::stack::StackReader;
use crate::target::{Target, TargetName};

/// Findings about what the vendor has not shared yet, or the run has not imported yet.
const NOT_YET: [&str; 2] = ["product-not-found", "no-launch-path"];

/// That a product's version is there, active, and fits what the component sends (R17): the same look
/// as the plan's, and its findings. A product that the catalog does not offer yet does not block,
/// since the run's own gates and steps make it offered (R15, R16).
#[derive(Clone)]
pub struct ProductCheck {
    id: &'static str,
    target: TargetName,
    component: Arc<dyn ProductComponent>,
}

/// Both products of a deployment, each with the id of the check that looks at it, and where it works.
pub(super) fn products(
    deployment: &Deployment,
    ids: [&'static str; 2],
) -> [(&'static str, Target, Arc<dyn ProductComponent>); 2] {
    let (data, service) = (&deployment.data_layer, &deployment.service_layer);
    let [of_data, of_service] = ids;
    [
        (of_data, data.target().clone(), Arc::new(data.clone())),
        (
            of_service,
            service.target().clone(),
            Arc::new(service.clone()),
        ),
    ]
}

/// A product as the catalog offers it now.
pub(super) struct Offered {
    pub(super) resolved: Resolved,
}

/// The version of `component` that would be launched or runs; the inner error holds the findings
/// that forbid it.
pub(super) async fn offered(
    cx: &CheckContext<'_>,
    target: TargetName,
    component: &dyn ProductComponent,
) -> Result<Result<Offered, Findings>, StepError> {
    let catalog = cx.ports.get::<dyn CatalogReader>(target)?;
    let name = &component.choice().provisioned_product;
    let own = catalog.provisioned_product(name).await?;
    let running = own.as_ref().map(|product| &product.version);
    let resolved = resolve(&catalog, component, running).await?;
    Ok(resolved.map(|resolved| Offered { resolved }))
}

/// What a check says that cannot look before the product is offered: the check of R17 tells why it
/// is not.
pub(super) fn not_looked_yet(component: &dyn ProductComponent, row: &'static str) -> Looked {
    let seen = "the version that would be launched is not known yet, so that it was not looked at";
    let finding = Finding::informs("version-not-known-yet", component.name(), seen)
        .why("Template and tags belong to a version.")
        .remedy("Mend what the check of R17 finds, and run this again.")
        .row(row);
    Looked {
        findings: finding.into(),
        ..Looked::default()
    }
}

impl ProductCheck {
    /// The checks of both products of a deployment.
    pub fn both(deployment: &Deployment) -> [Self; 2] {
        let ids = ["data-layer-product", "service-layer-product"];
        products(deployment, ids).map(|(id, target, component)| Self {
            id,
            target: target.name,
            component,
        })
    }

    /// What the running stack was given; `None` before the first launch.
    async fn live(
        &self,
        cx: &CheckContext<'_>,
        product: Option<&ProvisionedProduct>,
    ) -> Result<Option<LiveParameters>, StepError> {
        let Some(stack) = product.and_then(|product| product.stack.as_ref()) else {
            return Ok(None);
        };
        let reader = cx.ports.get::<dyn StackReader>(self.target)?;
        let stack = reader.stack(&stack.0).await?;
        Ok(stack.map(|stack| stack.parameters))
    }

    fn reconciled(&self, resolved: &Resolved, live: Option<&LiveParameters>) -> Findings {
        let inputs = Inputs {
            version: Some(resolved.version_name.clone()),
            ..Inputs::default()
        };
        let basis = live.map_or(Basis::Launch, |live| Basis::Update {
            live,
            rotate: false,
        });
        let mut findings = self.component.check_version(&resolved.version_name);
        let set = self.component.parameters(&inputs);
        findings.extend(reconcile(&set, &resolved.contract, basis).findings);
        findings
    }

    fn not_yet(&self, finding: Finding) -> Finding {
        if !NOT_YET.contains(&&*finding.id) {
            return finding;
        }
        Finding::informs(
            "product-not-offered-yet",
            self.component.name(),
            finding.seen,
        )
        .why("Version and parameters can be looked at only once the catalog offers the product.")
        .remedy(
            "Where another name was meant, correct it in the spec. Else let the vendor share its portfolio (R15), \
             import it (R16), and run this again.",
        )
        .row("R17")
    }
}

#[async_trait]
impl Check for ProductCheck {
    fn id(&self) -> &'static str {
        self.id
    }

    fn row(&self) -> &'static str {
        "R17"
    }

    fn title(&self) -> String {
        format!("Version and parameters of the {}", self.component.title())
    }

    fn target(&self) -> TargetName {
        self.target
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let catalog = cx.ports.get::<dyn CatalogReader>(self.target)?;
        let name = &self.component.choice().provisioned_product;
        let own = catalog.provisioned_product(name).await?;
        let running = own.as_ref().map(|product| &product.version);
        let resolved = match resolve(&catalog, self.component.as_ref(), running).await? {
            Ok(resolved) => resolved,
            Err(findings) if own.is_none() => {
                let findings = findings.into_iter().map(|one| self.not_yet(one));
                return Ok(Looked {
                    findings: findings.collect(),
                    ..Looked::default()
                });
            }
            Err(findings) => {
                return Ok(Looked {
                    findings,
                    ..Looked::default()
                });
            }
        };
        let live = self.live(cx, own.as_ref()).await?;
        let findings = self.reconciled(&resolved, live.as_ref());
        let declared = resolved.contract.parameters.len();
        let evidence = vec![Evidence {
            what: format!("{} {}", self.component.title(), resolved.version_name),
            seen: format!("active, declares {declared} parameters"),
            at: cx.now,
            call: "servicecatalog:DescribeProvisioningParameters".to_owned(),
        }];
        Ok(Looked { findings, evidence })
    }
}
