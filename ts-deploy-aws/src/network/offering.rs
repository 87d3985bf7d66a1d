//! Reading where EC2 offers instances.

use async_trait::async_trait;
use aws_sdk_ec2::types::LocationType;
use ts_deploy_core::ids::InstanceType;
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::offering::InstanceOfferingReader;

use super::{AwsNetworks, filter};
use crate::pages::{self, Page};

#[async_trait]
impl InstanceOfferingReader for AwsNetworks {
    async fn zones_offering(&self, kind: &InstanceType) -> PortResult<Vec<String>> {
        const OPERATION: &str = "DescribeInstanceTypeOfferings";
        let offered = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.describe_instance_type_offerings();
            // By ids: the names of zones mean others in each account.
            let call = call
                .location_type(LocationType::AvailabilityZoneId)
                .filters(filter("instance-type", [kind.as_str()]))
                .set_next_token(token);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.instance_type_offerings.unwrap_or_default(),
                next: answer.next_token,
            })
        });
        let mut zones: Vec<String> = offered
            .await?
            .into_iter()
            .filter_map(|one| one.location)
            .collect();
        zones.sort();
        Ok(zones)
    }
}
