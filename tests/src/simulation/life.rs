//! How long a process lives.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::task::Poll;

use jiff::Timestamp;

/// The life of one process, counted in points: right before and right after each call and each
/// write of a record.
#[derive(Debug)]
pub struct Life {
    passed: AtomicU64,
    ends_at: u64,
    /// The point at which its machine sleeps, until then by the true time.
    sleeps: Option<(u64, Timestamp)>,
    /// The operation before whose first call it sleeps, until then.
    sleeps_before: Mutex<Option<(&'static str, Timestamp)>>,
    over: AtomicBool,
    asleep: Mutex<Option<Timestamp>>,
}

impl Default for Life {
    /// A long one.
    fn default() -> Self {
        Self::long()
    }
}

impl Life {
    /// One that is killed at this point, of which 0 is the first.
    pub fn until(ends_at: u64) -> Self {
        Self {
            passed: AtomicU64::new(0),
            ends_at,
            sleeps: None,
            sleeps_before: Mutex::default(),
            over: AtomicBool::new(false),
            asleep: Mutex::default(),
        }
    }

    /// One that nobody kills.
    pub fn long() -> Self {
        Self::until(u64::MAX)
    }

    /// One whose machine sleeps at this point, and wakes at `until`.
    pub fn sleeping(at: u64, until: Timestamp) -> Self {
        let sleeps = Some((at, until));
        Self {
            sleeps,
            ..Self::long()
        }
    }

    /// One whose machine sleeps with the first call of `operation` half sent, and wakes at `until`.
    pub fn sleeping_before(operation: &'static str, until: Timestamp) -> Self {
        let sleeps_before = Mutex::new(Some((operation, until)));
        Self {
            sleeps_before,
            ..Self::long()
        }
    }

    /// Sleeps, where this is the call to sleep before.
    pub async fn leaves(&self, operation: &str) {
        let until = {
            let mut before = self
                .sleeps_before
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            before.take_if(|(name, _)| *name == operation)
        };
        if let Some((_, until)) = until {
            self.freeze(until).await;
        }
    }

    /// Passes a point, or never returns.
    pub async fn pass(&self) {
        let point = self.passed.fetch_add(1, Ordering::SeqCst);
        if point >= self.ends_at {
            self.over.store(true, Ordering::SeqCst);
        }
        if let Some((_, until)) = self.sleeps.filter(|(at, _)| *at == point) {
            self.freeze(until).await;
        }
        if self.is_over() {
            std::future::pending::<()>().await;
        }
    }

    /// Sleeps with its machine until it is truly `until`: nothing in the process goes on meanwhile,
    /// its timers neither.
    pub async fn freeze(&self, until: Timestamp) {
        *self.asleep.lock().unwrap_or_else(PoisonError::into_inner) = Some(until);
        let mut slept = false;
        std::future::poll_fn(|_| {
            if std::mem::replace(&mut slept, true) {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }

    /// Until when its machine sleeps.
    pub fn asleep(&self) -> Option<Timestamp> {
        *self.asleep.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// True once it was killed.
    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    /// How many points it passed.
    pub fn points(&self) -> u64 {
        self.passed.load(Ordering::SeqCst)
    }
}
