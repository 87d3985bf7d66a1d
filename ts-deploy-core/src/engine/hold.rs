//! Holding the deployment on and writing records, and what happens where the journal does not let it.

use std::pin::pin;
use std::sync::atomic::Ordering;

use futures::future::{Either, select};
use jiff::Timestamp;

use super::{Engine, EngineError};
use crate::event::EventKind;
use crate::journal::{JournalEntry, JournalError};

impl Engine {
    /// Holds the deployment on.
    pub(super) async fn hold(&self) -> Result<(), EngineError> {
        self.goes_on(None).await
    }

    /// Writes a record.
    pub(super) async fn write(&self, entry: JournalEntry) -> Result<(), EngineError> {
        self.goes_on(Some(entry)).await
    }

    /// How often the journal was waited for. Who finds another number than before has waited behind it,
    /// and what they saw in AWS before may have changed.
    pub(super) fn waits_ended(&self) -> u64 {
        self.waits_ended.load(Ordering::SeqCst)
    }

    /// Writes a record, or holds the deployment on. Once a run has begun, a store that does not answer,
    /// or whose credentials have ended, is waited for as long as anything else may be out of sight.
    /// The journal stays locked meanwhile: whatever the steps beside this one want to write or send
    /// waits behind it.
    async fn goes_on(&self, entry: Option<JournalEntry>) -> Result<(), EngineError> {
        let mut journal = self.journal.lock().await;
        let (began, mut failures) = (self.clock.now(), 0_u32);
        loop {
            let now = self.clock.now();
            let used = match &entry {
                // The record is the same however often it is tried, so that one whose answer was lost
                // is known for ours.
                Some(entry) => journal.append(entry.clone(), began).await,
                None => journal.hold(now).await,
            };
            let error = match used {
                Ok(()) if failures == 0 => return Ok(()),
                Ok(()) => {
                    self.waits_ended.fetch_add(1, Ordering::SeqCst);
                    self.say(None, EventKind::SightRegained);
                    return Ok(());
                }
                Err(error) => error,
            };
            let waited = now.duration_since(began);
            let waits = self.waits.load(Ordering::SeqCst) && !self.is_stopping();
            if !waits || !error.may_pass() || waited > self.options.patience {
                // The steps beside this one begin nothing more either.
                self.stop();
                return Err(error.into());
            }
            failures = failures.saturating_add(1);
            let next = self.waits_for_the_journal(&error, failures);
            self.clock.sleep_until(next).await;
        }
    }

    /// Holds the deployment on at a wake. False when `cancel` came first.
    pub(super) async fn hold_on(
        &self,
        cancel: impl Future<Output = ()> + Unpin,
    ) -> Result<bool, EngineError> {
        match select(pin!(self.hold()), cancel).await {
            Either::Left((held, _)) => held.map(|()| true),
            Either::Right(_) => Ok(false),
        }
    }

    /// Writes a record when nothing is on its way. False when `cancel` came first.
    pub(super) async fn write_unless(
        &self,
        entry: JournalEntry,
        cancel: impl Future<Output = ()> + Unpin,
    ) -> Result<bool, EngineError> {
        match select(pin!(self.write(entry)), cancel).await {
            Either::Left((written, _)) => written.map(|()| true),
            Either::Right(_) => Ok(false),
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
