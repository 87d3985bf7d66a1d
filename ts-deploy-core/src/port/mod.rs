//! The ports: narrow traits over one capability of AWS each.
//!
//! A port has a reading and a changing half. What only looks (plan, status, verify, a step's
//! `observe` and `check`) is handed [`Readers`] and cannot change anything, by type; only a step's
//! `start` is handed [`Writers`]. Ports are found in a registry, [`Ports`], by target and trait,
//! which embedders extend with ports of their own.

pub mod address;
pub mod bucket;
pub mod catalog;
pub mod certificate;
pub mod cluster;
pub mod container_service;
mod error;
mod hook;
#[cfg(test)]
mod hook_tests;
pub mod identity;
pub mod key;
pub mod key_pair;
pub mod log_group;
pub mod log_policy;
pub mod mail;
pub mod network;
pub mod offering;
pub mod parameter_store;
pub mod portfolio;
pub mod product_terms;
pub mod quota;
pub mod regional_key;
mod registry;
pub mod rights;
pub mod role;
pub mod search_domain;
pub mod service_linked_role;
pub mod snapshot;
pub mod stack;
pub mod stack_list;
pub mod stack_resource;
pub mod stack_template;
pub mod tag_policy;
pub mod topic;
pub mod trail;
pub mod user_pool;
pub mod web;
pub mod zone;

pub use error::{Call, ErrorKind, PortError};
pub use hook::{CallHook, Hooked, hooked};
pub use registry::{ChangePort, MissingPort, Ports, ReadPort, Readers, Writers};

/// The answer of a port's call: what was asked for, or why the call did not answer.
pub type PortResult<T> = Result<T, PortError>;
