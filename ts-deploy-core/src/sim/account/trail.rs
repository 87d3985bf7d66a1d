//! Trails.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, Region};
use crate::port::PortResult;
use crate::port::trail::{Trail, TrailReader, TrailStatus};
use crate::sim::place::{SimPlace, Verb};
use crate::sim::refusal::Refusal;

/// A trail and its status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimTrail {
    /// The trail.
    pub trail: Trail,
    /// Whether it logs.
    pub status: TrailStatus,
}

impl SimTrail {
    /// A trail of the account's own that logs all regions to a bucket.
    pub fn documented(account: &AccountId, region: &Region) -> Self {
        let (partition, name) = (region.partition(), "management-events");
        Self {
            trail: Trail {
                arn: format!("arn:{partition}:cloudtrail:{region}:{account}:trail/{name}"),
                name: name.to_owned(),
                bucket: Some(format!("cloudtrail-{account}")),
                multi_region: true,
                home_region: Some(region.to_string()),
                organization: false,
            },
            status: TrailStatus {
                logging: true,
                delivery_error: None,
                delivered: None,
            },
        }
    }
}

#[async_trait]
impl TrailReader for SimPlace {
    async fn trails(&self) -> PortResult<Vec<Trail>> {
        self.read(Verb("cloudtrail", "DescribeTrails"), |place, _| {
            let trails = place.holds.trails.iter();
            Ok(trails.map(|one| one.trail.clone()).collect())
        })
    }

    async fn status(&self, arn: &str) -> PortResult<TrailStatus> {
        self.read(Verb("cloudtrail", "GetTrailStatus"), |place, _| {
            let mut trails = place.holds.trails.iter();
            let found = trails.find(|one| one.trail.arn == arn);
            let found = found.ok_or_else(|| Refusal::not_found("Unknown trail"))?;
            Ok(found.status.clone())
        })
    }
}
