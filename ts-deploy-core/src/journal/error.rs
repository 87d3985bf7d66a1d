//! Why a journal does not go on.

use super::{Broken, Owner, RECORD_LIMIT, Refused, StoreError};

/// Why the journal does not go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The store cannot be written or read.
    #[error("the journal cannot be written or read")]
    Store(#[from] StoreError),
    /// It is not whole.
    #[error("the journal is not whole")]
    Broken(#[from] Broken),
    /// It belongs to another deployment, or to a rehearsal.
    #[error(
        "the journal is that of {found}, not of {wanted}: give each its own with --journal, and the same --backend as before to go on"
    )]
    Foreign {
        /// Whose it is.
        found: Owner,
        /// Whose it should be.
        wanted: Owner,
    },
    /// Another driver holds the deployment.
    #[error(transparent)]
    Refused(#[from] Box<Refused>),
    /// Another driver wrote where we would have: it took the deployment over.
    #[error("another driver wrote record {sequence} of the journal: it took the deployment over")]
    TakenOver {
        /// The record.
        sequence: u64,
    },
    /// An entry is larger than a record may be. Nothing was written.
    #[error(
        "record {sequence} of the journal, {entry}, would have {bytes} bytes, and one of more than {RECORD_LIMIT} is never read again: nothing was written. Shorten the texts that go into it"
    )]
    TooLarge {
        /// The place it was meant for.
        sequence: u64,
        /// Which it is: `` `asked` of step agree ``.
        entry: String,
        /// How large it would be.
        bytes: u64,
    },
    /// The deployment was not taken, or was let go of.
    #[error(
        "this process does not drive the deployment, so that nothing was done: take it first, and again after it was let go of"
    )]
    NotDriving,
}

impl JournalError {
    /// True when the store may go on once it answers again, or once credentials are renewed.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Store(error) if error.may_pass)
    }
}
