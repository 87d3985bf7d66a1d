//! User pools, answered by the simulated cloud.
//!
//! As Cognito does it sets back what an update leaves out, and lets pools and clients of one name
//! stand side by side. Stricter than Cognito, it refuses at once what would make every later
//! sign-in fail: a required attribute that no claim fills, a mapped attribute that cannot change, or
//! one that the client may not write.

mod by_hand;
mod change;
mod held;
mod read;
mod rules;

pub use by_hand::ByHand;
pub(super) use held::HeldPools;
