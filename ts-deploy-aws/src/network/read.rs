//! Reading networks.

use async_trait::async_trait;
use aws_sdk_ec2::types::VpcAttributeName;
use ts_deploy_core::ids::{SubnetId, VpcId};
use ts_deploy_core::port::network::{
    DhcpOptions, NatGateway, NetworkReader, RouteTable, Subnet, Vpc, VpcDns, VpcEndpoint,
};
use ts_deploy_core::port::{ErrorKind, PortError, PortResult};

use super::{AwsNetworks, convert, filter};
use crate::pages::{self, Page};
use crate::read::Unreadable;

/// How many values one filter takes.
const FILTER_VALUES: usize = 200;
/// How many route tables a page may hold at most.
const ROUTE_TABLES: i32 = 100;

impl AwsNetworks {
    /// An answer without what it was asked for: EC2 has it no more, or has it not yet.
    fn lacking(&self, operation: &'static str, what: &str) -> PortError {
        let words = format!("{what} does not exist");
        PortError::new(ErrorKind::NotFound, self.line.call(operation), &words)
    }

    /// What an answer holds, in the port's words.
    fn converted<S, T>(
        &self,
        operation: &'static str,
        items: Vec<S>,
        convert: impl Fn(S) -> Result<T, Unreadable>,
    ) -> PortResult<Vec<T>> {
        let read = items.into_iter().map(convert);
        read.collect::<Result<_, _>>()
            .map_err(|missing| self.line.unreadable(operation, &missing.to_string()))
    }

    /// One attribute of a VPC: EC2 answers one a call.
    async fn attribute(&self, vpc: &VpcId, name: VpcAttributeName) -> PortResult<bool> {
        const OPERATION: &str = "DescribeVpcAttribute";
        let call = self.client.describe_vpc_attribute();
        let call = call.vpc_id(vpc.as_str()).attribute(name.clone());
        let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
        let value = match name {
            VpcAttributeName::EnableDnsSupport => answer.enable_dns_support,
            _ => answer.enable_dns_hostnames,
        };
        let value = value.and_then(|value| value.value);
        value.ok_or_else(|| {
            self.line
                .unreadable(OPERATION, "the answer lacks the attribute")
        })
    }
}

#[async_trait]
impl NetworkReader for AwsNetworks {
    async fn vpcs(&self) -> PortResult<Vec<Vpc>> {
        const OPERATION: &str = "DescribeVpcs";
        let vpcs = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.describe_vpcs().set_next_token(token);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.vpcs.unwrap_or_default(),
                next: answer.next_token,
            })
        });
        self.converted(OPERATION, vpcs.await?, convert::vpc)
    }

    async fn vpc(&self, id: &VpcId) -> PortResult<Vpc> {
        const OPERATION: &str = "DescribeVpcs";
        let call = self.client.describe_vpcs().vpc_ids(id.as_str());
        let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
        let vpcs = answer.vpcs.unwrap_or_default();
        let vpcs = self.converted(OPERATION, vpcs, convert::vpc)?;
        let found = vpcs.into_iter().find(|vpc| vpc.id == *id);
        found.ok_or_else(|| self.lacking(OPERATION, id.as_str()))
    }

    async fn dns(&self, vpc: &VpcId) -> PortResult<VpcDns> {
        let support = self.attribute(vpc, VpcAttributeName::EnableDnsSupport);
        let support = support.await?;
        let hostnames = self.attribute(vpc, VpcAttributeName::EnableDnsHostnames);
        let hostnames = hostnames.await?;
        Ok(VpcDns { support, hostnames })
    }

    async fn dhcp_options(&self, id: &str) -> PortResult<DhcpOptions> {
        const OPERATION: &str = "DescribeDhcpOptions";
        let call = self.client.describe_dhcp_options().dhcp_options_ids(id);
        let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
        let mut options = answer.dhcp_options.unwrap_or_default().into_iter();
        let found = options.find(|one| one.dhcp_options_id.as_deref() == Some(id));
        let found = found.ok_or_else(|| self.lacking(OPERATION, id))?;
        Ok(convert::dhcp_options(found))
    }

    async fn subnets(&self, ids: &[SubnetId]) -> PortResult<Vec<Subnet>> {
        const OPERATION: &str = "DescribeSubnets";
        let mut subnets = Vec::new();
        // Asked for by a filter: by their ids, one that is not there would refuse them all.
        for ids in ids.chunks(FILTER_VALUES) {
            let asked = filter("subnet-id", ids.iter().map(SubnetId::as_str));
            let asked = &asked;
            let page = pages::whole(self.line, OPERATION, |token| async move {
                let call = self.client.describe_subnets().filters(asked.clone());
                let call = call.set_next_token(token);
                let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
                Ok(Page {
                    items: answer.subnets.unwrap_or_default(),
                    next: answer.next_token,
                })
            });
            subnets.extend(page.await?);
        }
        self.converted(OPERATION, subnets, convert::subnet)
    }

    async fn route_tables(&self, vpc: &VpcId) -> PortResult<Vec<RouteTable>> {
        const OPERATION: &str = "DescribeRouteTables";
        let tables = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.describe_route_tables();
            let call = call.filters(filter("vpc-id", [vpc.as_str()]));
            let call = call.max_results(ROUTE_TABLES).set_next_token(token);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.route_tables.unwrap_or_default(),
                next: answer.next_token,
            })
        });
        self.converted(OPERATION, tables.await?, convert::route_table)
    }

    async fn nat_gateways(&self, vpc: &VpcId) -> PortResult<Vec<NatGateway>> {
        const OPERATION: &str = "DescribeNatGateways";
        let gateways = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.describe_nat_gateways();
            // The one call whose filters are named in the singular.
            let call = call.filter(filter("vpc-id", [vpc.as_str()]));
            let call = call.set_next_token(token);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.nat_gateways.unwrap_or_default(),
                next: answer.next_token,
            })
        });
        self.converted(OPERATION, gateways.await?, convert::nat_gateway)
    }

    async fn endpoints(&self, vpc: &VpcId) -> PortResult<Vec<VpcEndpoint>> {
        const OPERATION: &str = "DescribeVpcEndpoints";
        let endpoints = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.describe_vpc_endpoints();
            let call = call.filters(filter("vpc-id", [vpc.as_str()]));
            let call = call.set_next_token(token);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.vpc_endpoints.unwrap_or_default(),
                next: answer.next_token,
            })
        });
        self.converted(OPERATION, endpoints.await?, convert::endpoint)
    }
}
