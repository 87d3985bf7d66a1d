//! States, in AWS's spelling.

use serde::{Deserialize, Serialize};

/// The state of a VPC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum VpcState {
    /// It is being made.
    #[serde(rename = "pending")]
    Pending,
    /// It can be used.
    #[serde(rename = "available")]
    Available,
    /// Another word; never taken for one that can be used.
    #[serde(other)]
    Unknown,
}

/// The state of a subnet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum SubnetState {
    /// It is being made.
    #[serde(rename = "pending")]
    Pending,
    /// It can be used.
    #[serde(rename = "available")]
    Available,
    /// It cannot be used.
    #[serde(rename = "unavailable")]
    Unavailable,
    /// It could not be made.
    #[serde(rename = "failed")]
    Failed,
    /// It could not be made for want of capacity.
    #[serde(rename = "failed-insufficient-capacity")]
    FailedInsufficientCapacity,
    /// Another word; never taken for one that can be used.
    #[serde(other)]
    Unknown,
}

/// The state of a NAT gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum NatGatewayState {
    /// It is being made.
    #[serde(rename = "pending")]
    Pending,
    /// It could not be made.
    #[serde(rename = "failed")]
    Failed,
    /// It can be used.
    #[serde(rename = "available")]
    Available,
    /// It is being removed.
    #[serde(rename = "deleting")]
    Deleting,
    /// It was removed.
    #[serde(rename = "deleted")]
    Deleted,
    /// Another word; never taken for one that can be used.
    #[serde(other)]
    Unknown,
}

/// Whether a route leads anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum RouteState {
    /// It does.
    #[serde(rename = "active")]
    Active,
    /// What it goes through is not there any more.
    #[serde(rename = "blackhole")]
    Blackhole,
    /// Another word; never taken for one that can be used.
    #[serde(other)]
    Unknown,
}

/// How an endpoint is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum VpcEndpointType {
    /// By addresses in subnets.
    Interface,
    /// By routes.
    Gateway,
    /// By routes, through appliances.
    GatewayLoadBalancer,
    /// Another word; never taken for one that can be used.
    #[serde(other)]
    Unknown,
}

/// The state of an endpoint, in the lower case that travels; the model writes it otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum VpcEndpointState {
    /// The service's owner has not accepted it.
    #[serde(rename = "pendingAcceptance")]
    PendingAcceptance,
    /// It is being made.
    #[serde(rename = "pending")]
    Pending,
    /// It can be used.
    #[serde(rename = "available")]
    Available,
    /// It is being removed.
    #[serde(rename = "deleting")]
    Deleting,
    /// It was removed.
    #[serde(rename = "deleted")]
    Deleted,
    /// The service's owner refused it.
    #[serde(rename = "rejected")]
    Rejected,
    /// It could not be made.
    #[serde(rename = "failed")]
    Failed,
    /// Nobody accepted it in time.
    #[serde(rename = "expired")]
    Expired,
    /// It can be used in some zones only.
    #[serde(rename = "partial")]
    Partial,
    /// Another word; never taken for one that can be used.
    #[serde(other)]
    Unknown,
}
