//! A person's word in a journal that somebody else drives.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;

use super::{
    CHECKPOINT_EVERY, Confirm, ConfirmError, Created, Driver, Exclusive, FolderStore, Goal,
    Journal, JournalEntry, JournalError, JournalStore, MemoryStore, Owner, StoreError, confirm,
    verify,
};
use crate::clock::Clock;
use crate::engine::Outcome;
use crate::plan::{Confirmation, StepId};

struct Stopped;

#[async_trait]
impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
    async fn sleep_until(&self, _: Timestamp) {}
}

const AT: Timestamp = Timestamp::UNIX_EPOCH;

fn owner() -> Owner {
    Owner::real("test".parse().unwrap())
}

fn step() -> StepId {
    StepId::parse("agree").unwrap()
}

fn word(by: &str) -> Confirm {
    Confirm {
        step: step(),
        by: by.parse().unwrap(),
        note: None,
        errand: None,
    }
}

fn asked(errand: &str) -> JournalEntry {
    let errand = errand.to_owned();
    JournalEntry::Asked {
        step: step(),
        errand,
        first: Vec::new(),
        observed: false,
    }
}

async fn opened(store: &MemoryStore, writer: &str) -> Journal {
    Journal::open(Arc::new(store.clone()), writer, &owner())
        .await
        .unwrap()
}

/// A store, and the journal of somebody who drives and has asked for an errand.
async fn driven() -> (MemoryStore, Journal) {
    let store = MemoryStore::new(Arc::new(Stopped));
    let mut journal = opened(&store, "driver").await;
    let driver = Driver {
        name: "jane".into(),
        host: "here".into(),
        process: 1,
        instance: None,
        numbers: None,
    };
    journal.drive(&driver, AT).await.unwrap();
    journal.append(asked("one"), AT).await.unwrap();
    (store, journal)
}

async fn say(store: impl JournalStore + 'static, word: &Confirm) -> Result<Confirmation, String> {
    let said = confirm(Arc::new(store), &owner(), "other machine", word, AT).await;
    said.map(|said| said.confirmation)
        .map_err(|error| crate::error::chain(&error))
}

fn heard(journal: &Journal) -> Option<&Confirmation> {
    journal.state().step(&step())?.confirmed.as_ref()
}

#[tokio::test]
async fn a_word_is_about_what_was_last_asked_for() {
    let (store, mut driver) = driven().await;
    driver.append(asked("two"), AT).await.unwrap();
    assert_eq!(say(store, &word("Joe")).await.unwrap().digest, "two");
}

#[tokio::test]
async fn the_head_that_a_word_leaves_is_that_of_its_record() {
    let (store, _driver) = driven().await;
    let place = Arc::new(store.clone());
    let said = confirm(place, &owner(), "elsewhere", &word("Joe"), AT).await;
    let verified = verify(&store, Some(&said.unwrap().head)).await.unwrap();
    assert_eq!(verified.kept, Some(verified.records));
}

/// Asks for what is not to be done before `agree` is.
fn asked_after_it() -> (StepId, JournalEntry) {
    let later = StepId::parse("disable").unwrap();
    let entry = JournalEntry::Asked {
        step: later.clone(),
        errand: "later".to_owned(),
        first: vec![step()],
        observed: false,
    };
    (later, entry)
}

#[tokio::test]
async fn a_word_about_what_comes_after_an_open_part_is_refused_and_says_what_comes_first() {
    let (store, mut driver) = driven().await;
    let (later, entry) = asked_after_it();
    driver.append(entry, AT).await.unwrap();
    let word = Confirm {
        step: later,
        ..word("Joe")
    };
    let refused = say(store, &word).await.unwrap_err();
    insta::assert_snapshot!(refused, @"disable comes after agree, which nobody has confirmed yet: do and confirm that first");
}

#[tokio::test]
async fn a_word_is_taken_once_what_comes_first_was_confirmed() {
    let (store, mut driver) = driven().await;
    let (later, entry) = asked_after_it();
    driver.append(entry, AT).await.unwrap();
    say(store.clone(), &word("Joe")).await.unwrap();
    let word = Confirm {
        step: later,
        ..word("Joe")
    };
    assert_eq!(say(store, &word).await.unwrap().digest, "later");
}

#[tokio::test]
async fn a_word_about_what_aws_shows_is_refused() {
    let (store, mut driver) = driven().await;
    let mut entry = asked("two");
    if let JournalEntry::Asked { observed, .. } = &mut entry {
        *observed = true;
    }
    driver.append(entry, AT).await.unwrap();
    let refused = say(store, &word("Joe")).await.unwrap_err();
    insta::assert_snapshot!(refused, @"AWS shows when agree was done, and nobody's word counts for it: the next run looks by itself");
    assert_eq!(heard(&driver), None);
}

#[tokio::test]
async fn a_word_about_a_named_errand_is_recorded_as_such() {
    let (store, _driver) = driven().await;
    let word = Confirm {
        errand: Some("earlier".into()),
        ..word("Joe")
    };
    assert_eq!(say(store, &word).await.unwrap().digest, "earlier");
}

#[tokio::test]
async fn a_driver_reads_a_word_said_elsewhere_and_writes_on_behind_it() {
    let (store, mut driver) = driven().await;
    say(store.clone(), &word("Joe")).await.unwrap();
    driver.append(asked("next"), AT).await.unwrap();
    assert_eq!(heard(&driver).unwrap().by.as_str(), "Joe");
    verify(&store, None).await.unwrap();
}

#[tokio::test]
async fn a_driver_hears_a_word_when_it_holds_on() {
    let (store, mut driver) = driven().await;
    say(store, &word("Joe")).await.unwrap();
    driver.hold(AT).await.unwrap();
    assert!(heard(&driver).is_some());
}

#[tokio::test]
async fn a_checkpoint_holds_the_words_that_came_before_it() {
    let (store, mut driver) = driven().await;
    let left = CHECKPOINT_EVERY - driver.len();
    for n in 1..left {
        driver.append(asked(&n.to_string()), AT).await.unwrap();
    }
    let racing = Racing {
        inner: store.clone(),
        at: driver.len() + 2,
        entry: said("Joe"),
    };
    drop(driver);
    let mut driver = Journal::open(Arc::new(racing), "driver", &owner())
        .await
        .unwrap();
    driver.append(asked("last"), AT).await.unwrap();
    let whole = verify(&store, None).await.unwrap().state;
    assert_eq!(opened(&store, "reader").await.state(), &whole);
    assert_eq!(heard(&driver).unwrap().by.as_str(), "Joe");
}

#[tokio::test]
async fn another_drivers_record_behind_a_word_still_ends_the_driving() {
    let (store, mut driver) = driven().await;
    say(store.clone(), &word("Joe")).await.unwrap();
    let mut other = opened(&store, "other driver").await;
    other.append(asked("else"), AT).await.unwrap();
    let error = driver.append(asked("next"), AT).await.unwrap_err();
    assert!(matches!(error, JournalError::TakenOver { .. }), "{error}");
}

#[tokio::test]
async fn a_word_that_does_not_follow_from_the_record_before_it_is_refused() {
    let (store, mut driver) = driven().await;
    say(store.clone(), &word("Joe")).await.unwrap();
    let bytes = store.read(4).await.unwrap().unwrap();
    let head = driver.head();
    let forged = String::from_utf8(bytes).unwrap().replace(head, "00");
    store.tamper(4, Some(forged.into_bytes()));
    let error = driver.append(asked("next"), AT).await.unwrap_err();
    let said = crate::error::chain(&error);
    assert!(
        said.contains("record 4 does not follow from record 3"),
        "{said}"
    );
}

#[tokio::test]
async fn a_word_finds_its_place_behind_a_driver_who_writes_at_the_same_moment() {
    let (store, driver) = driven().await;
    let racing = Racing {
        inner: store.clone(),
        at: driver.len() + 1,
        entry: asked("two"),
    };
    let word = say(racing, &word("Joe")).await.unwrap();
    assert_eq!(
        word.digest, "one",
        "what is asked for later is not what the person did"
    );
    let state = verify(&store, None).await.unwrap().state;
    assert_eq!(state.step(&step()).unwrap().confirmed, Some(word));
}

#[tokio::test]
async fn a_word_nobody_asked_for_is_refused_with_what_is_asked_for() {
    let (store, _driver) = driven().await;
    let wrong = Confirm {
        step: StepId::parse("agre").unwrap(),
        ..word("Joe")
    };
    insta::assert_snapshot!(say(store, &wrong).await.unwrap_err(), @"no run asked a person for agre: what is asked for is agree. A run asks when it comes to the step");
}

#[tokio::test]
async fn a_word_in_an_empty_journal_is_refused() {
    let store = MemoryStore::new(Arc::new(Stopped));
    let word = Confirm {
        errand: Some("one".into()),
        ..word("Joe")
    };
    insta::assert_snapshot!(say(store, &word).await.unwrap_err(), @"no run asked a person for agree: nothing is asked for. A run asks when it comes to the step");
}

#[tokio::test]
async fn a_word_in_the_journal_of_a_rehearsal_is_no_word_in_the_real_one() {
    let (store, _driver) = driven().await;
    let rehearsal = Owner::rehearsal("test".parse().unwrap());
    let refused = confirm(Arc::new(store), &rehearsal, "w", &word("Joe"), AT).await;
    assert!(matches!(
        refused,
        Err(ConfirmError::Journal(JournalError::Foreign { .. }))
    ));
}

fn said(by: &str) -> JournalEntry {
    JournalEntry::Confirmed {
        step: step(),
        by: by.parse().unwrap(),
        note: None,
        errand: "one".into(),
    }
}

/// A store in which somebody else writes record `at` right before it is tried.
struct Racing {
    inner: MemoryStore,
    at: u64,
    entry: JournalEntry,
}

#[async_trait]
impl JournalStore for Racing {
    async fn create(&self, sequence: u64, bytes: &[u8]) -> Result<Created, StoreError> {
        if sequence == self.at && self.inner.read(sequence).await?.is_none() {
            let mut other = opened(&self.inner, "other").await;
            other.add(self.entry.clone(), AT).await.unwrap();
        }
        self.inner.create(sequence, bytes).await
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

/// The journal of `agree`, once a run removed everything, or tried to.
async fn destroyed(outcome: Outcome) -> (MemoryStore, Journal) {
    destroyed_asking(&[], outcome).await
}

/// The same, once that run asked for these.
async fn destroyed_asking(errands: &[&str], outcome: Outcome) -> (MemoryStore, Journal) {
    let (store, mut driver) = driven().await;
    let begun = JournalEntry::RunStarted {
        goal: Goal::Destroy,
        plan: String::new(),
        wanted: String::new(),
        approved: None,
        consents: Vec::new(),
        held: Vec::new(),
        under_way: Vec::new(),
    };
    driver.append(begun, AT).await.unwrap();
    for errand in errands {
        driver.append(asked(errand), AT).await.unwrap();
    }
    let held_back = Vec::new();
    let ended = JournalEntry::RunFinished { outcome, held_back };
    driver.append(ended, AT).await.unwrap();
    (store, driver)
}

#[tokio::test]
async fn nothing_is_asked_for_any_more_once_a_destroy_has_ended_well() {
    let (store, _driver) = destroyed(Outcome::Succeeded).await;
    insta::assert_snapshot!(say(store, &word("Joe")).await.unwrap_err(), @"nothing is asked for any more: the last run removed the deployment. A run asks for agree when it comes to it, once the deployment is there again");
}

#[tokio::test]
async fn what_a_destroy_itself_asks_for_is_confirmed_after_it() {
    let (store, _driver) = destroyed_asking(&["two"], Outcome::Succeeded).await;
    assert_eq!(say(store, &word("Joe")).await.unwrap().digest, "two");
}

#[tokio::test]
async fn a_destroy_that_did_not_end_well_leaves_what_was_asked_for() {
    let (store, _driver) = destroyed(Outcome::Failed).await;
    assert_eq!(say(store, &word("Joe")).await.unwrap().digest, "one");
}

#[tokio::test]
async fn what_a_run_asks_for_after_a_destroy_is_confirmed_as_before_it() {
    let (store, mut driver) = destroyed(Outcome::Succeeded).await;
    driver.append(asked("two"), AT).await.unwrap();
    assert_eq!(say(store, &word("Joe")).await.unwrap().digest, "two");
}

#[cfg(unix)]
#[tokio::test]
async fn a_word_is_not_recorded_in_a_folder_that_others_may_write_to() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let store = || Arc::new(FolderStore::new(folder.path()));
    let mut driver = Journal::open(store(), "driver", &owner()).await.unwrap();
    driver
        .drive(&Driver::new("jane", "here"), AT)
        .await
        .unwrap();
    driver.append(asked("one"), AT).await.unwrap();
    let open = std::fs::Permissions::from_mode(0o777);
    std::fs::set_permissions(folder.path(), open).unwrap();
    let refused = confirm(store(), &owner(), "elsewhere", &word("Joe"), AT).await;
    let said = crate::error::chain(&refused.unwrap_err());
    assert!(said.contains("others on this machine may write"), "{said}");
}
