//! What a full deployment asks of its journal, and what happens when the journal does not go on.

use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use ts_deploy_core::clock::Clock as _;
use ts_deploy_core::engine::{Options, Outcome, Pace, Run};
use ts_deploy_core::event::EventKind;
use ts_deploy_core::journal::{
    CHECKPOINT_EVERY, Driver, FolderStore, Goal, Journal, JournalStore as _, MemoryStore, Owner,
    verify,
};
use ts_deploy_core::plan::Action;
use ts_deploy_core::sim::CallFault;
use ts_deploy_tests::{
    Bench, Counted, FULL, HookedStore, MINIMAL, Refuses, cut_off_from, deployment,
};

fn seldom() -> Options {
    Options {
        pace: Pace {
            floor: SignedDuration::from_mins(20),
            ceiling: SignedDuration::from_hours(1),
        },
        ..Options::default()
    }
}

#[tokio::test]
async fn when_a_record_cannot_be_written_nothing_more_is_changed() {
    let bench = Bench::new(5);
    assert_eq!(
        bench.deploy_with(MINIMAL, seldom()).await,
        Outcome::Succeeded
    );
    let records = bench.store.last().await.unwrap().unwrap();
    for from in 0..records {
        let mut bench = Bench::new(5);
        let refuses = Refuses::from(2 * from);
        let store = Arc::new(HookedStore::new(Arc::clone(&bench.store), refuses));
        bench.store = store.clone();
        let after = Arc::new(Mutex::new(0));
        let seen = Arc::clone(&after);
        bench.cloud.on_call(Box::new(move |info| {
            if info.changing && store.hook.refused() > 0 {
                *seen.lock().unwrap() += 1;
            }
            CallFault::None
        }));
        let outcome = bench.deploy_with(MINIMAL, seldom()).await;
        assert_eq!(outcome, Outcome::Journal, "append {from}");
        assert_eq!(*after.lock().unwrap(), 0, "append {from}");
    }
}

#[tokio::test]
async fn a_full_deployment_writes_a_bounded_number_of_records() {
    let bench = Bench::new(5);
    assert_eq!(bench.deploy(FULL).await, Outcome::Succeeded);
    let records = bench.whole().await.records;
    println!("{records} records");
    // Lease renewals, one in two and a half minutes, are most of them.
    assert!(records <= 150, "{records}");
}

#[tokio::test]
async fn a_wake_reads_a_bounded_number_of_records() {
    let bench = Bench::new(5);
    assert_eq!(bench.deploy(FULL).await, Outcome::Succeeded);
    let store = HookedStore::new(Arc::clone(&bench.store), Counted::default());
    let store = Arc::new(store);
    let owner = Owner::rehearsal(deployment(FULL).name);
    Journal::open(store.clone(), "w", &owner).await.unwrap();
    let reads = store.hook.reads();
    println!("{reads} reads");
    // Where it ends, the last record, the checkpoint, and what stands behind it.
    assert!(reads <= CHECKPOINT_EVERY + 3, "{reads}");
}

/// Drives a full deployment as a function does that is woken and forgets: each wake opens the
/// journal, takes the deployment and advances it once. How often each wake read a record.
async fn reads_by_wake(bench: &mut Bench) -> Vec<u64> {
    let store = HookedStore::new(Arc::clone(&bench.store), Counted::default());
    let store = Arc::new(store);
    bench.store = store.clone();
    let deployment = deployment(FULL);
    let driver = Bench::driven(Goal::Deploy).driver;
    let (clock, mut wakes) = (bench.cloud.clock(), Vec::new());
    loop {
        let before = store.hook.reads();
        let graph = deployment.deploy().unwrap();
        let engine = bench.engine(&deployment, graph, seldom()).await.unwrap();
        engine.take(&driver).await.unwrap();
        let advance = engine.advance().await.unwrap();
        wakes.push(store.hook.reads() - before);
        let Some(again) = advance.again else {
            assert_eq!(advance.outcome, Some(Outcome::Succeeded));
            return wakes;
        };
        clock.sleep_until(again).await;
    }
}

#[tokio::test]
async fn every_wake_of_a_process_that_forgets_reads_a_bounded_number_of_records() {
    let wakes = reads_by_wake(&mut Bench::new(5)).await;
    let most = wakes.iter().max().copied().unwrap();
    println!("{} wakes, at most {most} reads", wakes.len());
    // To open it, as above, and what a person may have written before each change.
    assert!(most <= CHECKPOINT_EVERY + 3 + 10, "{wakes:?}");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let path = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &path);
        } else {
            std::fs::copy(entry.path(), path).unwrap();
        }
    }
}

#[tokio::test]
async fn a_journal_copied_to_another_machine_is_gone_on_with_there_by_somebody_else() {
    let here = tempfile::tempdir().unwrap();
    let mut bench = Bench::new(5);
    bench.store = Arc::new(FolderStore::new(here.path()));
    let mended = cut_off_from(&bench.cloud, 40, CallFault::LostAfter);
    let impatient = Options {
        patience: SignedDuration::ZERO,
        ..seldom()
    };
    assert_eq!(
        bench.deploy_with(MINIMAL, impatient).await,
        Outcome::LostSight
    );
    mended.store(true, Ordering::SeqCst);
    let there = tempfile::tempdir().unwrap();
    copy(here.path(), there.path());
    bench.store = Arc::new(FolderStore::new(there.path()));
    let deployment = deployment(MINIMAL);
    let graph = deployment.deploy().unwrap();
    let engine = bench.engine(&deployment, graph, seldom()).await.unwrap();
    let run = Run {
        driver: Driver {
            name: "ravi".to_owned(),
            host: "elsewhere".to_owned(),
            process: 4711,
            instance: None,
            numbers: None,
        },
        ..Bench::driven(Goal::Deploy)
    };
    let outcome = engine.run(&run, std::future::pending()).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    assert_eq!(bench.launches(), [1, 1]);
    bench.whole().await;
}

/// A journal of a rehearsal as format 1.0 had it, one record a line.
const STORED: &str = include_str!("../fixtures/journal-1.0.jsonl");

async fn stored() -> MemoryStore {
    let bench = Bench::new(5);
    let store = MemoryStore::new(Arc::new(bench.cloud.clock()));
    for (sequence, line) in (1..).zip(STORED.lines()) {
        store.create(sequence, line.as_bytes()).await.unwrap();
    }
    store
}

#[tokio::test]
async fn a_stored_journal_of_format_1_0_is_still_found_whole() {
    let verified = verify(&stored().await, None).await.unwrap();
    assert_eq!(verified.records, STORED.lines().count() as u64);
}

#[tokio::test]
async fn a_stored_journal_of_format_1_0_still_says_what_was_done() {
    let owner = Owner::rehearsal(deployment(MINIMAL).name);
    let journal = Journal::open(Arc::new(stored().await), "w", &owner)
        .await
        .unwrap();
    let steps = journal.state().steps.iter();
    let verified = steps.filter(|(_, state)| state.verified.is_some());
    let verified: Vec<&str> = verified.map(|(id, _)| id.as_str()).collect();
    assert_eq!(verified, ["data-layer", "service-layer"]);
}

#[tokio::test]
async fn a_change_that_outlasts_its_deadline_is_left_running_and_attached_to_later() {
    let bench = Bench::new(5);
    let options = Options {
        deadlines: ts_deploy_core::engine::Deadlines::default().all(SignedDuration::from_hours(1)),
        ..seldom()
    };
    assert_eq!(bench.deploy_with(MINIMAL, options).await, Outcome::Running);
    assert_eq!(bench.status(ts_deploy_tests::DATA).await, "UNDER_CHANGE");
    assert_eq!(
        bench.deploy_with(MINIMAL, seldom()).await,
        Outcome::Succeeded
    );
    assert_eq!(bench.launches(), [1, 1]);
}

#[tokio::test]
async fn a_change_that_outlasts_its_deadline_is_told_with_how_long_it_was_watched() {
    let bench = Bench::new(5);
    let options = Options {
        deadlines: ts_deploy_core::engine::Deadlines::default().all(SignedDuration::from_hours(1)),
        ..seldom()
    };
    bench.deploy_with(MINIMAL, options).await;
    let said = bench.said();
    let told = said.iter().find_map(|event| match &event.kind {
        EventKind::WatchedEnough {
            action,
            seconds,
            most,
        } => Some((event.step.clone(), *action, *seconds, *most)),
        _ => None,
    });
    let (step, action, seconds, most) = told.unwrap();
    assert_eq!(step.unwrap().as_str(), "data-layer");
    assert_eq!(action, Some(Action::Create));
    assert!(seconds > 3600, "{seconds}");
    assert_eq!(most, 3600);
}

#[tokio::test]
async fn a_stored_journal_of_format_1_0_says_nothing_of_checks() {
    let owner = Owner::rehearsal(deployment(MINIMAL).name);
    let journal = Journal::open(Arc::new(stored().await), "w", &owner).await;
    assert_eq!(journal.unwrap().state().preflight, None);
}
