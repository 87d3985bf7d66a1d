//! Scenarios across the crates of ts-deploy.
