//! Proof that a journal is whole.

use super::{FORMAT, JournalEntry, JournalRecord, JournalState, JournalStore, StoreError};

/// The first thing in a journal that is not as it was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Broken {
    /// The store cannot be read.
    #[error("the journal's store cannot be read")]
    Store(#[from] StoreError),
    /// There is no record, though the hash of one was kept.
    #[error(
        "the journal has no record, and the hash that was kept is {expected}: its records were removed, or it is another journal's"
    )]
    Empty {
        /// The hash that was kept.
        expected: String,
    },
    /// A record is gone.
    #[error("record {sequence} is missing, though record {last} stands")]
    Missing {
        /// The one that is gone.
        sequence: u64,
        /// The last one.
        last: u64,
    },
    /// A record is no record.
    #[error("record {sequence} cannot be read as a record")]
    Unreadable {
        /// Which.
        sequence: u64,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// A record was written in a format this version does not know.
    #[error(
        "record {sequence} has format {}.{}, this version reads {}.x: read it with the version that wrote it", .format.0, .format.1, FORMAT.0
    )]
    Format {
        /// Which.
        sequence: u64,
        /// Its format.
        format: (u32, u32),
    },
    /// A record stands at another's place.
    #[error(
        "record {sequence} says it is record {says}: two records were swapped, or one was copied"
    )]
    Misplaced {
        /// Where it stands.
        sequence: u64,
        /// What it says.
        says: u64,
    },
    /// A record does not follow from the one before it.
    #[error("{}", unlinked(*.sequence))]
    Changed {
        /// The later of the two.
        sequence: u64,
    },
    /// A record names another one as the newest checkpoint than what stands there.
    #[error(
        "record {sequence} says that {}, and that is not the newest checkpoint before it: it was changed, or a record is not where it was",
        named(*.says)
    )]
    NoCheckpoint {
        /// The record.
        sequence: u64,
        /// What it says is the newest checkpoint; 0 when it says that there is none.
        says: u64,
    },
    /// A checkpoint does not hold what the records before it say.
    #[error(
        "the state in checkpoint {sequence} is not what the records before it say: it was not written by this journal's drivers, or one of the records was changed"
    )]
    Checkpoint {
        /// The checkpoint.
        sequence: u64,
    },
    /// No record has the hash that was kept.
    #[error(
        "no record has the hash {expected} that was kept; the last one, {sequence}, has {found}: the tail was cut off or rewritten"
    )]
    Head {
        /// The last one.
        sequence: u64,
        /// Its hash.
        found: String,
        /// The hash that was kept.
        expected: String,
    },
}

fn unlinked(sequence: u64) -> String {
    match sequence {
        0 | 1 => format!("record {sequence} does not begin a journal: it was changed"),
        _ => format!(
            "record {sequence} does not follow from record {}: one of the two was changed",
            sequence - 1
        ),
    }
}

fn named(checkpoint: u64) -> String {
    match checkpoint {
        0 => "there is no checkpoint before it".to_owned(),
        _ => format!("record {checkpoint} is a checkpoint"),
    }
}

/// A journal found whole.
#[derive(Clone, Debug)]
pub struct Verified {
    /// How many records it has.
    pub records: u64,
    /// The hash of the last one; of nothing for an empty journal.
    pub head: String,
    /// The record whose hash was given as kept.
    pub kept: Option<u64>,
    /// What the records say.
    pub state: JournalState,
}

/// What the first record follows from.
pub(super) fn origin() -> String {
    crate::hash::of_bytes(b"")
}

/// A journal as far as it was proved whole, record by record: for whoever follows one while it is
/// written, and for [`verify`].
///
/// ```
/// use ts_deploy_core::journal::{Broken, Chain};
///
/// fn follow(records: &[Vec<u8>]) -> Result<Chain, Broken> {
///     let mut chain = Chain::default();
///     for record in records {
///         chain.follow(record)?;
///     }
///     Ok(chain)
/// }
/// assert_eq!(follow(&[])?.records(), 0);
/// # Ok::<(), Broken>(())
/// ```
#[derive(Clone, Debug)]
pub struct Chain {
    last: u64,
    head: String,
    checkpoint: u64,
    state: JournalState,
}

impl Default for Chain {
    /// That of an empty journal.
    fn default() -> Self {
        Self {
            last: 0,
            head: origin(),
            checkpoint: 0,
            state: JournalState::default(),
        }
    }
}

impl Chain {
    /// Takes in the next record, as its bytes stand in the store, once it is proved to follow from
    /// those before; of a checkpoint also that it holds what they say. One that does not is not taken
    /// in.
    ///
    /// # Errors
    /// [`Broken`] with what is not as it was written.
    pub fn follow(&mut self, bytes: &[u8]) -> Result<(), Broken> {
        let sequence = self.last.saturating_add(1);
        let record = parse(sequence, bytes)?;
        Expected {
            previous: &self.head,
            checkpoint: self.checkpoint,
        }
        .meets(&record)?;
        if let JournalEntry::Checkpoint { state } = &record.entry {
            if **state != self.state {
                return Err(Broken::Checkpoint { sequence });
            }
            self.checkpoint = sequence;
        }
        self.state.apply(&record);
        self.last = sequence;
        self.head = crate::hash::of_bytes(bytes);
        Ok(())
    }

    /// How many records it has.
    pub fn records(&self) -> u64 {
        self.last
    }

    /// The hash of the last record; of nothing while there is none.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// What the records say.
    pub fn state(&self) -> &JournalState {
        &self.state
    }
}

/// Reads every record and proves that each follows from the one before, and that each checkpoint
/// holds what the records before it say; with `head`, also that the record whose hash was kept
/// still stands, so that nothing up to it was cut off or rewritten.
///
/// # Errors
/// [`Broken`] with the first record that is not as it was written.
pub async fn verify(store: &dyn JournalStore, head: Option<&str>) -> Result<Verified, Broken> {
    let last = store.last().await?.unwrap_or(0);
    if let (0, Some(expected)) = (last, head) {
        let expected = expected.to_owned();
        return Err(Broken::Empty { expected });
    }
    let mut chain = Chain::default();
    let mut kept = None;
    for sequence in 1..=last {
        let bytes = store
            .read(sequence)
            .await?
            .ok_or(Broken::Missing { sequence, last })?;
        chain.follow(&bytes)?;
        if head == Some(chain.head()) {
            kept = Some(sequence);
        }
    }
    match head {
        Some(expected) if kept.is_none() => Err(Broken::Head {
            sequence: last,
            found: chain.head,
            expected: expected.to_owned(),
        }),
        _ => Ok(Verified {
            records: last,
            head: chain.head,
            kept,
            state: chain.state,
        }),
    }
}

/// What the next record has to say of those before it.
pub(super) struct Expected<'a> {
    /// The hash of the one before it.
    pub(super) previous: &'a str,
    /// The newest checkpoint before it; 0 when there is none.
    pub(super) checkpoint: u64,
}

impl Expected<'_> {
    pub(super) fn meets(&self, record: &JournalRecord) -> Result<(), Broken> {
        let (sequence, says) = (record.sequence, record.checkpoint);
        if record.previous != self.previous {
            Err(Broken::Changed { sequence })
        } else if says != self.checkpoint {
            Err(Broken::NoCheckpoint { sequence, says })
        } else {
            Ok(())
        }
    }
}

/// Reads the bytes at `sequence` as the record that belongs there.
pub(super) fn parse(sequence: u64, bytes: &[u8]) -> Result<JournalRecord, Broken> {
    #[derive(serde::Deserialize)]
    struct Format {
        format: (u32, u32),
    }
    let unreadable = |source| Broken::Unreadable { sequence, source };
    let Format { format } = serde_json::from_slice(bytes).map_err(unreadable)?;
    if format.0 != FORMAT.0 || format.1 > FORMAT.1 {
        return Err(Broken::Format { sequence, format });
    }
    let record: JournalRecord = serde_json::from_slice(bytes).map_err(unreadable)?;
    if record.sequence != sequence {
        return Err(Broken::Misplaced {
            sequence,
            says: record.sequence,
        });
    }
    Ok(record)
}
