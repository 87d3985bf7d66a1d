//! The drill (rows V2 and V3): whether a recovery would work today, and what it would lose.
//!
//! It is handed readers only, and changes nothing. Everything that a recovery checks is checked, and
//! with the main account at hand what only it can tell: how old the newest copy is against the
//! objectives, whether the buckets are replicated, how long a recovery would take going by what
//! launches took, and whether the pair of accounts is alike.

mod durations;
mod parity;
mod replication;
mod report;

pub use durations::{Estimate, estimate};
pub use parity::{ParameterParity, ValueParity};
pub use report::{BucketReplication, DatabaseReport, DrillReport, drill};
