use std::sync::Arc;

use super::{MockClock, MockJournalStore};
use crate::journal::{Journal, Owner, StoreError};

#[tokio::test]
async fn a_mocked_store_that_cannot_be_listed_keeps_a_journal_from_being_opened() {
    let mut store = MockJournalStore::new();
    store.expect_last().return_once(|| {
        let full = std::io::Error::other("the network is down");
        Err(StoreError::new("cannot list", "s3://journals", full))
    });
    let owner = Owner::real("acme".parse().unwrap());
    let refused = Journal::open(Arc::new(store), "writer", &owner).await;
    let said = crate::error::chain(&refused.err().unwrap());
    assert!(
        said.contains("cannot list s3://journals: the network is down"),
        "{said}"
    );
}

#[tokio::test]
async fn a_mocked_clock_tells_a_store_in_memory_the_time() {
    use crate::journal::{JournalStore as _, MemoryStore};
    let mut clock = MockClock::new();
    let at: jiff::Timestamp = "2026-01-05T09:00:00Z".parse().unwrap();
    clock.expect_now().return_const(at);
    let store = MemoryStore::new(Arc::new(clock));
    assert_eq!(store.now().await.unwrap(), at);
}
