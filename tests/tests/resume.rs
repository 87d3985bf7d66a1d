//! A run that ends at any moment, and another that goes on from there.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use ts_deploy_core::clock::Clock as _;
use ts_deploy_core::engine::{Options, Outcome, Pace};
use ts_deploy_core::journal::{JournalEntry, LEASE, MARGIN};
use ts_deploy_core::sim::CallFault;
use ts_deploy_tests::{Bench, HookedStore, MINIMAL, Standing, Stops, cut_off_from, cuts, watch};

/// Looks seldom, which is enough here, and gives up at the second look that is not answered.
fn impatient() -> Options {
    Options {
        patience: SignedDuration::ZERO,
        pace: Pace {
            floor: SignedDuration::from_mins(20),
            ceiling: SignedDuration::from_hours(1),
        },
        ..Options::default()
    }
}

/// What an undisturbed run makes, the calls at which it may be cut off, and the points at which it
/// may be killed: before and after each record, but for one renewal of the lease that follows another.
struct Undisturbed {
    made: [Standing; 2],
    cuts: Vec<u64>,
    points: Vec<u64>,
}

async fn undisturbed() -> Undisturbed {
    let bench = Bench::new(5);
    let watched = watch(&bench.cloud);
    let outcome = bench.deploy_with(MINIMAL, impatient()).await;
    assert_eq!(outcome, Outcome::Succeeded);
    let cuts = cuts(&watched, 2);
    let mut points = Vec::new();
    let mut renewed = false;
    for (before, entry) in (0..).zip(bench.entries().await) {
        let renews = matches!(entry, JournalEntry::Renewed { .. });
        if !(renews && renewed) {
            points.extend([2 * before, 2 * before + 1]);
        }
        renewed = renews;
    }
    Undisturbed {
        made: bench.standing().await,
        cuts,
        points,
    }
}

/// Runs to the end; everything is there once, as if nothing had happened.
async fn goes_on(bench: &Bench, expected: &[Standing; 2], at: &str) {
    let outcome = bench.deploy_with(MINIMAL, impatient()).await;
    assert_eq!(outcome, Outcome::Succeeded, "{at}: {:#?}", bench.said());
    assert_eq!(bench.launches(), [1, 1], "{at}");
    assert_eq!(bench.standing().await, *expected, "{at}");
    bench.whole().await;
}

/// A run that is dropped while it waits for the store, for good, at this point.
async fn killed(bench: &mut Bench, at: u64) {
    let whole = Arc::clone(&bench.store);
    let store = Arc::new(HookedStore::new(Arc::clone(&whole), Stops::at(at)));
    bench.store = Arc::clone(&store) as _;
    let run = bench.deploy_with(MINIMAL, impatient());
    let ended = store.hook.unless_stopped(run).await;
    assert_eq!(ended, None, "point {at} is never reached");
    bench.store = whole;
}

async fn lease_runs_out(bench: &Bench) {
    let clock = bench.cloud.clock();
    clock.sleep_until(clock.now() + LEASE + MARGIN).await;
}

#[tokio::test]
async fn killed_at_any_record_and_run_again_each_product_is_launched_once() {
    let Undisturbed { made, points, .. } = undisturbed().await;
    for at in points {
        let mut bench = Bench::new(5);
        killed(&mut bench, at).await;
        lease_runs_out(&bench).await;
        goes_on(&bench, &made, &format!("killed at {at}")).await;
    }
}

#[tokio::test]
async fn killed_at_any_record_and_run_again_after_all_has_ended_each_product_is_launched_once() {
    let Undisturbed { made, points, .. } = undisturbed().await;
    for at in points.into_iter().step_by(2) {
        let mut bench = Bench::new(5);
        killed(&mut bench, at).await;
        let clock = bench.cloud.clock();
        let tomorrow = clock.now() + SignedDuration::from_hours(24);
        clock.sleep_until(tomorrow).await;
        goes_on(&bench, &made, &format!("killed at {at}")).await;
    }
}

#[tokio::test]
async fn killed_with_its_journal_lost_a_deployment_attaches_to_what_runs() {
    let Undisturbed { made, points, .. } = undisturbed().await;
    for at in points.into_iter().step_by(2) {
        let mut bench = Bench::new(5);
        killed(&mut bench, at).await;
        let bench = Bench::on(bench.cloud);
        goes_on(&bench, &made, &format!("killed at {at}")).await;
    }
}

#[tokio::test]
async fn killed_twice_each_product_is_launched_once() {
    let Undisturbed { made, points, .. } = undisturbed().await;
    for at in points.into_iter().step_by(2) {
        let mut bench = Bench::new(5);
        killed(&mut bench, at).await;
        lease_runs_out(&bench).await;
        killed(&mut bench, 9).await;
        lease_runs_out(&bench).await;
        goes_on(&bench, &made, &format!("killed at {at}, then at 9")).await;
    }
}

/// A run that no call is answered to after the first `answered` ones, then another.
async fn cut_off(answered: u64, fault: CallFault, journal_lost: bool, expected: &[Standing; 2]) {
    let at = format!("{fault:?} after {answered} calls, journal lost: {journal_lost}");
    let bench = Bench::new(5);
    let mended = cut_off_from(&bench.cloud, answered, fault);
    let outcome = bench.deploy_with(MINIMAL, impatient()).await;
    assert_eq!(outcome, Outcome::LostSight, "{at}: {:#?}", bench.said());
    mended.store(true, Ordering::SeqCst);
    let bench = if journal_lost {
        Bench::on(bench.cloud)
    } else {
        bench
    };
    goes_on(&bench, expected, &at).await;
}

#[tokio::test]
async fn cut_off_before_a_call_and_run_again_each_product_is_launched_once() {
    let Undisturbed { made, cuts, .. } = undisturbed().await;
    for answered in cuts {
        cut_off(answered, CallFault::LostBefore, false, &made).await;
    }
}

#[tokio::test]
async fn cut_off_from_an_answer_and_run_again_each_product_is_launched_once() {
    let Undisturbed { made, cuts, .. } = undisturbed().await;
    for answered in cuts {
        cut_off(answered, CallFault::LostAfter, false, &made).await;
    }
}

#[tokio::test]
async fn cut_off_with_its_journal_lost_a_deployment_launches_each_product_once() {
    let Undisturbed { made, cuts, .. } = undisturbed().await;
    for answered in cuts {
        cut_off(answered, CallFault::LostAfter, true, &made).await;
    }
}

#[tokio::test]
async fn credentials_that_end_at_a_call_and_are_renewed_cost_nothing() {
    let Undisturbed { made, cuts, .. } = undisturbed().await;
    for answered in cuts {
        cut_off(answered, CallFault::CredentialsExpired, false, &made).await;
    }
}

#[tokio::test]
async fn a_world_saved_and_loaded_between_two_runs_goes_on() {
    let Undisturbed { made, points, .. } = undisturbed().await;
    for at in points.into_iter().step_by(2) {
        let mut bench = Bench::new(5);
        killed(&mut bench, at).await;
        lease_runs_out(&bench).await;
        let bench = bench.loaded().await;
        goes_on(&bench, &made, &format!("killed at {at}, saved and loaded")).await;
    }
}
