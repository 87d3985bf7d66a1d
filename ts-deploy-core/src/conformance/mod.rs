//! What a backend promises, as functions to try it with.
//!
//! What is promised holds for every backend: the suites tolerate that what was changed is seen
//! later, and poll with the clock and the [`Patience`] they are given. Each takes what it needs:
//!
//! | suite | tries | needs |
//! |---|---|---|
//! | [`promises`] | catalog, stacks of products, identity, portfolios, parameters | a product |
//! | [`own_stack`] | stacks of one's own, their change sets and templates | a template |
//! | [`user_pool`] | user pools, their clients, providers and domains | a free name |
//! | [`account`] | what is around the platform: network, zones, quotas, rights, mail, trails | an account |
//! | [`installation`] | what an installation is made of: services, cluster, buckets, keys | a stack that stands |
//! | [`journal`] | a store of a journal | a place for its records |
//!
//! [`strictness`] is the simulated cloud's own: what it refuses at once though AWS lets it through.
//!
//! A suite wipes nothing. What it makes it makes under names of its own, each promise its own, and
//! removes it; what a backend made and does not show is left. [`account`] and [`installation`] change
//! nothing, unless they are handed what they may change, which then stays so. No function panics:
//! what does not hold is a [`Broken`].
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

pub mod account;
mod further;
pub mod installation;
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

pub use account::{AccountChanges, AccountHoldings, AccountSubject};
pub use further::{ParameterSubject, PortfolioSubject, TermsSubject};
pub use installation::{InstallationChanges, InstallationSubject};
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
