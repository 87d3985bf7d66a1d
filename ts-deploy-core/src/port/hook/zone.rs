//! The hook around the calls of hosted zones.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader};
use crate::ids::{HostedZoneId, Region, VpcId};
use crate::port::zone::{Zone, ZoneReader, ZoneSummary};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

const SERVICE: &str = "route53";

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn ZoneReader>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: ZoneReader + ?Sized> ZoneReader for Hooked<P> {
    async fn zone(&self, id: &HostedZoneId) -> PortResult<Zone> {
        let answer = self.backend.zone(id);
        self.call(SERVICE, "GetHostedZone", answer).await
    }

    async fn zones(&self) -> PortResult<Vec<ZoneSummary>> {
        let answer = self.backend.zones();
        self.call(SERVICE, "ListHostedZones", answer).await
    }

    async fn delegation(&self, zone: &HostedZoneId, name: &str) -> PortResult<Vec<String>> {
        let answer = self.backend.delegation(zone, name);
        self.call(SERVICE, "ListResourceRecordSets", answer).await
    }

    async fn names_in(&self, vpc: &VpcId, region: &Region) -> PortResult<Vec<String>> {
        let answer = self.backend.names_in(vpc, region);
        self.call(SERVICE, "ListHostedZonesByVPC", answer).await
    }
}
