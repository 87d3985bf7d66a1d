//! What is written, and what becomes of a write whose end nobody saw.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use jiff::Timestamp;

use super::{
    CHECKPOINT_EVERY, Created, Exclusive, Journal, JournalEntry, JournalStore, MemoryStore, Owner,
    RECORD_LIMIT, StoreError, verify,
};
use crate::clock::Clock;
use crate::error::chain;
use crate::plan::StepId;

struct Stopped;

#[async_trait]
impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
    async fn sleep_until(&self, _: Timestamp) {}
}

const AT: Timestamp = Timestamp::UNIX_EPOCH;

fn store() -> MemoryStore {
    MemoryStore::new(Arc::new(Stopped))
}

async fn opened(store: impl JournalStore + 'static) -> Journal {
    let owner = Owner::real("test".parse().unwrap());
    Journal::open(Arc::new(store), "w", &owner).await.unwrap()
}

fn asked(step: &str, errand: impl Into<String>) -> JournalEntry {
    let (step, errand) = (StepId::parse(step).unwrap(), errand.into());
    let first = Vec::new();
    JournalEntry::Asked {
        step,
        errand,
        first,
        observed: false,
    }
}

fn too_long() -> String {
    "x".repeat(usize::try_from(RECORD_LIMIT).unwrap())
}

#[tokio::test]
async fn an_entry_that_could_not_be_read_again_is_not_written() {
    let store = store();
    let mut journal = opened(store.clone()).await;
    let error = journal.append(asked("agree", too_long()), AT).await;
    insta::assert_snapshot!(chain(&error.unwrap_err()), @"record 1 of the journal, `asked` of step agree, would have 1048791 bytes, and one of more than 1048576 is never read again: nothing was written. Shorten the texts that go into it");
    assert_eq!(store.last().await.unwrap(), None);
}

#[tokio::test]
async fn a_journal_goes_on_behind_an_entry_that_was_too_large() {
    let mut journal = opened(store()).await;
    let refused = journal.append(asked("agree", too_long()), AT).await;
    assert!(refused.is_err());
    journal.append(asked("agree", "one"), AT).await.unwrap();
    assert_eq!(journal.len(), 1);
}

#[tokio::test]
async fn a_state_too_large_for_a_checkpoint_is_read_from_its_records() {
    let store = store();
    let mut journal = opened(store.clone()).await;
    for n in 0..=CHECKPOINT_EVERY {
        let errand = "x".repeat(20_000);
        journal
            .append(asked(&format!("step-{n}"), errand), AT)
            .await
            .unwrap();
    }
    assert_eq!(opened(store).await.state(), journal.state());
}

/// A store that writes a record, and once does not say so.
struct Mute {
    inner: MemoryStore,
    mute: Arc<AtomicBool>,
}

#[async_trait]
impl JournalStore for Mute {
    async fn create(&self, sequence: u64, bytes: &[u8]) -> Result<Created, StoreError> {
        let created = self.inner.create(sequence, bytes).await?;
        if self.mute.swap(false, Ordering::SeqCst) {
            let place = format!("record {sequence}");
            return Err(StoreError::new("cannot write", place, "no answer"));
        }
        Ok(created)
    }
    async fn read(&self, sequence: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.read(sequence).await
    }
    async fn last(&self) -> Result<Option<u64>, StoreError> {
        self.inner.last().await
    }
    async fn now(&self) -> Result<Timestamp, StoreError> {
        self.inner.now().await
    }
    fn exclusive(&self) -> Exclusive {
        self.inner.exclusive()
    }
    fn release(&self) {}
}

/// A journal of one record whose second was written without an answer.
async fn unanswered() -> (MemoryStore, Journal) {
    let (inner, mute) = (store(), Arc::new(AtomicBool::new(false)));
    let mut journal = opened(Mute {
        inner: inner.clone(),
        mute: mute.clone(),
    })
    .await;
    journal.append(asked("first", "one"), AT).await.unwrap();
    mute.store(true, Ordering::SeqCst);
    let lost = journal.append(asked("second", "two"), AT).await;
    assert!(lost.is_err());
    (inner, journal)
}

#[tokio::test]
async fn a_record_written_without_an_answer_is_read_in_and_written_on_behind() {
    let (store, mut journal) = unanswered().await;
    journal.append(asked("third", "three"), AT).await.unwrap();
    let whole = verify(&store, None).await.unwrap();
    assert_eq!((whole.records, &whole.state), (3, journal.state()));
}

#[tokio::test]
async fn another_record_of_the_same_writer_id_is_another_drivers() {
    let (store, mut journal) = unanswered().await;
    let mut other = opened(store.clone()).await;
    other.append(asked("else", "else"), AT).await.unwrap();
    let error = journal.append(asked("third", "three"), AT).await;
    let said = error.unwrap_err().to_string();
    assert!(
        said.starts_with("another driver wrote record 3 of the journal"),
        "{said}"
    );
}
