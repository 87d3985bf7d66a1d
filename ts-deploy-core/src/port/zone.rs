//! Hosted zones (`route53`).

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{PortResult, ReadPort};
use crate::ids::{HostedZoneId, Region, VpcId};

/// A hosted zone (`GetHostedZone`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// Its id, without `/hostedzone/`.
    pub id: HostedZoneId,
    /// Its name, without the final dot.
    pub name: String,
    /// True when it answers in VPCs only.
    pub private: bool,
    /// The name servers that answer for it, without final dots; none for a private one.
    pub name_servers: Vec<String>,
}

/// A hosted zone in a list, which tells less.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneSummary {
    /// Its id, without `/hostedzone/`.
    pub id: HostedZoneId,
    /// Its name, without the final dot.
    pub name: String,
    /// True when it answers in VPCs only.
    pub private: bool,
}

/// Reads hosted zones. They belong to an account and to no region. Calls are repeatable; lists are
/// whole.
#[async_trait]
pub trait ZoneReader: Send + Sync {
    /// The zone of this id.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when it is
    /// not there, [`Denied`](super::ErrorKind::Denied) also when it is another account's.
    async fn zone(&self, id: &HostedZoneId) -> PortResult<Zone>;

    /// All zones of the account.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn zones(&self) -> PortResult<Vec<ZoneSummary>>;

    /// The name servers to which a zone hands `name` on, without final dots: the values of its
    /// record of type NS; none when it has no such record.
    ///
    /// # Errors
    /// As [`zone`](Self::zone).
    async fn delegation(&self, zone: &HostedZoneId, name: &str) -> PortResult<Vec<String>>;

    /// The names of the private zones that answer in a VPC, whoever owns them, without final dots.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn names_in(&self, vpc: &VpcId, region: &Region) -> PortResult<Vec<String>>;
}

impl ReadPort for dyn ZoneReader {
    const NAME: &'static str = "zone reader";
}
