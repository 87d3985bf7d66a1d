//! A journal that lives as long as its process, for tests and embedders.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;

use super::{Created, Exclusive, JournalStore, StoreError};
use crate::clock::Clock;

/// Records in memory. Clones share them, so that a second driver can be tried against the first.
#[derive(Clone)]
pub struct MemoryStore {
    records: Arc<Mutex<BTreeMap<u64, Vec<u8>>>>,
    clock: Arc<dyn Clock>,
}

impl MemoryStore {
    /// An empty store that takes its time from `clock`.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            records: Arc::default(),
            clock,
        }
    }

    fn records(&self) -> std::sync::MutexGuard<'_, BTreeMap<u64, Vec<u8>>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts `bytes` at `sequence`, whatever stands there: what no real store offers, to try what a
    /// reader makes of it.
    pub fn tamper(&self, sequence: u64, bytes: Option<Vec<u8>>) {
        match bytes {
            Some(bytes) => self.records().insert(sequence, bytes),
            None => self.records().remove(&sequence),
        };
    }
}

impl std::fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemoryStore")
            .field("records", &self.records().len())
            .finish()
    }
}

#[async_trait]
impl JournalStore for MemoryStore {
    async fn create(&self, sequence: u64, bytes: &[u8]) -> Result<Created, StoreError> {
        match self.records().entry(sequence) {
            std::collections::btree_map::Entry::Occupied(_) => Ok(Created::AlreadyThere),
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(bytes.to_vec());
                Ok(Created::Yes)
            }
        }
    }

    async fn read(&self, sequence: u64) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.records().get(&sequence).cloned())
    }

    async fn last(&self) -> Result<Option<u64>, StoreError> {
        Ok(self.records().keys().next_back().copied())
    }

    async fn now(&self) -> Result<Timestamp, StoreError> {
        Ok(self.clock.now())
    }

    fn exclusive(&self) -> Exclusive {
        Exclusive::CannotTell
    }

    fn release(&self) {}
}
