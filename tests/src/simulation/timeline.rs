//! One time for all operators, each of whom has a clock of their own.

use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use ts_deploy_core::clock::Clock;
use ts_deploy_core::sim::SimCloud;

/// The world's time. It passes only when nobody can do anything more: up to the next moment that
/// somebody sleeps for.
#[derive(Clone)]
pub struct Timeline {
    cloud: SimCloud,
    wakes: Arc<Mutex<BTreeSet<Timestamp>>>,
}

impl Timeline {
    /// The time of this world.
    pub fn new(cloud: SimCloud) -> Self {
        let wakes = Arc::default();
        Self { cloud, wakes }
    }

    /// Now, truly.
    pub fn now(&self) -> Timestamp {
        self.cloud.clock().now()
    }

    /// Lets time pass until the next moment that anybody sleeps for; false when nobody does.
    pub fn pass(&self) -> bool {
        let next = {
            let mut wakes = self.wakes.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *wakes).into_iter().next()
        };
        let Some(next) = next else { return false };
        let clock = self.cloud.clock();
        let mut slept = pin!(clock.sleep_until(next));
        let mut cx = Context::from_waker(Waker::noop());
        // A simulated sleep is over when it was looked at twice.
        while slept.as_mut().poll(&mut cx).is_pending() {}
        true
    }

    /// Sleeps until it is truly `at`.
    pub async fn until(&self, at: Timestamp) {
        std::future::poll_fn(|_| {
            if self.now() >= at {
                return Poll::Ready(());
            }
            self.wake(at);
            Poll::Pending
        })
        .await;
    }

    /// So many seconds from now.
    pub fn after(&self, seconds: u64) -> Timestamp {
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        let later = self.now().checked_add(SignedDuration::from_secs(seconds));
        later.unwrap_or(Timestamp::MAX)
    }

    /// Sleeps for so many seconds.
    pub async fn seconds(&self, seconds: u64) {
        self.until(self.after(seconds)).await;
    }

    /// Wakes somebody at `at` who does not sleep here.
    pub fn wake(&self, at: Timestamp) {
        let mut wakes = self.wakes.lock().unwrap_or_else(PoisonError::into_inner);
        wakes.insert(at);
    }
}

/// The clock of one machine: the true time, and so many seconds wrong.
#[derive(Clone)]
pub struct SkewedClock {
    timeline: Timeline,
    wrong: Arc<AtomicI64>,
}

impl SkewedClock {
    /// A clock that is right.
    pub fn new(timeline: Timeline) -> Self {
        let wrong = Arc::default();
        Self { timeline, wrong }
    }

    /// Jumps by so many seconds, forwards or backwards.
    pub fn jump(&self, seconds: i64) {
        self.wrong.fetch_add(seconds, Ordering::SeqCst);
    }

    fn wrong(&self) -> SignedDuration {
        SignedDuration::from_secs(self.wrong.load(Ordering::SeqCst))
    }
}

#[async_trait]
impl Clock for SkewedClock {
    fn now(&self) -> Timestamp {
        let now = self.timeline.now();
        now.checked_add(self.wrong()).unwrap_or(now)
    }

    async fn sleep_until(&self, at: Timestamp) {
        // As timers do: for as long as it seems now, whatever the clock does meanwhile.
        let left = at.duration_since(self.now());
        let until = self.timeline.now().checked_add(left);
        self.timeline.until(until.unwrap_or(Timestamp::MAX)).await;
    }
}
