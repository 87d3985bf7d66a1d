//! From EC2's types to the port's. Every function is without effects.

use aws_sdk_ec2::types;
use ts_deploy_core::ids::{Cidr, SubnetId, VpcId};
use ts_deploy_core::port::network::{
    DhcpOptions, NatGateway, NatGatewayState, Route, RouteState, RouteTable, Subnet, SubnetState,
    Vpc, VpcEndpoint, VpcEndpointState, VpcEndpointType, VpcState,
};

use crate::read::{Unreadable, present, spelled};

/// The tag that `CloudFormation` puts on what a stack makes.
const STACK: &str = "aws:cloudformation:stack-name";

/// The stack that made what bears these tags.
pub(crate) fn stack(tags: Option<Vec<types::Tag>>) -> Option<String> {
    let mut tags = tags.unwrap_or_default().into_iter();
    let found = tags.find(|tag| tag.key.as_deref() == Some(STACK));
    found.and_then(|tag| tag.value)
}

fn vpc_id(id: Option<String>) -> Result<VpcId, Unreadable> {
    let what = "a VPC's id";
    VpcId::parse(present(id, what)?).map_err(|_| Unreadable::form(what))
}

fn subnet_id(id: Option<String>) -> Result<SubnetId, Unreadable> {
    let what = "a subnet's id";
    SubnetId::parse(present(id, what)?).map_err(|_| Unreadable::form(what))
}

fn block(text: Option<String>) -> Result<Cidr, Unreadable> {
    let what = "a network block";
    Cidr::parse(&present(text, what)?).map_err(|_| Unreadable::form(what))
}

pub(super) fn vpc(vpc: types::Vpc) -> Result<Vpc, Unreadable> {
    let first = block(vpc.cidr_block)?;
    let associated = |one: &types::VpcCidrBlockAssociation| {
        let state = one
            .cidr_block_state
            .as_ref()
            .and_then(|it| it.state.as_ref());
        state.is_some_and(|state| state.as_str() == "associated")
    };
    let further = vpc.cidr_block_association_set.unwrap_or_default();
    let further = further.into_iter().filter(associated);
    let mut blocks = vec![first];
    for one in further {
        let one = block(one.cidr_block)?;
        if one != first {
            blocks.push(one);
        }
    }
    let state = vpc.state.as_ref().map_or("", |state| state.as_str());
    Ok(Vpc {
        id: vpc_id(vpc.vpc_id)?,
        state: spelled(state).unwrap_or(VpcState::Unknown),
        blocks,
        dhcp_options: present(vpc.dhcp_options_id, "a VPC's DHCP options")?,
        stack: stack(vpc.tags),
        is_default: vpc.is_default.unwrap_or(false),
    })
}

pub(super) fn dhcp_options(options: types::DhcpOptions) -> DhcpOptions {
    let all = options.dhcp_configurations.unwrap_or_default().into_iter();
    let servers = all.filter(|one| one.key.as_deref() == Some("domain-name-servers"));
    let servers = servers.flat_map(|one| one.values.unwrap_or_default());
    DhcpOptions {
        name_servers: servers.filter_map(|server| server.value).collect(),
    }
}

pub(super) fn subnet(subnet: types::Subnet) -> Result<Subnet, Unreadable> {
    let state = subnet.state.as_ref().map_or("", |state| state.as_str());
    let free = present(
        subnet.available_ip_address_count,
        "a subnet's free addresses",
    )?;
    Ok(Subnet {
        id: subnet_id(subnet.subnet_id)?,
        vpc: vpc_id(subnet.vpc_id)?,
        state: spelled(state).unwrap_or(SubnetState::Unknown),
        block: block(subnet.cidr_block)?,
        free: u32::try_from(free).unwrap_or_default(),
        zone: subnet.availability_zone.unwrap_or_default(),
        zone_id: present(subnet.availability_zone_id, "the id of a subnet's zone")?,
    })
}

pub(super) fn route_table(table: types::RouteTable) -> Result<RouteTable, Unreadable> {
    let associations = table.associations.unwrap_or_default();
    // One that is being taken away is still listed.
    let holds = associations.into_iter().filter(|one| {
        let state = one
            .association_state
            .as_ref()
            .and_then(|it| it.state.as_ref());
        state.is_none_or(|state| state.as_str() == "associated")
    });
    let (main, own): (Vec<_>, Vec<_>) = holds.partition(|one| one.main == Some(true));
    let own = own.into_iter().filter_map(|one| one.subnet_id);
    let subnets = own.map(|id| subnet_id(Some(id)));
    let routes = table.routes.unwrap_or_default().into_iter();
    Ok(RouteTable {
        id: present(table.route_table_id, "a route table's id")?,
        main: !main.is_empty(),
        subnets: subnets.collect::<Result<_, _>>()?,
        routes: routes.filter_map(route).collect(),
    })
}

/// `None` for a route of IPv6 alone.
fn route(route: types::Route) -> Option<Route> {
    let destination = route.destination_cidr_block;
    let destination = destination.or(route.destination_prefix_list_id)?;
    let state = route.state.as_ref().map_or("", |state| state.as_str());
    // Only one of them is there; a route through a NAT instance names its interface too.
    let through = [
        route.gateway_id,
        route.nat_gateway_id,
        route.transit_gateway_id,
        route.vpc_peering_connection_id,
        route.network_interface_id,
        route.local_gateway_id,
        route.carrier_gateway_id,
        route.core_network_arn,
        route.odb_network_arn,
        route.instance_id,
    ];
    Some(Route {
        destination,
        through: through.into_iter().flatten().next().unwrap_or_default(),
        state: spelled(state).unwrap_or(RouteState::Unknown),
    })
}

pub(super) fn nat_gateway(gateway: types::NatGateway) -> Result<NatGateway, Unreadable> {
    let state = gateway.state.as_ref().map_or("", |state| state.as_str());
    let kind = gateway.connectivity_type.as_ref();
    Ok(NatGateway {
        id: present(gateway.nat_gateway_id, "a NAT gateway's id")?,
        state: spelled(state).unwrap_or(NatGatewayState::Unknown),
        public: kind.is_none_or(|kind| kind.as_str() == "public"),
    })
}

/// A state of an endpoint: what travels begins with a small letter, the model's words with a large
/// one.
fn endpoint_state(word: &str) -> VpcEndpointState {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase());
    let word: String = first.into_iter().chain(letters).collect();
    spelled(&word).unwrap_or(VpcEndpointState::Unknown)
}

pub(super) fn endpoint(endpoint: types::VpcEndpoint) -> Result<VpcEndpoint, Unreadable> {
    let kind = endpoint.vpc_endpoint_type.as_ref();
    let kind = kind.map_or("", |kind| kind.as_str());
    let state = endpoint.state.as_ref().map_or("", |state| state.as_str());
    let names = endpoint.dns_entries.unwrap_or_default().into_iter();
    Ok(VpcEndpoint {
        id: present(endpoint.vpc_endpoint_id, "an endpoint's id")?,
        service: present(endpoint.service_name, "an endpoint's service")?,
        kind: spelled(kind).unwrap_or(VpcEndpointType::Unknown),
        state: endpoint_state(state),
        route_tables: endpoint.route_table_ids.unwrap_or_default(),
        private_dns: endpoint.private_dns_enabled.unwrap_or_default(),
        names: names.filter_map(|entry| entry.dns_name).collect(),
        tags: endpoint
            .tags
            .unwrap_or_default()
            .into_iter()
            .filter_map(|tag| Some((tag.key?, tag.value.unwrap_or_default())))
            .collect(),
    })
}
