//! Hosted zones.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::ids::{HostedZoneId, Region, VpcId};
use crate::port::PortResult;
use crate::port::zone::{Zone, ZoneReader, ZoneSummary};
use crate::sim::place::{SimPlace, Verb};
use crate::sim::refusal::{Answer, Refusal};

/// A hosted zone, and what it hands on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimZone {
    /// The zone.
    pub zone: Zone,
    /// Its records of type NS below its own name: the name, and the name servers.
    pub delegations: BTreeMap<String, Vec<String>>,
    /// The VPCs in which a private one answers.
    pub vpcs: Vec<VpcId>,
}

impl SimZone {
    /// A public zone that hands nothing on.
    pub fn public(id: &HostedZoneId, name: &str) -> Self {
        let hash = crate::hash::of_parts(["zone", id.as_str()]);
        let number: String = hash.chars().take(4).collect();
        let server = |domain: &str| format!("ns-{number}.awsdns-{domain}");
        Self {
            zone: Zone {
                id: id.clone(),
                name: name.to_owned(),
                private: false,
                name_servers: ["01.com", "02.net", "03.org", "04.co.uk"]
                    .map(server)
                    .to_vec(),
            },
            delegations: BTreeMap::new(),
            vpcs: Vec::new(),
        }
    }
}

fn held<'a>(zones: &'a [SimZone], id: &HostedZoneId) -> Answer<&'a SimZone> {
    let found = zones.iter().find(|one| one.zone.id == *id);
    found.ok_or_else(|| Refusal::not_found(format!("No hosted zone found with ID: {id}")))
}

#[async_trait]
impl ZoneReader for SimPlace {
    async fn zone(&self, id: &HostedZoneId) -> PortResult<Zone> {
        self.read(Verb("route53", "GetHostedZone"), |place, _| {
            Ok(held(&place.holds.zones, id)?.zone.clone())
        })
    }

    async fn zones(&self) -> PortResult<Vec<ZoneSummary>> {
        self.read(Verb("route53", "ListHostedZones"), |place, _| {
            let zones = place.holds.zones.iter().map(|one| ZoneSummary {
                id: one.zone.id.clone(),
                name: one.zone.name.clone(),
                private: one.zone.private,
            });
            Ok(zones.collect())
        })
    }

    async fn delegation(&self, zone: &HostedZoneId, name: &str) -> PortResult<Vec<String>> {
        self.read(Verb("route53", "ListResourceRecordSets"), |place, _| {
            let zone = held(&place.holds.zones, zone)?;
            Ok(zone.delegations.get(name).cloned().unwrap_or_default())
        })
    }

    async fn names_in(&self, vpc: &VpcId, _: &Region) -> PortResult<Vec<String>> {
        self.read(Verb("route53", "ListHostedZonesByVPC"), |place, _| {
            let zones = place.holds.zones.iter();
            let here = zones.filter(|one| one.vpcs.contains(vpc));
            Ok(here.map(|one| one.zone.name.clone()).collect())
        })
    }
}
