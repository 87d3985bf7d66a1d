//! Time, injected: nothing in this crate asks the machine what time it is.

use async_trait::async_trait;
use jiff::Timestamp;

/// Tells the time and sleeps. Clones of one clock share their time.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;

    /// Sleeps until `at`; returns at once when it has passed.
    async fn sleep_until(&self, at: Timestamp);
}

/// The machine's own clock, sleeping on Tokio's timer.
#[cfg(feature = "host")]
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[cfg(feature = "host")]
#[expect(
    clippy::disallowed_methods,
    reason = "this is the clock that everything else asks"
)]
#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    async fn sleep_until(&self, at: Timestamp) {
        let left = at.duration_since(Timestamp::now());
        if let Ok(left) = std::time::Duration::try_from(left) {
            tokio::time::sleep(left).await;
        }
    }
}
