//! Trails that log what is done in an account (`cloudtrail`).

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{PortResult, ReadPort};

/// A trail that covers the target's region (`DescribeTrails`, shadow trails included).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trail {
    /// Its ARN, by which alone an organisation's trail and a shadow are asked for their status.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// The bucket it logs to.
    pub bucket: Option<String>,
    /// True when it logs all regions.
    pub multi_region: bool,
    /// The region in which it was made.
    pub home_region: Option<String>,
    /// True when it belongs to the organisation: a member account may be refused its status.
    pub organization: bool,
}

/// Whether a trail logs (`GetTrailStatus`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailStatus {
    /// True while it logs.
    pub logging: bool,
    /// Why the last delivery to the bucket failed; `None` when it did not.
    pub delivery_error: Option<String>,
    /// When it last delivered.
    pub delivered: Option<Timestamp>,
}

/// Reads trails. Calls are repeatable.
#[async_trait]
pub trait TrailReader: Send + Sync {
    /// All trails that cover the target's region, those of the organisation and those made in other
    /// regions included.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn trails(&self) -> PortResult<Vec<Trail>>;

    /// The status of the trail of this ARN.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`Denied`](super::ErrorKind::Denied) for an
    /// organisation's trail that a member account may not ask about.
    async fn status(&self, arn: &str) -> PortResult<TrailStatus>;
}

impl ReadPort for dyn TrailReader {
    const NAME: &'static str = "trail reader";
}
