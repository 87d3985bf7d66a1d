//! The core of ts-deploy: components, ports, plan, engine and journal.
//!
//! It needs no AWS SDK, no terminal and no environment.

// Libraries say nothing on the terminal: events are the only way out.
#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod check;
pub mod clock;
#[cfg(feature = "conformance")]
pub mod conformance;
pub mod deployment;
pub mod engine;
pub mod error;
pub mod event;
pub mod finding;
mod hash;
#[cfg(feature = "host")]
pub mod host;
pub mod ids;
pub mod journal;
pub mod layer;
#[cfg(feature = "mock")]
pub mod mock;
mod nearest;
#[cfg(test)]
mod page;
pub mod parameter;
pub mod plan;
pub mod policy;
pub mod port;
pub mod secret;
#[cfg(feature = "sim")]
pub mod sim;
#[cfg(feature = "spec")]
pub mod spec;
pub mod target;
