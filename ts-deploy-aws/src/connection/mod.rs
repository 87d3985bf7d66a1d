//! The way to AWS: whose credentials, through which proxies, trusting whom, and what was called.
//!
//! [`AwsCloud`] connects the targets of a deployment and hands out the ports on them, as the
//! simulated cloud does. Everything is read from where AWS users keep it: profiles, sign-in by IAM
//! Identity Center, variables, containers, instances, `AWS_ENDPOINT_URL` and its kin; what the AWS
//! SDK for Rust does not read (`AWS_CA_BUNDLE` and the proxies) is in [`ConnectionOptions`].
//!
//! # Guarantees
//! - One HTTP client serves every port and every source of credentials, so that a bundle or a
//!   proxy holds for `sts:AssumeRole` and sign-in too. The addresses at which instances and
//!   containers find credentials are never asked by way of a proxy.
//! - A profile that the spec names is the only source of that target's credentials: variables, which
//!   the SDK would prefer, do not stand in for it.
//! - Credentials without an end are read again every minute, and a profile's file with them, so that
//!   what somebody renews there is seen by a run that waits.
//! - Keys that take the place of a target's first ones are handed out when `sts:GetCallerIdentity` says
//!   that they are of the target's account, and not before: until then they count as ended.
//!
//! # Caveats
//! What one role's session assumes lasts an hour at most, and is renewed as long as the session it
//! comes from can be. `mfa_serial` and `duration_seconds` of a profile are not read by the AWS SDK
//! for Rust; [`AwsCloud::findings`] says where it matters.

mod call_log;
mod cloud;
mod connect;
mod credentials;
mod hop;
mod options;
mod ports;
mod profiles;
mod proxies;
mod renewal;
mod same_account;
#[cfg(test)]
mod tests;
mod trust;

pub use call_log::{Attempt, CallLog, Counted, Watch};
pub use cloud::AwsCloud;
pub use connect::operator_config;
pub use options::{CallLimits, ConnectionOptions, ProfilePaths};
pub use proxies::Proxies;
pub use trust::CA_BUNDLE_LIMIT;

pub(crate) use connect::behaviour;
