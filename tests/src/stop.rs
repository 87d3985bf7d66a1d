//! Ways for a run to end in the middle of something.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use async_trait::async_trait;
use ts_deploy_core::journal::{Created, StoreError};
use ts_deploy_core::sim::{CallFault, SimCloud};

use crate::StoreHook;

/// Never answers one of the writes, nor anything after it: whoever waits for it can only be dropped,
/// as when its process is killed there.
///
/// Write `n` counts twice: `2n` hangs before the record stands, `2n + 1` after.
#[derive(Debug)]
pub struct Stops {
    at: u64,
    passed: AtomicU64,
}

impl Stops {
    /// At this point.
    pub fn at(at: u64) -> Self {
        let passed = AtomicU64::new(0);
        Self { at, passed }
    }

    /// What `run` gives, or `None` once it hangs in the store: it is dropped then, as with its
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
impl StoreHook for Stops {
    async fn before_write(&self, _: u64) -> Result<(), StoreError> {
        self.pass().await;
        Ok(())
    }

    async fn after_write(&self, _: u64, _: &[u8], _: Created) -> Result<(), StoreError> {
        self.pass().await;
        Ok(())
    }
}

/// Refuses writes, before or after they were taken; points count as those of [`Stops`].
#[derive(Debug)]
pub struct Refuses {
    points: std::ops::RangeInclusive<u64>,
    passed: AtomicU64,
    refused: AtomicU64,
}

impl Refuses {
    /// At this point alone.
    pub fn at(at: u64) -> Self {
        Self::all(at..=at)
    }

    /// From this point on.
    pub fn from(at: u64) -> Self {
        Self::all(at..=u64::MAX)
    }

    fn all(points: std::ops::RangeInclusive<u64>) -> Self {
        Self {
            points,
            passed: AtomicU64::new(0),
            refused: AtomicU64::new(0),
        }
    }

    /// How many writes were refused by now.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::SeqCst)
    }

    fn pass(&self, sequence: u64) -> Result<(), StoreError> {
        let point = self.passed.fetch_add(1, Ordering::SeqCst);
        if !self.points.contains(&point) {
            return Ok(());
        }
        self.refused.fetch_add(1, Ordering::SeqCst);
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        let place = format!("record {sequence}");
        Err(StoreError::new("cannot write", place, full))
    }
}

#[async_trait]
impl StoreHook for Refuses {
    async fn before_write(&self, sequence: u64) -> Result<(), StoreError> {
        self.pass(sequence)
    }

    async fn after_write(&self, sequence: u64, _: &[u8], _: Created) -> Result<(), StoreError> {
        self.pass(sequence)
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
