//! R4: the names of an existing VPC are resolved by Amazon's resolver.

use std::net::Ipv4Addr;

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked};
use crate::finding::Finding;
use crate::ids::{DomainName, VpcId, printable};
use crate::plan::{Evidence, StepError};
use crate::port::network::{NetworkReader, Vpc};
use crate::target::{Target, TargetName};

/// The word by which DHCP options name the resolver of the VPC.
const AMAZON: &str = "AmazonProvidedDNS";
const WHY: &str = "The platform's parts find each other by names in a private zone, which only \
                   Amazon's resolver answers.";

/// That the DHCP options of a VPC that exists name Amazon's resolver and no other (R4).
#[derive(Clone, Debug)]
pub struct ResolverCheck {
    target: Target,
    vpc: VpcId,
    private_domain: DomainName,
}

impl ResolverCheck {
    /// The check of `vpc`, in which names below `private_domain` are to be resolved.
    pub fn new(target: Target, vpc: VpcId, private_domain: DomainName) -> Self {
        Self {
            target,
            vpc,
            private_domain,
        }
    }

    fn no_options(&self) -> Finding {
        let (vpc, region) = (&self.vpc, &self.target.region);
        let seen = format!("{vpc} has no set of DHCP options");
        Finding::blocks("no-dhcp-options", "network.existing_vpc.id", seen)
            .why(WHY)
            .remedy(format!(
                "Make one and attach it: aws ec2 create-dhcp-options --region {region} \
                 --dhcp-configurations Key=domain-name-servers,Values={AMAZON}; aws ec2 \
                 associate-dhcp-options --vpc-id {vpc} --region {region} --dhcp-options-id ID"
            ))
            .row("R4")
    }

    // Other resolvers are allowed, with the documented way round, which AWS does not show.
    fn others(&self, options: &str, others: &[String]) -> Finding {
        let vpc = &self.vpc;
        let seen = format!(
            "{vpc} is told to resolve names through {} ({})",
            others.join(", "),
            printable(options, 40)
        );
        Finding::warns("other-resolvers", "network.existing_vpc.id", seen)
            .why(WHY)
            .remedy(format!(
                "Let those resolvers forward {} to the Amazon resolver of the VPC, and after the \
                 Data Layer write the database's endpoint into POSTGRES_HOST of each service's \
                 path (custom_dns in the spec, L1b); or attach DHCP options with {AMAZON} alone.",
                self.private_domain
            ))
            .row("R4")
    }
}

/// True when `server`, as DHCP options name it, is Amazon's resolver of `vpc`.
fn is_amazons(vpc: &Vpc, server: &str) -> bool {
    let server = server.trim();
    let address = server.parse::<Ipv4Addr>();
    server.eq_ignore_ascii_case(AMAZON) || address.is_ok_and(|one| vpc.is_amazon_resolver(one))
}

#[async_trait]
impl Check for ResolverCheck {
    fn id(&self) -> &'static str {
        "dhcp-options"
    }

    fn row(&self) -> &'static str {
        "R4"
    }

    fn title(&self) -> String {
        format!("Names in {} are resolved by AWS", self.vpc)
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let reader = cx.ports.get::<dyn NetworkReader>(self.target.name)?;
        let vpc = reader.vpc(&self.vpc).await?;
        let id = vpc.dhcp_options.as_str();
        // No set has this id: it is AWS's word for none.
        if id == "default" {
            return Ok(Looked {
                findings: self.no_options().into(),
                ..Looked::default()
            });
        }
        let servers = reader.dhcp_options(id).await?.name_servers;
        if servers.is_empty() {
            return Ok(Looked {
                findings: self.no_options().into(),
                ..Looked::default()
            });
        }
        let others: Vec<String> = servers
            .iter()
            .filter(|server| !is_amazons(&vpc, server))
            .map(|server| printable(server, 60))
            .collect();
        if !others.is_empty() {
            return Ok(Looked {
                findings: self.others(id, &others).into(),
                ..Looked::default()
            });
        }
        let evidence = vec![Evidence {
            what: format!("DHCP options of {}", self.vpc),
            seen: printable(&servers.join(", "), 200),
            at: cx.now,
            call: "ec2:DescribeDhcpOptions".to_owned(),
        }];
        Ok(Looked {
            evidence,
            ..Looked::default()
        })
    }
}
