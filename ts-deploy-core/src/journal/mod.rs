//! The journal: an append-only, hash-chained log of intents and outcomes.
//!
//! It is the only thing that a resume and a report read besides AWS itself. Each record is small
//! and created only if nothing stands at its place, so that order and the discovery of another
//! writer come from the same primitive. Only transitions are recorded, never polls. It never holds
//! a secret's value.
//!
//! **What the chain shows.** Each record holds the SHA-256 of the one before it, so a changed,
//! missing or swapped record is found by reading. A tail that was cut off or wholly rewritten is
//! found only by whoever kept the head hash, which is printed at the end of every run.

mod chain;
#[cfg(test)]
mod checkpoint_tests;
mod confirm;
#[cfg(test)]
mod confirm_tests;
mod drafts;
mod driver;
mod error;
#[cfg(test)]
pub(crate) mod faulty_store;
mod fitness;
mod folder;
mod held_back;
#[cfg(test)]
mod lease_tests;
mod left_behind;
mod memory;
#[cfg(feature = "object-store")]
mod object;
#[cfg(feature = "object-store")]
mod object_answer;
#[cfg(all(test, feature = "object-store", feature = "conformance"))]
mod object_tests;
mod preflight;
mod process;
mod read;
mod record;
#[cfg(test)]
mod spent_tests;
mod state;
mod store;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod write_tests;
mod writer;

pub use chain::{Broken, Chain, Verified, verify};
pub use confirm::{Confirm, ConfirmError, Confirmed, confirm};
pub use driver::{Driver, LEASE, MARGIN, Refused};
pub use error::JournalError;
pub use folder::FolderStore;
pub use held_back::{HeldBack, Reason};
pub use left_behind::LeftBehind;
pub use memory::MemoryStore;
#[cfg(feature = "object-store")]
pub use object::ObjectStoreJournal;
pub use preflight::{KeptCheck, KeptFinding, KeptPreflight, KeptVerdict};
pub use record::{FORMAT, Goal, JournalEntry, JournalRecord, Owner, Settlement};
pub use state::{JournalState, Lease, RunState, SpentToken, StepState};
pub use store::{Created, Exclusive, JournalStore, RECORD_LIMIT, StoreError};
pub use writer::{CHECKPOINT_EVERY, Journal};
