//! Changing networks.

use async_trait::async_trait;
use aws_sdk_ec2::types::VpcEndpointType;
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::catalog::OperationToken;
use ts_deploy_core::port::network::{GatewayEndpointRequest, NetworkWriter};

use super::AwsNetworks;

#[async_trait]
impl NetworkWriter for AwsNetworks {
    async fn create_gateway_endpoint(
        &self,
        request: &GatewayEndpointRequest,
        token: &OperationToken,
    ) -> PortResult<()> {
        const OPERATION: &str = "CreateVpcEndpoint";
        if token.0.is_empty() {
            let why = "without a token a repeated call would make a second endpoint";
            return Err(self.line.not_sent(OPERATION, why));
        }
        let call = self.client.create_vpc_endpoint();
        let call = call
            .vpc_id(request.vpc.as_str())
            .service_name(&request.service)
            .vpc_endpoint_type(VpcEndpointType::Gateway)
            .set_route_table_ids(Some(request.route_tables.clone()))
            .client_token(&token.0);
        let sent = call.send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }

    async fn add_route_tables(&self, endpoint: &str, tables: &[String]) -> PortResult<()> {
        const OPERATION: &str = "ModifyVpcEndpoint";
        let call = self.client.modify_vpc_endpoint();
        let call = call
            .vpc_endpoint_id(endpoint)
            .set_add_route_table_ids(Some(tables.to_vec()));
        let sent = call.send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }
}
