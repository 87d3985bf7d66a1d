//! What a preflight makes of what its checks see.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use async_trait::async_trait;
use futures::executor::block_on;
use futures::future::{Either, select};
use jiff::Timestamp;

use super::*;
use crate::clock::Clock;
use crate::finding::{Finding, Findings, Severity};
use crate::plan::{Evidence, ReadContext, Step, StepError, StepId, Work, proof};
use crate::port::catalog::OperationToken;
use crate::port::{Call, ErrorKind, PortError, Ports, Writers};
use crate::target::TargetName;

/// A clock that stands still and never wakes anybody.
struct Still;

#[async_trait]
impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    async fn sleep_until(&self, _: Timestamp) {
        std::future::pending::<()>().await;
    }
}

/// A clock on which every wait is over at once.
struct Hasty;

#[async_trait]
impl Clock for Hasty {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    async fn sleep_until(&self, _: Timestamp) {}
}

#[derive(Clone, Copy)]
enum Sees {
    Nothing,
    /// Nothing either, and it does not say at what it looked.
    Silent,
    Blocks,
    Warns,
    Denied,
    NoPort,
    Hangs,
}

struct Trail(Sees);

#[async_trait]
impl Check for Trail {
    fn id(&self) -> &'static str {
        "cloudtrail"
    }

    fn row(&self) -> &'static str {
        "R3"
    }

    fn title(&self) -> String {
        "CloudTrail logs to a bucket".to_owned()
    }

    fn target(&self) -> TargetName {
        TargetName::Main
    }

    async fn look(&self, _: &CheckContext<'_>) -> Result<Looked, StepError> {
        let failed = |kind| {
            let call = Call {
                service: "cloudtrail",
                operation: "DescribeTrails",
                target: TargetName::Main,
            };
            Err(PortError::new(kind, call, "no").into())
        };
        let found = |finding: Finding| {
            Ok(Looked {
                findings: finding.into(),
                ..Looked::default()
            })
        };
        match self.0 {
            Sees::Nothing => Ok(all_is_well()),
            Sees::Silent => Ok(Looked::default()),
            Sees::Blocks => found(Finding::blocks("no-trail", "main", "no trail")),
            Sees::Warns => found(Finding::warns("old-trail", "main", "an old trail")),
            Sees::Denied => failed(ErrorKind::Denied),
            Sees::NoPort => Err(crate::port::MissingPort {
                port: "trail reader",
                target: TargetName::Main,
            }
            .into()),
            Sees::Hangs => std::future::pending().await,
        }
    }
}

fn all_is_well() -> Looked {
    let evidence = vec![Evidence {
        what: "trails".to_owned(),
        seen: "one".to_owned(),
        at: Timestamp::UNIX_EPOCH,
        call: "cloudtrail:DescribeTrails".to_owned(),
    }];
    Looked {
        evidence,
        ..Looked::default()
    }
}

fn preflight(sees: Sees, clock: &dyn Clock) -> Checked {
    let checks: [Arc<dyn Check>; 1] = [Arc::new(Trail(sees))];
    let ports = Ports::new();
    let Preflight(mut all) = block_on(Preflight::run(&checks, ports.readers(), clock));
    all.remove(0)
}

fn reason(checked: &Checked) -> String {
    checked.verdict.findings()[0].to_string()
}

/// One that looks only once another has looked.
struct Waits {
    for_others: Arc<AtomicUsize>,
    until: usize,
}

#[async_trait]
impl Check for Waits {
    fn id(&self) -> &'static str {
        "waits"
    }

    fn row(&self) -> &'static str {
        "R3"
    }

    fn title(&self) -> String {
        format!("after {}", self.until)
    }

    fn target(&self) -> TargetName {
        TargetName::Main
    }

    async fn look(&self, _: &CheckContext<'_>) -> Result<Looked, StepError> {
        while self.for_others.load(Ordering::SeqCst) < self.until {
            turns(1).await;
        }
        self.for_others.fetch_add(1, Ordering::SeqCst);
        Ok(all_is_well())
    }
}

/// Is over after being asked so many times.
fn turns(mut left: usize) -> impl Future<Output = ()> {
    std::future::poll_fn(move |cx| {
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
}

#[test]
fn a_slow_check_holds_back_none_of_those_after_it_and_keeps_its_place() {
    let count = SIDE_BY_SIDE * 3;
    let done = Arc::new(AtomicUsize::new(0));
    let waits = |until| -> Arc<dyn Check> {
        Arc::new(Waits {
            for_others: Arc::clone(&done),
            until,
        })
    };
    // The first one waits for all others.
    let checks: Vec<_> = std::iter::once(waits(count))
        .chain((0..count).map(|_| waits(0)))
        .collect();
    let ports = Ports::new();
    let run = Preflight::run(&checks, ports.readers(), &Still);
    let (run, enough) = (std::pin::pin!(run), std::pin::pin!(turns(10_000)));
    let Either::Left((looked, _)) = block_on(select(run, enough)) else {
        panic!("those after the slow one never looked");
    };
    assert_eq!(looked.0[0].title, format!("after {count}"));
}

#[test]
fn how_long_a_check_took_is_told() {
    /// A clock that goes on by a second each time it is asked.
    struct Ticks(AtomicUsize);

    #[async_trait]
    impl Clock for Ticks {
        fn now(&self) -> Timestamp {
            let asked = self.0.fetch_add(1, Ordering::SeqCst);
            Timestamp::from_second(asked.try_into().unwrap()).unwrap()
        }

        async fn sleep_until(&self, _: Timestamp) {
            std::future::pending::<()>().await;
        }
    }
    let checked = preflight(Sees::Nothing, &Ticks(AtomicUsize::new(0)));
    assert!(checked.took.as_secs() > 0, "{:?}", checked.took);
}

#[test]
fn a_check_without_findings_passed() {
    let checked = preflight(Sees::Nothing, &Still);
    assert!(matches!(checked.verdict, Verdict::Passed { .. }));
}

#[test]
fn a_check_that_shows_neither_finding_nor_evidence_has_not_checked() {
    let checked = preflight(Sees::Silent, &Still);
    insta::assert_snapshot!(reason(&checked), @"warns main: not checked: the check found nothing, and does not say what it looked at. Whether this holds is not known: CloudTrail logs to a bucket. This is a fault of the check: tell whoever wrote it, and look by hand.");
}

#[test]
fn a_check_that_may_not_read_did_not_pass_and_names_the_right() {
    let checked = preflight(Sees::Denied, &Still);
    insta::assert_snapshot!(reason(&checked), @"warns main: not checked: cloudtrail:DescribeTrails in main: access denied: no. Whether this holds is not known: CloudTrail logs to a bucket. Give the caller the right to cloudtrail:DescribeTrails, or look by hand.");
}

#[test]
fn a_check_whose_service_is_not_built_in_did_not_pass_and_says_so() {
    let checked = preflight(Sees::NoPort, &Still);
    assert!(matches!(checked.verdict, Verdict::NotChecked { .. }));
    assert!(reason(&checked).contains("built with the feature"));
}

#[test]
fn a_check_that_hangs_did_not_pass() {
    let checked = preflight(Sees::Hangs, &Hasty);
    assert!(reason(&checked).contains("no answer within 300 seconds"));
}

/// Finds something, and its fix never tells what it would change.
struct Stuck;

#[async_trait]
impl Check for Stuck {
    fn id(&self) -> &'static str {
        "stuck"
    }

    fn row(&self) -> &'static str {
        "R3"
    }

    fn title(&self) -> String {
        "Stuck".to_owned()
    }

    fn target(&self) -> TargetName {
        TargetName::Main
    }

    async fn look(&self, _: &CheckContext<'_>) -> Result<Looked, StepError> {
        Ok(Looked {
            findings: Finding::blocks("stuck", "main", "stuck").into(),
            ..Looked::default()
        })
    }

    fn fix(&self) -> Option<Arc<dyn Step>> {
        Some(Arc::new(MendStep::new(Arc::new(Self), [])))
    }
}

#[async_trait]
impl Mend for Stuck {
    async fn mending(&self, _: &CheckContext<'_>) -> Result<Option<Mending>, StepError> {
        std::future::pending().await
    }

    async fn mend(&self, _: &Writers<'_>, _: &Work, _: &OperationToken) -> Result<(), StepError> {
        Ok(())
    }
}

#[test]
fn a_fix_that_hangs_does_not_hold_up_the_preflight_and_may_be_asked_for() {
    let checks: [Arc<dyn Check>; 1] = [Arc::new(Stuck)];
    let ports = Ports::new();
    let Preflight(all) = block_on(Preflight::run(&checks, ports.readers(), &Hasty));
    assert!(matches!(all[0].verdict, Verdict::Found { .. }));
    assert!(all[0].fixable);
}

#[test]
fn a_check_that_blocks_makes_the_preflight_block() {
    let checks: [Arc<dyn Check>; 2] = [Arc::new(Trail(Sees::Warns)), Arc::new(Trail(Sees::Blocks))];
    let ports = Ports::new();
    let all = block_on(Preflight::run(&checks, ports.readers(), &Still));
    assert!(all.blocks());
}

#[test]
fn a_check_that_was_not_made_is_counted_apart() {
    let checks: [Arc<dyn Check>; 3] = [Sees::Nothing, Sees::Warns, Sees::Denied]
        .map(|sees| Arc::new(Trail(sees)) as Arc<dyn Check>);
    let ports = Ports::new();
    let counts = block_on(Preflight::run(&checks, ports.readers(), &Still)).counts();
    let Counts {
        passed,
        found,
        not_checked,
    } = counts;
    assert_eq!((passed, found, not_checked), (1, 1, 1));
}

#[test]
fn the_weightiest_finding_is_a_verdicts_severity() {
    let mut findings = Findings::none();
    findings.push(Finding::informs("a", "main", "a"));
    findings.push(Finding::blocks("b", "main", "b"));
    let evidence = Vec::new();
    let verdict = Verdict::Found { findings, evidence };
    assert_eq!(verdict.severity(), Some(Severity::Blocks));
}

fn verified(step: &dyn Step) -> Result<Vec<Evidence>, StepError> {
    with_context(|cx| block_on(proof(step, cx)))
}

fn trail(sees: Sees) -> FollowUp {
    FollowUp::new(StepId::known("trail"), Arc::new(Trail(sees)), [])
}

fn with_context<T>(look: impl FnOnce(&ReadContext<'_>) -> T) -> T {
    let ports = Ports::new();
    let tokens = crate::engine::TokenSeed::new("acme".parse().unwrap());
    let cx = ReadContext {
        ports: ports.readers(),
        now: Timestamp::UNIX_EPOCH,
        open: None,
        confirmed: None,
        tokens: &tokens,
        detail: false,
    };
    look(&cx)
}

#[test]
fn what_a_follow_up_could_not_look_at_is_no_evidence() {
    let verified = verified(&trail(Sees::NoPort));
    assert!(
        matches!(verified, Err(StepError::NotLooked(_))),
        "{verified:?}"
    );
}

#[test]
fn a_proof_without_any_evidence_is_refused() {
    let refused = verified(&trail(Sees::Silent)).unwrap_err();
    insta::assert_snapshot!(refused, @"step trail says that all is as wanted, and shows nothing for it");
}
