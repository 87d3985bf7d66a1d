//! Whole deployments, updates and removals under whatever a seed makes befall them.
//!
//! `TS_DEPLOY_SEEDS=100000` plays that many, `TS_DEPLOY_SEED=17` that one alone.

use std::sync::atomic::{AtomicU64, Ordering};

use ts_deploy_tests::simulation::{Played, play};

/// How many seeds are played when nobody says: fewer without optimisation, which is some ten times
/// slower, where CI asks for a thousand too.
const SEEDS: u64 = if cfg!(debug_assertions) { 50 } else { 1000 };

#[expect(
    clippy::disallowed_methods,
    reason = "which seeds are played is the caller's to say"
)]
fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

fn told(seed: u64, Played { wrong, .. }: &Played) -> Option<String> {
    (!wrong.is_empty()).then(|| again(seed, &wrong.join("\n  ")))
}

fn again(seed: u64, wrong: &str) -> String {
    let command = format!("TS_DEPLOY_SEED={seed} cargo test -p ts-deploy-tests simulation");
    format!("seed {seed}, played again by: {command}\n  {wrong}")
}

/// Plays a seed; what went wrong with it, a panic too, with the command that plays it again.
fn judged(seed: u64) -> Result<Played, String> {
    let went = std::panic::catch_unwind(|| play(seed)).map_err(|panic| {
        let words = panic.downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| panic.downcast_ref::<&str>().copied());
        again(
            seed,
            &format!("it panicked: {}", words.unwrap_or("without a word")),
        )
    })?;
    match told(seed, &went) {
        Some(wrong) => Err(wrong),
        None => Ok(went),
    }
}

/// The seeds from 0 on, side by side on as many processors as there are; what went wrong, and sums.
fn played(seeds: u64) -> (Vec<String>, [u64; 7]) {
    let next = AtomicU64::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let one = || {
        let (mut wrong, mut sums) = (Vec::new(), [0; 7]);
        loop {
            let seed = next.fetch_add(1, Ordering::SeqCst);
            if seed >= seeds {
                return (wrong, sums);
            }
            let went = match judged(seed) {
                Ok(went) => went,
                Err(what) => {
                    wrong.push(what);
                    continue;
                }
            };
            let counts = [
                u64::from(went.processes),
                u64::from(went.broken_off),
                went.calls,
                went.records,
                went.launches,
                went.settled.updates,
                went.settled.removals,
            ];
            for (sum, count) in sums.iter_mut().zip(counts) {
                *sum += count;
            }
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(one)).collect();
        let mut all = (Vec::new(), [0; 7]);
        for thread in threads {
            let (wrong, sums) = thread.join().unwrap();
            all.0.extend(wrong);
            for (sum, count) in all.1.iter_mut().zip(sums) {
                *sum += count;
            }
        }
        all
    })
}

#[test]
fn whatever_a_seed_has_in_store_what_must_hold_holds() {
    if let Some(seed) = asked("TS_DEPLOY_SEED") {
        let went = play(seed);
        assert_eq!(told(seed, &went), None, "{went:#?}");
        return;
    }
    let seeds = asked("TS_DEPLOY_SEEDS").unwrap_or(SEEDS);
    let (
        wrong,
        [
            processes,
            broken_off,
            calls,
            records,
            launches,
            updates,
            removals,
        ],
    ) = played(seeds);
    println!(
        "{seeds} seeds: {processes} processes, of which the journal ended {broken_off}, {calls} calls, {records} records, {launches} launches, \
         {updates} updates and {removals} removals seen to end well"
    );
    let few: Vec<_> = wrong.iter().take(5).cloned().collect();
    assert!(
        wrong.is_empty(),
        "{} of {seeds} seeds went wrong:\n{}",
        wrong.len(),
        few.join("\n")
    );
}

#[test]
fn one_seed_goes_the_same_way_every_time() {
    let [one, other] = [7, 7].map(|seed| format!("{:?}", play(seed)));
    assert_eq!(one, other);
}
