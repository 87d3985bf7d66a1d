//! A value that another component's stack gives (L1b).

use crate::ids::{HostName, ProvisionedProductName, printable};
use crate::parameter::Wire;
use crate::plan::{ReadContext, StepError, StepId};
use crate::port::catalog::{CatalogReader, ProvisionedProductStatus};
use crate::secret::Secret;
use crate::target::TargetName;

/// An output of a product, which is known once that is deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputOf {
    /// The step that deploys the product, which the parameter's comes after: `data-layer`.
    pub step: StepId,
    /// The product.
    pub product: ProvisionedProductName,
    /// The output's key: `RDSEndpoint`. It holds the name of a host.
    pub output: String,
}

impl std::fmt::Display for OutputOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let output = printable(&self.output, 255);
        write!(f, "the output {output} of {}", self.product)
    }
}

/// What an output is now.
pub(super) enum Told {
    /// A host.
    Host(Secret),
    /// The product is not there yet, or is being made or changed.
    NotYet(Wire),
    /// It is no host, or there is no such output: what was seen, and what to do.
    Unfit { seen: String, remedy: String },
}

impl OutputOf {
    /// What it is in `target`. It is asked for anew each time.
    pub(super) async fn told(
        &self,
        cx: &ReadContext<'_>,
        target: TargetName,
    ) -> Result<Told, StepError> {
        let catalog = cx.ports.get::<dyn CatalogReader>(target)?;
        let product = catalog.provisioned_product(&self.product).await?;
        // What is changed may get another endpoint, and what failed is launched again.
        let settled = product.filter(|product| {
            !matches!(
                product.status,
                ProvisionedProductStatus::UnderChange
                    | ProvisionedProductStatus::PlanInProgress
                    | ProvisionedProductStatus::Error
            )
        });
        let Some(product) = settled else {
            return Ok(Told::NotYet(Wire {
                from: self.step.to_string(),
                what: self.output.clone(),
            }));
        };
        let outputs = catalog.outputs(&product.id).await?;
        Ok(match outputs.get(&self.output) {
            Some(host) if HostName::parse(host.as_str()).is_ok() => {
                Told::Host(Secret::new(host.clone()))
            }
            Some(other) => Told::Unfit {
                seen: format!("{self} is {}, which is no host", printable(other, 255)),
                remedy:
                    "Name the output that holds the database's host alone in custom_dns.output."
                        .to_owned(),
            },
            None => {
                let keys: Vec<&str> = outputs.keys().map(String::as_str).collect();
                Told::Unfit {
                    seen: format!(
                        "{} has no output {}; it has {}",
                        self.product,
                        printable(&self.output, 255),
                        printable(&keys.join(", "), 400)
                    ),
                    remedy: "Name the one that holds the database's host in custom_dns.output."
                        .to_owned(),
                }
            }
        })
    }
}
