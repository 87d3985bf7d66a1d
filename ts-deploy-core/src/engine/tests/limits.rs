//! Where a run ends although something still runs.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};

use super::stage::{Meets, Stage, Thing, id};
use crate::clock::Clock;
use crate::engine::Outcome;
use crate::port::ErrorKind;

fn for_ever(stage: &Stage) -> Timestamp {
    stage.clock.now() + SignedDuration::from_hours(10_000)
}

/// A stage with a second thing beside the first.
pub(super) fn two() -> (Stage, Arc<Mutex<Thing>>) {
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
