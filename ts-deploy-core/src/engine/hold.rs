//! Holding the deployment on, and what happens where the journal does not let it.

use std::pin::pin;

use futures::future::{Either, select};
use jiff::Timestamp;

use super::{Engine, EngineError};
use crate::event::EventKind;
use crate::journal::JournalError;

impl Engine {
    /// Holds the deployment on.
    pub(super) async fn hold(&self) -> Result<(), EngineError> {
        let at = self.clock.now();
        let held = self.journal.lock().await.hold(at).await;
        self.or_stop(held)
    }

    /// Where the journal does not go on, the steps beside this one begin nothing more either.
    pub(super) fn or_stop(&self, done: Result<(), JournalError>) -> Result<(), EngineError> {
        if done.is_err() {
            self.stop();
        }
        Ok(done?)
    }

    /// Holds the deployment on at a wake, when nothing of it is on its way: a store that does not
    /// answer, or whose credentials have ended, is waited for as long as anything else may be out of
    /// sight. False when `cancel` came first.
    pub(super) async fn hold_on(
        &self,
        mut cancel: impl Future<Output = ()> + Unpin,
    ) -> Result<bool, EngineError> {
        let (began, mut failures) = (self.clock.now(), 0_u32);
        loop {
            let now = self.clock.now();
            let held = self.journal.lock().await.hold(now).await;
            let waited = now.duration_since(began);
            let error = match held {
                Err(error) if error.may_pass() && waited <= self.options.patience => error,
                ended => {
                    if failures > 0 && ended.is_ok() {
                        self.say(None, EventKind::SightRegained);
                    }
                    return self.or_stop(ended).map(|()| true);
                }
            };
            failures = failures.saturating_add(1);
            let next = self.waits_for_the_journal(&error, failures);
            let slept = pin!(self.clock.sleep_until(next));
            if let Either::Left(_) = select(&mut cancel, slept).await {
                return Ok(false);
            }
        }
    }

    fn waits_for_the_journal(&self, error: &JournalError, failures: u32) -> Timestamp {
        let next = self.options.pace.after_failure(self.clock.now(), failures);
        let error = crate::error::chain(error);
        self.say(
            None,
            EventKind::LostSight {
                error,
                failures,
                next,
            },
        );
        next
    }
}
