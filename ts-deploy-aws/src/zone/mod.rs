//! Hosted zones, on `route53`.

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use aws_sdk_route53::types::{RrType, VpcRegion};
use aws_types::SdkConfig;
use ts_deploy_core::ids::{HostedZoneId, Region, VpcId};
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::zone::{Zone, ZoneReader, ZoneSummary};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;
use crate::pages::{self, Page};

/// [`ZoneReader`] on AWS.
#[derive(Clone, Debug)]
pub struct AwsZones {
    client: aws_sdk_route53::Client,
    line: Line,
}

impl AwsZones {
    /// For the target that the configuration's region and credentials are of. Zones belong to the
    /// account, whatever the region.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_route53::Client::new(config);
        let service = "route53";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_route53::Client::from_conf(config);
        self
    }

    fn id(&self, operation: &'static str, id: &str) -> PortResult<HostedZoneId> {
        let id = id.strip_prefix("/hostedzone/").unwrap_or(id);
        let unreadable = |_| self.line.unreadable(operation, "a zone's id is no such id");
        HostedZoneId::parse(id).map_err(unreadable)
    }
}

/// A name as people write it: without the final dot.
fn without_dot(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_owned()
}

#[async_trait]
impl ZoneReader for AwsZones {
    async fn zone(&self, id: &HostedZoneId) -> PortResult<Zone> {
        const OPERATION: &str = "GetHostedZone";
        let call = self.client.get_hosted_zone().id(id.as_str());
        let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
        let zone = answer.hosted_zone.ok_or_else(|| {
            let what = "the answer lacks the zone";
            self.line.unreadable(OPERATION, what)
        })?;
        let servers = answer.delegation_set.map(|set| set.name_servers);
        let servers = servers.unwrap_or_default();
        Ok(Zone {
            id: self.id(OPERATION, &zone.id)?,
            name: without_dot(&zone.name),
            private: zone.config.is_some_and(|config| config.private_zone),
            name_servers: servers.iter().map(|one| without_dot(one)).collect(),
        })
    }

    async fn zones(&self) -> PortResult<Vec<ZoneSummary>> {
        const OPERATION: &str = "ListHostedZones";
        let zones = pages::whole(self.line, OPERATION, |marker| async move {
            let call = self.client.list_hosted_zones().set_marker(marker);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.hosted_zones,
                next: answer.next_marker.filter(|_| answer.is_truncated),
            })
        });
        let zones = zones.await?;
        let zones = zones.into_iter().map(|zone| {
            Ok(ZoneSummary {
                id: self.id(OPERATION, &zone.id)?,
                name: without_dot(&zone.name),
                private: zone.config.is_some_and(|config| config.private_zone),
            })
        });
        zones.collect()
    }

    async fn delegation(&self, zone: &HostedZoneId, name: &str) -> PortResult<Vec<String>> {
        const OPERATION: &str = "ListResourceRecordSets";
        // The list begins at the record asked for, or at the one that would come after it.
        let call = self.client.list_resource_record_sets();
        let call = call
            .hosted_zone_id(zone.as_str())
            .start_record_name(name)
            .start_record_type(RrType::Ns)
            .max_items(1);
        let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
        let records = answer.resource_record_sets.into_iter();
        let own = records.filter(|record| {
            record.r#type == RrType::Ns && without_dot(&record.name).eq_ignore_ascii_case(name)
        });
        let values = own.flat_map(|record| record.resource_records.unwrap_or_default());
        Ok(values.map(|record| without_dot(&record.value)).collect())
    }

    async fn names_in(&self, vpc: &VpcId, region: &Region) -> PortResult<Vec<String>> {
        const OPERATION: &str = "ListHostedZonesByVPC";
        let zones = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.list_hosted_zones_by_vpc();
            let call = call
                .vpc_id(vpc.as_str())
                .vpc_region(VpcRegion::from(region.as_str()))
                .set_next_token(token);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.hosted_zone_summaries,
                next: answer.next_token,
            })
        });
        let names = zones.await?.into_iter();
        Ok(names.map(|zone| without_dot(&zone.name)).collect())
    }
}
