//! Changing networks.

use async_trait::async_trait;
use aws_sdk_ec2::types::{ResourceType, UnsuccessfulItem, VpcEndpointType};
use ts_deploy_core::port::catalog::OperationToken;
use ts_deploy_core::port::network::{GatewayEndpointRequest, NetworkWriter};
use ts_deploy_core::port::{ErrorKind, PortError, PortResult};

use super::{AwsNetworks, tagged};
use crate::classify::{Failure, classify};

impl AwsNetworks {
    /// What EC2 says of something it did not do, in an answer that is none of its errors.
    fn undone(&self, operation: &'static str, item: &UnsuccessfulItem) -> PortError {
        let told = item.error.as_ref();
        let code = told.and_then(|error| error.code.as_deref());
        let words = told.and_then(|error| error.message.as_deref());
        let (code, words) = (code.unwrap_or_default(), words.unwrap_or_default());
        let kind = classify(&Failure::of_code(code).message(words));
        PortError::new(kind, self.line.call(operation), &format!("{code}: {words}"))
    }
}

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
            .set_tag_specifications(tagged(ResourceType::VpcEndpoint, &request.tags))
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

    async fn delete_endpoint(&self, endpoint: &str) -> PortResult<()> {
        const OPERATION: &str = "DeleteVpcEndpoints";
        let call = self
            .client
            .delete_vpc_endpoints()
            .vpc_endpoint_ids(endpoint);
        let answer = call.send().await.map_err(self.line.failed(OPERATION));
        let refused = match answer {
            Ok(answer) => {
                let items = answer.unsuccessful.unwrap_or_default();
                let first = items.first().map(|item| self.undone(OPERATION, item));
                first.map_or(Ok(()), Err)
            }
            Err(error) => Err(error),
        };
        match refused {
            Err(error) if error.kind != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}
