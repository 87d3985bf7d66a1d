use std::sync::Arc;

use async_trait::async_trait;

use super::*;
use crate::conformance::{promises, strictness};
use crate::port::{Call, CallHook, ErrorKind, Hooked, PortError, PortResult};

const NOTHING: [String; 0] = [];

#[tokio::test]
async fn the_simulated_cloud_keeps_every_promise() {
    let subject = subject().await;
    assert_eq!(broken(&promises::all(&subject).await), NOTHING);
}

#[tokio::test]
async fn the_simulated_cloud_is_strict() {
    let subject = subject().await;
    assert_eq!(broken(&strictness::all(&subject).await), NOTHING);
}

#[tokio::test]
async fn a_simulated_cloud_whose_reads_lag_keeps_every_promise_and_is_strict() {
    let cloud = SimCloud::new(7, "2026-03-02T09:00:00Z".parse().unwrap());
    cloud.lag(90);
    let subject = subject_in(&cloud).await;
    assert_eq!(broken(&promises::all(&subject).await), NOTHING);
    assert_eq!(broken(&strictness::all(&subject).await), NOTHING);
}

#[tokio::test]
async fn a_suite_can_be_tried_again_under_the_same_prefix() {
    let subject = subject().await;
    promises::all(&subject).await;
    assert_eq!(broken(&promises::all(&subject).await), NOTHING);
}

#[tokio::test]
async fn a_suite_can_be_tried_on_another_thread() {
    let subject = subject().await;
    let tried = tokio::spawn(async move { promises::all(&subject).await });
    assert_eq!(broken(&tried.await.unwrap()), NOTHING);
}

#[tokio::test]
async fn a_suite_removes_what_it_made() {
    let cloud = SimCloud::new(7, "2026-03-02T09:00:00Z".parse().unwrap());
    let subject = subject_in(&cloud).await;
    promises::all(&subject).await;
    strictness::all(&subject).await;
    assert!(cloud.is_empty());
}

/// Lets nothing through.
pub(super) struct Wall;

#[async_trait]
impl CallHook for Wall {
    async fn before(&self, call: &Call) -> PortResult<()> {
        let words = "nobody may do anything here";
        Err(PortError::new(ErrorKind::Denied, call.clone(), words))
    }
}

/// The subject with `hook` around its backend.
fn hooked(mut subject: Subject, hook: Arc<dyn CallHook>) -> Subject {
    let main = TargetName::Main;
    let Backend {
        catalog,
        changes,
        stacks,
        identity,
    } = subject.backend;
    subject.backend = Backend {
        catalog: Arc::new(Hooked::new(catalog, main, Arc::clone(&hook))),
        changes: Arc::new(Hooked::new(changes, main, Arc::clone(&hook))),
        stacks: Arc::new(Hooked::new(stacks, main, Arc::clone(&hook))),
        identity: Arc::new(Hooked::new(identity, main, Arc::clone(&hook))),
    };
    if let Some(one) = &mut subject.portfolio {
        one.reads = Arc::new(Hooked::new(Arc::clone(&one.reads), main, Arc::clone(&hook)));
        one.changes = Arc::new(Hooked::new(
            Arc::clone(&one.changes),
            main,
            Arc::clone(&hook),
        ));
    }
    if let Some(one) = &mut subject.terms {
        one.terms = Arc::new(Hooked::new(Arc::clone(&one.terms), main, Arc::clone(&hook)));
        one.templates = Arc::new(Hooked::new(
            Arc::clone(&one.templates),
            main,
            Arc::clone(&hook),
        ));
    }
    if let Some(store) = &mut subject.parameter_store {
        store.reads = Arc::new(Hooked::new(
            Arc::clone(&store.reads),
            main,
            Arc::clone(&hook),
        ));
        store.changes = Arc::new(Hooked::new(Arc::clone(&store.changes), main, hook));
    }
    subject
}

#[tokio::test]
async fn a_backend_that_refuses_everything_breaks_every_promise_under_its_name() {
    let subject = hooked(subject().await, Arc::new(Wall));
    let mut tried = promises::all(&subject).await;
    tried.extend(strictness::all(&subject).await);
    for (name, kept) in tried {
        let broken = kept.expect_err(name);
        assert_eq!(broken.promise, name);
        assert!(broken.saw.contains("nobody may do anything"), "{broken}");
    }
}

/// Throttles every second call, and loses the answer of every third.
#[derive(Default)]
pub(super) struct Storm {
    calls: std::sync::atomic::AtomicU32,
    loses_nothing: bool,
}

impl Storm {
    /// One that throttles alone.
    pub(super) fn that_loses_nothing() -> Self {
        Self {
            loses_nothing: true,
            ..Self::default()
        }
    }
}

#[async_trait]
impl CallHook for Storm {
    async fn before(&self, call: &Call) -> PortResult<()> {
        let number = self.calls.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        if number.is_multiple_of(2) {
            let words = "Rate exceeded";
            return Err(PortError::new(ErrorKind::Throttled, call.clone(), words));
        }
        Ok(())
    }

    async fn after(&self, call: &Call) -> PortResult<()> {
        let number = self.calls.load(std::sync::atomic::Ordering::SeqCst);
        if number.is_multiple_of(3) && !self.loses_nothing {
            let words = "the connection was closed";
            return Err(PortError::new(ErrorKind::Unreachable, call.clone(), words));
        }
        Ok(())
    }
}

#[tokio::test]
async fn throttled_calls_and_lost_answers_break_no_promise() {
    let subject = hooked(subject().await, Arc::new(Storm::default()));
    let tried = [
        (
            "repeated",
            promises::launch::a_repeated_launch_answers_with_the_same_record(&subject).await,
        ),
        (
            "history",
            promises::removal::history_has_the_newest_first_and_keeps_removed_ones(&subject).await,
        ),
    ];
    assert_eq!(broken(&tried), NOTHING);
}

/// The user pools of a simulated cloud as a subject.
pub(super) fn user_pools() -> crate::conformance::UserPoolSubject {
    let cloud = SimCloud::new(7, "2026-03-02T09:00:00Z".parse().unwrap());
    let place = Arc::new(cloud.at(&Target {
        name: TargetName::Main,
        account: AccountId::parse("111122223333").unwrap(),
        region: Region::parse("us-east-1").unwrap(),
    }));
    crate::conformance::UserPoolSubject::builder()
        .reader(place.clone())
        .writer(place)
        .clock(Arc::new(cloud.clock()))
        .name("try".parse().unwrap())
        .prefix("try-prefix".parse().unwrap())
        .build()
}

#[tokio::test]
async fn the_simulated_cloud_keeps_every_promise_about_user_pools() {
    let tried = crate::conformance::user_pool::all(&user_pools()).await;
    assert_eq!(broken(&tried), NOTHING);
}

#[tokio::test]
async fn user_pools_that_refuse_everything_break_every_promise_under_its_name() {
    let mut subject = user_pools();
    let main = TargetName::Main;
    subject.reader = Arc::new(Hooked::new(subject.reader, main, Arc::new(Wall)));
    subject.writer = Arc::new(Hooked::new(subject.writer, main, Arc::new(Wall)));
    for (name, kept) in crate::conformance::user_pool::all(&subject).await {
        assert_eq!(kept.expect_err(name).promise, name);
    }
}

#[tokio::test]
async fn throttled_calls_break_no_promise_about_user_pools() {
    let mut subject = user_pools();
    let (main, storm) = (TargetName::Main, Arc::new(Storm::that_loses_nothing()));
    subject.reader = Arc::new(Hooked::new(subject.reader, main, storm.clone()));
    subject.writer = Arc::new(Hooked::new(subject.writer, main, storm));
    let tried = crate::conformance::user_pool::all(&subject).await;
    assert_eq!(broken(&tried), NOTHING);
}
