//! What a reader makes of checkpoints that are none, or do not hold what they should.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    CHECKPOINT_EVERY, Journal, JournalEntry, JournalRecord, JournalState, JournalStore,
    MemoryStore, Owner, verify,
};
use crate::clock::SystemClock;
use crate::error::chain;
use crate::plan::StepId;

const AT: Timestamp = Timestamp::UNIX_EPOCH;

async fn opened(store: &MemoryStore) -> Result<Journal, String> {
    let owner = Owner::real("test".parse().unwrap());
    let journal = Journal::open(Arc::new(store.clone()), "w", &owner).await;
    journal.map_err(|error| chain(&error))
}

async fn with(records: u64) -> (MemoryStore, Journal) {
    let store = MemoryStore::new(Arc::new(SystemClock));
    let mut journal = opened(&store).await.unwrap();
    for n in 0..records {
        let (step, errand) = (StepId::parse("agree").unwrap(), n.to_string());
        let first = Vec::new();
        let asked = JournalEntry::Asked {
            step,
            errand,
            first,
            observed: false,
        };
        journal.append(asked, AT).await.unwrap();
    }
    (store, journal)
}

/// A journal of five records, the last of which says that the newest checkpoint is `says`.
async fn saying(says: u64) -> MemoryStore {
    let (store, _) = with(5).await;
    let bytes = store.read(5).await.unwrap().unwrap();
    let mut record: JournalRecord = serde_json::from_slice(&bytes).unwrap();
    record.checkpoint = says;
    store.tamper(5, Some(serde_json::to_vec(&record).unwrap()));
    store
}

#[tokio::test]
async fn a_record_taken_for_a_checkpoint_is_no_empty_state() {
    insta::assert_snapshot!(opened(&saying(3).await).await.err().unwrap(), @"the journal is not whole: record 5 says that record 3 is a checkpoint, and that is not the newest checkpoint before it: it was changed, or a record is not where it was");
}

#[tokio::test]
async fn a_record_that_points_forward_to_a_checkpoint_is_broken() {
    insta::assert_snapshot!(opened(&saying(9).await).await.err().unwrap(), @"the journal is not whole: record 5 says that record 9 is a checkpoint, and that is not the newest checkpoint before it: it was changed, or a record is not where it was");
}

#[tokio::test]
async fn a_record_that_points_to_itself_as_a_checkpoint_is_broken() {
    let said = opened(&saying(5).await).await.err().unwrap();
    assert!(said.contains("record 5 is a checkpoint"), "{said}");
}

#[tokio::test]
async fn a_record_that_passes_over_the_newest_checkpoint_is_broken() {
    let (store, journal) = with(CHECKPOINT_EVERY + 1).await;
    let last = journal.len();
    let bytes = store.read(last).await.unwrap().unwrap();
    let mut record: JournalRecord = serde_json::from_slice(&bytes).unwrap();
    record.checkpoint = 0;
    store.tamper(last, Some(serde_json::to_vec(&record).unwrap()));
    let said = opened(&store).await.err().unwrap();
    assert!(said.contains("that is not the newest checkpoint"), "{said}");
}

#[tokio::test]
async fn verifying_finds_a_record_taken_for_a_checkpoint() {
    let said = verify(&saying(3).await, None).await.unwrap_err();
    assert!(
        said.to_string().contains("record 3 is a checkpoint"),
        "{said}"
    );
}

#[tokio::test]
async fn verifying_finds_a_checkpoint_that_says_something_else_than_the_records() {
    let (store, mut journal) = with(3).await;
    let state = Box::new(JournalState::default());
    let forged = JournalEntry::Checkpoint { state };
    journal.append(forged, AT).await.unwrap();
    insta::assert_snapshot!(verify(&store, None).await.unwrap_err(), @"the state in checkpoint 4 is not what the records before it say: it was not written by this journal's drivers, or one of the records was changed");
}

#[tokio::test]
async fn a_changed_first_record_is_named_alone() {
    let (store, _) = with(1).await;
    let bytes = store.read(1).await.unwrap().unwrap();
    let mut record: JournalRecord = serde_json::from_slice(&bytes).unwrap();
    record.previous = "00".into();
    store.tamper(1, Some(serde_json::to_vec(&record).unwrap()));
    insta::assert_snapshot!(verify(&store, None).await.unwrap_err(), @"record 1 does not begin a journal: it was changed");
}
