use std::sync::{Arc, Mutex};

use async_trait::async_trait;

use super::{Call, CallHook, ErrorKind, Hooked, PortError, PortResult, Ports, hooked};
use crate::ids::AccountId;
use crate::port::ReadPort;
use crate::port::identity::{CallerIdentity, IdentityReader};
use crate::target::TargetName;

/// Says who is calling, and counts how often it was asked.
#[derive(Default)]
struct Desk(Mutex<u32>);

#[async_trait]
impl IdentityReader for Desk {
    async fn caller(&self) -> PortResult<CallerIdentity> {
        *self.0.lock().unwrap() += 1;
        Ok(CallerIdentity {
            account: AccountId::parse("111122223333").unwrap(),
            arn: "arn:aws:iam::111122223333:user/ana".into(),
        })
    }
}

/// Notes calls, and fails on one side of them.
#[derive(Default)]
struct Notes {
    seen: Mutex<Vec<String>>,
    before: Option<ErrorKind>,
    after: Option<ErrorKind>,
}

impl Notes {
    fn note(&self, side: &str, call: &Call, fails: Option<ErrorKind>) -> PortResult<()> {
        self.seen.lock().unwrap().push(format!("{side} {call}"));
        match fails {
            Some(kind) => Err(PortError::new(kind, call.clone(), "as scripted")),
            None => Ok(()),
        }
    }
}

#[async_trait]
impl CallHook for Notes {
    async fn before(&self, call: &Call) -> PortResult<()> {
        self.note("before", call, self.before)
    }

    async fn after(&self, call: &Call) -> PortResult<()> {
        self.note("after", call, self.after)
    }
}

/// What a call through `notes` answered, and how often it arrived.
async fn call(notes: Notes) -> (PortResult<CallerIdentity>, u32) {
    let desk = Arc::new(Desk::default());
    let hooked = Hooked::new(Arc::clone(&desk), TargetName::Dr, Arc::new(notes));
    let answer = hooked.caller().await;
    let arrived = *desk.0.lock().unwrap();
    (answer, arrived)
}

#[tokio::test]
async fn a_call_that_is_stopped_before_it_is_made_does_not_arrive() {
    let before = Some(ErrorKind::Throttled);
    let (answer, arrived) = call(Notes {
        before,
        ..Notes::default()
    })
    .await;
    assert_eq!(answer.unwrap_err().kind, ErrorKind::Throttled);
    assert_eq!(arrived, 0);
}

#[tokio::test]
async fn a_call_whose_answer_is_lost_arrives() {
    let after = Some(ErrorKind::Unreachable);
    let (answer, arrived) = call(Notes {
        after,
        ..Notes::default()
    })
    .await;
    assert_eq!(answer.unwrap_err().kind, ErrorKind::Unreachable);
    assert_eq!(arrived, 1);
}

#[tokio::test]
async fn a_hook_that_lets_a_call_through_leaves_its_answer() {
    let (answer, _) = call(Notes::default()).await;
    assert_eq!(answer.unwrap().account.as_str(), "111122223333");
}

/// Is not there.
struct Nobody;

#[async_trait]
impl IdentityReader for Nobody {
    async fn caller(&self) -> PortResult<CallerIdentity> {
        let call = Call {
            service: "sts",
            operation: "GetCallerIdentity",
            target: TargetName::Dr,
        };
        Err(PortError::new(ErrorKind::Denied, call, "no"))
    }
}

/// Adds a word to every error.
struct Adds;

impl CallHook for Adds {
    fn failed(&self, error: PortError) -> PortError {
        let message = format!("{}, ask ana", error.message);
        PortError { message, ..error }
    }
}

#[tokio::test]
async fn a_hook_may_add_to_what_a_failed_call_says() {
    let hooked = Hooked::new(Arc::new(Nobody), TargetName::Dr, Arc::new(Adds));
    let error = hooked.caller().await.unwrap_err();
    assert_eq!(error.message, "no, ask ana");
}

trait Bell: Send + Sync {
    fn rings(&self) -> bool;
}

impl ReadPort for dyn Bell {
    const NAME: &'static str = "bell";
}

struct Quiet;

impl Bell for Quiet {
    fn rings(&self) -> bool {
        false
    }
}

fn ports() -> Ports {
    let mut ports = Ports::new();
    for target in [TargetName::Main, TargetName::Dr] {
        ports.read::<dyn IdentityReader>(target, Arc::new(Desk::default()));
    }
    ports.read::<dyn Bell>(TargetName::Main, Arc::new(Quiet));
    ports
}

#[tokio::test]
async fn all_targets_of_a_registry_are_hooked() {
    let notes = Arc::new(Notes::default());
    let hook: Arc<dyn CallHook> = notes.clone();
    let ports = hooked(ports(), &hook);
    for target in [TargetName::Main, TargetName::Dr] {
        let identity = ports.readers().get::<dyn IdentityReader>(target).unwrap();
        identity.caller().await.unwrap();
    }
    insta::assert_snapshot!(notes.seen.lock().unwrap().join("\n"), @r"
    before sts:GetCallerIdentity in main
    after sts:GetCallerIdentity in main
    before sts:GetCallerIdentity in dr
    after sts:GetCallerIdentity in dr
    ");
}

#[test]
fn a_port_of_ones_own_stays_registered_as_it_was() {
    let hook: Arc<dyn CallHook> = Arc::new(Notes::default());
    let ports = hooked(ports(), &hook);
    let bell = ports.readers().get::<dyn Bell>(TargetName::Main).unwrap();
    assert!(!bell.rings());
}
