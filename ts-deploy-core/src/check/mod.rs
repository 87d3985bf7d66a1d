//! What is looked at before anything is changed.

mod accounts;
mod target;

pub use accounts::{Accounts, accounts};
pub use target::TargetCheck;
pub(crate) use target::account_mismatch;
