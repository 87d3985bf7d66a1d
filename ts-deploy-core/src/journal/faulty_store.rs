//! A store of which a test scripts what befalls each use.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use jiff::Timestamp;

use super::{Created, Exclusive, JournalStore, StoreError};

/// One use of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StoreUse {
    /// A record is written.
    Create,
    /// A record is read, or the last one looked for.
    Read,
    /// The time is asked for.
    Now,
}

/// What befalls it.
pub(crate) enum StoreFault {
    /// Nothing.
    None,
    /// It is not done.
    Before(StoreError),
    /// It is done, and its answer is lost.
    After(StoreError),
}

/// Any store, and what befalls its uses.
pub(crate) struct FaultyStore {
    inner: Arc<dyn JournalStore>,
    script: Box<dyn Fn(StoreUse) -> StoreFault + Send + Sync>,
}

/// That the disk is full, which does not pass.
pub(crate) fn full() -> StoreError {
    StoreError::new("cannot write", "the journal", "disk full")
}

/// That there is no answer, which may pass.
pub(crate) fn unanswered() -> StoreError {
    StoreError::new("cannot reach", "the journal", "no answer").that_may_pass(true)
}

impl FaultyStore {
    /// `inner`, whose every use is told to `script` before, which decides what befalls it.
    pub(crate) fn new(
        inner: impl JournalStore + 'static,
        script: impl Fn(StoreUse) -> StoreFault + Send + Sync + 'static,
    ) -> Arc<Self> {
        let (inner, script) = (Arc::new(inner), Box::new(script));
        Arc::new(Self { inner, script })
    }

    /// `inner`, of whose uses of one kind `fault` tells what befalls the first, the second and so on.
    pub(crate) fn counting(
        inner: impl JournalStore + 'static,
        used: StoreUse,
        fault: impl Fn(u64) -> StoreFault + Send + Sync + 'static,
    ) -> Arc<Self> {
        let count = AtomicU64::new(0);
        Self::new(inner, move |this| {
            if this == used {
                fault(count.fetch_add(1, Ordering::SeqCst) + 1)
            } else {
                StoreFault::None
            }
        })
    }

    async fn befalls<T>(
        &self,
        used: StoreUse,
        does: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        match (self.script)(used) {
            StoreFault::None => does.await,
            StoreFault::Before(error) => Err(error),
            StoreFault::After(error) => does.await.and(Err(error)),
        }
    }
}

#[async_trait]
impl JournalStore for FaultyStore {
    async fn create(&self, sequence: u64, bytes: &[u8]) -> Result<Created, StoreError> {
        let created = self.inner.create(sequence, bytes);
        self.befalls(StoreUse::Create, created).await
    }
    async fn read(&self, sequence: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.befalls(StoreUse::Read, self.inner.read(sequence))
            .await
    }
    async fn last(&self) -> Result<Option<u64>, StoreError> {
        self.befalls(StoreUse::Read, self.inner.last()).await
    }
    async fn now(&self) -> Result<Timestamp, StoreError> {
        self.befalls(StoreUse::Now, self.inner.now()).await
    }
    fn exclusive(&self) -> Exclusive {
        self.inner.exclusive()
    }
    fn release(&self) {
        self.inner.release();
    }
}
