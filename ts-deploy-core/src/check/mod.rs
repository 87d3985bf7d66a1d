//! What is looked at before anything is changed, and after.
//!
//! A [`Check`] looks at one row of the deployment documents in one target, with readers only, and
//! gives findings. [`Preflight`] runs many of them side by side. [`Guarded`] is a step whose checks are
//! looked at again right before its change leaves; [`Guards`] are those of a whole deployment.
//! [`FollowUp`] makes one a part that is left to a person. What can be mended safely has a [`fix`](Check::fix): a step like any
//! other, previewed, journalled and verified. One that takes a single changing call is a [`Mend`],
//! and [`MendStep`] is its step.

mod accounts;
mod behind;
#[cfg(feature = "certificate-files")]
pub mod certificate_files;
mod fixes;
mod follow_up;
mod guard;
mod guards;
mod key_sink;
mod look;
mod means;
mod mend;
mod preflight;
pub mod rows;
mod target;
#[cfg(test)]
mod tests;

use behind::Behind;

pub use accounts::{Accounts, Unseen, accounts};
pub use fixes::{NoFix, fixes, refused_fixes};
pub use follow_up::FollowUp;
pub use guard::Guarded;
pub use guards::Guards;
pub use key_sink::{KeptKey, KeySink, KeySinkError, KeySlot};
pub use look::{Check, CheckContext, Looked, Verdict};
pub use means::Means;
pub use mend::{Mend, MendStep, Mending};
pub use preflight::{Checked, Counts, LOOK_LIMIT, Preflight, SIDE_BY_SIDE};
pub use target::TargetCheck;
pub(crate) use target::account_mismatch;
