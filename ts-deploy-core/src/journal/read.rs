//! Reading a journal up to its end, and on.

use super::chain::{Broken, Expected, parse};
use super::{Journal, JournalEntry, JournalError, JournalRecord};

impl Journal {
    /// Reads from the newest checkpoint up to the end.
    pub(super) async fn read_up(&mut self) -> Result<(), JournalError> {
        let Some(last) = self.store.last().await?.filter(|last| *last > 0) else {
            return Ok(());
        };
        let (record, _) = self.there(last, last).await?;
        let first = if record.is_checkpoint() {
            last
        } else {
            record.checkpoint
        };
        if first > 0 {
            let (sequence, says) = (last, first);
            let none = Broken::NoCheckpoint { sequence, says };
            if first > last {
                return Err(none.into());
            }
            let (checkpoint, bytes) = self.there(first, last).await?;
            if !checkpoint.is_checkpoint() {
                return Err(none.into());
            }
            self.take_in(&checkpoint, &bytes);
        }
        for sequence in first.saturating_add(1)..=last {
            let (record, bytes) = self.there(sequence, last).await?;
            self.expected().meets(&record)?;
            self.take_in(&record, &bytes);
        }
        Ok(())
    }

    /// The record that stands at `sequence`, in a journal up to `last`.
    async fn there(
        &self,
        sequence: u64,
        last: u64,
    ) -> Result<(JournalRecord, Vec<u8>), JournalError> {
        let bytes = self.store.read(sequence).await?;
        let bytes = bytes.ok_or(Broken::Missing { sequence, last })?;
        Ok((parse(sequence, &bytes)?, bytes))
    }

    fn expected(&self) -> Expected<'_> {
        Expected {
            previous: &self.head,
            checkpoint: self.checkpoint,
        }
    }

    pub(super) fn take_in(&mut self, record: &JournalRecord, bytes: &[u8]) {
        self.state.apply(record);
        self.last = record.sequence;
        self.head = crate::hash::of_bytes(bytes);
        if record.is_checkpoint() {
            self.checkpoint = record.sequence;
        }
        self.tried.clear();
    }

    /// Reads what was written behind the last record known.
    pub(super) async fn catch_up(&mut self) -> Result<(), JournalError> {
        loop {
            let sequence = self.last + 1;
            match self.store.read(sequence).await? {
                Some(there) => self.pass(sequence, &there)?,
                None => return Ok(()),
            }
        }
    }

    /// Takes in a record that stands where we would write. A person's word leaves the lease as it
    /// is, and so does a record of ours that was written after all; anything else is another
    /// driver's. Ours is told by its hash: it holds our writer id and all that came before.
    pub(super) fn pass(&mut self, sequence: u64, bytes: &[u8]) -> Result<(), JournalError> {
        let record = parse(sequence, bytes)?;
        self.expected().meets(&record)?;
        let ours = self.tried.contains(&crate::hash::of_bytes(bytes));
        if !ours && !matches!(record.entry, JournalEntry::Confirmed { .. }) {
            return Err(JournalError::TakenOver { sequence });
        }
        self.take_in(&record, bytes);
        Ok(())
    }
}
