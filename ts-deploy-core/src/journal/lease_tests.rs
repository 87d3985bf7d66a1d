//! Who may drive, and what is let go of when it goes wrong.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;

use super::faulty_store::{self, FaultyStore, StoreFault, StoreUse};
use super::process::NOBODY;
use super::{
    Driver, Exclusive, FolderStore, Journal, JournalError, JournalStore, MemoryStore, Owner,
};
use crate::clock::{Clock, SystemClock};

const AT: Timestamp = Timestamp::UNIX_EPOCH;

fn driver(host: &str, process: u32) -> Driver {
    Driver {
        name: "jane".into(),
        host: host.into(),
        process,
        instance: None,
        numbers: None,
    }
}

async fn opened(store: Arc<dyn JournalStore>) -> Journal {
    let owner = Owner::real("test".parse().unwrap());
    Journal::open(store, "w", &owner).await.unwrap()
}

async fn in_folder(folder: &Path) -> Journal {
    opened(Arc::new(FolderStore::new(folder))).await
}

/// Whether another process of this machine could drive now.
fn lock(folder: &Path) -> Exclusive {
    FolderStore::new(folder).exclusive()
}

async fn refusal(journal: &mut Journal, driver: &Driver) -> String {
    journal.drive(driver, AT).await.unwrap_err().to_string()
}

#[tokio::test]
async fn a_driver_who_is_refused_leaves_the_machine_to_others() {
    let folder = tempfile::tempdir().unwrap();
    let mut there = in_folder(folder.path()).await;
    there.drive(&driver("there", 1), AT).await.unwrap();
    drop(there);
    let mut here = in_folder(folder.path()).await;
    refusal(&mut here, &driver("here", 1)).await;
    assert_eq!(lock(folder.path()), Exclusive::Held);
}

/// A journal in a folder that cannot be written while it is full.
async fn on_disk(folder: &Path) -> (Journal, Arc<AtomicBool>) {
    let full = Arc::new(AtomicBool::new(false));
    let is_full = Arc::clone(&full);
    let store = FaultyStore::counting(FolderStore::new(folder), StoreUse::Create, move |_| {
        if is_full.load(Ordering::SeqCst) {
            StoreFault::Before(faulty_store::full())
        } else {
            StoreFault::None
        }
    });
    (opened(store).await, full)
}

#[tokio::test]
async fn a_driver_who_cannot_write_leaves_the_machine_to_others() {
    let folder = tempfile::tempdir().unwrap();
    let (mut journal, full) = on_disk(folder.path()).await;
    full.store(true, Ordering::SeqCst);
    refusal(&mut journal, &driver("here", 1)).await;
    assert_eq!(lock(folder.path()), Exclusive::Held);
}

#[tokio::test]
async fn letting_go_leaves_the_machine_to_others_though_it_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let (mut journal, full) = on_disk(folder.path()).await;
    journal.drive(&driver("here", 1), AT).await.unwrap();
    full.store(true, Ordering::SeqCst);
    journal.let_go(AT).await.unwrap_err();
    assert_eq!(lock(folder.path()), Exclusive::Held);
}

#[tokio::test]
async fn a_process_that_still_runs_on_this_machine_is_named_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let mut one = in_folder(folder.path()).await;
    one.drive(&driver("here", 1), AT).await.unwrap();
    let mut two = in_folder(folder.path()).await;
    let refused = two.drive(&driver("here", 2), SystemClock.now()).await;
    let said = refused.unwrap_err().to_string();
    let (who, what) = said.split_once(" since ").unwrap();
    insta::assert_snapshot!(who, @"jane on here (process 1) drives this deployment");
    insta::assert_snapshot!(what.get("2026-01-01 00:00:00Z".len()..).unwrap(), @", and that process still runs on this machine: let it end, then run again");
}

/// A clock that shows this.
struct Shows(Timestamp);

#[async_trait::async_trait]
impl Clock for Shows {
    fn now(&self) -> Timestamp {
        self.0
    }
    async fn sleep_until(&self, _: Timestamp) {}
}

/// What a run is refused with, whose time is this, while the journal's clock shows nine o'clock.
async fn refused_at(at: &str) -> String {
    let nine = "2026-01-05T09:00:00Z".parse().unwrap();
    let store = MemoryStore::new(Arc::new(Shows(nine)));
    let mut one = opened(Arc::new(store.clone())).await;
    one.drive(&driver("here", 1), nine).await.unwrap();
    let mut two = opened(Arc::new(store)).await;
    let refused = two.drive(&driver("here", 2), at.parse().unwrap()).await;
    refused.unwrap_err().to_string()
}

#[tokio::test]
async fn a_run_of_another_time_is_told_whose_clock_a_lease_is_by() {
    insta::assert_snapshot!(refused_at("2026-01-05T12:00:00Z").await, @"jane on here (process 1) drives this deployment since 2026-01-05 09:00:00Z; if that process is gone, it can be taken over after 2026-01-05 09:05:30Z by the journal's clock, which now shows 2026-01-05 09:00:00Z");
}

#[tokio::test]
async fn a_run_of_the_same_time_is_told_of_one_clock() {
    insta::assert_snapshot!(refused_at("2026-01-05T09:00:10Z").await, @"jane on here (process 1) drives this deployment since 2026-01-05 09:00:00Z; if that process is gone, it can be taken over after 2026-01-05 09:05:30Z");
}

#[tokio::test]
async fn a_driver_about_to_begin_on_this_machine_is_not_run_over() {
    let folder = tempfile::tempdir().unwrap();
    let about_to = FolderStore::new(folder.path());
    assert_eq!(about_to.exclusive(), Exclusive::Held);
    let mut journal = in_folder(folder.path()).await;
    insta::assert_snapshot!(refusal(&mut journal, &driver("here", 2)).await, @"another process on this machine holds this deployment, to begin or to end a run: let it end, then run again");
}

/// What becomes of another one who drives a copy that was made while `process` drove, and whether
/// that one is said to have ended.
async fn on_a_copy(process: u32) -> (Result<(), String>, bool) {
    on_a_copy_of(&driver("here", process)).await
}

/// The same, while `driver` drove.
async fn on_a_copy_of(other: &Driver) -> (Result<(), String>, bool) {
    let folder = tempfile::tempdir().unwrap();
    let mut original = in_folder(folder.path()).await;
    original.drive(other, AT).await.unwrap();
    let copied = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("records"), copied.path().join("records"));
    fs::create_dir(&to).unwrap();
    for record in fs::read_dir(from).unwrap() {
        let record = record.unwrap();
        fs::copy(record.path(), to.join(record.file_name())).unwrap();
    }
    let mut copy = in_folder(copied.path()).await;
    let next = driver("here", NOBODY - 1);
    let ended = copy.driver_is_gone(&next);
    let driven = copy.drive(&next, AT).await;
    (driven.map_err(|error| error.to_string()), ended)
}

#[cfg(unix)]
#[tokio::test]
async fn a_copy_made_while_its_driver_drives_is_not_taken_over_before_the_lease_ran_out() {
    let (driven, ended) = on_a_copy(std::os::unix::process::parent_id()).await;
    let refused = driven.unwrap_err();
    assert!(refused.contains("it can be taken over after"), "{refused}");
    assert!(!ended, "it still runs");
}

#[cfg(unix)]
#[tokio::test]
async fn a_copy_whose_driver_is_gone_is_taken_over_at_once() {
    assert_eq!(on_a_copy(NOBODY).await, (Ok(()), true));
}

#[tokio::test]
async fn of_a_driver_in_another_container_nobody_asks_by_number_whether_it_is_gone() {
    let elsewhere = Driver {
        numbers: Some("another system".to_owned()),
        ..driver("here", NOBODY)
    };
    let (driven, ended) = on_a_copy_of(&elsewhere).await;
    assert!(driven.is_err() && !ended, "{driven:?} {ended}");
}

#[tokio::test]
async fn where_nobody_can_tell_whether_a_driver_is_gone_its_lease_is_waited_out() {
    let (driven, ended) = on_a_copy(u32::MAX).await;
    assert!(driven.is_err() && !ended, "{driven:?} {ended}");
}

#[tokio::test]
async fn the_same_driver_goes_on_in_another_wake() {
    let store = MemoryStore::new(Arc::new(SystemClock));
    for _ in 0..2 {
        let mut journal = opened(Arc::new(store.clone())).await;
        journal.drive(&driver("here", 1), AT).await.unwrap();
    }
}

#[tokio::test]
async fn the_same_driver_goes_on_in_another_container() {
    let store = MemoryStore::new(Arc::new(SystemClock));
    for numbers in ["one container", "another one"] {
        let driver = Driver {
            numbers: Some(numbers.to_owned()),
            ..driver("here", 1)
        };
        let mut journal = opened(Arc::new(store.clone())).await;
        journal.drive(&driver, AT).await.unwrap();
    }
}

#[tokio::test]
async fn another_process_does_not_go_on_for_a_driver() {
    let store = MemoryStore::new(Arc::new(SystemClock));
    let mut one = opened(Arc::new(store.clone())).await;
    one.drive(&driver("here", 1), AT).await.unwrap();
    let mut two = opened(Arc::new(store)).await;
    let refused = two.drive(&driver("here", 2), AT).await;
    assert!(matches!(refused, Err(JournalError::Refused(_))));
}

#[tokio::test]
async fn who_does_not_drive_holds_nothing() {
    let mut journal = opened(Arc::new(MemoryStore::new(Arc::new(SystemClock)))).await;
    insta::assert_snapshot!(journal.hold(AT).await.unwrap_err(), @"this process does not drive the deployment, so that nothing was done: take it first, and again after it was let go of");
}

/// The same name, host and number in a place where nobody can tell who of them runs.
async fn a_second_one(instance: Option<&str>) -> Result<(), String> {
    let store = MemoryStore::new(Arc::new(SystemClock));
    let one = driver("here", 1);
    let of = |name: &str| one.clone().instance(name);
    let first = instance.map_or_else(|| one.clone(), |_| of("first"));
    let mut journal = opened(Arc::new(store.clone())).await;
    journal.drive(&first, AT).await.unwrap();
    let second = instance.map_or_else(|| one.clone(), of);
    let owner = Owner::real("test".parse().unwrap());
    let mut journal = Journal::open(Arc::new(store), "w2", &owner).await.unwrap();
    journal
        .drive(&second, AT)
        .await
        .map_err(|error| error.to_string())
}

#[tokio::test]
async fn another_process_that_is_called_the_same_is_refused() {
    let refused = a_second_one(Some("second")).await.unwrap_err();
    assert!(
        refused.contains("jane on here (process 1) drives"),
        "{refused}"
    );
}

#[tokio::test]
async fn one_that_is_to_be_known_again_goes_on() {
    assert_eq!(a_second_one(None).await, Ok(()));
}
