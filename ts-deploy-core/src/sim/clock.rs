//! The simulated cloud's own time.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::cloud::SimCloud;
use crate::clock::Clock;

/// The longest real sleep of a paced clock, so that what happens is seen as it happens.
const SLICE: Duration = Duration::from_millis(100);

/// The time of a [`SimCloud`].
///
/// Sleeping makes time pass: everything due on the way happens, in order, and the sleep is over
/// at once, or after a real while when the clock is [`paced`](Self::paced). Time never goes back.
#[derive(Clone)]
pub struct SimClock {
    cloud: SimCloud,
    pace: Option<Pace>,
}

#[derive(Clone)]
struct Pace {
    real: Arc<dyn Clock>,
    speed: f64,
}

impl SimClock {
    /// The clock of `cloud`, whose sleeps are over at once.
    pub(super) fn new(cloud: SimCloud) -> Self {
        Self { cloud, pace: None }
    }

    /// The same time, shown at `speed` simulated seconds a second of `real`: sleeping waits on
    /// `real` in slices of at most 100 ms. A speed that is not a finite number above zero means
    /// no waiting at all.
    #[must_use]
    pub fn paced(self, real: Arc<dyn Clock>, speed: f64) -> Self {
        let paced = speed.is_finite() && speed > 0.0;
        Self {
            pace: paced.then_some(Pace { real, speed }),
            ..self
        }
    }
}

impl Pace {
    /// Waits until the world, which is at `from`, has come to `to`. Each sleeper computes the
    /// time from where it began, so that several at once do not add up.
    async fn walk(&self, cloud: &SimCloud, from: Timestamp, to: Timestamp) {
        let began = self.real.now();
        let mut here = from;
        while here < to {
            let slice = seconds(to.duration_since(here).as_secs_f64() / self.speed).min(SLICE);
            // A slice of nothing would never end.
            let slice = slice.max(Duration::from_micros(1));
            let before = self.real.now();
            let until = before.checked_add(slice).unwrap_or(Timestamp::MAX);
            self.real.sleep_until(until).await;
            let passed = self.real.now().duration_since(began).as_secs_f64() * self.speed;
            let reached = SignedDuration::try_from_secs_f64(passed)
                .ok()
                .and_then(|passed| from.checked_add(passed).ok());
            here = reached.unwrap_or(to).min(to);
            cloud.advance(here);
            here = here.max(cloud.state().world.now);
        }
    }
}

fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(SLICE)
}

/// Lets others run once, so that a signal is heard though nobody ever waits.
async fn breathe() {
    let mut breathed = false;
    std::future::poll_fn(|cx| {
        if std::mem::replace(&mut breathed, true) {
            return std::task::Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
}

#[async_trait]
impl Clock for SimClock {
    fn now(&self) -> Timestamp {
        self.cloud.state().world.now
    }

    async fn sleep_until(&self, at: Timestamp) {
        match &self.pace {
            None => {
                breathe().await;
                self.cloud.advance(at);
            }
            Some(pace) => pace.walk(&self.cloud, self.now(), at).await,
        }
    }
}

impl std::fmt::Debug for SimClock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SimClock")
            .field("now", &self.now())
            .field("speed", &self.pace.as_ref().map(|pace| pace.speed))
            .finish_non_exhaustive()
    }
}
