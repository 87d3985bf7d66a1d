//! Promises of a journal's store.

use std::sync::Arc;

use super::{Broken, Kept, try_all};
use crate::journal::{Created, Exclusive, JournalStore, StoreError};

/// A place for a journal, as two processes have it open. What is tried stays there: take a place
/// that is kept for it.
#[derive(Clone)]
pub struct Place {
    /// The first process's.
    pub one: Arc<dyn JournalStore>,
    /// The second process's: opened anew, not a clone of the first.
    pub other: Arc<dyn JournalStore>,
}

/// Tries every promise, one after the other, always in the same order; each with its name. Nobody
/// else may use the place meanwhile.
pub async fn all(place: &Place) -> Vec<(&'static str, Kept)> {
    try_all![
        place;
        what_was_created_reads_back_byte_for_byte,
        nothing_stands_beyond_the_last,
        what_stands_is_never_replaced,
        last_is_the_greatest,
        each_sees_what_the_other_created,
        of_creators_side_by_side_one_succeeds,
        time_does_not_go_back,
        exclusive_is_held_until_released,
    ]
}

/// How many records [`last_is_the_greatest`] adds: enough for numbers of more digits, which sort
/// otherwise as texts.
const RECORDS: u64 = 110;

/// How many creators [`of_creators_side_by_side_one_succeeds`] sends.
const CREATORS: usize = 16;

struct Trial(&'static str);

impl Trial {
    fn did<T>(&self, done: Result<T, StoreError>) -> Result<T, Broken> {
        done.map_err(|error| Broken {
            promise: self.0,
            saw: crate::error::chain(&error),
        })
    }

    fn holds(&self, holds: bool, saw: impl Into<String>) -> Kept {
        let (promise, saw) = (self.0, saw.into());
        if holds {
            Ok(())
        } else {
            Err(Broken { promise, saw })
        }
    }

    /// The first number at which nothing stands.
    async fn free(&self, store: &dyn JournalStore) -> Result<u64, Broken> {
        let last = self.did(store.last().await)?;
        Ok(last.map_or(1, |last| last.saturating_add(1)))
    }

    async fn create(&self, store: &dyn JournalStore, sequence: u64, bytes: &[u8]) -> Kept {
        let created = self.did(store.create(sequence, bytes).await)?;
        let saw = format!("record {sequence} was answered {created:?} where nothing stood");
        self.holds(created == Created::Yes, saw)
    }

    async fn reads(&self, store: &dyn JournalStore, sequence: u64, wanted: &[u8]) -> Kept {
        let read = self.did(store.read(sequence).await)?;
        let saw = match &read {
            None => format!("record {sequence} was created and is not there"),
            Some(bytes) => format!(
                "record {sequence} reads otherwise: {} bytes were created, {} read",
                wanted.len(),
                bytes.len()
            ),
        };
        self.holds(read.as_deref() == Some(wanted), saw)
    }
}

/// What was created reads back, byte for byte.
///
/// # Errors
/// [`Broken`] when it reads otherwise, or cannot be created or read.
pub async fn what_was_created_reads_back_byte_for_byte(place: &Place) -> Kept {
    let trial = Trial("what_was_created_reads_back_byte_for_byte");
    let store = place.one.as_ref();
    let every_byte: Vec<u8> = (0..=u8::MAX).collect();
    for bytes in [every_byte.repeat(256), b"{\"a\":1}\r\n\n".to_vec()] {
        let sequence = trial.free(store).await?;
        trial.create(store, sequence, &bytes).await?;
        trial.reads(store, sequence, &bytes).await?;
    }
    Ok(())
}

/// Where nothing was created nothing is read, and that is no error.
///
/// # Errors
/// [`Broken`] when something is read.
pub async fn nothing_stands_beyond_the_last(place: &Place) -> Kept {
    let trial = Trial("nothing_stands_beyond_the_last");
    let store = place.one.as_ref();
    let free = trial.free(store).await?;
    let read = trial.did(store.read(free).await)?;
    trial.holds(read.is_none(), format!("record {free} is there"))
}

/// A record that stands is never replaced: a second creation says so and leaves it.
///
/// # Errors
/// [`Broken`] when the second creation succeeds, or changes the record.
pub async fn what_stands_is_never_replaced(place: &Place) -> Kept {
    let trial = Trial("what_stands_is_never_replaced");
    let sequence = trial.free(place.one.as_ref()).await?;
    trial.create(place.one.as_ref(), sequence, b"first").await?;
    for store in [&place.one, &place.other] {
        let again = trial.did(store.create(sequence, b"second").await)?;
        let saw = format!("record {sequence} was created twice");
        trial.holds(again == Created::AlreadyThere, saw)?;
    }
    trial.reads(place.one.as_ref(), sequence, b"first").await
}

/// The last record is that of the greatest number, whatever number of digits it has.
///
/// # Errors
/// [`Broken`] when another is answered.
pub async fn last_is_the_greatest(place: &Place) -> Kept {
    let trial = Trial("last_is_the_greatest");
    let store = place.one.as_ref();
    let first = trial.free(store).await?;
    for sequence in first..first.saturating_add(RECORDS) {
        trial.create(store, sequence, b"record").await?;
        let last = trial.did(store.last().await)?;
        let saw = format!("record {sequence} was created and the last is {last:?}");
        trial.holds(last == Some(sequence), saw)?;
    }
    Ok(())
}

/// What one process created the other sees at once.
///
/// # Errors
/// [`Broken`] when it does not.
pub async fn each_sees_what_the_other_created(place: &Place) -> Kept {
    let trial = Trial("each_sees_what_the_other_created");
    for (writer, reader) in [(&place.one, &place.other), (&place.other, &place.one)] {
        let sequence = trial.free(writer.as_ref()).await?;
        trial.create(writer.as_ref(), sequence, b"news").await?;
        trial.reads(reader.as_ref(), sequence, b"news").await?;
        let last = trial.did(reader.last().await)?;
        let saw = format!("record {sequence} was created and the other's last is {last:?}");
        trial.holds(last == Some(sequence), saw)?;
    }
    Ok(())
}

/// Of creators of one record, side by side, exactly one succeeds, and its record stands.
///
/// # Errors
/// [`Broken`] when none or several succeed, or another's bytes stand.
pub async fn of_creators_side_by_side_one_succeeds(place: &Place) -> Kept {
    let trial = Trial("of_creators_side_by_side_one_succeeds");
    let sequence = trial.free(place.one.as_ref()).await?;
    let creators = [&place.one, &place.other].into_iter().cycle();
    let creators = creators.take(CREATORS).enumerate().map(|(number, store)| {
        let bytes = vec![u8::try_from(number).unwrap_or_default(); 4096];
        async move { (store.create(sequence, &bytes).await, bytes) }
    });
    let mut winners = Vec::new();
    for (created, bytes) in futures::future::join_all(creators).await {
        if trial.did(created)? == Created::Yes {
            winners.push(bytes);
        }
    }
    let saw = format!("{} of {CREATORS} creators succeeded", winners.len());
    trial.holds(winners.len() == 1, saw)?;
    for bytes in winners {
        trial.reads(place.one.as_ref(), sequence, &bytes).await?;
    }
    Ok(())
}

/// The store's time does not go back.
///
/// # Errors
/// [`Broken`] when it does, or is not told.
pub async fn time_does_not_go_back(place: &Place) -> Kept {
    let trial = Trial("time_does_not_go_back");
    let earlier = trial.did(place.one.now().await)?;
    let later = trial.did(place.one.now().await)?;
    let saw = format!("it was {earlier}, and then {later}");
    trial.holds(earlier <= later, saw)
}

/// A store that can tell is held by one process until it is released; holding is confirmed. A
/// store that cannot tell says so every time.
///
/// # Errors
/// [`Broken`] when two hold it, or nobody can.
pub async fn exclusive_is_held_until_released(place: &Place) -> Kept {
    let trial = Trial("exclusive_is_held_until_released");
    let (one, other) = (&place.one, &place.other);
    let seen = [
        one.exclusive(),
        one.exclusive(),
        other.exclusive(),
        {
            one.release();
            other.exclusive()
        },
        one.exclusive(),
    ];
    other.release();
    one.release();
    let told = [
        Exclusive::Held,
        Exclusive::Held,
        Exclusive::Taken,
        Exclusive::Held,
        Exclusive::Taken,
    ];
    let cannot = seen.iter().all(|one| *one == Exclusive::CannotTell);
    let saw = format!("taken, confirmed, taken by another, released: {seen:?}");
    trial.holds(cannot || seen == told, saw)
}
