//! R19: the private domain is resolved by Route 53.

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked};
use crate::finding::{Finding, Findings};
use crate::ids::{DomainName, VpcId};
use crate::plan::{Evidence, StepError};
use crate::port::network::NetworkReader;
use crate::port::zone::ZoneReader;
use crate::target::{Target, TargetName};

/// That an existing VPC asks Route 53 for the private domain, and that no other zone of this name
/// answers there (R19).
#[derive(Clone, Debug)]
pub struct PrivateZoneCheck {
    target: Target,
    vpc: VpcId,
    domain: DomainName,
}

impl PrivateZoneCheck {
    /// The check of `vpc`, in which the platform's private zone is to be `domain`.
    pub fn new(target: Target, vpc: VpcId, domain: DomainName) -> Self {
        Self {
            target,
            vpc,
            domain,
        }
    }

    fn not_resolved(&self) -> Finding {
        let (vpc, domain, region) = (&self.vpc, &self.domain, &self.target.region);
        let seen = format!("nothing in {vpc} asks Route 53: its DNS support is off");
        Finding::blocks("private-dns-off", "network.existing_vpc.id", seen)
            .why(format!(
                "The platform's parts find each other by names in {domain}."
            ))
            .remedy(format!(
                "aws ec2 modify-vpc-attribute --vpc-id {vpc} --enable-dns-support --region {region}"
            ))
            .row("R19")
    }

    // Before the first launch it is a stranger's; afterwards it is the platform's own.
    fn taken(&self) -> Finding {
        let (vpc, domain, region) = (&self.vpc, &self.domain, &self.target.region);
        let seen = format!("a private zone {domain} answers in {vpc} already");
        Finding::warns("private-zone-taken", "service_layer.private_domain", seen)
            .why("Route 53 allows one zone of a name in a VPC, so that the launch would fail.")
            .remedy(format!(
                "Unless it is this platform's own: aws route53 list-hosted-zones-by-vpc --vpc-id \
                 {vpc} --vpc-region {region}, and take the VPC out of it, or choose another \
                 private_domain."
            ))
            .row("R19")
    }
}

#[async_trait]
impl Check for PrivateZoneCheck {
    fn id(&self) -> &'static str {
        "private-dns"
    }

    fn row(&self) -> &'static str {
        "R19"
    }

    fn title(&self) -> String {
        format!("{} is resolved by Route 53", self.domain)
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let network = cx.ports.get::<dyn NetworkReader>(self.target.name)?;
        let zones = cx.ports.get::<dyn ZoneReader>(self.target.name)?;
        let mut findings = Findings::none();
        if !network.dns(&self.vpc).await?.support {
            findings.push(self.not_resolved());
        }
        let names = zones.names_in(&self.vpc, &self.target.region).await?;
        let domain = self.domain.as_str();
        if names.iter().any(|name| name.eq_ignore_ascii_case(domain)) {
            findings.push(self.taken());
        }
        let evidence = vec![Evidence {
            what: format!("private zones in {}", self.vpc),
            seen: format!("{} of other names", names.len()),
            at: cx.now,
            call: "route53:ListHostedZonesByVPC".to_owned(),
        }];
        Ok(Looked { findings, evidence })
    }
}
