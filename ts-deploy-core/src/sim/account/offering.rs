//! Types of instances that the region offers.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::SimAccount;
use super::vpc::zone_id;
use crate::ids::{InstanceType, RdsInstanceClass, Region};
use crate::port::PortResult;
use crate::port::offering::{DatabaseOfferingReader, InstanceOfferingReader};
use crate::sim::place::{SimPlace, Verb};

/// The version of the database that can be ordered.
const POSTGRES: &str = "16.4";

/// The documents' default type of instances, and their class of databases.
pub(super) fn documented(region: &Region) -> BTreeMap<String, Vec<String>> {
    let class = ("db.t2.medium".to_owned(), vec![POSTGRES.to_owned()]);
    BTreeMap::from([("t3.medium".to_owned(), zones(region)), class])
}

fn zones(region: &Region) -> Vec<String> {
    (1..=3).map(|number| zone_id(region, number)).collect()
}

impl SimAccount {
    /// Offers what was chosen, as a region does that has it.
    pub(super) fn offer(
        &mut self,
        kind: Option<&InstanceType>,
        class: Option<&RdsInstanceClass>,
        region: &Region,
    ) {
        if let Some(kind) = kind {
            let offered = self.offerings.entry(kind.to_string());
            offered.or_insert_with(|| zones(region));
        }
        if let Some(class) = class {
            let offered = self.offerings.entry(class.to_string());
            offered.or_insert_with(|| vec![POSTGRES.to_owned()]);
        }
    }
}

#[async_trait]
impl InstanceOfferingReader for SimPlace {
    async fn zones_offering(&self, kind: &InstanceType) -> PortResult<Vec<String>> {
        let verb = Verb("ec2", "DescribeInstanceTypeOfferings");
        self.read(verb, |place, _| {
            let zones = place.holds.offerings.get(kind.as_str());
            Ok(zones.cloned().unwrap_or_default())
        })
    }
}

#[async_trait]
impl DatabaseOfferingReader for SimPlace {
    async fn versions_on(&self, class: &RdsInstanceClass) -> PortResult<Vec<String>> {
        let verb = Verb("rds", "DescribeOrderableDBInstanceOptions");
        self.read(verb, |place, _| {
            let versions = place.holds.offerings.get(class.as_str());
            Ok(versions.cloned().unwrap_or_default())
        })
    }
}
