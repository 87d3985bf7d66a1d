//! One binary for all tests over the wire: the AWS backend and the binary against the emulator.
#![expect(
    clippy::unwrap_used,
    reason = "a scenario that goes wrong fails loudly"
)]

mod board;
mod buckets;
mod by_hand;
mod canaries;
mod desk;
mod disaster_recovery;
mod expired;
mod ground;
mod hand_written;
mod importing;
mod journal;
mod killed;
mod kills;
#[cfg(feature = "wire-full")]
mod mutant_checks;
mod mutant_runs;
mod mutants;
mod own_templates;
#[cfg(feature = "wire-full")]
mod preflight;
mod previous;
mod promises;
mod refusals;
#[cfg(feature = "wire-full")]
mod s3_endpoint;
mod session;
mod single_sign_on;
mod storm;
#[cfg(feature = "wire-full")]
mod suites;
#[cfg(feature = "wire-full")]
mod tasks_after;
mod tls;
mod user_pools;
#[cfg(feature = "wire-full")]
mod vendor_logs;
mod whole;
