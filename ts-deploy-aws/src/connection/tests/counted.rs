//! Every call is in the log.

use std::sync::{Arc, Mutex};

use super::desk::{Desk, Home, caller, identity, profile};
use crate::connection::{Attempt, CallLog};

/// A cloud whose first answer is a fault of the service, and the log of what was asked of it.
async fn asked_twice(log: CallLog) -> CallLog {
    let mut first = true;
    let desk = Desk::new(move |_| {
        let failed = std::mem::replace(&mut first, false);
        if failed {
            (500, String::new())
        } else {
            (200, caller())
        }
    });
    let home = Home::new("");
    let cloud = desk.cloud(profile("keys"), &home.options()).await.unwrap();
    let cloud = cloud.logged_in(log);
    identity(&cloud).await.unwrap();
    identity(&cloud).await.unwrap();
    cloud.calls().clone()
}

#[tokio::test(start_paused = true)]
async fn calls_are_counted_and_so_are_the_repetitions_of_the_sdk() {
    let log = asked_twice(CallLog::new()).await;
    let counted = log.counted();
    assert_eq!(counted.len(), 1);
    let one = &counted[0];
    assert_eq!(
        (one.service, one.operation.as_str()),
        ("sts", "GetCallerIdentity")
    );
    assert_eq!((one.calls, one.attempts, one.changing), (2, 3, false));
    assert_eq!(log.changing_calls(), 0);
}

#[tokio::test(start_paused = true)]
async fn whoever_watches_is_told_of_every_attempt() {
    let seen: Arc<Mutex<Vec<u32>>> = Arc::default();
    let notes = Arc::clone(&seen);
    let watch = move |attempt: &Attempt| notes.lock().unwrap().push(attempt.number);
    asked_twice(CallLog::new().watched(Arc::new(watch))).await;
    assert_eq!(*seen.lock().unwrap(), [1, 2, 1]);
}
