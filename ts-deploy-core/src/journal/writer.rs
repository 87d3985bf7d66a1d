//! Reading a journal up to its end and writing on.

use std::sync::Arc;

use jiff::Timestamp;

use super::chain::{Broken, origin, parse};
use super::driver::may_take;
use super::{
    Created, Driver, Exclusive, FORMAT, JournalEntry, JournalRecord, JournalState, JournalStore,
    LEASE, Owner, Refused, StoreError,
};

/// After how many records a checkpoint is written, which bounds what a wake has to read.
pub const CHECKPOINT_EVERY: u64 = 64;

/// Why the journal does not go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The store cannot be written or read.
    #[error("the journal cannot be written or read")]
    Store(#[from] StoreError),
    /// It is not whole.
    #[error("the journal is not whole")]
    Broken(#[from] Broken),
    /// It belongs to another deployment, or to a rehearsal.
    #[error("the journal is that of {found}, not of {wanted}: give each its own with --journal")]
    Foreign {
        /// Whose it is.
        found: Owner,
        /// Whose it should be.
        wanted: Owner,
    },
    /// Another driver holds the deployment.
    #[error(transparent)]
    Refused(#[from] Box<Refused>),
    /// Another driver wrote where we would have: it took the deployment over.
    #[error("another driver wrote record {sequence} of the journal: it took the deployment over")]
    TakenOver {
        /// The record.
        sequence: u64,
    },
}

/// One deployment's journal, read up to its end.
pub struct Journal {
    store: Arc<dyn JournalStore>,
    writer: String,
    state: JournalState,
    last: u64,
    head: String,
    checkpoint: u64,
    owner: Owner,
    driving: bool,
}

impl Journal {
    /// Reads a journal: from its last checkpoint on, at most a few dozen records. `writer` is this
    /// process's own id, unlike any other's.
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

    async fn read_up(&mut self) -> Result<(), JournalError> {
        let Some(last) = self.store.last().await? else {
            return Ok(());
        };
        let bytes = self.store.read(last).await?.ok_or(Broken::Missing {
            sequence: last,
            last,
        })?;
        let first = match parse(last, &bytes)? {
            JournalRecord {
                entry: JournalEntry::Checkpoint { .. },
                ..
            } => last,
            record => record.checkpoint.max(1).min(last),
        };
        let mut previous = None;
        for sequence in first..=last {
            let bytes = self
                .store
                .read(sequence)
                .await?
                .ok_or(Broken::Missing { sequence, last })?;
            let record = parse(sequence, &bytes)?;
            let expected = if sequence == 1 {
                Some(origin())
            } else {
                previous
            };
            if expected.is_some_and(|expected| expected != record.previous) {
                return Err(Broken::Changed { sequence }.into());
            }
            self.take_in(&record, &bytes);
            previous = Some(self.head.clone());
        }
        Ok(())
    }

    fn take_in(&mut self, record: &JournalRecord, bytes: &[u8]) {
        self.state.apply(record);
        self.last = record.sequence;
        self.head = crate::hash::of_bytes(bytes);
        if matches!(record.entry, JournalEntry::Checkpoint { .. }) {
            self.checkpoint = record.sequence;
        } else {
            self.checkpoint = record.checkpoint;
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

    /// Takes the deployment to drive it, and begins the journal where there is none.
    ///
    /// # Errors
    /// [`JournalError::Refused`] when another driver holds it; others when the journal cannot be
    /// written.
    pub async fn drive(&mut self, driver: &Driver, at: Timestamp) -> Result<(), JournalError> {
        let exclusive = self.store.exclusive();
        let now = self.store.now().await?;
        let lease = self.state.lease.as_ref();
        if let (Exclusive::Taken, Some(lease)) = (exclusive, lease) {
            let free = lease.until.max(now);
            return Err(Box::new(Refused {
                lease: lease.clone(),
                free,
            })
            .into());
        }
        may_take(lease, driver, now, exclusive).map_err(Box::new)?;
        if self.is_empty() {
            self.append(
                JournalEntry::Opened {
                    owner: self.owner.clone(),
                },
                at,
            )
            .await?;
        }
        let entry = JournalEntry::Driving {
            driver: driver.clone(),
            since: now,
            until: after(now),
        };
        self.append(entry, at).await?;
        self.driving = true;
        Ok(())
    }

    /// Holds the deployment on: reads what persons confirmed meanwhile, and renews the lease when
    /// less than half of it is left. Called before every changing call and at every wake.
    ///
    /// # Errors
    /// [`JournalError::TakenOver`] when somebody else drives by now; others when the journal cannot
    /// be written.
    pub async fn hold(&mut self, at: Timestamp) -> Result<(), JournalError> {
        if self.driving {
            self.catch_up().await?;
        }
        let now = self.store.now().await?;
        let until = self.state.lease.as_ref().map(|lease| lease.until);
        let fresh = until.is_some_and(|until| until.duration_since(now) > LEASE / 2);
        if self.driving && !fresh {
            self.append(JournalEntry::Renewed { until: after(now) }, at)
                .await?;
        }
        Ok(())
    }

    /// Lets go of the deployment.
    ///
    /// # Errors
    /// [`JournalError`] when the journal cannot be written.
    pub async fn let_go(&mut self, at: Timestamp) -> Result<(), JournalError> {
        if std::mem::take(&mut self.driving) {
            self.append(JournalEntry::Released, at).await?;
        }
        self.store.release();
        Ok(())
    }

    /// Appends one record, durable when this returns. Confirmations that others wrote meanwhile are
    /// read, and stand before it.
    ///
    /// # Errors
    /// [`JournalError::TakenOver`] when somebody else wrote anything but a confirmation; others when
    /// it cannot be written.
    pub async fn append(&mut self, entry: JournalEntry, at: Timestamp) -> Result<(), JournalError> {
        self.add(entry, at).await?;
        if self.last - self.checkpoint >= CHECKPOINT_EVERY {
            self.write(Self::checkpoint_entry, at).await?;
        }
        Ok(())
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

    /// Writes what `entry` makes of the state, behind confirmations that others write meanwhile.
    async fn write(
        &mut self,
        entry: impl Fn(&Self) -> JournalEntry,
        at: Timestamp,
    ) -> Result<(), JournalError> {
        loop {
            let sequence = self.last + 1;
            let (record, bytes) = self.next_record(entry(self), at)?;
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

    /// Reads what others wrote behind our last record.
    async fn catch_up(&mut self) -> Result<(), JournalError> {
        loop {
            let sequence = self.last + 1;
            match self.store.read(sequence).await? {
                Some(there) => self.pass(sequence, &there)?,
                None => return Ok(()),
            }
        }
    }

    /// Takes in a record that somebody else wrote where we would have. A person's word leaves the
    /// lease as it is; anything else is another driver's.
    fn pass(&mut self, sequence: u64, bytes: &[u8]) -> Result<(), JournalError> {
        let record = parse(sequence, bytes)?;
        if record.previous != self.head {
            return Err(Broken::Changed { sequence }.into());
        }
        if !matches!(record.entry, JournalEntry::Confirmed { .. }) {
            return Err(JournalError::TakenOver { sequence });
        }
        self.take_in(&record, bytes);
        Ok(())
    }

    fn next_record(
        &self,
        entry: JournalEntry,
        at: Timestamp,
    ) -> Result<(JournalRecord, Vec<u8>), StoreError> {
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
        Ok((record, bytes))
    }
}

fn after(now: Timestamp) -> Timestamp {
    now.checked_add(LEASE).unwrap_or(Timestamp::MAX)
}
