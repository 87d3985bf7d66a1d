//! R1: installations in other regions of the account.

use async_trait::async_trait;

use super::installation::ALIAS;
use crate::check::{Check, CheckContext, Looked};
use crate::deployment::Deployment;
use crate::finding::{Finding, Findings};
use crate::ids::{ProvisionedProductName, Region};
use crate::layer::ProductComponent;
use crate::plan::{Evidence, StepError};
use crate::port::ErrorKind;
use crate::port::catalog::CatalogReader;
use crate::port::key::Key;
use crate::port::regional_key::RegionalKeyReader;
use crate::target::{Target, TargetName};

const WHY: &str = "Roles belong to the account and not to a region: without a prefix of their own the products make \
                   roles of the same names, which fails after an hour or more.";

/// That the names of the roles have a prefix where the account has an installation in another region
/// (R1). One is noticed by its alias `alias/ts-rds-production`, in the regions in which the vendor runs
/// the platform.
#[derive(Clone, Debug)]
pub struct OtherRegionCheck {
    target: Target,
    data_layer: ProvisionedProductName,
    role_prefix: Option<String>,
}

impl OtherRegionCheck {
    /// The check of a deployment.
    pub fn of(deployment: &Deployment) -> Self {
        let layer = &deployment.data_layer;
        let prefix = layer.draft().iam.role_prefix.as_ref();
        Self {
            target: layer.target().clone(),
            data_layer: layer.choice().provisioned_product.clone(),
            role_prefix: prefix.map(ToString::to_string),
        }
    }

    fn at(&self) -> &'static str {
        self.target.name.as_str()
    }

    fn collides(&self, region: &Region, key: &Key) -> Finding {
        let account = &self.target.account;
        let seen = format!(
            "account {account} has an installation in {region} too: {ALIAS} is there ({}), and the roles of this \
             one have no prefix",
            key.arn
        );
        Finding::blocks("installation-in-other-region", self.at(), seen)
            .why(WHY)
            .remedy(format!(
                "Set data_layer.iam.role_prefix (IAMRolePrefix) to one that the other installation has not, or \
                 choose another account. If it was removed and the alias stayed behind: aws kms delete-alias \
                 --alias-name {ALIAS} --region {region}, once nothing is encrypted with that key any more."
            ))
            .row("R1")
    }

    fn closed(&self, regions: &[String]) -> Finding {
        let seen = format!(
            "whether an installation is in {} may not be looked at",
            regions.join(", ")
        );
        Finding::informs("regions-not-looked-at", self.at(), seen)
            .why(WHY)
            .remedy(
                "If the platform runs there in this account, set data_layer.iam.role_prefix. Where the organisation \
                 closes the region nothing can be there; else give the caller the right to kms:DescribeKey there.",
            )
            .row("R1")
    }

    fn no_regions(&self) -> Finding {
        let partition = self.target.region.partition();
        let seen =
            format!("no other regions of the platform are known in the partition {partition}");
        Finding::informs("regions-not-looked-at", self.at(), seen)
            .why(WHY)
            .remedy("If the platform runs in another region of this account, set data_layer.iam.role_prefix.")
            .row("R1")
    }

    /// What passes without a look at other regions; `None` when they have to be looked at.
    async fn no_matter(
        &self,
        cx: &CheckContext<'_>,
    ) -> Result<Option<(String, &'static str)>, StepError> {
        if let Some(prefix) = &self.role_prefix {
            let seen = format!("the names of this one's roles begin with {prefix}");
            return Ok(Some((seen, "none")));
        }
        let catalog = cx.ports.get::<dyn CatalogReader>(self.target.name)?;
        let own = catalog.provisioned_product(&self.data_layer).await?;
        // What never succeeded was rolled back, or will be: its roles are still to be made.
        let own = own.filter(|product| product.last_successful_record.is_some());
        let seen = format!("{} was launched already, with its roles", self.data_layer);
        Ok(own.map(|_| (seen, "servicecatalog:DescribeProvisionedProduct")))
    }
}

#[async_trait]
impl Check for OtherRegionCheck {
    fn id(&self) -> &'static str {
        "other-regions"
    }

    fn row(&self) -> &'static str {
        "R1"
    }

    fn title(&self) -> String {
        "Roles do not collide with those of another region".to_owned()
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let passes = |seen: String, call: &str| Looked {
            evidence: vec![Evidence {
                what: format!("installations of account {} elsewhere", self.target.account),
                seen,
                at: cx.now,
                call: call.to_owned(),
            }],
            ..Looked::default()
        };
        if let Some((seen, call)) = self.no_matter(cx).await? {
            return Ok(passes(seen, call));
        }
        let keys = cx.ports.get::<dyn RegionalKeyReader>(self.target.name)?;
        let (mut findings, mut looked, mut closed) = (Findings::none(), Vec::new(), Vec::new());
        for region in self.target.region.others_of_platform() {
            match keys.key_in(&region, ALIAS).await {
                Ok(Some(key)) => findings.push(self.collides(&region, &key)),
                Ok(None) => looked.push(region.to_string()),
                Err(error) if error.kind == ErrorKind::Denied => closed.push(region.to_string()),
                Err(error) => return Err(error.into()),
            }
        }
        if !closed.is_empty() {
            findings.push(self.closed(&closed));
        } else if findings.is_empty() && looked.is_empty() {
            findings.push(self.no_regions());
        }
        if !findings.is_empty() {
            return Ok(Looked {
                findings,
                ..Looked::default()
            });
        }
        let seen = format!("none: no {ALIAS} in {}", looked.join(", "));
        Ok(passes(seen, "kms:DescribeKey"))
    }
}
