//! One binary for all tests over the wire: the AWS backend and the binary against the emulator.
#![expect(
    clippy::unwrap_used,
    reason = "a scenario that goes wrong fails loudly"
)]

mod board;
mod canaries;
mod desk;
mod ground;
mod journal;
mod killed;
mod promises;
mod refusals;
mod session;
mod storm;
mod whole;
