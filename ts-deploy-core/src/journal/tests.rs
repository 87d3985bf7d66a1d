//! The chain, the stores and the lease.

use std::sync::Arc;

use jiff::Timestamp;

#[cfg(unix)]
use super::process::NOBODY;
use super::{
    Created, Driver, Exclusive, FolderStore, Journal, JournalEntry, JournalStore, MemoryStore,
    verify,
};
use crate::clock::Clock;
use crate::plan::StepId;

struct Stopped;

#[async_trait::async_trait]
impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
    async fn sleep_until(&self, _: Timestamp) {}
}

fn owner(name: &str) -> super::Owner {
    super::Owner::real(name.parse().unwrap())
}

fn entry(by: &str) -> JournalEntry {
    JournalEntry::Confirmed {
        step: StepId::parse("thing").unwrap(),
        by: by.parse().unwrap(),
        note: None,
        errand: "errand".into(),
    }
}

async fn five() -> MemoryStore {
    let store = MemoryStore::new(Arc::new(Stopped));
    let mut journal = Journal::open(Arc::new(store.clone()), "w", &owner("test"))
        .await
        .unwrap();
    for by in ["a", "b", "c", "d", "e"] {
        journal
            .append(entry(by), Timestamp::UNIX_EPOCH)
            .await
            .unwrap();
    }
    store
}

async fn said(store: &MemoryStore, head: Option<&str>) -> String {
    verify(store, head).await.unwrap_err().to_string()
}

#[tokio::test]
async fn a_whole_journal_is_found_whole() {
    let verified = verify(&five().await, None).await.unwrap();
    assert_eq!(verified.records, 5);
}

#[tokio::test]
async fn every_changed_byte_is_found() {
    let bytes = five().await.read(3).await.unwrap().unwrap();
    for at in 0..bytes.len() {
        let store = five().await;
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        store.tamper(3, Some(changed));
        assert!(verify(&store, None).await.is_err(), "byte {at} of record 3");
    }
}

#[tokio::test]
async fn a_changed_record_is_named() {
    let store = five().await;
    let text = String::from_utf8(store.read(3).await.unwrap().unwrap()).unwrap();
    store.tamper(
        3,
        Some(text.replace("\"by\":\"c\"", "\"by\":\"x\"").into_bytes()),
    );
    assert_eq!(
        said(&store, None).await,
        "record 4 does not follow from record 3: one of the two was changed"
    );
}

#[tokio::test]
async fn a_missing_record_is_named() {
    let store = five().await;
    store.tamper(2, None);
    assert_eq!(
        said(&store, None).await,
        "record 2 is missing, though record 5 stands"
    );
}

#[tokio::test]
async fn swapped_records_are_named() {
    let store = five().await;
    let (two, three) = (store.read(2).await.unwrap(), store.read(3).await.unwrap());
    store.tamper(2, three);
    store.tamper(3, two);
    assert!(
        said(&store, None)
            .await
            .starts_with("record 2 says it is record 3")
    );
}

#[tokio::test]
async fn a_cut_off_tail_is_found_by_the_head_that_was_kept() {
    let store = five().await;
    let head = verify(&store, None).await.unwrap().head;
    store.tamper(5, None);
    assert!(verify(&store, None).await.is_ok());
    assert!(
        said(&store, Some(&head))
            .await
            .contains("the tail was cut off or rewritten")
    );
}

#[tokio::test]
async fn a_record_of_a_later_major_format_is_refused_with_its_version() {
    let store = five().await;
    store.tamper(1, Some(br#"{"format":[2,0]}"#.to_vec()));
    assert!(
        said(&store, None)
            .await
            .starts_with("record 1 has format 2.0, this version reads 1.x")
    );
}

#[tokio::test]
async fn another_deployments_journal_is_refused() {
    let store = MemoryStore::new(Arc::new(Stopped));
    let mut journal = Journal::open(Arc::new(store.clone()), "w", &owner("one"))
        .await
        .unwrap();
    let driver = Driver {
        name: "jane".into(),
        host: "here".into(),
        process: 1,
        instance: None,
        numbers: None,
    };
    journal.drive(&driver, Timestamp::UNIX_EPOCH).await.unwrap();
    let refused = Journal::open(Arc::new(store), "w", &owner("two"))
        .await
        .err()
        .unwrap();
    assert!(
        refused
            .to_string()
            .contains("the journal is that of the deployment one, not of the deployment two"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_wake_reads_a_bounded_number_of_records_however_long_the_journal() {
    let store = MemoryStore::new(Arc::new(Stopped));
    let name = owner("test");
    let mut journal = Journal::open(Arc::new(store.clone()), "w", &name)
        .await
        .unwrap();
    for n in 0..500 {
        journal
            .append(entry(&n.to_string()), Timestamp::UNIX_EPOCH)
            .await
            .unwrap();
    }
    // All that a wake needs stands behind the last checkpoint: the rest may be gone.
    for sequence in 1..500 - super::CHECKPOINT_EVERY {
        store.tamper(sequence, None);
    }
    let again = Journal::open(Arc::new(store), "w", &name).await.unwrap();
    assert_eq!(again.state(), journal.state());
}

#[tokio::test]
async fn of_two_writers_at_one_place_one_succeeds() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (
        FolderStore::new(folder.path()),
        FolderStore::new(folder.path()),
    );
    assert_eq!(one.create(1, b"one").await.unwrap(), Created::Yes);
    assert_eq!(two.create(1, b"two").await.unwrap(), Created::AlreadyThere);
    assert_eq!(two.read(1).await.unwrap().unwrap(), b"one");
}

#[tokio::test]
async fn a_folder_shows_only_whole_records() {
    let folder = tempfile::tempdir().unwrap();
    let store = FolderStore::new(folder.path());
    store.create(1, b"one").await.unwrap();
    std::fs::write(folder.path().join("records/000000000002.77.draft"), b"half").unwrap();
    assert_eq!(store.last().await.unwrap(), Some(1));
}

#[tokio::test]
async fn only_names_of_twelve_digits_are_records() {
    let folder = tempfile::tempdir().unwrap();
    let store = FolderStore::new(folder.path());
    store.create(1, b"one").await.unwrap();
    for name in [
        "7.json",
        "+7.json",
        "+00000000007.json",
        "0000000000007.json",
    ] {
        std::fs::write(folder.path().join("records").join(name), b"seven").unwrap();
    }
    assert_eq!(store.last().await.unwrap(), Some(1));
}

#[tokio::test]
async fn no_record_has_number_zero() {
    let folder = tempfile::tempdir().unwrap();
    let records = folder.path().join("records");
    std::fs::create_dir(&records).unwrap();
    std::fs::write(records.join("000000000000.json"), b"zero").unwrap();
    let store = FolderStore::new(folder.path());
    assert_eq!(store.last().await.unwrap(), None);
}

#[tokio::test]
async fn a_journal_begins_below_folders_that_are_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let store = FolderStore::new(folder.path().join("customer/deployment/journal"));
    assert_eq!(store.create(1, b"one").await.unwrap(), Created::Yes);
}

#[cfg(unix)]
#[tokio::test]
async fn records_are_readable_by_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let store = FolderStore::new(folder.path().join("journal"));
    store.create(1, b"one").await.unwrap();
    let mode = |path: &str| {
        std::fs::metadata(folder.path().join(path))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(
        (
            mode("journal/records"),
            mode("journal/records/000000000001.json")
        ),
        (0o700, 0o600)
    );
}

#[tokio::test]
async fn a_folder_is_held_by_one_driver_on_a_machine_until_it_lets_go() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (
        FolderStore::new(folder.path()),
        FolderStore::new(folder.path()),
    );
    assert_eq!(one.exclusive(), Exclusive::Held);
    assert_eq!(two.exclusive(), Exclusive::Taken);
    one.release();
    assert_eq!(two.exclusive(), Exclusive::Held);
}

#[cfg(unix)]
#[tokio::test]
async fn a_run_killed_on_this_machine_is_taken_up_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let name = owner("test");
    let driver = |process| Driver {
        name: "jane".into(),
        host: "here".into(),
        process,
        instance: None,
        numbers: None,
    };
    let killed = Arc::new(FolderStore::new(folder.path()));
    let mut journal = Journal::open(killed.clone(), "one", &name).await.unwrap();
    journal
        .drive(&driver(NOBODY), Timestamp::UNIX_EPOCH)
        .await
        .unwrap();
    // The system lets go of a killed process's lock; its lease stays in the journal.
    drop((journal, killed));
    let mut next = Journal::open(Arc::new(FolderStore::new(folder.path())), "two", &name)
        .await
        .unwrap();
    next.drive(&driver(2), Timestamp::UNIX_EPOCH).await.unwrap();
}

#[tokio::test]
async fn a_lease_of_another_machine_is_waited_out() {
    let folder = tempfile::tempdir().unwrap();
    let name = owner("test");
    let driver = |host: &str| Driver {
        name: "jane".into(),
        host: host.into(),
        process: 1,
        instance: None,
        numbers: None,
    };
    let mut journal = Journal::open(Arc::new(FolderStore::new(folder.path())), "one", &name)
        .await
        .unwrap();
    journal
        .drive(&driver("there"), Timestamp::UNIX_EPOCH)
        .await
        .unwrap();
    drop(journal);
    let mut next = Journal::open(Arc::new(FolderStore::new(folder.path())), "two", &name)
        .await
        .unwrap();
    let refused = next
        .drive(&driver("here"), Timestamp::UNIX_EPOCH)
        .await
        .unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("jane on there (process 1) drives this deployment since"),
        "{refused}"
    );
}
