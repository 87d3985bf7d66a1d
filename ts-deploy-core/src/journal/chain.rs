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
    let mut previous = origin();
    let mut checkpoint = 0;
    let mut state = JournalState::default();
    let mut kept = None;
    for sequence in 1..=last {
        let bytes = store
            .read(sequence)
            .await?
            .ok_or(Broken::Missing { sequence, last })?;
        let record = parse(sequence, &bytes)?;
        Expected {
            previous: &previous,
            checkpoint,
        }
        .meets(&record)?;
        previous = crate::hash::of_bytes(&bytes);
        if head == Some(previous.as_str()) {
            kept = Some(sequence);
        }
        if let JournalEntry::Checkpoint { state: held } = &record.entry {
            if **held != state {
                return Err(Broken::Checkpoint { sequence });
            }
            checkpoint = sequence;
        }
        state.apply(&record);
    }
    match head {
        Some(expected) if kept.is_none() => Err(Broken::Head {
            sequence: last,
            found: previous,
            expected: expected.to_owned(),
        }),
        _ => Ok(Verified {
            records: last,
            head: previous,
            kept,
            state,
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
