//! Bringing a lost platform up in the DR account and region (rows V1 and V2).
//!
//! [`look`] runs the checks, with readers of the DR account alone: the main account may not answer
//! any more. [`recovered`] makes a deployment of what they found, in which the Data Layer comes up
//! from the snapshot and the two buckets, and the Service Layer after it. It is planned, run and
//! journalled like any other, under a name of its own.
//!
//! Once the platform runs there, its snapshot and buckets are read back from what runs: another
//! snapshot, or none, would replace the database.

mod buckets;
mod deployment;
mod errands;
mod key_rights;
mod left_behind;
mod look;
mod running;
mod snapshot;
#[cfg(test)]
mod tests;

pub use buckets::check_bucket;
pub use deployment::{Recovered, foreseen, outlined, recovered, recovery_name};
pub use left_behind::left_behind;
pub use look::{Found, look};
pub use snapshot::{choose, judge};
