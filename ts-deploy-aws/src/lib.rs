//! The ports of `ts-deploy-core` on the AWS SDK for Rust.
//!
//! Nothing is here yet. What belongs here: one folder a port, calls apart from conversions, one
//! cargo feature a service; this is the only crate that may name an `aws-sdk-*` crate. Until then
//! the binary refuses `--backend aws`, and deployments are rehearsed on the simulated cloud.
