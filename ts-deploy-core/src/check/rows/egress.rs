//! R6: AWS's services can be reached from all subnets.

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked};
use crate::finding::{Finding, Findings};
use crate::ids::{SubnetId, printable};
use crate::layer::data::ExistingVpc;
use crate::plan::{Evidence, StepError};
use crate::port::network::{
    NatGateway, NatGatewayState, NetworkReader, Route, RouteKind, RouteState, RouteTable,
    VpcEndpoint, VpcEndpointState, VpcEndpointType,
};
use crate::target::{Target, TargetName};

/// The services that the platform calls from its subnets, by the last part of their endpoints'
/// names. The first four are the documents' own; the others are what its parts are made of.
pub(crate) const SERVICES: [&str; 19] = [
    "logs",
    "monitoring",
    "sqs",
    "cloudformation",
    "ssm",
    "ssmmessages",
    "ec2messages",
    "ecr.api",
    "ecr.dkr",
    "sts",
    "secretsmanager",
    "kms",
    "sns",
    "states",
    "lambda",
    "ecs",
    "elasticloadbalancing",
    "s3",
    "dynamodb",
];
/// How many of them the documents ask for by name, for the workers.
const DOCUMENTED: usize = 4;
const WHY: &str = "Containers and workers call AWS's services; without a way to them they do not \
                   start, and the launch waits for them until it fails.";

/// That every subnet of a VPC that exists has a way to AWS's services: a route out, or endpoints
/// (R6); and that the endpoints which the spec names for workers are in the VPC.
#[derive(Clone, Debug)]
pub struct EgressCheck {
    target: Target,
    existing: ExistingVpc,
}

/// What is in the VPC.
struct Seen {
    tables: Vec<RouteTable>,
    nats: Vec<NatGateway>,
    endpoints: Vec<VpcEndpoint>,
}

impl Seen {
    /// Whether the route leads out of the VPC, or why not.
    fn leads_out(&self, route: &Route) -> Result<(), String> {
        let through = printable(&route.through, 60);
        if route.state != RouteState::Active {
            return Err(format!("leads nowhere: {through} is gone (blackhole)"));
        }
        if route.kind() != RouteKind::NatGateway {
            return Ok(());
        }
        let mut nats = self.nats.iter();
        match nats.find(|nat| nat.id == route.through) {
            Some(nat) if nat.state == NatGatewayState::Available => Ok(()),
            Some(_) => Err(format!("leads nowhere: {through} is not available")),
            None => Err(format!("leads nowhere: {through} is not in the VPC")),
        }
    }

    /// Whether an endpoint for the service answers by this name.
    fn answers(&self, service: &str, name: &str) -> bool {
        self.endpoints.iter().any(|one| {
            one.state == VpcEndpointState::Available
                && one.service.ends_with(&format!(".{service}"))
                && one.names.iter().any(|own| own.eq_ignore_ascii_case(name))
        })
    }

    /// The services that no endpoint answers for from the table's subnets.
    fn without_endpoint(&self, table: &RouteTable) -> Vec<&'static str> {
        let answered = |service: &&str| {
            self.endpoints.iter().any(|one| {
                one.service.ends_with(&format!(".{service}"))
                    && one.state == VpcEndpointState::Available
                    && match one.kind {
                        VpcEndpointType::Interface => one.private_dns,
                        VpcEndpointType::Gateway => one.route_tables.contains(&table.id),
                        _ => false,
                    }
            })
        };
        let services = SERVICES.into_iter();
        services.filter(|service| !answered(service)).collect()
    }
}

impl EgressCheck {
    /// The check of the VPC that exists in `target`.
    pub fn new(target: Target, existing: ExistingVpc) -> Self {
        Self { target, existing }
    }

    fn blocks(id: &'static str, at: &'static str, seen: String) -> Finding {
        Finding::blocks(id, at, seen).why(WHY).row("R6")
    }

    fn no_table(at: &'static str, subnet: &SubnetId) -> Finding {
        let seen = format!("no route table holds for {subnet}");
        Self::blocks("no-route-table", at, seen)
            .remedy("Correct the subnet in the spec, or associate a route table with it.")
    }

    fn of_private(&self, seen: &Seen, subnet: &SubnetId) -> Option<Finding> {
        let at = "network.existing_vpc.private_subnets";
        let Some(table) = RouteTable::of(subnet, &seen.tables) else {
            return Some(Self::no_table(at, subnet));
        };
        let Some(route) = table.default_route() else {
            let missing = seen.without_endpoint(table);
            return (!missing.is_empty()).then(|| self.no_way(at, subnet, table, &missing));
        };
        if route.kind() == RouteKind::InternetGateway {
            let through = printable(&route.through, 60);
            let seen = format!(
                "{subnet} is no private subnet: its table {} leads to {through}",
                table.id
            );
            let finding = Self::blocks("private-subnet-public", at, seen);
            return Some(finding.remedy(
                "What runs there has no public address and gets no answer: route it through a NAT \
                 gateway in a public subnet, or name a private subnet.",
            ));
        }
        let dead = seen.leads_out(route).err()?;
        let found = format!("the default route of {subnet} ({}) {dead}", table.id);
        let finding = Self::blocks("route-leads-nowhere", at, found);
        Some(finding.remedy(format!(
            "aws ec2 replace-route --route-table-id {} --destination-cidr-block 0.0.0.0/0 \
             --nat-gateway-id ID --region {}",
            table.id, self.target.region
        )))
    }

    fn no_way(
        &self,
        at: &'static str,
        subnet: &SubnetId,
        table: &RouteTable,
        missing: &[&str],
    ) -> Finding {
        let seen = format!(
            "{subnet} has no route out ({}) and no endpoint for {}",
            table.id,
            missing.join(", ")
        );
        Self::blocks("no-way-out", at, seen).remedy(format!(
            "Add a route to 0.0.0.0/0, or endpoints with private DNS: aws ec2 create-vpc-endpoint \
             --vpc-id {} --vpc-endpoint-type Interface --service-name com.amazonaws.{1}.SERVICE \
             --region {1}",
            self.existing.id, self.target.region
        ))
    }

    fn of_public(&self, seen: &Seen, subnet: &SubnetId) -> Option<Finding> {
        let at = "network.existing_vpc.egress";
        let Some(table) = RouteTable::of(subnet, &seen.tables) else {
            return Some(Self::no_table(at, subnet));
        };
        let leads = table.default_route().is_some_and(|route| {
            route.kind() == RouteKind::InternetGateway && route.state == RouteState::Active
        });
        (!leads).then(|| {
            let found = format!(
                "{subnet} is no public subnet: its table {} does not lead to an Internet gateway",
                table.id
            );
            Self::blocks("public-subnet-private", at, found).remedy(format!(
                "aws ec2 create-route --route-table-id {} --destination-cidr-block 0.0.0.0/0 \
                 --gateway-id IGW --region {}, or name a public subnet.",
                table.id, self.target.region
            ))
        })
    }

    fn of_isolated(&self, seen: &Seen) -> Findings {
        let at = "network.existing_vpc.isolated.subnets";
        let mut findings = Findings::none();
        for subnet in self.existing.isolated.iter().flat_map(|one| &one.subnets) {
            let Some(table) = RouteTable::of(subnet, &seen.tables) else {
                findings.push(Self::no_table(at, subnet));
                continue;
            };
            if table.default_route().is_some() {
                let found = format!("{subnet} is not isolated: {} leads out", table.id);
                let finding = Finding::warns("isolated-subnet-open", at, found)
                    .why("Workers with code of the customer's are meant to have no way out.")
                    .remedy("Remove the route, or leave isolated subnets out of the spec.")
                    .row("R6");
                findings.push(finding);
                continue;
            }
            let named = self.answered_by_name(seen);
            let (documented, others): (Vec<_>, Vec<_>) = seen
                .without_endpoint(table)
                .into_iter()
                .filter(|service| !named.contains(service))
                .partition(|service| SERVICES.iter().take(DOCUMENTED).any(|one| one == service));
            if !documented.is_empty() {
                findings.push(self.no_way(at, subnet, table, &documented));
            }
            if !others.is_empty() {
                findings.push(self.may_lack(at, subnet, &others));
            }
        }
        findings
    }

    /// What workers in an isolated subnet call of the services that the documents do not name is not
    /// known.
    fn may_lack(&self, at: &'static str, subnet: &SubnetId, missing: &[&str]) -> Finding {
        let seen = format!("{subnet} has no endpoint for {}", missing.join(", "));
        Finding::warns("isolated-subnet-without-endpoint", at, seen)
            .why(
                "The documents ask that AWS's services are reached from all subnets; what workers call \
                 besides the four that they name shows only once a task needs it.",
            )
            .remedy(format!(
                "Ask TetraScience which of them the workers need, then: aws ec2 create-vpc-endpoint --vpc-id {} \
                 --vpc-endpoint-type Interface --service-name com.amazonaws.{1}.SERVICE --region {1}",
                self.existing.id, self.target.region
            ))
            .row("R6")
    }

    /// The services for which the spec names the host of an endpoint, and the VPC has it.
    fn answered_by_name(&self, seen: &Seen) -> Vec<&'static str> {
        let named = self.named().into_iter();
        let answered = named.filter(|(service, name)| seen.answers(service, name));
        answered.map(|(service, _)| service).collect()
    }

    /// The hosts of endpoints that the spec names for workers.
    fn named(&self) -> Vec<(&'static str, &str)> {
        let isolated = self.existing.isolated.as_ref().map(|one| &one.endpoints);
        let named = isolated.or(self.existing.worker_endpoints.as_ref());
        let named = named.into_iter().flat_map(|named| {
            [
                ("logs", named.logs.as_str()),
                ("monitoring", named.monitoring.as_str()),
                ("sqs", named.sqs.as_str()),
                ("cloudformation", named.cloudformation.as_str()),
            ]
        });
        named.collect()
    }

    /// The endpoints that the spec names and the VPC does not have.
    fn of_endpoints(&self, seen: &Seen) -> Findings {
        let missing = self.named().into_iter();
        missing
            .filter(|(service, name)| !seen.answers(service, name))
            .map(|(service, name)| {
                let found = format!(
                    "{name} is the name of no available endpoint for {service} in {}",
                    self.existing.id
                );
                Finding::warns("endpoint-not-in-vpc", "network.existing_vpc", found)
                    .why("Windows workers reach the service by this name only.")
                    .remedy(format!(
                        "Compare: aws ec2 describe-vpc-endpoints --filters \
                         Name=vpc-id,Values={} --region {}",
                        self.existing.id, self.target.region
                    ))
                    .row("R6")
            })
            .collect()
    }
}

#[async_trait]
impl Check for EgressCheck {
    fn id(&self) -> &'static str {
        "egress"
    }

    fn row(&self) -> &'static str {
        "R6"
    }

    fn title(&self) -> String {
        "AWS's services can be reached from all subnets".to_owned()
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let reader = cx.ports.get::<dyn NetworkReader>(self.target.name)?;
        let vpc = &self.existing.id;
        let seen = Seen {
            tables: reader.route_tables(vpc).await?,
            nats: reader.nat_gateways(vpc).await?,
            endpoints: reader.endpoints(vpc).await?,
        };
        let private = self.existing.private_subnets.iter();
        let private = private.filter_map(|subnet| self.of_private(&seen, subnet));
        let public = self.existing.egress.public_subnets().iter();
        let public = public.filter_map(|subnet| self.of_public(&seen, subnet));
        let mut findings: Findings = private.chain(public).collect();
        findings.extend(self.of_isolated(&seen));
        findings.extend(self.of_endpoints(&seen));
        let ways = self.existing.private_subnets.iter().map(|subnet| {
            let table = RouteTable::of(subnet, &seen.tables);
            let route = table.and_then(RouteTable::default_route);
            let through = route.map_or("endpoints", |route| route.through.as_str());
            format!("{subnet} through {}", printable(through, 60))
        });
        let evidence = vec![Evidence {
            what: format!("routes out of {vpc}"),
            seen: ways.collect::<Vec<_>>().join("; "),
            at: cx.now,
            call: "ec2:DescribeRouteTables".to_owned(),
        }];
        Ok(Looked { findings, evidence })
    }
}
