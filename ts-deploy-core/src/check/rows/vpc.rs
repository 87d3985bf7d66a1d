//! R5: an existing VPC has what the platform needs.

use std::collections::BTreeSet;

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked};
use crate::finding::{Finding, Findings};
use crate::ids::SubnetId;
use crate::layer::data::ExistingVpc;
use crate::plan::{Evidence, StepError};
use crate::port::ErrorKind;
use crate::port::network::{NetworkReader, Subnet, SubnetState, Vpc, VpcState};
use crate::target::{Target, TargetName};

/// How many bits a private subnet's block may fix at most, and a public one's.
const PRIVATE: u8 = 24;
const PUBLIC: u8 = 28;
/// In how many zones subnets must be, and better are.
const ZONES: usize = 2;
const BETTER: usize = 3;

const WHY_ZONES: &str = "Database, search cluster and containers are spread over zones, so that \
                         the loss of one does not stop the platform.";

/// That a VPC that exists has the subnets, sizes, zones and DNS that the platform needs (R5).
#[derive(Clone, Debug)]
pub struct VpcCheck {
    target: Target,
    existing: ExistingVpc,
}

/// The kinds of subnets, in the words of the spec.
#[derive(Clone, Copy)]
struct Kind {
    word: &'static str,
    field: &'static str,
    most_bits: u8,
    /// True when they have to be spread over zones.
    spread: bool,
}

const KINDS: [Kind; 3] = [
    Kind {
        word: "private",
        field: "network.existing_vpc.private_subnets",
        most_bits: PRIVATE,
        spread: true,
    },
    Kind {
        word: "public",
        field: "network.existing_vpc.egress",
        most_bits: PUBLIC,
        spread: true,
    },
    // Of these the documents ask for no size and no zones.
    Kind {
        word: "isolated",
        field: "network.existing_vpc.isolated.subnets",
        most_bits: 32,
        spread: false,
    },
];

impl VpcCheck {
    /// The check of the VPC that exists in `target`.
    pub fn new(target: Target, existing: ExistingVpc) -> Self {
        Self { target, existing }
    }

    fn blocks(id: &'static str, at: impl Into<String>, seen: impl Into<String>) -> Finding {
        Finding::blocks(id, at, seen).row("R5")
    }

    fn not_there(&self) -> Finding {
        let (vpc, region) = (&self.existing.id, &self.target.region);
        let seen = format!(
            "{vpc} is not in account {} and region {region}",
            self.target.account
        );
        Self::blocks("vpc-not-found", "network.existing_vpc.id", seen)
            .why("The platform is launched into this VPC.")
            .remedy(format!(
                "List the VPCs: aws ec2 describe-vpcs --region {region}, and correct the spec."
            ))
    }

    fn of_vpc(&self, vpc: &Vpc) -> Findings {
        let mut findings = Findings::none();
        let id = &vpc.id;
        if vpc.state != VpcState::Available {
            let seen = format!("{id} is not available");
            let finding = Self::blocks("vpc-not-available", "network.existing_vpc.id", seen)
                .why("Nothing can be made in it.")
                .remedy("Wait until it is, or choose another VPC.");
            findings.push(finding);
        }
        let cidr = &self.existing.cidr;
        if !vpc.blocks.iter().any(|block| block.contains(cidr)) {
            let blocks: Vec<String> = vpc.blocks.iter().map(ToString::to_string).collect();
            let seen = format!("{id} has {}, the spec says {cidr}", blocks.join(", "));
            let finding = Self::blocks("vpc-cidr", "network.existing_vpc.cidr", seen)
                .why(
                    "Security groups are opened for the block of VpcCIDR; with another one the \
                     platform's parts do not reach each other.",
                )
                .remedy("Write the VPC's own block into the spec.");
            findings.push(finding);
        }
        findings
    }

    fn of_dns(&self, support: bool, hostnames: bool) -> Findings {
        let (vpc, region) = (&self.existing.id, &self.target.region);
        let all = [
            ("DNS support is", "enable-dns-support", support),
            ("DNS host names are", "enable-dns-hostnames", hostnames),
        ];
        let off = all.into_iter().filter(|(.., on)| !on);
        off.map(|(what, option, _)| {
            let seen = format!("{what} off in {vpc}");
            Self::blocks("vpc-dns-off", "network.existing_vpc.id", seen)
                .why("The platform's parts find each other by names in a private zone.")
                .remedy(format!(
                    "aws ec2 modify-vpc-attribute --vpc-id {vpc} --{option} --region {region}"
                ))
        })
        .collect()
    }

    fn of_subnets(&self, kind: Kind, named: &[SubnetId], there: &[Subnet]) -> Findings {
        let mut findings = Findings::none();
        let mut zones = BTreeSet::new();
        for id in named {
            match there.iter().find(|one| one.id == *id) {
                None => findings.push(self.no_subnet(kind, id)),
                Some(subnet) => {
                    zones.insert(subnet.zone_id.as_str());
                    findings.extend(self.of_subnet(kind, subnet));
                }
            }
        }
        if kind.spread && !named.is_empty() && zones.len() < BETTER {
            findings.push(Self::few_zones(kind, &zones));
        }
        findings
    }

    fn no_subnet(&self, kind: Kind, id: &SubnetId) -> Finding {
        let Target {
            account, region, ..
        } = &self.target;
        let seen = format!("{id} is not in account {account} and region {region}");
        Self::blocks("subnet-not-found", kind.field, seen)
            .why(format!("It is to be one of the {} subnets.", kind.word))
            .remedy(format!(
                "List the VPC's subnets: aws ec2 describe-subnets --filters \
                 Name=vpc-id,Values={} --region {region}, and correct the spec.",
                self.existing.id
            ))
    }

    fn of_subnet(&self, kind: Kind, subnet: &Subnet) -> Findings {
        let mut findings = Findings::none();
        let Kind {
            word,
            field,
            most_bits,
            ..
        } = kind;
        let id = &subnet.id;
        if subnet.vpc != self.existing.id {
            let seen = format!("{id} is in {}, not in {}", subnet.vpc, self.existing.id);
            let finding = Self::blocks("subnet-elsewhere", field, seen)
                .why("All subnets must be in the platform's VPC.")
                .remedy("Name a subnet of the VPC in the spec.");
            findings.push(finding);
        }
        if subnet.state != SubnetState::Available {
            let seen = format!("{id} is not available");
            let finding = Self::blocks("subnet-not-available", field, seen)
                .why("Nothing can be made in it.")
                .remedy("Wait until it is, or choose another subnet.");
            findings.push(finding);
        }
        if subnet.block.prefix_len() > most_bits {
            let (block, usable) = (&subnet.block, subnet.usable());
            let seen = format!(
                "the {word} subnet {id} is {block}, with {usable} usable addresses; it must be \
                 /{most_bits} or larger"
            );
            let finding = Self::blocks("subnet-too-small", field, seen)
                .why("When its addresses are used up, containers no longer start.")
                .remedy("Make a larger subnet and name it in the spec.");
            findings.push(finding);
        } else if kind.most_bits == PRIVATE && subnet.free < subnet.usable() {
            findings.push(self.in_use(field, subnet));
        }
        findings
    }

    // Before the first launch something else is in it; afterwards the platform itself is.
    fn in_use(&self, field: &'static str, subnet: &Subnet) -> Finding {
        let (id, usable) = (&subnet.id, subnet.usable());
        let seen = format!("{} of {usable} addresses of {id} are free", subnet.free);
        Finding::warns("subnet-in-use", field, seen)
            .why("The platform's private subnets are to be for it alone.")
            .remedy(format!(
                "Unless the platform itself is there already, look what is: aws ec2 \
                 describe-network-interfaces --filters Name=subnet-id,Values={id} --region {}",
                self.target.region
            ))
            .row("R5")
    }

    fn few_zones(kind: Kind, zones: &BTreeSet<&str>) -> Finding {
        let named: Vec<&str> = zones.iter().copied().collect();
        let (word, named) = (kind.word, named.join(", "));
        if zones.len() < ZONES {
            let seen = if zones.is_empty() {
                format!("no {word} subnet is there")
            } else {
                format!("all {word} subnets are in one zone ({named})")
            };
            Self::blocks("too-few-zones", kind.field, seen)
                .why(WHY_ZONES)
                .remedy(format!(
                    "Name {word} subnets in at least {ZONES} zones, better {BETTER}."
                ))
        } else {
            let seen = format!("the {word} subnets are in two zones ({named}); three are better");
            Finding::informs("two-zones", kind.field, seen)
                .why(WHY_ZONES)
                .remedy(format!("Add a {word} subnet in a third zone if you can."))
                .row("R5")
        }
    }
}

#[async_trait]
impl Check for VpcCheck {
    fn id(&self) -> &'static str {
        "existing-vpc"
    }

    fn row(&self) -> &'static str {
        "R5"
    }

    fn title(&self) -> String {
        format!("{} has what the platform needs", self.existing.id)
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let reader = cx.ports.get::<dyn NetworkReader>(self.target.name)?;
        let vpc = match reader.vpc(&self.existing.id).await {
            Err(error) if error.kind == ErrorKind::NotFound => {
                return Ok(Looked {
                    findings: self.not_there().into(),
                    ..Looked::default()
                });
            }
            vpc => vpc?,
        };
        let mut findings = self.of_vpc(&vpc);
        let dns = reader.dns(&vpc.id).await?;
        findings.extend(self.of_dns(dns.support, dns.hostnames));
        let private = self.existing.private_subnets.as_slice();
        let public = self.existing.egress.public_subnets();
        let isolated = self.existing.isolated.as_ref();
        let isolated = isolated.map_or(&[][..], |one| one.subnets.as_slice());
        let all = [private, public, isolated];
        let there = reader.subnets(&all.concat()).await?;
        for (kind, named) in KINDS.into_iter().zip(all) {
            findings.extend(self.of_subnets(kind, named, &there));
        }
        let blocks: Vec<String> = there
            .iter()
            .map(|one| format!("{} {} in {}", one.id, one.block, one.zone_id))
            .collect();
        let evidence = vec![Evidence {
            what: format!("{} of {}", vpc.id, self.existing.cidr),
            seen: blocks.join("; "),
            at: cx.now,
            call: "ec2:DescribeSubnets".to_owned(),
        }];
        Ok(Looked { findings, evidence })
    }
}
