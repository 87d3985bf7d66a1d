//! Where records are kept.

use async_trait::async_trait;
use jiff::Timestamp;

/// Whether a record was created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created {
    /// It stands there now, and will after a power cut.
    Yes,
    /// Something stood there already, and still does.
    AlreadyThere,
}

/// Whether this process alone holds the store on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exclusive {
    /// It does: no other process on this machine drives.
    Held,
    /// Another process does.
    Taken,
    /// The store cannot tell.
    CannotTell,
}

/// A store that could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{doing} {place}")]
pub struct StoreError {
    /// What was being done: `cannot write`.
    pub doing: &'static str,
    /// Where: a file, an object.
    pub place: String,
    /// Why.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
    /// True when the store may do it once it answers again, or once credentials are renewed.
    pub may_pass: bool,
}

impl StoreError {
    /// An error at `place`.
    pub fn new(
        doing: &'static str,
        place: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self {
            doing,
            place: place.into(),
            source: source.into(),
            may_pass: false,
        }
    }

    /// The same, which may pass by itself or by credentials being renewed: a run waits for it where
    /// nothing is on its way.
    #[must_use]
    pub fn that_may_pass(mut self, may_pass: bool) -> Self {
        self.may_pass = may_pass;
        self
    }
}

/// Keeps the records of one journal.
///
/// # Guarantees asked of implementers
/// - [`create`](Self::create) is atomic: of two callers for one sequence number exactly one is
///   answered [`Created::Yes`], and no reader ever sees half a record.
/// - What was created is never changed or removed, and is durable when the call returns.
#[async_trait]
pub trait JournalStore: Send + Sync {
    /// Tries what the store needs of what lies below it, before a driver begins. What it does not
    /// find is an error whose source says what to do. A store that needs nothing does nothing.
    ///
    /// # Errors
    /// [`StoreError`] when records could not be kept as they must be.
    async fn probe(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Creates record `sequence`, of which 1 is the first, if nothing stands there.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be told whether it was created, or it was not.
    async fn create(&self, sequence: u64, bytes: &[u8]) -> Result<Created, StoreError>;

    /// Reads record `sequence`; `None` when nothing stands there.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be read, or is larger than
    /// [`RECORD_LIMIT`](crate::journal::RECORD_LIMIT).
    async fn read(&self, sequence: u64) -> Result<Option<Vec<u8>>, StoreError>;

    /// The greatest sequence number that stands; `None` for an empty store.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be listed.
    async fn last(&self) -> Result<Option<u64>, StoreError>;

    /// The store's own time, by which leases are judged.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not tell.
    async fn now(&self) -> Result<Timestamp, StoreError>;

    /// Removes what processes that were cut off left beside the records, and nothing else; `now` is the
    /// store's time. Called by whoever has just taken the deployment. What cannot be removed stays.
    async fn clear_remains(&self, now: Timestamp) {
        let _ = now;
    }

    /// Takes, or confirms, the store for this process alone on this machine. What was taken through
    /// one store is given up through it: two journals in one process need a store each.
    fn exclusive(&self) -> Exclusive;

    /// Gives up what [`exclusive`](Self::exclusive) took.
    fn release(&self);
}

/// The greatest size of a record, in bytes: a checkpoint of a full deployment has a few thousand.
pub const RECORD_LIMIT: u64 = 1024 * 1024;
