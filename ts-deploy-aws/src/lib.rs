//! The ports of `ts-deploy-core` on the AWS SDK for Rust.
//!
//! **The ports are not implemented yet**: nothing in this crate calls AWS, and it depends on no
//! `aws-sdk-*` crate. The binary refuses `--backend aws`, and deployments are rehearsed on the
//! simulated cloud of `ts-deploy-core`.
//!
//! # What is here
//! [`classify`]: what a failed call means. The engine decides from the kind of an error alone
//! whether a call may be repeated, so each code that AWS answers with is mapped once, in a table
//! that says where each entry is known from. It is a pure function, for the backend to come and
//! for whoever writes a backend of their own.
//!
//! # What is not here yet
//! One folder a port, calls apart from conversions, one cargo feature a service. This is the only
//! crate that may name an `aws-sdk-*` crate.
//!
//! # Example
//! ```
//! use ts_deploy_aws::classify::{Failure, classify};
//! use ts_deploy_core::port::ErrorKind;
//!
//! // Both end a call for want of credentials; only the first heals when they are renewed.
//! let ended = Failure::of_code("ExpiredTokenException").status(400);
//! assert_eq!(classify(&ended), ErrorKind::CredentialsExpired);
//! let unknown_key = Failure::of_code("InvalidClientTokenId").status(403);
//! assert_eq!(classify(&unknown_key), ErrorKind::Denied);
//!
//! // CloudFormation tells most of its errors apart by their words only.
//! let gone = Failure::of_code("ValidationError")
//!     .status(400)
//!     .message("Stack with id acme-data-layer does not exist");
//! assert_eq!(classify(&gone), ErrorKind::NotFound);
//! ```

// Libraries say nothing on the terminal: events are the only way out.
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod answer;
#[cfg(feature = "servicecatalog")]
mod catalog;
pub mod classify;
pub mod connection;
mod credentials_failure;
#[cfg(any(feature = "servicecatalog", feature = "cloudformation"))]
mod given;
mod identity;
#[cfg(any(
    feature = "servicecatalog",
    feature = "cloudformation",
    feature = "ssm"
))]
mod pages;
#[cfg(feature = "ssm")]
mod parameter_store;
#[cfg(any(
    feature = "servicecatalog",
    feature = "cloudformation",
    feature = "ssm"
))]
mod read;
#[cfg(feature = "cloudformation")]
mod stack;
#[cfg(test)]
mod wire;

#[cfg(feature = "servicecatalog")]
pub use catalog::AwsCatalog;
pub use identity::AwsIdentity;
#[cfg(feature = "ssm")]
pub use parameter_store::AwsParameterStore;
#[cfg(feature = "cloudformation")]
pub use stack::AwsStacks;
