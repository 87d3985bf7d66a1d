//! What befalls the journal's store as one operator reaches it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use ts_deploy_core::journal::{Created, StoreError};

use super::{Fate, Judge, Life, StoreTrouble, Timeline};
use crate::StoreHook;

/// The way of an operator's process to the journal.
pub struct Ledger {
    life: Arc<Life>,
    fate: Arc<Mutex<Fate>>,
    timeline: Timeline,
    judge: Arc<Judge>,
    /// The answer to the write under way is lost.
    lost: AtomicBool,
    /// Until when the store does not answer.
    silent: Mutex<Timestamp>,
}

impl Ledger {
    /// That of the process with this life, which `fate` befalls in true time while `judge` looks on.
    pub fn new(
        life: Arc<Life>,
        fate: Arc<Mutex<Fate>>,
        timeline: Timeline,
        judge: Arc<Judge>,
    ) -> Self {
        Self {
            life,
            fate,
            timeline,
            judge,
            lost: AtomicBool::new(false),
            silent: Mutex::new(Timestamp::MIN),
        }
    }

    fn silent(&self) -> MutexGuard<'_, Timestamp> {
        self.silent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// True when the use that comes now is done, and its answer is lost.
    fn meets(&self, doing: &'static str) -> Result<bool, StoreError> {
        let mut fate = self.fate.lock().unwrap_or_else(PoisonError::into_inner);
        if fate.troubled && self.timeline.now() < *self.silent() {
            return Err(lost(doing));
        }
        match fate.store() {
            StoreTrouble::None => Ok(false),
            StoreTrouble::LostAfter => Ok(true),
            StoreTrouble::LostBefore => Err(lost(doing)),
            StoreTrouble::Silent(seconds) => {
                *self.silent() = self.timeline.after(seconds);
                Err(lost(doing))
            }
            StoreTrouble::Refused => Err(lost(doing).that_may_pass(false)),
        }
    }

    fn reads(&self, doing: &'static str) -> Result<(), StoreError> {
        if self.meets(doing)? {
            return Err(lost(doing));
        }
        Ok(())
    }
}

fn lost(doing: &'static str) -> StoreError {
    StoreError::new(doing, "the journal", "as the seed has it").that_may_pass(true)
}

#[async_trait]
impl StoreHook for Ledger {
    async fn before_write(&self, _: u64) -> Result<(), StoreError> {
        self.life.pass().await;
        let lost = self.meets("cannot write")?;
        self.lost.store(lost, Ordering::SeqCst);
        Ok(())
    }

    async fn after_write(
        &self,
        sequence: u64,
        bytes: &[u8],
        created: Created,
    ) -> Result<(), StoreError> {
        if created == Created::Yes {
            self.judge.written(sequence, bytes);
        }
        self.life.pass().await;
        if self.lost.load(Ordering::SeqCst) {
            return Err(lost("cannot write"));
        }
        Ok(())
    }

    fn before_read(&self) -> Result<(), StoreError> {
        self.reads("cannot read")
    }

    fn before_time(&self) -> Result<(), StoreError> {
        self.reads("cannot tell the time by")
    }
}
