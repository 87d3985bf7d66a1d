//! Where a run ends although something still runs, and where it begins nothing more.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::stage::{Meets, Stage, Thing, id};
use crate::clock::Clock;
use crate::engine::Outcome;
use crate::event::EventKind;
use crate::journal::{Created, Exclusive, JournalStore, StoreError};
use crate::port::ErrorKind;

fn for_ever(stage: &Stage) -> Timestamp {
    stage.clock.now() + SignedDuration::from_hours(10_000)
}

/// A stage with a second thing beside the first.
fn two() -> (Stage, Arc<Mutex<Thing>>) {
    let mut stage = Stage::new();
    let other = Arc::<Mutex<Thing>>::default();
    stage.things.push((id("other"), Vec::new(), other.clone()));
    (stage, other)
}

#[tokio::test]
async fn somebody_elses_change_that_never_ends_is_left_to_run() {
    let stage = Stage::new();
    let until = for_ever(&stage);
    stage.thing().foreign_until = Some(until);
    assert_eq!(stage.run().await, Outcome::Running);
    assert_eq!(stage.thing().starts, 0);
}

#[tokio::test]
async fn what_is_out_of_sight_does_not_keep_up_a_run_whose_other_waits_are_over() {
    let (stage, other) = two();
    let until = for_ever(&stage);
    stage.thing().foreign_until = Some(until);
    other.lock().unwrap().on_observe = vec![Meets::Error(ErrorKind::Unreachable); 100_000];
    assert_eq!(stage.run().await, Outcome::LostSight);
}

/// A store that refuses one record, once, and remembers how many changes had been sent by then.
struct RefusesOnce {
    inner: Arc<dyn JournalStore>,
    left: AtomicU64,
    things: [Arc<Mutex<Thing>>; 2],
    sent: Mutex<Option<u32>>,
}

impl RefusesOnce {
    fn sent(&self) -> u32 {
        let starts = |thing: &Arc<Mutex<Thing>>| thing.lock().unwrap().starts;
        self.things.iter().map(starts).sum()
    }
}

#[async_trait]
impl JournalStore for RefusesOnce {
    async fn create(&self, sequence: u64, bytes: &[u8]) -> Result<Created, StoreError> {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            *self.sent.lock().unwrap() = Some(self.sent());
            let record = format!("record {sequence}");
            return Err(StoreError::new("cannot write", record, "no answer"));
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
    fn release(&self) {
        self.inner.release();
    }
}

#[tokio::test]
async fn where_one_record_is_refused_the_step_beside_sends_nothing_more() {
    for record in 4..12 {
        let (stage, other) = two();
        let store = Arc::new(RefusesOnce {
            inner: Arc::new(stage.store.clone()),
            left: AtomicU64::new(record),
            things: [stage.things[0].2.clone(), other],
            sent: Mutex::default(),
        });
        let engine = stage.engine_on(store.clone(), &[]).await;
        let run = super::stage::driver("jane");
        let outcome = engine.run(&run, std::future::pending()).await;
        assert_eq!(outcome, Outcome::Journal, "record {record}");
        let sent = store.sent.lock().unwrap();
        assert_eq!(*sent, Some(store.sent()), "record {record}");
    }
}

/// A store that does not answer while the change runs, for so many times.
struct Silent {
    inner: Arc<dyn JournalStore>,
    thing: Arc<Mutex<Thing>>,
    times: AtomicU64,
    may_pass: AtomicBool,
}

#[async_trait]
impl JournalStore for Silent {
    async fn create(&self, sequence: u64, bytes: &[u8]) -> Result<Created, StoreError> {
        self.inner.create(sequence, bytes).await
    }
    async fn read(&self, sequence: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.read(sequence).await
    }
    async fn last(&self) -> Result<Option<u64>, StoreError> {
        self.inner.last().await
    }
    async fn now(&self) -> Result<Timestamp, StoreError> {
        let runs = self.thing.lock().unwrap().ends.is_some();
        let left = |left: u64| left.checked_sub(1).filter(|_| runs);
        let (all, one) = (Ordering::SeqCst, Ordering::SeqCst);
        if self.times.fetch_update(all, one, left).is_err() {
            return self.inner.now().await;
        }
        let may_pass = self.may_pass.load(Ordering::SeqCst);
        Err(StoreError::new("cannot write", "the clock", "no answer").that_may_pass(may_pass))
    }
    fn exclusive(&self) -> Exclusive {
        self.inner.exclusive()
    }
    fn release(&self) {
        self.inner.release();
    }
}

async fn silent(times: u64, may_pass: bool) -> (Stage, Outcome) {
    let stage = Stage::new();
    let store = Silent {
        inner: Arc::new(stage.store.clone()),
        thing: stage.things[0].2.clone(),
        times: AtomicU64::new(times),
        may_pass: AtomicBool::new(may_pass),
    };
    let engine = stage.engine_on(Arc::new(store), &[]).await;
    let run = super::stage::driver("jane");
    let outcome = engine.run(&run, std::future::pending()).await;
    (stage, outcome)
}

#[tokio::test]
async fn a_journal_that_does_not_answer_at_a_wake_is_waited_for() {
    let (stage, outcome) = silent(5, true).await;
    assert_eq!(outcome, Outcome::Succeeded);
    assert!(stage.said(|kind| matches!(kind, EventKind::LostSight { failures: 5, .. })));
    assert!(stage.said(|kind| matches!(kind, EventKind::SightRegained)));
}

#[tokio::test]
async fn a_journal_that_does_not_answer_for_longer_than_allowed_ends_the_run() {
    let (stage, outcome) = silent(1_000_000, true).await;
    assert_eq!(outcome, Outcome::Journal);
    assert_eq!(stage.thing().starts, 1);
}

#[tokio::test]
async fn a_journal_that_refuses_is_not_waited_for() {
    let (stage, outcome) = silent(1, false).await;
    assert_eq!(outcome, Outcome::Journal);
    assert!(!stage.said(|kind| matches!(kind, EventKind::LostSight { .. })));
}
