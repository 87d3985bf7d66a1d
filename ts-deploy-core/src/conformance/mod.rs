//! What a backend promises, as functions to try it with.
//!
//! Two suites try the ports. [`promises`] hold for every backend: they are written to tolerate
//! that what was changed is seen later, and poll with the clock and the [`Patience`] they are
//! given. [`strictness`] is the simulated cloud's own: what it refuses at once though AWS lets it
//! through. [`user_pool`] tries those of user pools, which need no product, and [`journal`] a
//! store of a journal.
//!
//! A suite wipes nothing. It works on provisioned products whose names begin with the prefix of
//! its [`Subject`], each promise on one of its own, and removes what it made; what a backend made
//! and does not show is left. No function panics: what does not hold is a [`Broken`].
//!
//! # Usage
//! ```
//! # async fn try_it(subject: &ts_deploy_core::conformance::Subject) {
//! use ts_deploy_core::conformance::promises;
//!
//! for (promise, kept) in promises::all(subject).await {
//!     assert!(kept.is_ok(), "{promise}: {kept:?}");
//! }
//! # }
//! ```

mod further;
pub mod journal;
pub mod own_stack;
mod product;
pub mod promises;
pub mod strictness;
mod subject;
#[cfg(test)]
#[cfg(feature = "sim")]
mod tests;
mod trial;
pub mod user_pool;

pub use further::{ParameterSubject, PortfolioSubject};
pub use subject::{Backend, Patience, Subject};
pub use user_pool::UserPoolSubject;

/// A promise that a backend did not keep.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the promise {promise} is not kept: {saw}")]
pub struct Broken {
    /// The name of the function that tried it.
    pub promise: &'static str,
    /// What was seen instead, or the error that came.
    pub saw: String,
}

/// Whether a promise was kept.
pub type Kept = Result<(), Broken>;

/// Tries each function in turn and pairs what came of it with its name.
macro_rules! try_all {
    ($subject:expr; $($promise:path),+ $(,)?) => {
        vec![$((
            $crate::conformance::own_name(stringify!($promise)),
            $promise($subject).await,
        )),+]
    };
}
use try_all;

/// The last part of a path as `stringify!` writes it.
fn own_name(path: &'static str) -> &'static str {
    path.rsplit("::").next().unwrap_or(path).trim()
}
