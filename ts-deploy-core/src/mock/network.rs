//! Mocks of the networks' port.

use async_trait::async_trait;

use crate::ids::{SubnetId, VpcId};
use crate::port::PortResult;
use crate::port::catalog::OperationToken;
use crate::port::network::{
    DhcpOptions, GatewayEndpointRequest, NatGateway, NetworkReader, NetworkWriter, RouteTable,
    Subnet, Vpc, VpcDns, VpcEndpoint,
};

mockall::mock! {
    /// A mock of [`NetworkReader`](crate::port::network::NetworkReader).
    #[derive(Debug)]
    pub NetworkReader {}

    #[async_trait]
    impl NetworkReader for NetworkReader {
        async fn vpcs(&self) -> PortResult<Vec<Vpc>>;
        async fn vpc(&self, id: &VpcId) -> PortResult<Vpc>;
        async fn dns(&self, vpc: &VpcId) -> PortResult<VpcDns>;
        async fn dhcp_options(&self, id: &str) -> PortResult<DhcpOptions>;
        async fn subnets(&self, ids: &[SubnetId]) -> PortResult<Vec<Subnet>>;
        async fn route_tables(&self, vpc: &VpcId) -> PortResult<Vec<RouteTable>>;
        async fn nat_gateways(&self, vpc: &VpcId) -> PortResult<Vec<NatGateway>>;
        async fn endpoints(&self, vpc: &VpcId) -> PortResult<Vec<VpcEndpoint>>;
    }
}

mockall::mock! {
    /// A mock of [`NetworkWriter`](crate::port::network::NetworkWriter).
    #[derive(Debug)]
    pub NetworkWriter {}

    #[async_trait]
    impl NetworkWriter for NetworkWriter {
        async fn create_gateway_endpoint(
            &self,
            request: &GatewayEndpointRequest,
            token: &OperationToken,
        ) -> PortResult<()>;
        async fn add_route_tables(&self, endpoint: &str, tables: &[String]) -> PortResult<()>;
        async fn delete_endpoint(&self, endpoint: &str) -> PortResult<()>;
    }
}
