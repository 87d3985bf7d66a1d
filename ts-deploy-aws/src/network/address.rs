//! Reading Elastic IP addresses.

use async_trait::async_trait;
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::address::{AddressReader, ElasticIp};

use super::{AwsNetworks, convert};

#[async_trait]
impl AddressReader for AwsNetworks {
    async fn addresses(&self) -> PortResult<Vec<ElasticIp>> {
        // All of them in one answer: this call knows no pages.
        const OPERATION: &str = "DescribeAddresses";
        let sent = self.client.describe_addresses().send().await;
        let answer = sent.map_err(self.line.failed(OPERATION))?;
        let addresses = answer.addresses.unwrap_or_default().into_iter();
        let addresses = addresses.map(|one| ElasticIp {
            address: one.public_ip.unwrap_or_default(),
            stack: convert::stack(one.tags),
        });
        Ok(addresses.collect())
    }
}
