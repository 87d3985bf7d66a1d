//! A journal's store as one operator reaches it.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use ts_deploy_core::journal::{Created, Exclusive, JournalStore, MemoryStore, StoreError};

use super::{Fate, Judge, Life, Trouble};

/// The way of an operator's process to the journal.
pub struct Ledger {
    /// What all operators share.
    pub store: MemoryStore,
    /// The operator's process.
    pub life: Arc<Life>,
    /// What befalls it.
    pub fate: Arc<Mutex<Fate>>,
    /// Who looks on.
    pub judge: Arc<Judge>,
}

impl Ledger {
    fn trouble(&self) -> Trouble {
        let mut fate = self.fate.lock().unwrap_or_else(PoisonError::into_inner);
        fate.store()
    }
}

fn lost(doing: &'static str) -> StoreError {
    StoreError::new(doing, "the journal", "as the seed has it")
}

#[async_trait]
impl JournalStore for Ledger {
    async fn create(&self, sequence: u64, bytes: &[u8]) -> Result<Created, StoreError> {
        self.life.pass().await;
        let trouble = self.trouble();
        if trouble == Trouble::LostBefore {
            return Err(lost("cannot write"));
        }
        let created = self.store.create(sequence, bytes).await?;
        if created == Created::Yes {
            self.judge.written(sequence, bytes);
        }
        self.life.pass().await;
        match trouble {
            Trouble::LostAfter => Err(lost("cannot write")),
            _ => Ok(created),
        }
    }

    async fn read(&self, sequence: u64) -> Result<Option<Vec<u8>>, StoreError> {
        match self.trouble() {
            Trouble::None => self.store.read(sequence).await,
            _ => Err(lost("cannot read")),
        }
    }

    async fn last(&self) -> Result<Option<u64>, StoreError> {
        match self.trouble() {
            Trouble::None => self.store.last().await,
            _ => Err(lost("cannot list")),
        }
    }

    async fn now(&self) -> Result<Timestamp, StoreError> {
        self.store.now().await
    }

    fn exclusive(&self) -> Exclusive {
        Exclusive::CannotTell
    }

    fn release(&self) {}
}
