//! A mock of the port of hosted zones.

use async_trait::async_trait;

use crate::ids::{HostedZoneId, Region, VpcId};
use crate::port::PortResult;
use crate::port::zone::{Zone, ZoneReader, ZoneSummary};

mockall::mock! {
    /// A mock of [`ZoneReader`](crate::port::zone::ZoneReader).
    #[derive(Debug)]
    pub ZoneReader {}

    #[async_trait]
    impl ZoneReader for ZoneReader {
        async fn zone(&self, id: &HostedZoneId) -> PortResult<Zone>;
        async fn zones(&self) -> PortResult<Vec<ZoneSummary>>;
        async fn delegation(&self, zone: &HostedZoneId, name: &str) -> PortResult<Vec<String>>;
        async fn names_in(&self, vpc: &VpcId, region: &Region) -> PortResult<Vec<String>>;
    }
}
