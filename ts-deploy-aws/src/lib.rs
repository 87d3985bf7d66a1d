//! The ports of ts-deploy-core on the AWS SDK for Rust.
