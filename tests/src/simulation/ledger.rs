//! What befalls the journal's store as one operator reaches it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use ts_deploy_core::journal::{Created, StoreError};

use super::{Fate, Judge, Life, Trouble};
use crate::StoreHook;

/// The way of an operator's process to the journal.
pub struct Ledger {
    life: Arc<Life>,
    fate: Arc<Mutex<Fate>>,
    judge: Arc<Judge>,
    /// The answer to the write under way is lost.
    lost: AtomicBool,
}

impl Ledger {
    /// That of the process with this life, which `fate` befalls while `judge` looks on.
    pub fn new(life: Arc<Life>, fate: Arc<Mutex<Fate>>, judge: Arc<Judge>) -> Self {
        let lost = AtomicBool::new(false);
        Self {
            life,
            fate,
            judge,
            lost,
        }
    }

    fn trouble(&self) -> Trouble {
        let mut fate = self.fate.lock().unwrap_or_else(PoisonError::into_inner);
        fate.store()
    }
}

fn lost(doing: &'static str) -> StoreError {
    StoreError::new(doing, "the journal", "as the seed has it")
}

#[async_trait]
impl StoreHook for Ledger {
    async fn before_write(&self, _: u64) -> Result<(), StoreError> {
        self.life.pass().await;
        let trouble = self.trouble();
        let after = trouble == Trouble::LostAfter;
        self.lost.store(after, Ordering::SeqCst);
        match trouble {
            Trouble::LostBefore => Err(lost("cannot write")),
            _ => Ok(()),
        }
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
        match self.trouble() {
            Trouble::None => Ok(()),
            _ => Err(lost("cannot read")),
        }
    }
}
