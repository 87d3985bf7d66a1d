//! A clock that runs ahead.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use ts_deploy_core::clock::{Clock, SystemClock};

/// Time that passes so many times faster than the machine's.
///
/// An engine whose backend answers over a wire cannot skip its waits, since a time-out is a wait
/// too. It can live faster: a wait of a second is over after some milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Hurry {
    began: Timestamp,
    times: i32,
}

impl Hurry {
    /// A clock that is right now, and so many times faster from now on; at least 1.
    pub fn new(times: i32) -> Self {
        Self {
            began: SystemClock.now(),
            times: times.max(1),
        }
    }

    fn real(self, at: Timestamp) -> Timestamp {
        let ahead = at.duration_since(self.began);
        let after = ahead
            .checked_div(self.times)
            .unwrap_or(SignedDuration::ZERO);
        self.began.checked_add(after).unwrap_or(Timestamp::MAX)
    }
}

#[async_trait]
impl Clock for Hurry {
    fn now(&self) -> Timestamp {
        let elapsed = SystemClock.now().duration_since(self.began);
        let ahead = elapsed.checked_mul(self.times);
        let ahead = ahead.unwrap_or(SignedDuration::MAX);
        self.began.checked_add(ahead).unwrap_or(Timestamp::MAX)
    }

    async fn sleep_until(&self, at: Timestamp) {
        SystemClock.sleep_until(self.real(at)).await;
    }
}
