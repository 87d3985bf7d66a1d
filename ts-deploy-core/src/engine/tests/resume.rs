//! A process that ends, at any point, and another that goes on.

use std::sync::Arc;

use jiff::SignedDuration;

use super::stage::{Meets, Stage, driver};
use crate::engine::Outcome;
use crate::event::EventKind;
use crate::journal::faulty_store::{FaultyStore, StoreFault, StoreUse, full};
use crate::journal::{Exclusive, FolderStore, JournalStore, LEASE, MARGIN, MemoryStore, verify};
use crate::port::ErrorKind;

/// A store that takes only so many records.
fn ending(inner: impl JournalStore + 'static, records: u64) -> Arc<FaultyStore> {
    FaultyStore::counting(inner, StoreUse::Create, move |nth| {
        if nth > records {
            StoreFault::Before(full())
        } else {
            StoreFault::None
        }
    })
}

#[tokio::test]
async fn ended_at_any_record_and_run_again_there_is_one_change_and_a_whole_journal() {
    for records in 0..12 {
        let stage = Stage::new();
        let first = stage
            .engine_on(ending(stage.store.clone(), records), &[])
            .await
            .run(&driver("jane"), std::future::pending())
            .await;
        let begun = stage.thing().starts;
        if records < 4 {
            assert_eq!(
                (first, begun),
                (Outcome::Journal, 0),
                "no call leaves before its intent is written"
            );
        }
        stage.clock.advance(LEASE + MARGIN);
        assert_eq!(
            stage.run().await,
            Outcome::Succeeded,
            "after {records} records"
        );
        assert_eq!(stage.thing().accepted.len(), 1, "after {records} records");
        verify(&stage.store, None).await.unwrap();
    }
}

#[tokio::test]
async fn without_any_journal_what_runs_is_found_and_not_begun_again() {
    let mut stage = Stage::new();
    let cancelled = stage
        .engine(&[])
        .await
        .run(&driver("jane"), std::future::ready(()))
        .await;
    assert_eq!(cancelled, Outcome::Cancelled);
    stage.store = MemoryStore::new(Arc::new(stage.clock.clone()));
    assert_eq!(stage.run().await, Outcome::Succeeded);
    assert_eq!(stage.counts(), (1, 1));
    // What the thing does not tell is not made up.
    assert!(stage.said(|kind| matches!(kind, EventKind::Attached { since: None, .. })));
}

#[tokio::test]
async fn an_intent_whose_call_never_left_is_sent_with_the_journalled_token() {
    let mut stage = Stage::new();
    stage.patience = SignedDuration::ZERO;
    stage.thing().on_start = vec![Meets::Error(ErrorKind::Unreachable); 2];
    assert_eq!(stage.run().await, Outcome::LostSight);
    let token = verify(&stage.store, None)
        .await
        .unwrap()
        .state
        .steps
        .values()
        .next()
        .unwrap()
        .open
        .clone()
        .unwrap()
        .token;
    stage.thing().on_start.clear();
    assert_eq!(stage.run().await, Outcome::Succeeded);
    assert!(stage.thing().accepted.contains(&token.0));
}

#[tokio::test]
async fn cancelling_lets_go_so_that_the_next_run_attaches_at_once() {
    let stage = Stage::new();
    let engine = stage.engine(&[]).await;
    assert_eq!(
        engine.run(&driver("jane"), std::future::ready(())).await,
        Outcome::Cancelled
    );
    let next = stage
        .engine(&[])
        .await
        .run(&driver("joe"), std::future::pending())
        .await;
    assert_eq!(next, Outcome::Succeeded);
    assert_eq!(stage.thing().starts, 1);
}

#[tokio::test]
async fn a_second_operator_is_told_who_drives_and_does_nothing() {
    let stage = Stage::new();
    let first = stage.engine(&[]).await;
    first.take(&driver("jane").driver).await.unwrap();
    let second = stage
        .engine(&[])
        .await
        .run(&driver("joe"), std::future::pending())
        .await;
    assert_eq!((second, stage.thing().starts), (Outcome::OtherDriver, 0));
    assert!(stage.said(|kind| matches!(kind,
        EventKind::BrokenOff { error, .. } if error.contains("jane on janes-machine (process 1) drives this deployment since"))));
}

#[tokio::test]
async fn a_driver_that_was_taken_over_begins_nothing_more() {
    let stage = Stage::new();
    let slow = stage.engine(&[]).await;
    slow.take(&driver("jane").driver).await.unwrap();
    stage.clock.advance(LEASE + MARGIN);
    stage
        .engine(&[])
        .await
        .take(&driver("joe").driver)
        .await
        .unwrap();
    let error = slow.advance().await.unwrap_err();
    assert!(
        error.to_string().contains("it took the deployment over"),
        "{error}"
    );
    assert_eq!(stage.thing().starts, 0);
}

#[tokio::test]
async fn a_run_that_breaks_off_leaves_the_machine_to_others() {
    let (stage, folder) = (Stage::new(), tempfile::tempdir().unwrap());
    let store = ending(FolderStore::new(folder.path()), 4);
    let engine = stage.engine_on(store, &[]).await;
    let outcome = engine.run(&driver("jane"), std::future::pending()).await;
    assert_eq!(outcome, Outcome::Journal);
    let other = FolderStore::new(folder.path());
    assert_eq!(other.exclusive(), Exclusive::Held);
}

#[tokio::test]
async fn without_the_deployment_taken_nothing_is_begun_or_written() {
    let stage = Stage::new();
    let error = stage.engine(&[]).await.advance().await.unwrap_err();
    assert!(error.to_string().contains("take it first"), "{error}");
    let records = stage.store.last().await.unwrap();
    assert_eq!((stage.thing().starts, records), (0, None));
}

#[tokio::test]
async fn what_an_engine_released_another_takes_at_once() {
    let stage = Stage::new();
    let first = stage.engine(&[]).await;
    first.take(&driver("jane").driver).await.unwrap();
    first.release().await.unwrap();
    let next = stage.engine(&[]).await;
    next.take(&driver("joe").driver).await.unwrap();
}
