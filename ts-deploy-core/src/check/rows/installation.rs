//! R1: one installation in an account and region.

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked};
use crate::deployment::Deployment;
use crate::finding::Finding;
use crate::ids::ProvisionedProductName;
use crate::layer::ProductComponent;
use crate::plan::{Evidence, StepError};
use crate::port::catalog::CatalogReader;
use crate::port::key::{Key, KeyReader};
use crate::target::{Target, TargetName};

/// The alias that every installation gives to the key of its database, whatever its name.
pub(super) const ALIAS: &str = "alias/ts-rds-production";

/// That no other installation of the platform is in the account and region (R1). Each makes the alias
/// `alias/ts-rds-production`, by which one is noticed; where the deployment's own Data Layer is
/// there, the alias is its own.
#[derive(Clone, Debug)]
pub struct InstallationCheck {
    target: Target,
    data_layer: ProvisionedProductName,
}

impl InstallationCheck {
    /// The check of `target`, in which the Data Layer of this name is the deployment's own.
    pub fn new(target: Target, data_layer: ProvisionedProductName) -> Self {
        Self { target, data_layer }
    }

    /// The check of a deployment.
    pub fn of(deployment: &Deployment) -> Self {
        let layer = &deployment.data_layer;
        let data_layer = layer.choice().provisioned_product.clone();
        Self::new(layer.target().clone(), data_layer)
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
        if own.is_some() {
            let seen = format!("{} of this deployment", self.data_layer);
            return Ok(self.passes(seen, "servicecatalog:DescribeProvisionedProduct", cx));
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
