//! The rights that each call needs, as data, and the least policies made of it.
//!
//! [`table`] has a row for every operation that a backend on AWS calls: in which [`Phase`]s it is
//! called, where, and which IAM actions it takes, those included that AWS asks for on the caller's
//! behalf, such as `kms:Decrypt`. [`least`] makes of it the policies that one phase of one
//! deployment needs, as narrow as the deployment tells: partition, account, region and names.
//!
//! # Caveats
//! The mapping is written down from the service authorization reference, not looked up.
//! Which resources a product's template makes is not known from here. Unless the vendor's product
//! has a launch role, `CloudFormation` makes them with the rights of whoever launches; the
//! [notes](LeastPolicies::notes) say how to find those out.
//!
//! # Usage
//! ```
//! # #[cfg(feature = "spec")]
//! # fn print(text: &str) -> Option<()> {
//! use ts_deploy_core::policy::{self, Phase};
//! use ts_deploy_core::spec;
//!
//! let deployment = spec::read(text).deployment?;
//! let least = policy::least(&deployment, Phase::Deploy);
//! for policy in &least.policies {
//!     println!("{} for {}:\n{}", policy.name, policy.account, policy.document.to_json());
//! }
//! # Some(())
//! # }
//! ```

mod condition;
mod document;
mod key_policy;
mod least;
mod meaning;
mod operation;
mod resources;
mod scope;
mod service_use;
mod table;
mod tag_policy;
#[cfg(test)]
mod tests;
mod written;

pub use document::{MANAGED_LIMIT, PolicyDocument, Statement};
pub use key_policy::{KeyPolicy, KeySays, KeyUser};
pub use least::{LeastPolicies, LeastPolicy, least};
pub use meaning::Meaning;
pub use operation::{Need, Operation, Phase, Place, Source, Use, When};
pub use scope::{Condition, Scope};
pub(crate) use service_use::{About, ServiceUse};
pub use table::{operation, table};
pub use tag_policy::{TagPolicy, TagRule};
pub(crate) use written::Written;
