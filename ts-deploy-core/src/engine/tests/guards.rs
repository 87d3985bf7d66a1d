//! What guards a step is looked at again right before its change leaves.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::SignedDuration;

use super::stage::Stage;
use crate::check::{Check, CheckContext, Looked};
use crate::engine::Outcome;
use crate::event::EventKind;
use crate::finding::{Finding, Findings};
use crate::plan::StepError;
use crate::port::{Call, ErrorKind, MissingPort, PortError};
use crate::target::TargetName;

#[derive(Clone, Copy)]
enum Sees {
    Nothing,
    Warns,
    Blocks,
    Fails(ErrorKind),
    NoPort,
    Hangs,
}

/// A check that is scripted: what its looks see, the last one ever after.
#[derive(Clone)]
struct Gauge(Arc<Mutex<Script>>);

struct Script {
    sees: Vec<Sees>,
    looks: usize,
}

impl Gauge {
    fn that(sees: impl IntoIterator<Item = Sees>) -> Self {
        let sees = sees.into_iter().collect();
        Self(Arc::new(Mutex::new(Script { sees, looks: 0 })))
    }

    fn looks(&self) -> usize {
        self.0.lock().unwrap().looks
    }

    fn next(&self) -> Sees {
        let mut script = self.0.lock().unwrap();
        let seen = script.sees[script.looks.min(script.sees.len() - 1)];
        script.looks += 1;
        seen
    }
}

#[async_trait]
impl Check for Gauge {
    fn id(&self) -> &'static str {
        "gauge"
    }

    fn row(&self) -> &'static str {
        "R11"
    }

    fn title(&self) -> String {
        "the certificate holds".to_owned()
    }

    fn target(&self) -> TargetName {
        TargetName::Main
    }

    async fn look(&self, _: &CheckContext<'_>) -> Result<Looked, StepError> {
        let found = |finding: Finding| {
            Ok(Looked {
                findings: finding.into(),
                ..Looked::default()
            })
        };
        match self.next() {
            Sees::Nothing => Ok(Looked::default()),
            Sees::Warns => found(Finding::warns("near-end", "main", "it ends soon")),
            Sees::Blocks => found(Finding::blocks("expired", "main", "it has ended")),
            Sees::Fails(kind) => {
                let call = Call {
                    service: "acm",
                    operation: "DescribeCertificate",
                    target: TargetName::Main,
                };
                Err(PortError::new(kind, call, "no").into())
            }
            Sees::NoPort => Err(MissingPort {
                port: "certificate reader",
                target: TargetName::Main,
            }
            .into()),
            Sees::Hangs => std::future::pending().await,
        }
    }
}

fn guarded(sees: impl IntoIterator<Item = Sees>) -> (Stage, Gauge) {
    let (mut stage, gauge) = (Stage::new(), Gauge::that(sees));
    stage.guards = vec![Arc::new(gauge.clone())];
    (stage, gauge)
}

/// What was told with the change that began.
fn told(stage: &Stage) -> Findings {
    let events = stage.events.lock().unwrap();
    let mut starting = events.iter().filter_map(|event| match &event.kind {
        EventKind::Starting { findings, .. } => Some(findings.clone()),
        _ => None,
    });
    starting.next().unwrap_or_default()
}

#[tokio::test]
async fn a_guard_that_blocks_keeps_the_change_from_leaving() {
    let (stage, _) = guarded([Sees::Blocks]);
    assert_eq!(stage.run().await, Outcome::Blocked);
    assert_eq!(stage.thing().starts, 0);
}

#[tokio::test]
async fn a_change_that_a_guard_held_up_was_not_announced() {
    let (stage, _) = guarded([Sees::Blocks]);
    stage.run().await;
    let entries = super::order::entries(&stage).await;
    assert!(!entries.contains(&"intent".to_owned()), "{entries:?}");
}

#[tokio::test]
async fn what_held_a_change_up_is_said_with_how_to_go_on_without_it() {
    let (stage, _) = guarded([Sees::Blocks]);
    stage.run().await;
    assert!(stage.said(|kind| match kind {
        EventKind::Blocked { findings } => {
            let own = findings.find("guard-blocks");
            findings.find("expired").is_some()
                && own.is_some_and(|one| one.remedy.contains("--no-preflight"))
        }
        _ => false,
    }));
}

#[tokio::test]
async fn once_what_a_guard_found_is_mended_the_next_run_goes_on() {
    let (stage, _) = guarded([Sees::Blocks, Sees::Nothing]);
    assert_eq!(stage.run().await, Outcome::Blocked);
    assert_eq!(stage.run().await, Outcome::Succeeded);
}

#[tokio::test]
async fn a_guard_that_warns_is_told_with_the_change() {
    let (stage, _) = guarded([Sees::Warns]);
    assert_eq!(stage.run().await, Outcome::Succeeded);
    assert!(told(&stage).find("near-end").is_some());
}

#[tokio::test]
async fn a_guard_that_may_not_read_holds_nothing_up_and_is_told() {
    let (stage, _) = guarded([Sees::Fails(ErrorKind::Denied)]);
    assert_eq!(stage.run().await, Outcome::Succeeded);
    assert!(told(&stage).find("not-checked").is_some());
}

#[tokio::test]
async fn a_guard_that_is_not_built_in_holds_nothing_up_and_is_told() {
    let (stage, _) = guarded([Sees::NoPort]);
    assert_eq!(stage.run().await, Outcome::Succeeded);
    assert!(told(&stage).find("not-checked").is_some());
}

#[tokio::test]
async fn a_guard_without_an_answer_holds_nothing_up_and_is_told() {
    for sees in [Sees::Fails(ErrorKind::Unreachable), Sees::Hangs] {
        let (stage, _) = guarded([sees]);
        assert_eq!(stage.run().await, Outcome::Succeeded);
        assert!(told(&stage).find("not-checked").is_some());
    }
}

#[tokio::test]
async fn a_guard_is_waited_for_while_it_is_throttled_or_the_credentials_have_ended() {
    for kind in [ErrorKind::Throttled, ErrorKind::CredentialsExpired] {
        let (stage, gauge) = guarded([Sees::Fails(kind), Sees::Nothing]);
        assert_eq!(stage.run().await, Outcome::Succeeded);
        assert_eq!(gauge.looks(), 2, "{kind:?}");
    }
}

#[tokio::test]
async fn a_guard_that_stays_throttled_ends_the_run_as_lost_sight_and_begins_nothing() {
    let (mut stage, _) = guarded([Sees::Fails(ErrorKind::Throttled)]);
    stage.patience = SignedDuration::from_mins(5);
    assert_eq!(stage.run().await, Outcome::LostSight);
    assert_eq!(stage.thing().starts, 0);
}

#[tokio::test]
async fn a_step_without_a_difference_has_nothing_to_guard() {
    let (stage, gauge) = guarded([Sees::Blocks]);
    stage.thing().made = true;
    assert_eq!(stage.run().await, Outcome::Succeeded);
    assert_eq!(gauge.looks(), 0);
}

#[tokio::test]
async fn a_change_that_is_sent_again_is_guarded_again() {
    let (stage, gauge) = guarded([Sees::Nothing]);
    stage.thing().on_start = vec![super::stage::Meets::Error(ErrorKind::Throttled)];
    assert_eq!(stage.run().await, Outcome::Succeeded);
    assert_eq!(gauge.looks(), 2);
}

#[tokio::test]
async fn a_call_that_may_have_left_is_given_time_to_be_seen_before_a_guard_ends_the_run() {
    let (stage, gauge) = guarded([Sees::Nothing, Sees::Blocks]);
    stage.thing().on_start = vec![super::stage::Meets::Error(ErrorKind::Unreachable)];
    assert_eq!(stage.run().await, Outcome::Blocked);
    assert!(gauge.looks() > 2, "{} looks", gauge.looks());
    assert!(stage.said(|kind| {
        match kind {
            EventKind::Blocked { findings } => findings
                .find("guard-blocks")
                .is_some_and(|one| one.seen.contains("an earlier call may have arrived")),
            _ => false,
        }
    }));
}
