//! The hook around the calls of networks.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader, hook_writer};
use crate::ids::{SubnetId, VpcId};
use crate::port::catalog::OperationToken;
use crate::port::network::{
    DhcpOptions, GatewayEndpointRequest, NatGateway, NetworkReader, NetworkWriter, RouteTable,
    Subnet, Vpc, VpcDns, VpcEndpoint,
};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

const SERVICE: &str = "ec2";

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn NetworkReader>(ports, target, hook, |one| one);
    hook_writer::<dyn NetworkWriter>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: NetworkReader + ?Sized> NetworkReader for Hooked<P> {
    async fn vpcs(&self) -> PortResult<Vec<Vpc>> {
        let answer = self.backend.vpcs();
        self.call(SERVICE, "DescribeVpcs", answer).await
    }

    async fn vpc(&self, id: &VpcId) -> PortResult<Vpc> {
        let answer = self.backend.vpc(id);
        self.call(SERVICE, "DescribeVpcs", answer).await
    }

    async fn dns(&self, vpc: &VpcId) -> PortResult<VpcDns> {
        let answer = self.backend.dns(vpc);
        self.call(SERVICE, "DescribeVpcAttribute", answer).await
    }

    async fn dhcp_options(&self, id: &str) -> PortResult<DhcpOptions> {
        let answer = self.backend.dhcp_options(id);
        self.call(SERVICE, "DescribeDhcpOptions", answer).await
    }

    async fn subnets(&self, ids: &[SubnetId]) -> PortResult<Vec<Subnet>> {
        let answer = self.backend.subnets(ids);
        self.call(SERVICE, "DescribeSubnets", answer).await
    }

    async fn route_tables(&self, vpc: &VpcId) -> PortResult<Vec<RouteTable>> {
        let answer = self.backend.route_tables(vpc);
        self.call(SERVICE, "DescribeRouteTables", answer).await
    }

    async fn nat_gateways(&self, vpc: &VpcId) -> PortResult<Vec<NatGateway>> {
        let answer = self.backend.nat_gateways(vpc);
        self.call(SERVICE, "DescribeNatGateways", answer).await
    }

    async fn endpoints(&self, vpc: &VpcId) -> PortResult<Vec<VpcEndpoint>> {
        let answer = self.backend.endpoints(vpc);
        self.call(SERVICE, "DescribeVpcEndpoints", answer).await
    }
}

#[async_trait]
impl<P: NetworkWriter + ?Sized> NetworkWriter for Hooked<P> {
    async fn create_gateway_endpoint(
        &self,
        request: &GatewayEndpointRequest,
        token: &OperationToken,
    ) -> PortResult<()> {
        let answer = self.backend.create_gateway_endpoint(request, token);
        self.call(SERVICE, "CreateVpcEndpoint", answer).await
    }

    async fn add_route_tables(&self, endpoint: &str, tables: &[String]) -> PortResult<()> {
        let answer = self.backend.add_route_tables(endpoint, tables);
        self.call(SERVICE, "ModifyVpcEndpoint", answer).await
    }

    async fn delete_endpoint(&self, endpoint: &str) -> PortResult<()> {
        let answer = self.backend.delete_endpoint(endpoint);
        self.call(SERVICE, "DeleteVpcEndpoints", answer).await
    }
}
