use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;

use super::broken;
use crate::clock::Clock;
use crate::conformance::journal::{self, Place};
use crate::journal::{Created, Exclusive, FolderStore, JournalStore, MemoryStore, StoreError};
use crate::sim::SimCloud;

const NOTHING: [String; 0] = [];

fn memory() -> MemoryStore {
    let clock: Arc<dyn Clock> = Arc::new(SimCloud::new(7, Timestamp::UNIX_EPOCH).clock());
    MemoryStore::new(clock)
}

fn place(one: impl JournalStore + 'static, other: impl JournalStore + 'static) -> Place {
    Place {
        one: Arc::new(one),
        other: Arc::new(other),
    }
}

#[tokio::test]
async fn a_store_in_memory_keeps_every_promise() {
    let store = memory();
    let tried = journal::all(&place(store.clone(), store)).await;
    assert_eq!(broken(&tried), NOTHING);
}

#[tokio::test]
async fn a_store_in_a_folder_keeps_every_promise() {
    let folder = tempfile::tempdir().unwrap();
    let open = || FolderStore::new(folder.path());
    let tried = journal::all(&place(open(), open())).await;
    assert_eq!(broken(&tried), NOTHING);
}

#[test]
fn of_creators_on_many_threads_one_writes_the_record() {
    let folder = tempfile::tempdir().unwrap();
    for sequence in 1..=50 {
        let create = |number: u8| {
            let store = FolderStore::new(folder.path());
            let bytes = vec![number; 4096];
            let created = futures::executor::block_on(store.create(sequence, &bytes)).unwrap();
            (created == Created::Yes).then_some(bytes)
        };
        let winners: Vec<Vec<u8>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|n| scope.spawn(move || create(n))).collect();
            threads
                .into_iter()
                .filter_map(|thread| thread.join().unwrap())
                .collect()
        });
        let store = FolderStore::new(folder.path());
        let stands = futures::executor::block_on(store.read(sequence)).unwrap();
        assert_eq!(winners, [stands.unwrap()], "record {sequence}");
    }
}

/// What a broken store gets wrong.
#[derive(Clone, Copy, PartialEq)]
enum Flaw {
    /// It writes over what stands.
    Replaces,
    /// Its last record is the greatest as a text.
    SortsTexts,
    /// It gives a file to whoever asks.
    HeldByAll,
    /// It keeps text, and mends line ends.
    MendsLines,
}

#[derive(Clone)]
struct Flawed(MemoryStore, Flaw);

#[async_trait]
impl JournalStore for Flawed {
    async fn create(&self, sequence: u64, bytes: &[u8]) -> Result<Created, StoreError> {
        match self.1 {
            Flaw::Replaces => {
                self.0.tamper(sequence, Some(bytes.to_vec()));
                Ok(Created::Yes)
            }
            Flaw::MendsLines => {
                let mended: Vec<u8> = bytes.iter().copied().filter(|b| *b != b'\r').collect();
                self.0.create(sequence, &mended).await
            }
            Flaw::SortsTexts | Flaw::HeldByAll => self.0.create(sequence, bytes).await,
        }
    }

    async fn read(&self, sequence: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.read(sequence).await
    }

    async fn last(&self) -> Result<Option<u64>, StoreError> {
        let last = self.0.last().await?;
        let texts = (1..=last.unwrap_or_default()).map(|number| number.to_string());
        match self.1 {
            Flaw::SortsTexts => Ok(texts.max().and_then(|text| text.parse().ok())),
            Flaw::Replaces | Flaw::HeldByAll | Flaw::MendsLines => Ok(last),
        }
    }

    async fn now(&self) -> Result<Timestamp, StoreError> {
        self.0.now().await
    }

    fn exclusive(&self) -> Exclusive {
        match self.1 {
            Flaw::HeldByAll => Exclusive::Held,
            Flaw::Replaces | Flaw::SortsTexts | Flaw::MendsLines => Exclusive::CannotTell,
        }
    }

    fn release(&self) {}
}

/// The names of the promises that a store with this flaw breaks.
async fn breaks(flaw: Flaw) -> Vec<&'static str> {
    let store = Flawed(memory(), flaw);
    let tried = journal::all(&place(store.clone(), store)).await;
    let broken = tried.into_iter().filter_map(|(_, kept)| kept.err());
    broken.map(|broken| broken.promise).collect()
}

#[tokio::test]
async fn a_store_that_writes_over_what_stands_is_caught() {
    let breaks = breaks(Flaw::Replaces).await;
    let named = [
        "what_stands_is_never_replaced",
        "of_creators_side_by_side_one_succeeds",
    ];
    assert_eq!(breaks, named);
}

#[tokio::test]
async fn a_store_that_sorts_numbers_as_texts_is_caught() {
    let breaks = breaks(Flaw::SortsTexts).await;
    assert!(breaks.contains(&"last_is_the_greatest"), "{breaks:?}");
}

#[tokio::test]
async fn a_store_that_two_can_hold_is_caught() {
    let breaks = breaks(Flaw::HeldByAll).await;
    assert_eq!(breaks, ["exclusive_is_held_until_released"]);
}

#[tokio::test]
async fn a_store_that_changes_bytes_is_caught() {
    let breaks = breaks(Flaw::MendsLines).await;
    assert_eq!(breaks, ["what_was_created_reads_back_byte_for_byte"]);
}
