//! How many generated cases are tried, from which seed on, and how one is tried again.
//!
//! Each case has a seed of its own: `TS_DEPLOY_SEED` is the first one's, `TS_DEPLOY_CASES` how many
//! there are.

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};

/// The first seed when nobody says another.
const SEED: u64 = 20_260_105;

/// Tries `holds` on what `drawn` gives for each of the seeds: `few` of them unless somebody asks for
/// more. `test` is the caller's full name.
///
/// # Panics
/// With the simplest case that is like the first one found wrong, and the command that tries it
/// again.
pub(crate) fn for_all<S: Strategy>(
    test: &str,
    few: u64,
    drawn: &S,
    holds: impl Fn(S::Value) -> Result<(), String>,
) {
    let first = asked("TS_DEPLOY_SEED").unwrap_or(SEED);
    let cases = asked("TS_DEPLOY_CASES").unwrap_or(few);
    for seed in first..first + cases {
        if let Err(wrong) = tried(seed, drawn, &holds) {
            panic!(
                "{wrong}\n\nTo try this case again:\n  {}\n",
                again(test, seed)
            );
        }
    }
}

fn tried<S: Strategy>(
    seed: u64,
    drawn: &S,
    holds: impl Fn(S::Value) -> Result<(), String>,
) -> Result<(), String> {
    let mut runner = TestRunner::new(Config {
        cases: 1,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 400,
        ..Config::default()
    });
    let tried = runner.run(drawn, |value| holds(value).map_err(TestCaseError::fail));
    tried.map_err(|error| error.to_string())
}

/// The command that tries one case again.
fn again(test: &str, seed: u64) -> String {
    format!(
        "TS_DEPLOY_SEED={seed} TS_DEPLOY_CASES=1 cargo test --release -p ts-deploy-tests --test scenarios -- --exact {test}"
    )
}

#[expect(
    clippy::disallowed_methods,
    reason = "how many cases are tried is the caller's to say"
)]
fn asked(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap())
}

/// Waits for what never sleeps on the real clock.
pub(crate) fn blocking<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(future)
}

#[test]
fn a_case_found_wrong_is_found_again_by_its_seed() {
    let drawn = proptest::collection::vec(0_u32..1000, 1..20);
    let wrong = |numbers: Vec<u32>| match numbers.iter().find(|number| **number > 900) {
        Some(number) => Err(number.to_string()),
        None => Ok(()),
    };
    let seeds: Vec<u64> = (0..64)
        .filter(|seed| tried(*seed, &drawn, wrong).is_err())
        .collect();
    assert!((1..64).contains(&seeds.len()), "{seeds:?}");
    for seed in seeds {
        assert_eq!(
            tried(seed, &drawn, wrong).unwrap_err(),
            tried(seed, &drawn, wrong).unwrap_err()
        );
    }
}

#[test]
fn the_command_that_tries_a_case_again_names_its_seed_and_its_test() {
    insta::assert_snapshot!(again("specs::name", 7), @"TS_DEPLOY_SEED=7 TS_DEPLOY_CASES=1 cargo test --release -p ts-deploy-tests --test scenarios -- --exact specs::name");
}
