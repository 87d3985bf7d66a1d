//! What stands around every call of an operator.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use ts_deploy_core::port::{Call, CallHook, ErrorKind, PortError, PortResult};

use super::{Fate, Judge, Life, SkewedClock, Timeline, Trouble};

/// The way of an operator's calls to AWS.
pub struct Wire {
    /// The operator's process.
    pub life: Arc<Life>,
    /// What befalls the calls.
    pub fate: Arc<Mutex<Fate>>,
    /// The true time.
    pub timeline: Timeline,
    /// The operator's clock.
    pub clock: SkewedClock,
    /// Who looks on.
    pub judge: Arc<Judge>,
    /// The writer id of the operator's process.
    pub writer: String,
    /// Until when the credentials have ended.
    pub expired: Mutex<Timestamp>,
}

fn error(kind: ErrorKind, call: &Call) -> PortError {
    PortError::new(kind, call.clone(), "as the seed has it")
}

impl Wire {
    fn fate<T>(&self, ask: impl FnOnce(&mut Fate) -> T) -> T {
        ask(&mut self.fate.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn troubled(&self) -> bool {
        self.fate(|fate| fate.troubled)
    }

    fn expired(&self) -> std::sync::MutexGuard<'_, Timestamp> {
        self.expired.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl CallHook for Wire {
    async fn before(&self, call: &Call) -> PortResult<()> {
        self.clock.jump(self.fate(Fate::jump));
        self.judge.leaves(call, &self.writer);
        self.life.pass().await;
        self.life.leaves(call.operation).await;
        // The machine sleeps with the call half sent: it arrives when the machine wakes.
        let frozen = self.fate(Fate::freeze);
        if frozen > 0 {
            self.life.freeze(self.timeline.after(frozen)).await;
        }
        if self.troubled() && self.timeline.now() < *self.expired() {
            return Err(error(ErrorKind::CredentialsExpired, call));
        }
        match self.fate(Fate::call) {
            Trouble::None | Trouble::LostAfter => Ok(()),
            Trouble::Throttled => Err(error(ErrorKind::Throttled, call)),
            Trouble::LostBefore => Err(error(ErrorKind::Unreachable, call)),
            Trouble::Expired(seconds) => {
                *self.expired() = self.timeline.after(seconds);
                Err(error(ErrorKind::CredentialsExpired, call))
            }
            Trouble::Late(seconds) => {
                self.timeline.seconds(seconds).await;
                Ok(())
            }
            Trouble::Hangs => std::future::pending().await,
        }
    }

    async fn after(&self, call: &Call) -> PortResult<()> {
        self.judge.arrived();
        self.life.pass().await;
        match self.fate(Fate::call) {
            Trouble::LostAfter => Err(error(ErrorKind::Unreachable, call)),
            Trouble::Late(seconds) => {
                self.timeline.seconds(seconds).await;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
