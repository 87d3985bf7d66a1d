//! Ways for a run to end in the middle of something.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use async_trait::async_trait;
use jiff::Timestamp;
use ts_deploy_core::journal::{Created, Exclusive, JournalStore, StoreError};
use ts_deploy_core::sim::{CallFault, SimCloud};

/// A store that never answers one of its writes, nor anything after it: whoever waits for it can
/// only be dropped, as when its process is killed there.
///
/// Write `n` counts twice: `2n` hangs before the record stands, `2n + 1` after.
pub struct StoppingStore {
    inner: Arc<dyn JournalStore>,
    at: u64,
    passed: AtomicU64,
}

impl StoppingStore {
    /// Wraps `inner`, to hang at this point.
    pub fn new(inner: Arc<dyn JournalStore>, at: u64) -> Self {
        let passed = AtomicU64::new(0);
        Self { inner, at, passed }
    }

    /// What `run` gives, or `None` once it hangs in this store: it is dropped then, as with its
    /// process.
    pub async fn unless_stopped<T>(&self, run: impl Future<Output = T>) -> Option<T> {
        let mut run = pin!(run);
        std::future::poll_fn(|cx| match run.as_mut().poll(cx) {
            Poll::Ready(ended) => Poll::Ready(Some(ended)),
            Poll::Pending if self.passed.load(Ordering::SeqCst) > self.at => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        })
        .await
    }

    async fn pass(&self) {
        if self.passed.fetch_add(1, Ordering::SeqCst) >= self.at {
            std::future::pending::<()>().await;
        }
    }
}

#[async_trait]
impl JournalStore for StoppingStore {
    async fn create(&self, sequence: u64, bytes: &[u8]) -> Result<Created, StoreError> {
        self.pass().await;
        let created = self.inner.create(sequence, bytes).await;
        self.pass().await;
        created
    }

    async fn probe(&self) -> Result<(), StoreError> {
        self.inner.probe().await
    }

    async fn read(&self, sequence: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.read(sequence).await
    }

    async fn last(&self) -> Result<Option<u64>, StoreError> {
        self.inner.last().await
    }

    async fn now(&self) -> Result<Timestamp, StoreError> {
        self.inner.now().await
    }

    fn exclusive(&self) -> Exclusive {
        self.inner.exclusive()
    }

    fn release(&self) {
        self.inner.release();
    }
}

/// A store that refuses one of its writes, before or after it took it; points count as those of
/// [`StoppingStore`].
pub struct RefusingStore {
    inner: Arc<dyn JournalStore>,
    at: u64,
    passed: AtomicU64,
}

impl RefusingStore {
    /// Wraps `inner`, to refuse at this point.
    pub fn new(inner: Arc<dyn JournalStore>, at: u64) -> Self {
        let passed = AtomicU64::new(0);
        Self { inner, at, passed }
    }

    fn pass(&self, sequence: u64) -> Result<(), StoreError> {
        if self.passed.fetch_add(1, Ordering::SeqCst) == self.at {
            let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
            return Err(StoreError::new(
                "writing",
                format!("record {sequence}"),
                full,
            ));
        }
        Ok(())
    }
}

#[async_trait]
impl JournalStore for RefusingStore {
    async fn create(&self, sequence: u64, bytes: &[u8]) -> Result<Created, StoreError> {
        self.pass(sequence)?;
        let created = self.inner.create(sequence, bytes).await;
        self.pass(sequence)?;
        created
    }

    async fn read(&self, sequence: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.read(sequence).await
    }

    async fn last(&self) -> Result<Option<u64>, StoreError> {
        self.inner.last().await
    }

    async fn now(&self) -> Result<Timestamp, StoreError> {
        self.inner.now().await
    }

    fn exclusive(&self) -> Exclusive {
        self.inner.exclusive()
    }

    fn release(&self) {
        self.inner.release();
    }
}

/// Writes down of each call from now on whether it changes something.
pub fn watch(cloud: &SimCloud) -> Arc<Mutex<Vec<bool>>> {
    let calls = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&calls);
    cloud.on_call(Box::new(move |info| {
        seen.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(info.changing);
        CallFault::None
    }));
    calls
}

/// After how many calls it is worth to be cut off: around each call that changes something, and
/// after every so many.
pub fn cuts(watched: &Mutex<Vec<bool>>, every: usize) -> Vec<u64> {
    let changing = watched.lock().unwrap_or_else(PoisonError::into_inner);
    let near = |call: usize| {
        (call.saturating_sub(1)..=call + 1).any(|one| changing.get(one) == Some(&true))
    };
    (0..)
        .zip(0..changing.len())
        .filter(|(_, call)| call % every == 0 || near(*call))
        .map(|(answered, _)| answered)
        .collect()
}

/// Lets `fault` befall the call after the next `answered` ones and every later one, until what is
/// returned becomes true.
pub fn cut_off_from(cloud: &SimCloud, answered: u64, fault: CallFault) -> Arc<AtomicBool> {
    let mended = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&mended);
    let mut calls = 0;
    cloud.on_call(Box::new(move |_| {
        calls += 1;
        if calls <= answered || seen.load(Ordering::SeqCst) {
            CallFault::None
        } else {
            fault
        }
    }));
    mended
}
