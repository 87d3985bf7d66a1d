//! What is looked at before anything is changed.

mod target;

pub use target::TargetCheck;
pub(crate) use target::account_mismatch;
