//! A journal that is read up to its end, and written on.

use std::sync::Arc;

use jiff::Timestamp;

use super::chain::origin;
use super::{
    Created, FORMAT, JournalEntry, JournalError, JournalRecord, JournalState, JournalStore, Owner,
    RECORD_LIMIT, StoreError,
};

/// After how many records a checkpoint is written, which bounds what a wake has to read.
pub const CHECKPOINT_EVERY: u64 = 64;

/// One deployment's journal, read up to its end.
pub struct Journal {
    pub(super) store: Arc<dyn JournalStore>,
    writer: String,
    pub(super) state: JournalState,
    pub(super) last: u64,
    pub(super) head: String,
    /// The newest checkpoint; 0 when there is none.
    pub(super) checkpoint: u64,
    owner: Owner,
    pub(super) driving: bool,
    /// The hashes of what was tried behind the last record. A write that ended in an error, or was
    /// never waited for, may stand there after all.
    pub(super) tried: Vec<String>,
}

impl Journal {
    /// Reads a journal from its last checkpoint on, which is some [`CHECKPOINT_EVERY`] records at
    /// most. `writer` is this process's own id, unlike any other's.
    ///
    /// # Errors
    /// [`JournalError`] when it cannot be read, is not whole from there on, or is another
    /// deployment's.
    pub async fn open(
        store: Arc<dyn JournalStore>,
        writer: impl Into<String>,
        owner: &Owner,
    ) -> Result<Self, JournalError> {
        let (state, head) = (JournalState::default(), origin());
        let writer = writer.into();
        let mut journal = Self {
            store,
            writer,
            state,
            last: 0,
            head,
            checkpoint: 0,
            owner: owner.clone(),
            driving: false,
            tried: Vec::new(),
        };
        journal.read_up().await?;
        match &journal.state.owner {
            Some(found) if found != owner => Err(JournalError::Foreign {
                found: found.clone(),
                wanted: owner.clone(),
            }),
            _ => Ok(journal),
        }
    }

    /// Whose it is.
    pub fn owner(&self) -> &Owner {
        &self.owner
    }

    /// What the records say.
    pub fn state(&self) -> &JournalState {
        &self.state
    }

    /// The hash of the last record, to be kept by whoever wants to prove the tail.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// The sequence number of the last record; 0 for an empty journal.
    pub fn len(&self) -> u64 {
        self.last
    }

    /// True when it has no record.
    pub fn is_empty(&self) -> bool {
        self.last == 0
    }

    /// Appends one record, durable when this returns. Confirmations that others wrote meanwhile are
    /// read, and stand before it.
    ///
    /// # Errors
    /// [`JournalError::TakenOver`] when somebody else wrote anything but a confirmation;
    /// [`JournalError::TooLarge`] when it would not fit into a record; others when it cannot be
    /// written. After a [`JournalError::Store`] it may stand all the same: the next record then
    /// stands behind it.
    pub async fn append(&mut self, entry: JournalEntry, at: Timestamp) -> Result<(), JournalError> {
        self.add(entry, at).await?;
        if self.last.saturating_sub(self.checkpoint) < CHECKPOINT_EVERY {
            return Ok(());
        }
        match self.write(Self::checkpoint_entry, at).await {
            // Without it a reader begins further back. The record itself stands, and the next one
            // brings a checkpoint.
            Err(JournalError::TooLarge { .. }) => Ok(()),
            Err(error) if error.may_pass() => Ok(()),
            written => written,
        }
    }

    /// Appends one record and nothing else: a checkpoint is the driver's to write.
    pub(super) async fn add(
        &mut self,
        entry: JournalEntry,
        at: Timestamp,
    ) -> Result<(), JournalError> {
        self.write(|_| entry.clone(), at).await
    }

    fn checkpoint_entry(&self) -> JournalEntry {
        let state = Box::new(self.state.clone());
        JournalEntry::Checkpoint { state }
    }

    /// Writes what `entry` makes of the state, behind confirmations that others write meanwhile and
    /// behind what this process wrote without learning of it.
    async fn write(
        &mut self,
        entry: impl Fn(&Self) -> JournalEntry,
        at: Timestamp,
    ) -> Result<(), JournalError> {
        loop {
            let sequence = self.last + 1;
            let (record, bytes) = self.next_record(entry(self), at)?;
            self.tried.push(crate::hash::of_bytes(&bytes));
            if self.store.create(sequence, &bytes).await? == Created::Yes {
                self.take_in(&record, &bytes);
                return Ok(());
            }
            match self.store.read(sequence).await? {
                // Our own record, whose answer was lost.
                Some(there) if there == bytes => {
                    self.take_in(&record, &bytes);
                    return Ok(());
                }
                Some(there) => self.pass(sequence, &there)?,
                None => return Err(JournalError::TakenOver { sequence }),
            }
        }
    }

    fn next_record(
        &self,
        entry: JournalEntry,
        at: Timestamp,
    ) -> Result<(JournalRecord, Vec<u8>), JournalError> {
        let sequence = self.last + 1;
        let record = JournalRecord {
            format: FORMAT,
            sequence,
            previous: self.head.clone(),
            checkpoint: self.checkpoint,
            writer: self.writer.clone(),
            at,
            entry,
        };
        let bytes = serde_json::to_vec(&record).map_err(|error| {
            StoreError::new("cannot write", format!("record {sequence}"), error)
        })?;
        if bytes.len() as u64 > RECORD_LIMIT {
            return Err(JournalError::TooLarge {
                sequence,
                entry: record.entry.named(),
                bytes: bytes.len() as u64,
            });
        }
        Ok((record, bytes))
    }
}
