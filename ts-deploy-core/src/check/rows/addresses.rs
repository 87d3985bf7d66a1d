//! R7: Elastic IP addresses are free in the quota.

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked};
use crate::finding::Finding;
use crate::plan::{Evidence, StepError};
use crate::port::address::{AddressReader, ElasticIp};
use crate::port::quota::{QuotaId, QuotaReader};
use crate::target::{Target, TargetName};

/// "EC2-VPC Elastic IPs".
const QUOTA: QuotaId = QuotaId {
    service: "ec2",
    code: "L-0263D0A3",
};
/// How many the documents ask for.
const NEEDED: u64 = 3;
/// How the stacks of Service Catalog's products are named.
const PRODUCT_STACK: &str = "SC-";

/// That three Elastic IP addresses are free in the quota, where the stack makes the VPC or the
/// platform is reachable from the Internet (R7).
#[derive(Clone, Debug)]
pub struct AddressCheck {
    target: Target,
}

impl AddressCheck {
    /// The check of `target`.
    pub fn new(target: Target) -> Self {
        Self { target }
    }

    fn finding(&self, quota: u64, addresses: &[ElasticIp]) -> Finding {
        let (region, used) = (&self.target.region, addresses.len());
        let mut stacks = addresses.iter().filter_map(|one| one.stack.as_deref());
        // Once the platform is there, the addresses in use are its own.
        let product = stacks.find(|stack| stack.starts_with(PRODUCT_STACK));
        let seen = format!(
            "{used} of {quota} Elastic IP addresses in {region} are taken; the platform needs \
             {NEEDED} more"
        );
        let at = self.target.name.as_str();
        let (finding, unless) = if let Some(stack) = product {
            let stack = crate::ids::printable(stack, 128);
            let unless = format!("Unless {stack} is the platform itself: r");
            (Finding::warns("too-few-addresses", at, seen), unless)
        } else {
            let blocks = Finding::blocks("too-few-addresses", at, seen);
            (blocks, "R".to_owned())
        };
        finding
            .why("NAT gateways and load balancers get one each; without them the launch fails.")
            .remedy(format!(
                "{unless}elease what is not used (aws ec2 describe-addresses --region {region}), or \
                 ask for more: aws service-quotas request-service-quota-increase --service-code {} \
                 --quota-code {} --desired-value {} --region {region}",
                QUOTA.service,
                QUOTA.code,
                u64::try_from(used).unwrap_or(u64::MAX).saturating_add(NEEDED)
            ))
            .row("R7")
    }
}

#[async_trait]
impl Check for AddressCheck {
    fn id(&self) -> &'static str {
        "elastic-ips"
    }

    fn row(&self) -> &'static str {
        "R7"
    }

    fn title(&self) -> String {
        format!("{NEEDED} Elastic IP addresses are free in the quota")
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let reader = cx.ports.get::<dyn AddressReader>(self.target.name)?;
        let quotas = cx.ports.get::<dyn QuotaReader>(self.target.name)?;
        let addresses = reader.addresses().await?;
        let quota = quotas.applied(QUOTA).await?;
        let used = u64::try_from(addresses.len()).unwrap_or(u64::MAX);
        if quota.saturating_sub(used) < NEEDED {
            return Ok(Looked {
                findings: self.finding(quota, &addresses).into(),
                ..Looked::default()
            });
        }
        let evidence = vec![Evidence {
            what: "Elastic IP addresses".to_owned(),
            seen: format!("{used} of {quota} taken"),
            at: cx.now,
            call: "servicequotas:GetServiceQuota".to_owned(),
        }];
        Ok(Looked {
            evidence,
            ..Looked::default()
        })
    }
}
