//! Virtual networks (`ec2`): VPCs, subnets, routes and endpoints.

mod route;
mod status;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

pub use route::{Route, RouteKind, RouteTable};
pub use status::{
    NatGatewayState, RouteState, SubnetState, VpcEndpointState, VpcEndpointType, VpcState,
};

use super::{ChangePort, PortResult, ReadPort};
use crate::ids::{Cidr, SubnetId, VpcId};
use crate::port::catalog::OperationToken;

/// A VPC (`DescribeVpcs`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vpc {
    /// Its id.
    pub id: VpcId,
    /// Its state.
    pub state: VpcState,
    /// Its IPv4 blocks that are associated, the first one first.
    pub blocks: Vec<Cidr>,
    /// The set of DHCP options; `default` when none is attached.
    pub dhcp_options: String,
    /// The stack that made it, by its tag `aws:cloudformation:stack-name`.
    pub stack: Option<String>,
    /// True for the VPC that AWS made with the account in the region.
    #[serde(default)]
    pub is_default: bool,
}

/// How names are resolved in a VPC (`DescribeVpcAttribute`, one call an attribute).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VpcDns {
    /// `enableDnsSupport`: the Amazon resolver answers.
    pub support: bool,
    /// `enableDnsHostnames`: what runs there gets names, which private zones need.
    pub hostnames: bool,
}

/// A set of DHCP options (`DescribeDhcpOptions`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DhcpOptions {
    /// `domain-name-servers`: addresses, or `AmazonProvidedDNS`.
    pub name_servers: Vec<String>,
}

/// A subnet (`DescribeSubnets`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subnet {
    /// Its id.
    pub id: SubnetId,
    /// The VPC it is in.
    pub vpc: VpcId,
    /// Its state.
    pub state: SubnetState,
    /// Its IPv4 block.
    pub block: Cidr,
    /// How many of its addresses are free.
    pub free: u32,
    /// The name of its zone, which means another zone in another account: `us-east-1a`.
    pub zone: String,
    /// The id of its zone, which means the same everywhere: `use1-az1`.
    pub zone_id: String,
}

/// A NAT gateway (`DescribeNatGateways`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NatGateway {
    /// Its id: `nat-...`.
    pub id: String,
    /// Its state.
    pub state: NatGatewayState,
    /// True when it leads to the Internet, false when to other networks only.
    pub public: bool,
}

/// A VPC endpoint (`DescribeVpcEndpoints`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VpcEndpoint {
    /// Its id: `vpce-...`.
    pub id: String,
    /// The service: `com.amazonaws.us-east-1.s3`.
    pub service: String,
    /// How it is reached.
    pub kind: VpcEndpointType,
    /// Its state.
    pub state: VpcEndpointState,
    /// The route tables that lead to it; of a gateway endpoint only.
    pub route_tables: Vec<String>,
    /// True when the service's own names lead to it; of an interface endpoint only.
    pub private_dns: bool,
    /// The names it answers by.
    pub names: Vec<String>,
    /// Its tags.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// Reads networks. Calls are repeatable; lists are whole.
#[async_trait]
pub trait NetworkReader: Send + Sync {
    /// All VPCs of the account in the region.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn vpcs(&self) -> PortResult<Vec<Vpc>>;

    /// The VPC of this id.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when it is
    /// not in the account and region.
    async fn vpc(&self, id: &VpcId) -> PortResult<Vpc>;

    /// How names are resolved in a VPC.
    ///
    /// # Errors
    /// As [`vpc`](Self::vpc).
    async fn dns(&self, vpc: &VpcId) -> PortResult<VpcDns>;

    /// The set of DHCP options of this id.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when it is
    /// not there.
    async fn dhcp_options(&self, id: &str) -> PortResult<DhcpOptions>;

    /// Those of these subnets that are in the account and region, in whatever VPC; one that is not
    /// there is left out.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn subnets(&self, ids: &[SubnetId]) -> PortResult<Vec<Subnet>>;

    /// All route tables of a VPC; none for one that is not there.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn route_tables(&self, vpc: &VpcId) -> PortResult<Vec<RouteTable>>;

    /// All NAT gateways of a VPC, deleted ones for an hour; none for one that is not there.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn nat_gateways(&self, vpc: &VpcId) -> PortResult<Vec<NatGateway>>;

    /// All endpoints of a VPC; none for one that is not there.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn endpoints(&self, vpc: &VpcId) -> PortResult<Vec<VpcEndpoint>>;
}

impl ReadPort for dyn NetworkReader {
    const NAME: &'static str = "network reader";
}

/// A gateway endpoint to be made (`CreateVpcEndpoint`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayEndpointRequest {
    /// The VPC.
    pub vpc: VpcId,
    /// The service: `com.amazonaws.us-east-1.s3`.
    pub service: String,
    /// The route tables that are to lead to it.
    pub route_tables: Vec<String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// Changes networks.
#[async_trait]
pub trait NetworkWriter: Send + Sync {
    /// Makes a gateway endpoint. The same token again makes no second one.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind
    /// [`AlreadyExists`](super::ErrorKind::AlreadyExists) when one of the tables leads to the
    /// service already, [`NotFound`](super::ErrorKind::NotFound) when the VPC or a table is not
    /// there.
    async fn create_gateway_endpoint(
        &self,
        request: &GatewayEndpointRequest,
        token: &OperationToken,
    ) -> PortResult<()>;

    /// Lets further route tables lead to a gateway endpoint (`ModifyVpcEndpoint`). Needs no token:
    /// a table that leads there already is refused.
    ///
    /// # Errors
    /// As [`create_gateway_endpoint`](Self::create_gateway_endpoint);
    /// [`NotFound`](super::ErrorKind::NotFound) also when the endpoint is not there.
    async fn add_route_tables(&self, endpoint: &str, tables: &[String]) -> PortResult<()>;

    /// Removes an endpoint, with the routes that lead to it (`DeleteVpcEndpoints`). Done as well where it
    /// is not there.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer, or EC2 does not remove it: its own
    /// words, which stand in an answer that is no error of the service.
    async fn delete_endpoint(&self, endpoint: &str) -> PortResult<()>;
}

impl ChangePort for dyn NetworkWriter {
    const NAME: &'static str = "network writer";
}

impl Subnet {
    /// How many addresses a subnet of its size has when nothing is in it: AWS keeps the first four
    /// and the last one.
    pub fn usable(&self) -> u32 {
        let host_bits = 32_u32.saturating_sub(u32::from(self.block.prefix_len()));
        let all = 1_u32.checked_shl(host_bits).unwrap_or(u32::MAX);
        all.saturating_sub(5)
    }
}

impl Vpc {
    /// True when `address` is one by which the Amazon resolver of this VPC answers: the third of
    /// the VPC's blocks, or the link-local one.
    pub fn is_amazon_resolver(&self, address: Ipv4Addr) -> bool {
        let third = |block: &Cidr| {
            let second = block.network().octets();
            u32::from_be_bytes(second).checked_add(2)
        };
        let blocks = self.blocks.iter().filter_map(third);
        address == Ipv4Addr::new(169, 254, 169, 253)
            || blocks.map(Ipv4Addr::from).any(|one| one == address)
    }
}
