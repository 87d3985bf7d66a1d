//! A VPC as the documents ask for one that exists.

use super::SimVpc;
use crate::check::rows::CALLED_SERVICES;
use crate::ids::{Cidr, Region, SubnetId, VpcId};
use crate::layer::data::{Egress, ExistingVpc};
use crate::port::network::{
    DhcpOptions, NatGateway, NatGatewayState, Route, RouteState, RouteTable, Subnet, SubnetState,
    Vpc, VpcDns, VpcEndpoint, VpcEndpointState, VpcEndpointType, VpcState,
};

/// The zones that subnets are spread over.
const ZONES: [char; 3] = ['a', 'b', 'c'];

/// An id in AWS's form, the same for the same words.
pub(super) fn id_of(kind: &str, vpc: &VpcId, what: &str) -> String {
    let hash = crate::hash::of_parts([kind, vpc.as_str(), what]);
    let digits: String = hash.chars().take(17).collect();
    format!("{kind}-{digits}")
}

/// The id of a region's zone of this number, counted from 1: `use1-az1`.
pub(super) fn zone_id(region: &Region, number: usize) -> String {
    let mut parts = region.as_str().split('-');
    let first = parts.next().unwrap_or_default();
    let rest: String = parts.filter_map(|part| part.chars().next()).collect();
    format!("{first}{rest}-az{number}")
}

/// The block of `prefix` bits at the place of this number in `vpc`; the VPC's own when it has no
/// such place.
fn block(vpc: Cidr, number: usize, prefix: u8) -> Cidr {
    let begin = u32::from(vpc.network());
    let offset = u32::try_from(number)
        .unwrap_or_default()
        .saturating_mul(256);
    let address = std::net::Ipv4Addr::from(begin.saturating_add(offset));
    Cidr::parse(&format!("{address}/{prefix}")).unwrap_or(vpc)
}

struct Maker<'a> {
    existing: &'a ExistingVpc,
    region: &'a Region,
}

impl Maker<'_> {
    fn subnet(&self, id: &SubnetId, place: usize, prefix: u8, nth: usize) -> Subnet {
        let zone = nth % ZONES.len();
        let letter = ZONES.get(zone).copied().unwrap_or('a');
        let mut subnet = Subnet {
            id: id.clone(),
            vpc: self.existing.id.clone(),
            state: SubnetState::Available,
            block: block(self.existing.cidr, place, prefix),
            free: 0,
            zone: format!("{}{letter}", self.region),
            zone_id: zone_id(self.region, zone.saturating_add(1)),
        };
        subnet.free = subnet.usable();
        subnet
    }

    fn subnets(&self) -> Vec<Subnet> {
        let existing = self.existing;
        let isolated = existing.isolated.iter().flat_map(|one| &one.subnets);
        let isolated: Vec<&SubnetId> = isolated.collect();
        let private = existing.private_subnets.iter().enumerate();
        let private = private.map(|(nth, id)| (id, 24, nth));
        let public = existing.egress.public_subnets().iter().enumerate();
        let public = public.map(|(nth, id)| (id, 28, nth));
        let isolated = isolated.into_iter().enumerate();
        let isolated = isolated.map(|(nth, id)| (id, 24, nth));
        let all = private.chain(public).chain(isolated).enumerate();
        all.map(|(place, (id, prefix, nth))| self.subnet(id, place, prefix, nth))
            .collect()
    }

    fn table(&self, name: &str, subnets: &[SubnetId], through: Option<String>) -> RouteTable {
        let route = |destination: String, through: String| Route {
            destination,
            through,
            state: RouteState::Active,
        };
        let local = route(self.existing.cidr.to_string(), "local".to_owned());
        let out = through.map(|through| route("0.0.0.0/0".to_owned(), through));
        RouteTable {
            id: id_of("rtb", &self.existing.id, name),
            main: name == "main",
            subnets: subnets.to_vec(),
            routes: std::iter::once(local).chain(out).collect(),
        }
    }

    fn nat(&self) -> Option<NatGateway> {
        matches!(self.existing.egress, Egress::Nat { .. }).then(|| NatGateway {
            id: id_of("nat", &self.existing.id, "nat"),
            state: NatGatewayState::Available,
            public: true,
        })
    }

    fn route_tables(&self, nat: Option<&NatGateway>) -> Vec<RouteTable> {
        let existing = self.existing;
        let vpc = &existing.id;
        let out = nat.map_or_else(|| id_of("tgw", vpc, "out"), |nat| nat.id.clone());
        let public = existing.egress.public_subnets();
        let mut tables = vec![
            self.table("main", &[], None),
            self.table("private", &existing.private_subnets, Some(out)),
            self.table("public", public, Some(id_of("igw", vpc, "igw"))),
        ];
        if let Some(isolated) = &existing.isolated {
            tables.push(self.table("isolated", &isolated.subnets, None));
        }
        tables
    }

    fn endpoints(&self) -> Vec<VpcEndpoint> {
        let existing = self.existing;
        let own = existing.isolated.as_ref().map(|one| &one.endpoints);
        let given = own.or(existing.worker_endpoints.as_ref());
        let named = given.map(|given| {
            [
                ("logs", &given.logs),
                ("monitoring", &given.monitoring),
                ("sqs", &given.sqs),
                ("cloudformation", &given.cloudformation),
            ]
        });
        let named: Vec<_> = named.into_iter().flatten().collect();
        // From an isolated subnet nothing else is reached but by an endpoint.
        let others = CALLED_SERVICES.into_iter().filter(|service| {
            existing.isolated.is_some() && !named.iter().any(|(given, _)| given == service)
        });
        let others: Vec<VpcEndpoint> = others.map(|one| self.endpoint(one, None)).collect();
        let named = named.into_iter();
        let named = named.map(|(service, name)| self.endpoint(service, Some(name.to_string())));
        named.chain(others).collect()
    }

    fn endpoint(&self, service: &str, name: Option<String>) -> VpcEndpoint {
        VpcEndpoint {
            id: id_of("vpce", &self.existing.id, service),
            service: format!("com.amazonaws.{}.{service}", self.region),
            kind: VpcEndpointType::Interface,
            state: VpcEndpointState::Available,
            route_tables: Vec::new(),
            private_dns: true,
            names: name.into_iter().collect(),
            tags: std::collections::BTreeMap::new(),
        }
    }
}

impl SimVpc {
    /// The VPC that `existing` names, as the documents ask for it, with its subnets, routes and
    /// endpoints, and nothing running in it yet.
    pub fn documented(existing: &ExistingVpc, region: &Region) -> Self {
        let maker = Maker { existing, region };
        let nat = maker.nat();
        Self {
            vpc: Vpc {
                id: existing.id.clone(),
                state: VpcState::Available,
                blocks: vec![existing.cidr],
                dhcp_options: id_of("dopt", &existing.id, "dopt"),
                stack: None,
                is_default: false,
            },
            dns: VpcDns {
                support: true,
                hostnames: true,
            },
            dhcp_options: DhcpOptions {
                name_servers: vec!["AmazonProvidedDNS".to_owned()],
            },
            subnets: maker.subnets(),
            route_tables: maker.route_tables(nat.as_ref()),
            nat_gateways: nat.into_iter().collect(),
            endpoints: maker.endpoints(),
            tokens: std::collections::BTreeMap::new(),
            of_stack: false,
        }
    }
}
