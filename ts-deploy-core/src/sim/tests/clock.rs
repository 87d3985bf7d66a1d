use std::sync::{Arc, Mutex};

use async_trait::async_trait;

use super::*;
use crate::clock::Clock;

/// A clock that sleeps by jumping, and remembers how long each sleep was.
struct Jumping {
    now: Mutex<Timestamp>,
    slept: Mutex<Vec<SignedDuration>>,
}

#[async_trait]
impl Clock for Jumping {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    async fn sleep_until(&self, at: Timestamp) {
        let mut now = self.now.lock().unwrap();
        self.slept.lock().unwrap().push(at.duration_since(*now));
        *now = at;
    }
}

fn jumping() -> Arc<Jumping> {
    Arc::new(Jumping {
        now: Mutex::new(Timestamp::UNIX_EPOCH),
        slept: Mutex::new(Vec::new()),
    })
}

#[tokio::test]
async fn time_begins_where_it_is_told_to() {
    assert_eq!(SimCloud::new(7, start()).clock().now(), start());
}

#[tokio::test]
async fn time_never_goes_back() {
    let clock = SimCloud::new(7, start()).clock();
    clock
        .sleep_until(start() - SignedDuration::from_hours(1))
        .await;
    assert_eq!(clock.now(), start());
}

#[tokio::test]
async fn all_clocks_of_a_cloud_share_its_time() {
    let cloud = SimCloud::new(7, start());
    let other = cloud.clone().clock();
    cloud
        .clock()
        .sleep_until(start() + SignedDuration::from_hours(1))
        .await;
    assert_eq!(other.now(), start() + SignedDuration::from_hours(1));
}

#[tokio::test]
async fn a_paced_clock_takes_real_time_in_proportion() {
    let cloud = SimCloud::new(7, start());
    let real = jumping();
    let clock = cloud.clock().paced(real.clone(), 60.0);
    clock
        .sleep_until(start() + SignedDuration::from_mins(2))
        .await;
    let passed = real
        .now()
        .duration_since(Timestamp::UNIX_EPOCH)
        .as_secs_f64();
    assert!((1.99..2.01).contains(&passed), "{passed}");
    assert_eq!(clock.now(), start() + SignedDuration::from_mins(2));
}

#[tokio::test]
async fn a_paced_clock_sleeps_at_most_a_tenth_of_a_second_at_once() {
    let real = jumping();
    let clock = SimCloud::new(7, start()).clock().paced(real.clone(), 1.0);
    clock
        .sleep_until(start() + SignedDuration::from_secs(1))
        .await;
    let slept = real.slept.lock().unwrap();
    assert!(slept.len() >= 10);
    assert!(
        slept
            .iter()
            .all(|one| *one <= SignedDuration::from_millis(100)),
        "{slept:?}"
    );
}

#[tokio::test]
async fn a_speed_that_is_no_speed_does_not_wait() {
    for speed in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let real = jumping();
        let clock = SimCloud::new(7, start()).clock().paced(real.clone(), speed);
        clock
            .sleep_until(start() + SignedDuration::from_hours(1))
            .await;
        assert_eq!(real.slept.lock().unwrap().len(), 0, "{speed}");
    }
}

#[tokio::test]
async fn two_sleepers_do_not_make_time_pass_twice_as_fast() {
    let cloud = SimCloud::new(7, start());
    let real = jumping();
    let clock = cloud.clock().paced(real.clone(), 1.0);
    let until = start() + SignedDuration::from_secs(1);
    tokio::join!(clock.sleep_until(until), clock.sleep_until(until));
    assert_eq!(clock.now(), until);
}
