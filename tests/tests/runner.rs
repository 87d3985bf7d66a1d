//! One binary for all scenarios.

mod lifecycle;
