//! A journal that does not go on: waited for where that may pass, and the end of the run where not.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use futures::executor::block_on;
use jiff::SignedDuration;

use super::limits::two;
use super::stage::{Stage, Thing, driver};
use crate::clock::Clock as _;
use crate::engine::{Engine, Outcome};
use crate::event::EventKind;
use crate::journal::faulty_store::{FaultyStore, StoreFault, StoreUse, full, unanswered};
use crate::journal::{
    FolderStore, Journal, JournalEntry, JournalRecord, JournalStore, LEASE, MARGIN, Owner, verify,
};

/// The record of a run's intent, of which the first is that the journal was opened.
const INTENT: u64 = 4;

async fn run(engine: &Engine) -> Outcome {
    engine.run(&driver("jane"), std::future::pending()).await
}

async fn on(stage: &Stage, store: Arc<FaultyStore>) -> Outcome {
    run(&stage.engine_on(store, &[]).await).await
}

fn starts(things: &[Arc<Mutex<Thing>>]) -> u32 {
    things
        .iter()
        .map(|thing| thing.lock().unwrap().starts)
        .sum()
}

/// What the records say of the one thing, in order.
async fn told(store: &dyn JournalStore) -> Vec<String> {
    let mut told = Vec::new();
    for sequence in 1..=store.last().await.unwrap().unwrap_or_default() {
        let bytes = store.read(sequence).await.unwrap().unwrap();
        let record: JournalRecord = serde_json::from_slice(&bytes).unwrap();
        if !matches!(record.entry, JournalEntry::Renewed { .. }) {
            told.push(record.entry.named());
        }
    }
    told
}

#[tokio::test]
async fn where_one_record_is_refused_the_step_beside_sends_nothing_more() {
    for record in INTENT..12 {
        let (stage, other) = two();
        let things = [stage.things[0].2.clone(), other];
        let sent = Arc::new(AtomicU32::new(u32::MAX));
        let (seen, sending) = (Arc::clone(&sent), things.clone());
        let store = FaultyStore::counting(stage.store.clone(), StoreUse::Create, move |nth| {
            if nth != record {
                return StoreFault::None;
            }
            seen.store(starts(&sending), Ordering::SeqCst);
            StoreFault::Before(full())
        });
        assert_eq!(on(&stage, store).await, Outcome::Journal, "record {record}");
        let sent = sent.load(Ordering::SeqCst);
        assert_eq!(sent, starts(&things), "record {record}");
    }
}

/// Runs once for each record behind the run's first, of which `fault` befalls the first three tries.
/// The records of the thing are those of the undisturbed run.
async fn tried_again(fault: fn() -> StoreFault, folder: bool) {
    let undisturbed = Stage::new();
    assert_eq!(undisturbed.run().await, Outcome::Succeeded);
    let expected = told(&undisturbed.store).await;
    for record in INTENT..=expected.len() as u64 {
        let (stage, there) = (Stage::new(), tempfile::tempdir().unwrap());
        let falls = move |nth: u64| {
            if (record..record + 3).contains(&nth) {
                fault()
            } else {
                StoreFault::None
            }
        };
        let store = if folder {
            FaultyStore::counting(FolderStore::new(there.path()), StoreUse::Create, falls)
        } else {
            FaultyStore::counting(stage.store.clone(), StoreUse::Create, falls)
        };
        let outcome = on(&stage, store.clone()).await;
        assert_eq!(outcome, Outcome::Succeeded, "record {record}");
        assert_eq!(stage.counts(), (1, 1), "record {record}");
        assert_eq!(told(&*store).await, expected, "record {record}");
        verify(&*store, None).await.unwrap();
    }
}

#[tokio::test]
async fn a_record_that_did_not_arrive_is_written_again_and_stands_once() {
    tried_again(|| StoreFault::Before(unanswered()), false).await;
}

#[tokio::test]
async fn a_record_whose_answer_was_lost_is_read_back_and_stands_once() {
    tried_again(|| StoreFault::After(unanswered()), false).await;
}

#[tokio::test]
async fn a_record_in_a_folder_that_did_not_answer_is_written_again_and_stands_once() {
    tried_again(|| StoreFault::Before(unanswered()), true).await;
}

#[tokio::test]
async fn a_record_in_a_folder_whose_answer_was_lost_is_read_back_and_stands_once() {
    tried_again(|| StoreFault::After(unanswered()), true).await;
}

#[tokio::test]
async fn while_the_journal_is_waited_for_the_step_beside_sends_nothing() {
    let (stage, other) = two();
    let things = [stage.things[0].2.clone(), other];
    let sent = Arc::new(Mutex::new(Vec::new()));
    let (seen, sending) = (Arc::clone(&sent), things.clone());
    let store = FaultyStore::counting(stage.store.clone(), StoreUse::Create, move |nth| {
        if !(INTENT..INTENT + 5).contains(&nth) {
            return StoreFault::None;
        }
        seen.lock().unwrap().push(starts(&sending));
        StoreFault::Before(unanswered())
    });
    assert_eq!(on(&stage, store).await, Outcome::Succeeded);
    assert_eq!((*sent.lock().unwrap()).as_slice(), [0; 5]);
    assert_eq!(starts(&things), 2);
}

/// A store that does not answer to the try to write the intent, while `meanwhile` happens.
fn silent_at_the_intent(
    stage: &Stage,
    meanwhile: impl Fn() + Send + Sync + 'static,
) -> Arc<FaultyStore> {
    FaultyStore::counting(stage.store.clone(), StoreUse::Create, move |nth| {
        if nth != INTENT {
            return StoreFault::None;
        }
        meanwhile();
        StoreFault::Before(unanswered())
    })
}

#[tokio::test]
async fn what_somebody_else_did_while_the_journal_was_waited_for_is_seen_before_anything_is_sent() {
    let stage = Stage::new();
    let thing = stage.things[0].2.clone();
    let store = silent_at_the_intent(&stage, move || thing.lock().unwrap().made = true);
    assert_eq!(on(&stage, store).await, Outcome::Succeeded);
    assert_eq!(stage.thing().starts, 0);
}

#[tokio::test]
async fn what_stands_behind_a_wait_for_the_journal_is_looked_at_anew_too() {
    let (stage, other) = two();
    let things = [stage.things[0].2.clone(), other];
    let made = things.clone();
    let store = silent_at_the_intent(&stage, move || {
        for thing in &made {
            thing.lock().unwrap().made = true;
        }
    });
    assert_eq!(on(&stage, store).await, Outcome::Succeeded);
    assert_eq!(starts(&things), 0);
}

#[tokio::test]
async fn who_took_over_while_the_journal_was_waited_for_is_not_disturbed() {
    let stage = Stage::new();
    let (clock, shared) = (stage.clock.clone(), stage.store.clone());
    let store = silent_at_the_intent(&stage, move || {
        clock.advance(LEASE + MARGIN);
        block_on(async {
            let owner = Owner::real("test".parse().unwrap());
            let opened = Journal::open(Arc::new(shared.clone()), "joe", &owner).await;
            let joe = driver("joe").driver;
            opened.unwrap().drive(&joe, clock.now()).await.unwrap();
        });
    });
    let outcome = on(&stage, store).await;
    assert_eq!((outcome, stage.thing().starts), (Outcome::OtherDriver, 0));
}

/// A store that does not tell the time while the change runs, for so many times.
async fn silent(times: u32, fault: fn() -> StoreFault) -> (Stage, Outcome) {
    let stage = Stage::new();
    let (thing, left) = (stage.things[0].2.clone(), AtomicU32::new(times));
    let store = FaultyStore::counting(stage.store.clone(), StoreUse::Now, move |_| {
        let runs = thing.lock().unwrap().ends.is_some();
        let less = |left: u32| left.checked_sub(1).filter(|_| runs);
        match left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less) {
            Ok(_) => fault(),
            Err(_) => StoreFault::None,
        }
    });
    let outcome = on(&stage, store).await;
    (stage, outcome)
}

#[tokio::test]
async fn a_journal_that_does_not_answer_at_a_wake_is_waited_for() {
    let (stage, outcome) = silent(5, || StoreFault::Before(unanswered())).await;
    assert_eq!(outcome, Outcome::Succeeded);
    assert!(stage.said(|kind| matches!(kind, EventKind::LostSight { failures: 5, .. })));
    assert!(stage.said(|kind| matches!(kind, EventKind::SightRegained)));
}

#[tokio::test]
async fn a_journal_that_does_not_answer_for_longer_than_allowed_ends_the_run() {
    let (stage, outcome) = silent(1_000_000, || StoreFault::Before(unanswered())).await;
    assert_eq!(outcome, Outcome::Journal);
    assert_eq!(stage.thing().starts, 1);
}

#[tokio::test]
async fn a_journal_that_refuses_is_not_waited_for() {
    let (stage, outcome) = silent(1, || StoreFault::Before(full())).await;
    assert_eq!(outcome, Outcome::Journal);
    assert!(!stage.said(|kind| matches!(kind, EventKind::LostSight { .. })));
}

#[tokio::test]
async fn a_record_that_does_not_arrive_for_longer_than_allowed_ends_the_run_unsent() {
    let stage = Stage::new();
    let store = FaultyStore::counting(stage.store.clone(), StoreUse::Create, |nth| {
        if nth < INTENT {
            StoreFault::None
        } else {
            StoreFault::Before(unanswered())
        }
    });
    let began = block_on(store.now()).unwrap();
    assert_eq!(on(&stage, store.clone()).await, Outcome::Journal);
    assert_eq!(stage.thing().starts, 0);
    let waited = store.now().await.unwrap().duration_since(began);
    let bounds = stage.patience..stage.patience + SignedDuration::from_mins(6);
    assert!(bounds.contains(&waited), "{waited}");
}

#[tokio::test]
async fn before_a_run_has_begun_nothing_is_waited_for() {
    for record in 1..INTENT {
        let stage = Stage::new();
        let store = FaultyStore::counting(stage.store.clone(), StoreUse::Create, move |nth| {
            if nth == record {
                StoreFault::Before(unanswered())
            } else {
                StoreFault::None
            }
        });
        assert_eq!(on(&stage, store).await, Outcome::Journal, "record {record}");
    }
}

#[tokio::test]
async fn one_advance_does_not_wait_for_the_journal() {
    let stage = Stage::new();
    // A run has a record of its own before it.
    let intent = INTENT - 1;
    let store = FaultyStore::counting(stage.store.clone(), StoreUse::Create, move |nth| {
        if nth == intent {
            StoreFault::Before(unanswered())
        } else {
            StoreFault::None
        }
    });
    let engine = stage.engine_on(store, &[]).await;
    engine.take(&driver("jane").driver).await.unwrap();
    let began = stage.clock.now();
    engine.advance().await.unwrap_err();
    assert_eq!((stage.clock.now(), stage.thing().starts), (began, 0));
}

#[tokio::test]
async fn watching_can_be_stopped_while_the_journal_is_waited_for() {
    let stage = Stage::new();
    let silent = Arc::new(AtomicBool::new(false));
    let now = Arc::clone(&silent);
    let store = FaultyStore::counting(stage.store.clone(), StoreUse::Now, move |nth| {
        if nth < 4 {
            return StoreFault::None;
        }
        now.store(true, Ordering::SeqCst);
        StoreFault::Before(unanswered())
    });
    let engine = stage.engine_on(store, &[]).await;
    let cancel = std::future::poll_fn(|_| {
        if silent.load(Ordering::SeqCst) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    });
    let outcome = engine.run(&driver("jane"), cancel).await;
    assert_eq!(outcome, Outcome::Cancelled);
}
