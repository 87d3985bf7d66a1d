//! Routes, and the tables they stand in.

use serde::{Deserialize, Serialize};

use super::RouteState;
use crate::ids::SubnetId;

/// A route table (`DescribeRouteTables`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteTable {
    /// Its id: `rtb-...`.
    pub id: String,
    /// True for the table of the subnets that have none of their own.
    pub main: bool,
    /// The subnets that it is associated with.
    pub subnets: Vec<SubnetId>,
    /// Its routes.
    pub routes: Vec<Route>,
}

impl RouteTable {
    /// The table that holds for `subnet`: its own, else the main one of the VPC.
    pub fn of<'a>(subnet: &SubnetId, tables: &'a [Self]) -> Option<&'a Self> {
        let own = tables.iter().find(|table| table.subnets.contains(subnet));
        own.or_else(|| tables.iter().find(|table| table.main))
    }

    /// The route that traffic to the Internet takes, also one that leads nowhere.
    pub fn default_route(&self) -> Option<&Route> {
        let mut routes = self.routes.iter();
        routes.find(|route| route.destination == "0.0.0.0/0")
    }
}

/// A route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// Where to: an IPv4 block, or the id of a list of them (`pl-...`).
    pub destination: String,
    /// Through what, by its id: `igw-...`, `nat-...`, `local`.
    pub through: String,
    /// Whether it leads anywhere.
    pub state: RouteState,
}

/// What a route goes through, by the form of its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RouteKind {
    /// The VPC itself.
    Local,
    /// An Internet gateway.
    InternetGateway,
    /// A NAT gateway.
    NatGateway,
    /// An endpoint of a service.
    Endpoint,
    /// Another network: transit gateway, peering, VPN, an appliance's interface.
    OtherNetwork,
}

impl Route {
    /// What it goes through.
    pub fn kind(&self) -> RouteKind {
        let kinds = [
            ("local", RouteKind::Local),
            ("igw-", RouteKind::InternetGateway),
            ("nat-", RouteKind::NatGateway),
            ("vpce-", RouteKind::Endpoint),
        ];
        let known = kinds
            .iter()
            .find(|(form, _)| self.through.starts_with(form));
        known.map_or(RouteKind::OtherNetwork, |(_, kind)| *kind)
    }
}
