//! Holding the deployment on and writing records, and what happens where the journal does not let it.

use std::pin::pin;
use std::sync::atomic::Ordering;

use futures::future::{Either, select};
use jiff::Timestamp;

use super::{Engine, EngineError};
use crate::event::EventKind;
use crate::journal::{Journal, JournalEntry, JournalError};

/// Whether the journal went on at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WentOn {
    /// It did.
    AtOnce,
    /// It was waited for: what was seen in AWS before may have changed.
    Later,
}

/// One use of the journal.
enum Use {
    /// A record. It is the same one however often it is tried, so that one whose answer was lost is
    /// known for ours.
    Append(Box<JournalEntry>, Timestamp),
    /// The lease, and what others wrote.
    Hold,
}

impl Use {
    async fn of(&self, journal: &mut Journal, now: Timestamp) -> Result<(), JournalError> {
        match self {
            Self::Append(entry, at) => journal.append((**entry).clone(), *at).await,
            Self::Hold => journal.hold(now).await,
        }
    }
}

impl Engine {
    /// Holds the deployment on.
    pub(super) async fn hold(&self) -> Result<WentOn, EngineError> {
        self.goes_on(Use::Hold).await
    }

    /// Writes a record.
    pub(super) async fn write(&self, entry: JournalEntry) -> Result<WentOn, EngineError> {
        let at = self.clock.now();
        self.goes_on(Use::Append(Box::new(entry), at)).await
    }

    /// Uses the journal. Once a run has begun, a store that does not answer, or whose credentials
    /// have ended, is waited for as long as anything else may be out of sight. The journal stays
    /// locked meanwhile: whatever the steps beside this one want to write or send waits behind it.
    async fn goes_on(&self, doing: Use) -> Result<WentOn, EngineError> {
        let mut journal = self.journal.lock().await;
        let (began, mut failures) = (self.clock.now(), 0_u32);
        loop {
            let now = self.clock.now();
            let waited = now.duration_since(began);
            let error = match doing.of(&mut journal, now).await {
                Ok(()) if failures == 0 => return Ok(WentOn::AtOnce),
                Ok(()) => {
                    self.say(None, EventKind::SightRegained);
                    return Ok(WentOn::Later);
                }
                Err(error) => error,
            };
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
            Either::Left((held, _)) => held.map(|_| true),
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
            Either::Left((written, _)) => written.map(|_| true),
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
