//! Networks.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::vpc::id_of;
use crate::ids::{SubnetId, VpcId};
use crate::port::PortResult;
use crate::port::catalog::OperationToken;
use crate::port::network::{
    DhcpOptions, GatewayEndpointRequest, NatGateway, NetworkReader, NetworkWriter, RouteTable,
    Subnet, Vpc, VpcDns, VpcEndpoint, VpcEndpointState, VpcEndpointType,
};
use crate::sim::place::{SimPlace, Verb};
use crate::sim::refusal::{Answer, Refusal};

/// A VPC and all that is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimVpc {
    /// The VPC.
    pub vpc: Vpc,
    /// How names are resolved in it.
    pub dns: VpcDns,
    /// Its set of DHCP options, which answers by [`Vpc::dhcp_options`].
    pub dhcp_options: DhcpOptions,
    /// Its subnets.
    pub subnets: Vec<Subnet>,
    /// Its route tables.
    pub route_tables: Vec<RouteTable>,
    /// Its NAT gateways.
    pub nat_gateways: Vec<NatGateway>,
    /// Its endpoints.
    pub endpoints: Vec<VpcEndpoint>,
    /// The tokens with which endpoints were made, and which.
    pub(super) tokens: BTreeMap<String, String>,
    /// True when a stack made it: it goes with its stack.
    #[serde(default)]
    pub(super) of_stack: bool,
}

fn vpc<'a>(vpcs: &'a [SimVpc], id: &VpcId) -> Answer<&'a SimVpc> {
    let found = vpcs.iter().find(|one| one.vpc.id == *id);
    found.ok_or_else(|| no_vpc(id))
}

fn no_vpc(id: &VpcId) -> Refusal {
    Refusal::not_found(format!("The vpc ID '{id}' does not exist"))
}

impl SimPlace {
    /// What `pick` says of the VPC; nothing for one that is not there, as AWS answers a filter.
    fn filtered<T>(
        &self,
        operation: &'static str,
        id: &VpcId,
        pick: impl FnOnce(&SimVpc) -> Vec<T>,
    ) -> PortResult<Vec<T>> {
        self.read(Verb("ec2", operation), |place, world| {
            let vpcs = place.vpcs(world.seed, world.now);
            Ok(vpc(&vpcs, id).map(pick).unwrap_or_default())
        })
    }
}

#[async_trait]
impl NetworkReader for SimPlace {
    async fn vpcs(&self) -> PortResult<Vec<Vpc>> {
        self.read(Verb("ec2", "DescribeVpcs"), |place, world| {
            let vpcs = place.vpcs(world.seed, world.now).into_iter();
            Ok(vpcs.map(|one| one.vpc).collect())
        })
    }

    async fn vpc(&self, id: &VpcId) -> PortResult<Vpc> {
        self.read(Verb("ec2", "DescribeVpcs"), |place, world| {
            let vpcs = place.vpcs(world.seed, world.now);
            Ok(vpc(&vpcs, id)?.vpc.clone())
        })
    }

    async fn dns(&self, id: &VpcId) -> PortResult<VpcDns> {
        self.read(Verb("ec2", "DescribeVpcAttribute"), |place, world| {
            let vpcs = place.vpcs(world.seed, world.now);
            Ok(vpc(&vpcs, id)?.dns)
        })
    }

    async fn dhcp_options(&self, id: &str) -> PortResult<DhcpOptions> {
        self.read(Verb("ec2", "DescribeDhcpOptions"), |place, world| {
            let mut vpcs = place.vpcs(world.seed, world.now).into_iter();
            let found = vpcs.find(|one| one.vpc.dhcp_options == id && id != "default");
            let found = found.map(|one| one.dhcp_options);
            found.ok_or_else(|| {
                Refusal::not_found(format!("The dhcpOption ID '{id}' does not exist"))
            })
        })
    }

    async fn subnets(&self, ids: &[SubnetId]) -> PortResult<Vec<Subnet>> {
        self.read(Verb("ec2", "DescribeSubnets"), |place, world| {
            let vpcs = place.vpcs(world.seed, world.now).into_iter();
            let subnets = vpcs.flat_map(|one| one.subnets);
            Ok(subnets.filter(|subnet| ids.contains(&subnet.id)).collect())
        })
    }

    async fn route_tables(&self, vpc: &VpcId) -> PortResult<Vec<RouteTable>> {
        self.filtered("DescribeRouteTables", vpc, |one| one.route_tables.clone())
    }

    async fn nat_gateways(&self, vpc: &VpcId) -> PortResult<Vec<NatGateway>> {
        self.filtered("DescribeNatGateways", vpc, |one| one.nat_gateways.clone())
    }

    async fn endpoints(&self, vpc: &VpcId) -> PortResult<Vec<VpcEndpoint>> {
        self.filtered("DescribeVpcEndpoints", vpc, |one| one.endpoints.clone())
    }
}

/// Refuses tables that are not there, or that lead to `service` already.
fn free_tables(held: &SimVpc, tables: &[String], service: &str) -> Answer<()> {
    for table in tables {
        if !held.route_tables.iter().any(|one| one.id == *table) {
            let words = format!("The routeTable ID '{table}' does not exist");
            return Err(Refusal::not_found(words));
        }
        let mut same = held.endpoints.iter().filter(|one| one.service == service);
        if same.any(|one| one.route_tables.contains(table)) {
            let words = format!("route table {table} already has a route for {service}");
            return Err(Refusal::already_exists(words));
        }
    }
    Ok(())
}

#[async_trait]
impl NetworkWriter for SimPlace {
    async fn create_gateway_endpoint(
        &self,
        request: &GatewayEndpointRequest,
        token: &OperationToken,
    ) -> PortResult<()> {
        self.change(Verb("ec2", "CreateVpcEndpoint"), |world, target| {
            let (seed, now) = (world.seed, world.now);
            let vpcs = world.place(target).vpcs_mut(seed, now);
            let held = vpcs.iter_mut().find(|one| one.vpc.id == request.vpc);
            let held = held.ok_or_else(|| no_vpc(&request.vpc))?;
            if held.tokens.contains_key(&token.0) {
                return Ok(((), false));
            }
            free_tables(held, &request.route_tables, &request.service)?;
            let id = id_of("vpce", &request.vpc, &token.0);
            held.tokens.insert(token.0.clone(), id.clone());
            held.endpoints.push(VpcEndpoint {
                id,
                service: request.service.clone(),
                kind: VpcEndpointType::Gateway,
                state: VpcEndpointState::Available,
                route_tables: request.route_tables.clone(),
                private_dns: false,
                names: Vec::new(),
                tags: request.tags.clone(),
            });
            Ok(((), true))
        })
    }

    async fn add_route_tables(&self, endpoint: &str, tables: &[String]) -> PortResult<()> {
        self.change(Verb("ec2", "ModifyVpcEndpoint"), |world, target| {
            let (seed, now) = (world.seed, world.now);
            let vpcs = world.place(target).vpcs_mut(seed, now);
            let is = |one: &VpcEndpoint| one.id == endpoint;
            let held = vpcs.iter_mut().find(|one| one.endpoints.iter().any(is));
            let found = held.and_then(|held| {
                let service = held.endpoints.iter().find(|one| is(one))?.service.clone();
                Some((held, service))
            });
            let (held, service) = found.ok_or_else(|| {
                Refusal::not_found(format!("The Vpc Endpoint Id '{endpoint}' does not exist"))
            })?;
            free_tables(held, tables, &service)?;
            for one in held.endpoints.iter_mut().filter(|one| is(one)) {
                one.route_tables.extend_from_slice(tables);
            }
            Ok(((), true))
        })
    }

    async fn delete_endpoint(&self, endpoint: &str) -> PortResult<()> {
        self.change(Verb("ec2", "DeleteVpcEndpoints"), |world, target| {
            let (seed, now) = (world.seed, world.now);
            let mut removed = false;
            for held in world.place(target).vpcs_mut(seed, now) {
                let before = held.endpoints.len();
                held.endpoints.retain(|one| one.id != endpoint);
                removed |= held.endpoints.len() != before;
            }
            Ok(((), removed))
        })
    }
}
