//! A store of which something befalls the writes and reads.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use jiff::Timestamp;
use ts_deploy_core::journal::{Created, Exclusive, JournalStore, StoreError};

/// What befalls the use of a store. Whatever is not said goes well.
#[async_trait]
pub trait StoreHook: Send + Sync {
    /// Right before record `sequence` is written; an error keeps it from being written.
    ///
    /// # Errors
    /// What the writer is told.
    async fn before_write(&self, sequence: u64) -> Result<(), StoreError> {
        let _ = sequence;
        Ok(())
    }

    /// Right after, whether or not it stands now; an error takes the place of the answer.
    ///
    /// # Errors
    /// What the writer is told.
    async fn after_write(
        &self,
        sequence: u64,
        bytes: &[u8],
        created: Created,
    ) -> Result<(), StoreError> {
        let _ = (sequence, bytes, created);
        Ok(())
    }

    /// Right before a record is read, or the last one looked for.
    ///
    /// # Errors
    /// What the reader is told.
    fn before_read(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Right before the store is asked for its time.
    ///
    /// # Errors
    /// What whoever asks is told.
    fn before_time(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// A store with what befalls it.
pub struct HookedStore<H> {
    inner: Arc<dyn JournalStore>,
    /// What befalls it.
    pub hook: H,
}

impl<H: StoreHook> HookedStore<H> {
    /// `inner`, of which `hook` befalls the use.
    pub fn new(inner: Arc<dyn JournalStore>, hook: H) -> Self {
        Self { inner, hook }
    }
}

#[async_trait]
impl<H: StoreHook> JournalStore for HookedStore<H> {
    async fn probe(&self) -> Result<(), StoreError> {
        self.inner.probe().await
    }

    async fn clear_remains(&self, now: Timestamp) {
        self.inner.clear_remains(now).await;
    }

    async fn create(&self, sequence: u64, bytes: &[u8]) -> Result<Created, StoreError> {
        self.hook.before_write(sequence).await?;
        let created = self.inner.create(sequence, bytes).await?;
        self.hook.after_write(sequence, bytes, created).await?;
        Ok(created)
    }

    async fn read(&self, sequence: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.hook.before_read()?;
        self.inner.read(sequence).await
    }

    async fn last(&self) -> Result<Option<u64>, StoreError> {
        self.hook.before_read()?;
        self.inner.last().await
    }

    async fn now(&self) -> Result<Timestamp, StoreError> {
        self.hook.before_time()?;
        self.inner.now().await
    }

    fn exclusive(&self) -> Exclusive {
        self.inner.exclusive()
    }

    fn release(&self) {
        self.inner.release();
    }
}

/// Counts what is written and read.
#[derive(Debug, Default)]
pub struct Counted {
    writes: AtomicU64,
    reads: AtomicU64,
}

impl Counted {
    /// How many records were written or tried to be.
    pub fn writes(&self) -> u64 {
        self.writes.load(Ordering::SeqCst)
    }

    /// How often a record was read, or the last one looked for.
    pub fn reads(&self) -> u64 {
        self.reads.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl StoreHook for Counted {
    async fn before_write(&self, _: u64) -> Result<(), StoreError> {
        self.writes.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    fn before_read(&self) -> Result<(), StoreError> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}
