//! A full deployment that is killed, or put to sleep, at every single point: right before and right
//! after each call and each record of the journal. Without optimisation, which is some ten times
//! slower, it is every eleventh point; `.ci/run soak` takes
//! them all.

use std::sync::atomic::{AtomicU64, Ordering};

use ts_deploy_tests::FULL;
use ts_deploy_tests::simulation::{Cut, Ended, cut};

/// From point to point.
const STEP: u64 = if cfg!(debug_assertions) { 11 } else { 1 };

/// The undisturbed run: what it makes, and how many points it has.
fn undisturbed() -> (Ended, u64) {
    let (made, wrong, points) = cut(FULL, Cut::None);
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!((made.launches, made.version), (2, 1));
    (made, points)
}

/// Cuts the deployment off at every point; it ends as the undisturbed one.
fn at_every_point(how: fn(u64) -> Cut) {
    let (expected, points) = undisturbed();
    println!("{points} points");
    let next = AtomicU64::new(0);
    let one = || {
        let mut wrong = Vec::new();
        loop {
            let at = next.fetch_add(STEP, Ordering::SeqCst);
            if at >= points {
                return wrong;
            }
            let (ended, told, _) = cut(FULL, how(at));
            wrong.extend(
                told.into_iter()
                    .map(|told| format!("{:?}: {told}", how(at))),
            );
            if ended != expected {
                wrong.push(format!("{:?} ended otherwise: {ended:?}", how(at)));
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(one)).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(
        wrong.is_empty(),
        "{} of {points}: {:#?}",
        wrong.len(),
        wrong.iter().take(5).collect::<Vec<_>>()
    );
}

#[test]
fn killed_at_any_point_and_gone_on_with_elsewhere_it_ends_as_if_undisturbed() {
    at_every_point(Cut::Killed);
}

#[test]
fn asleep_at_any_point_and_taken_over_it_ends_as_if_undisturbed() {
    at_every_point(Cut::Asleep);
}
