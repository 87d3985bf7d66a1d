//! What waiting costs: calls, and how late an end is seen, in virtual time. The poller is never
//! told how long a change really takes.

use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};

use crate::engine::Pace;
use crate::plan::Duration;

/// How many changes each figure is the mean of.
const TRIALS: u32 = 2000;

/// Numbers from a seed (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn whole(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Above 0, at most 1.
    fn share(&mut self) -> f64 {
        let high = u32::try_from(self.whole() >> 32).unwrap();
        (f64::from(high) + 1.0) / (f64::from(u32::MAX) + 1.0)
    }

    /// Normally distributed (Box and Muller).
    fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let radius = (-2.0 * self.share().ln()).sqrt();
        let turn = std::f64::consts::TAU * self.share();
        deviation.mul_add(radius * turn.cos(), mean).max(1.0)
    }

    /// Spread evenly over the orders of magnitude.
    fn spread(&mut self, least: f64, most: f64) -> f64 {
        least * (most / least).powf(self.share())
    }
}

/// How looks are placed.
#[derive(Clone, Copy)]
enum Poller {
    Every(i64),
    Ours,
}

/// What is waited for.
#[derive(Clone, Copy)]
enum Work {
    /// Durations around this mean (seconds), of which eight earlier ones are known.
    Learned { mean: f64, spread: f64 },
    /// Anything from 3 minutes to 3 hours, and nothing else is known.
    Unknown,
}

impl Work {
    /// What earlier changes took, and what this one takes.
    fn draw(self, dice: &mut Dice) -> (Vec<u64>, f64) {
        match self {
            Self::Learned { mean, spread } => {
                let mut one = || dice.normal(mean, spread * mean);
                let whole = |took: f64| {
                    let took = SignedDuration::try_from_secs_f64(took).unwrap();
                    u64::try_from(took.as_secs()).unwrap()
                };
                let learned = (0..8).map(|_| whole(one())).collect();
                (learned, one())
            }
            Self::Unknown => (Vec::new(), dice.spread(180.0, 10_800.0)),
        }
    }
}

/// What it cost: looks a change, and how late its end was seen, in seconds.
#[derive(Clone, Copy)]
struct Cost {
    looks: f64,
    mean: f64,
    worst: f64,
}

/// The looks at one change until one sees its end, and how late that is. Each poller looks once at
/// the beginning, as the engine does when AWS has accepted a change.
fn watched(poller: Poller, learned: &[u64], took: f64) -> (u32, f64) {
    let documented = Duration {
        least: 3,
        most: 180,
    };
    let begun = Timestamp::UNIX_EPOCH;
    let end = begun + SignedDuration::try_from_secs_f64(took).unwrap();
    let (mut now, mut looks) = (begun, 1);
    while now < end {
        now = match poller {
            Poller::Every(seconds) => now + SignedDuration::from_secs(seconds),
            Poller::Ours => Pace::default().next(begun, now, documented, learned),
        };
        looks += 1;
    }
    (looks, now.duration_since(end).as_secs_f64())
}

fn cost(poller: Poller, work: Work) -> Cost {
    let mut dice = Dice(20_261_122);
    let (mut looks, mut late, mut worst) = (0.0, 0.0, 0.0_f64);
    for _ in 0..TRIALS {
        let (learned, took) = work.draw(&mut dice);
        let (n, delay) = watched(poller, &learned, took);
        looks += f64::from(n);
        late += delay;
        worst = worst.max(delay);
    }
    let trials = f64::from(TRIALS);
    Cost {
        looks: looks / trials,
        mean: late / trials,
        worst,
    }
}

const MEANS: [(&str, f64); 3] = [
    ("5 minutes", 300.0),
    ("40 minutes", 2400.0),
    ("2.5 hours", 9000.0),
];

fn row(table: &mut String, what: &str, work: Work) {
    let pollers = [
        ("every 30 s", Poller::Every(30)),
        ("every 5 s", Poller::Every(5)),
        ("ours", Poller::Ours),
    ];
    for (name, poller) in pollers {
        let Cost { looks, mean, worst } = cost(poller, work);
        writeln!(
            table,
            "| {what} | {name} | {looks:.1} | {mean:.1} | {worst:.0} |"
        )
        .unwrap();
    }
}

#[test]
fn the_page_on_waiting_holds_what_was_measured() {
    let mut table = "| a change takes | looks | calls | mean delay, s | worst delay, s |\n|---|---|---|---|---|\n".to_owned();
    for (spread, percent) in [(0.1, 10), (0.2, 20)] {
        for (words, mean) in MEANS {
            let what = format!("{words}, spread {percent} %, learned");
            row(&mut table, &what, Work::Learned { mean, spread });
        }
    }
    row(&mut table, "3 minutes to 3 hours, unknown", Work::Unknown);
    crate::page::holds("waiting.md", &table);
}

fn at_a_tenth(check: impl Fn(&str, Cost, Cost, Cost)) {
    for (words, mean) in MEANS {
        let work = Work::Learned { mean, spread: 0.1 };
        let [seldom, often, ours] =
            [Poller::Every(30), Poller::Every(5), Poller::Ours].map(|poller| cost(poller, work));
        check(words, seldom, often, ours);
    }
}

#[test]
fn ends_are_seen_twice_as_soon_as_by_looking_every_thirty_seconds_with_no_more_calls() {
    at_a_tenth(|words, seldom, _, ours| {
        assert!(ours.looks <= seldom.looks, "{words}: {}", ours.looks);
        assert!(ours.mean <= seldom.mean / 2.0, "{words}: {}", ours.mean);
    });
}

#[test]
fn a_fifth_of_the_calls_of_looking_every_five_seconds_costs_three_times_its_delay_at_most() {
    at_a_tenth(|words, _, often, ours| {
        assert!(ours.looks <= often.looks / 5.0, "{words}: {}", ours.looks);
        assert!(ours.mean <= often.mean * 3.0, "{words}: {}", ours.mean);
    });
}
