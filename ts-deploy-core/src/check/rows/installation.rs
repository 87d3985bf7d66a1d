//! R1: one installation in an account and region.

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked};
use crate::deployment::Deployment;
use crate::engine::Consents;
use crate::finding::Finding;
use crate::ids::{DeploymentName, ProvisionedProductName, printable};
use crate::layer::ProductComponent;
use crate::plan::{Consent, Evidence, StepError, StepId, TakenOver};
use crate::port::catalog::CatalogReader;
use crate::port::key::{Key, KeyReader};
use crate::port::stack::{Stack, StackReader};
use crate::target::{Target, TargetName};

/// The step that deploys the Data Layer, as consents name it.
fn data_layer_step() -> StepId {
    StepId::known("data-layer")
}

/// The alias that every installation gives to the key of its database, whatever its name.
pub(super) const ALIAS: &str = "alias/ts-rds-production";

/// That no other installation of the platform is in the account and region (R1). Each makes the alias
/// `alias/ts-rds-production`, by which one is noticed; where the deployment's own Data Layer is
/// there, the alias is its own. Whose a Data Layer of that name is, its stack's tags tell: another
/// deployment's blocks, unless somebody agreed to take it over.
#[derive(Clone, Debug)]
pub struct InstallationCheck {
    target: Target,
    data_layer: ProvisionedProductName,
    deployment: DeploymentName,
    adopts: bool,
}

impl InstallationCheck {
    /// The check of `target`, in which `deployment` has a Data Layer of this name.
    pub fn new(
        deployment: DeploymentName,
        target: Target,
        data_layer: ProvisionedProductName,
    ) -> Self {
        Self {
            target,
            data_layer,
            deployment,
            adopts: false,
        }
    }

    /// The same where `consents` may hold the one to take the Data Layer over from another
    /// deployment: then that is said and does not block.
    #[must_use]
    pub fn consented(mut self, consents: &Consents) -> Self {
        self.adopts = consents.allow(&Consent::adopt(&data_layer_step(), ""));
        self
    }

    /// The check of a deployment.
    pub fn of(deployment: &Deployment) -> Self {
        let layer = &deployment.data_layer;
        let data_layer = layer.choice().provisioned_product.clone();
        Self::new(deployment.name.clone(), layer.target().clone(), data_layer)
    }

    /// What is known of the Data Layer that is there, by the tags of its stack.
    fn of_whom(&self, stack: Option<&Stack>, cx: &CheckContext<'_>) -> Looked {
        let name = &self.data_layer;
        let whose = stack.map(|stack| TakenOver::of(&stack.tags, &self.deployment));
        let seen = match whose {
            Some(None) => format!("{name} of this deployment"),
            Some(Some(
                TakenOver::Deployment(other)
                | TakenOver::Platform {
                    deployment: other, ..
                },
            )) => {
                return Looked {
                    findings: self.of_another(&other).into(),
                    ..Looked::default()
                };
            }
            Some(Some(TakenOver::Untold)) => {
                format!(
                    "{name}, which bears no deployment's name: it was made without ts-deploy, or by an older one"
                )
            }
            None => format!("{name}, without a stack that tells whose it is"),
        };
        self.passes(seen, "cloudformation:DescribeStacks", cx)
    }

    fn of_another(&self, other: &str) -> Finding {
        let (name, step) = (&self.data_layer, data_layer_step());
        let other = printable(other, 80);
        let seen = format!(
            "{name} was made by the deployment {other}, not by {}",
            self.deployment
        );
        let id = "installation-of-another-deployment";
        let finding = if self.adopts {
            Finding::warns(id, self.target.name.as_str(), seen)
        } else {
            Finding::blocks(id, self.target.name.as_str(), seen)
        };
        finding
            .why("The two deployments would undo each other's changes, and each could remove what the other runs.")
            .remedy(format!(
                "If {other} goes on, choose another account or region and another data_layer.provisioned_product. If it is \
                 given up, write its name into the spec (name: {other}): then the products are this deployment's own. Or \
                 keep the name and give --allow adopt:{step}, and adopt:service-layer where that product changes too, to \
                 every run that changes them: their tag keeps the name {other}."
            ))
            .row("R1")
    }

    fn second(&self, key: &Key) -> Finding {
        let Target {
            name,
            account,
            region,
        } = &self.target;
        let seen = format!(
            "another installation is in account {account} in {region}: it made {ALIAS} ({}), and there is no \
             provisioned product {}",
            key.arn, self.data_layer
        );
        Finding::blocks("second-installation", name.as_str(), seen)
            .why(
                "Two installations in one account and region collide: both make that alias, the same paths in SSM and \
                 the same private domain.",
            )
            .remedy(format!(
                "If this deployment is that installation and data_layer.provisioned_product was changed, change it \
                 back: a product keeps its name. aws servicecatalog scan-provisioned-products \
                 --access-level-filter Key=Account,Value=self --region {region} lists those there are. If it is \
                 somebody else's, choose another account, or another region with data_layer.iam.role_prefix. If it was removed and the alias \
                 stayed behind: aws kms delete-alias --alias-name {ALIAS} --region {region}, once nothing is \
                 encrypted with that key any more."
            ))
            .row("R1")
    }

    fn passes(&self, seen: String, call: &str, cx: &CheckContext<'_>) -> Looked {
        let evidence = Evidence {
            what: format!("installations in {}", self.target.region),
            seen,
            at: cx.now,
            call: call.to_owned(),
        };
        Looked {
            evidence: vec![evidence],
            ..Looked::default()
        }
    }
}

#[async_trait]
impl Check for InstallationCheck {
    fn id(&self) -> &'static str {
        "one-installation"
    }

    fn row(&self) -> &'static str {
        "R1"
    }

    fn title(&self) -> String {
        "One installation in the account and region".to_owned()
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let catalog = cx.ports.get::<dyn CatalogReader>(self.target.name)?;
        let own = catalog.provisioned_product(&self.data_layer).await?;
        if let Some(own) = own {
            let stacks = cx.ports.get::<dyn StackReader>(self.target.name)?;
            let stack = match &own.stack {
                Some(arn) => stacks.stack(&arn.0).await?,
                None => None,
            };
            return Ok(self.of_whom(stack.as_ref(), cx));
        }
        let keys = cx.ports.get::<dyn KeyReader>(self.target.name)?;
        Ok(match keys.key(ALIAS).await? {
            Some(key) => Looked {
                findings: self.second(&key).into(),
                ..Looked::default()
            },
            None => self.passes(format!("none: no {ALIAS}"), "kms:DescribeKey", cx),
        })
    }
}
