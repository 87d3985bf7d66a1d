//! The binary as scripts and operators meet it: exit codes, what goes to stdout, and what is left
//! when it is killed.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where its desk is not as it should be"
)]

mod agreed;
#[cfg(feature = "aws")]
mod aws;
mod contract;
mod desk;
mod early;
mod examples;
mod killed;
mod left_behind;
mod lifecycle;
mod lost;
mod preflight;
mod readme;
mod recovery;
mod scripted;
mod widened;
