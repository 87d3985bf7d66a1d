//! The stage the tests play on: a clock, a thing that can be made, and a step that makes it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use crate::check::{Check, Guarded};
use crate::clock::Clock;
use crate::engine::{Engine, Options, Outcome, Run};
use crate::event::{Event, EventKind};
use crate::finding::Findings;
use crate::ids::DeploymentName;
use crate::journal::{Driver, Goal, Journal, JournalStore, MemoryStore, Owner};
use crate::plan::{
    Action, Consent, Duration, Evidence, Failure, Foreseen, Graph, Handle, Observation, Progress,
    Proposal, ReadContext, Started, Step, StepError, StepId,
};
use crate::port::catalog::OperationToken;
use crate::port::{Call, ErrorKind, PortError, Ports, Writers};
use crate::target::TargetName;

/// Time that passes only when somebody sleeps.
#[derive(Clone)]
pub(super) struct TestClock(Arc<Mutex<Timestamp>>);

impl TestClock {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(
            "2026-01-01T00:00:00Z".parse().unwrap(),
        )))
    }

    pub(super) fn advance(&self, by: SignedDuration) {
        *self.0.lock().unwrap() += by;
    }
}

#[async_trait]
impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    async fn sleep_until(&self, at: Timestamp) {
        // Who sleeps lets others go on.
        tokio::task::yield_now().await;
        let mut now = self.0.lock().unwrap();
        *now = at.max(*now);
    }
}

/// What the next calls meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meets {
    Error(ErrorKind),
    /// The effect happens, its answer is lost.
    Lost,
}

/// The thing in the cloud.
#[derive(Default)]
pub(super) struct Thing {
    pub(super) made: bool,
    pub(super) ends: Option<Timestamp>,
    pub(super) token: Option<OperationToken>,
    pub(super) accepted: BTreeSet<String>,
    pub(super) starts: u32,
    pub(super) on_observe: Vec<Meets>,
    pub(super) on_start: Vec<Meets>,
    pub(super) on_check: Vec<Meets>,
    pub(super) fails: bool,
    pub(super) foreign_until: Option<Timestamp>,
    pub(super) never_converges: bool,
    /// How many looks still show the change running after it ended.
    pub(super) lags: u32,
    /// What making it sends.
    pub(super) sends: Vec<crate::parameter::Change>,
}

pub(super) struct MakeThing {
    pub(super) id: StepId,
    pub(super) after: Vec<StepId>,
    pub(super) thing: Arc<Mutex<Thing>>,
    pub(super) clock: TestClock,
    pub(super) consent: bool,
    pub(super) foreseen: Vec<Foreseen>,
}

pub(super) fn id(text: &str) -> StepId {
    StepId::parse(text).unwrap()
}

fn meets(kind: ErrorKind) -> StepError {
    let call = Call {
        service: "things",
        operation: "MakeThing",
        target: TargetName::Main,
    };
    PortError::new(kind, call, "as scripted").into()
}

impl MakeThing {
    fn handle(&self) -> Handle {
        Handle {
            kind: "thing".into(),
            id: format!("op-{}", self.id),
        }
    }

    /// Ends what is due.
    fn settle(&self, thing: &mut Thing) {
        if thing.ends.is_some_and(|ends| ends <= self.clock.now()) {
            thing.ends = None;
            thing.made = !thing.fails && !thing.never_converges;
        }
    }
}

#[async_trait]
impl Step for MakeThing {
    fn id(&self) -> &StepId {
        &self.id
    }
    fn title(&self) -> String {
        format!("Thing {}", self.id)
    }
    fn target(&self) -> TargetName {
        TargetName::Main
    }
    fn after(&self) -> &[StepId] {
        &self.after
    }
    fn foreseen(&self) -> Vec<Foreseen> {
        self.foreseen.clone()
    }
    fn documented(&self, _: Action) -> Duration {
        Duration {
            least: 10,
            most: 20,
        }
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        let mut thing = self.thing.lock().unwrap();
        if let Some(Meets::Error(kind)) = thing.on_observe.pop() {
            return Err(meets(kind));
        }
        self.settle(&mut thing);
        if thing
            .foreign_until
            .is_some_and(|until| until > self.clock.now())
        {
            return Ok(Observation::Foreign {
                what: "somebody's change".into(),
            });
        }
        if let (Some(_), Some(token)) = (&thing.ends, &thing.token) {
            let ours = cx.open.is_some_and(|open| open.token == *token)
                || cx.tokens.token(&self.id, "digest", None) == *token;
            assert!(
                ours,
                "the test's thing is only ever made by this deployment"
            );
            let (handle, token) = (self.handle(), token.clone());
            return Ok(Observation::Running {
                handle,
                action: Action::Create,
                token,
                begun: None,
                then: None,
            });
        }
        if let (true, Some(token)) = (thing.made && thing.lags > 0, &thing.token) {
            let token = token.clone();
            thing.lags -= 1;
            return Ok(Observation::Running {
                handle: self.handle(),
                action: Action::Create,
                token,
                begun: None,
                then: None,
            });
        }
        if thing.made {
            return Ok(Observation::InSync {
                findings: Findings::none(),
            });
        }
        Ok(Observation::Differs(Box::new(Proposal {
            action: Action::Create,
            changes: thing.sends.clone(),
            digest: "digest".into(),
            last_seen: None,
            awaits: Vec::new(),
            consent: self
                .consent
                .then(|| Consent::destroy(&self.id, "everything")),
            takes_over: None,
            removed: None,
            expected: self.documented(Action::Create),
            findings: Findings::none(),
            work: Arc::new(()),
        })))
    }

    async fn start(
        &self,
        _: &Writers<'_>,
        _: &Proposal,
        token: &OperationToken,
    ) -> Result<Started, StepError> {
        let mut thing = self.thing.lock().unwrap();
        thing.starts += 1;
        let met = thing.on_start.pop();
        if let Some(Meets::Error(kind)) = met {
            return Err(meets(kind));
        }
        if thing.accepted.insert(token.0.clone()) {
            thing.ends = Some(self.clock.now() + SignedDuration::from_mins(15));
            thing.token = Some(token.clone());
        }
        if met == Some(Meets::Lost) {
            Err(meets(ErrorKind::Unreachable))
        } else {
            Ok(Started::Running(self.handle()))
        }
    }

    async fn check(&self, _: &ReadContext<'_>, _: &Handle) -> Result<Progress, StepError> {
        let mut thing = self.thing.lock().unwrap();
        if let Some(Meets::Error(kind)) = thing.on_check.pop() {
            return Err(meets(kind));
        }
        self.settle(&mut thing);
        if thing.ends.is_some() {
            return Ok(Progress::Running {
                state: "IN_PROGRESS".into(),
                resources: Vec::new(),
                done: None,
            });
        }
        if thing.fails {
            return Ok(Progress::Failed(Box::new(Failure::new(
                "it broke", "nothing", "mend it",
            ))));
        }
        Ok(Progress::Settled)
    }

    async fn verify(&self, cx: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError> {
        let (what, seen, call) = (
            "thing".to_owned(),
            "made".to_owned(),
            "things:Look".to_owned(),
        );
        Ok(vec![Evidence {
            what,
            seen,
            at: cx.now,
            call,
        }])
    }
}

/// One or more things, a journal and a clock that outlive the engines that work on them.
pub(super) struct Stage {
    pub(super) clock: TestClock,
    pub(super) store: MemoryStore,
    pub(super) things: Vec<(StepId, Vec<StepId>, Arc<Mutex<Thing>>)>,
    /// Steps beside the things.
    pub(super) beside: Vec<Arc<dyn Step>>,
    /// What guards the things.
    pub(super) guards: Vec<Arc<dyn Check>>,
    pub(super) consent: bool,
    pub(super) foreseen: Vec<Foreseen>,
    pub(super) events: Arc<Mutex<Vec<Event>>>,
    pub(super) patience: SignedDuration,
}

impl Stage {
    pub(super) fn new() -> Self {
        let clock = TestClock::new();
        let store = MemoryStore::new(Arc::new(clock.clone()));
        let things = vec![(id("thing"), Vec::new(), Arc::default())];
        let patience = SignedDuration::from_mins(30);
        Self {
            clock,
            store,
            things,
            beside: Vec::new(),
            guards: Vec::new(),
            consent: false,
            foreseen: Vec::new(),
            events: Arc::default(),
            patience,
        }
    }

    pub(super) fn thing(&self) -> std::sync::MutexGuard<'_, Thing> {
        self.things[0].2.lock().unwrap()
    }

    /// How often a start was tried, and how many were accepted.
    pub(super) fn counts(&self) -> (u32, usize) {
        let thing = self.thing();
        (thing.starts, thing.accepted.len())
    }

    pub(super) async fn engine_on(
        &self,
        store: Arc<dyn JournalStore>,
        consents: &[&str],
    ) -> Engine {
        let name: DeploymentName = "test".parse().unwrap();
        let journal = Journal::open(
            store,
            format!("writer-{}", self.events.lock().unwrap().len()),
            &Owner::real(name.clone()),
        )
        .await
        .unwrap();
        let steps = self.things.iter().map(|(id, after, thing)| {
            let (id, after, thing) = (id.clone(), after.clone(), thing.clone());
            let make = MakeThing {
                id,
                after,
                thing,
                clock: self.clock.clone(),
                consent: self.consent,
                foreseen: self.foreseen.clone(),
            };
            let guards = self.guards.iter().cloned();
            Arc::new(Guarded::new(Arc::new(make), guards)) as Arc<dyn Step>
        });
        let graph = Graph::new(steps.chain(self.beside.iter().cloned())).unwrap();
        let patience = self.patience;
        let options = Options {
            consents: consents.iter().copied().collect(),
            patience,
            ..Options::default()
        };
        let events = self.events.clone();
        let sink = Arc::new(move |event: &Event| events.lock().unwrap().push(event.clone()));
        Engine::new(
            name,
            graph,
            Ports::new(),
            Arc::new(self.clock.clone()),
            journal,
            options,
            sink,
        )
    }

    pub(super) async fn engine(&self, consents: &[&str]) -> Engine {
        self.engine_on(Arc::new(self.store.clone()), consents).await
    }

    pub(super) async fn run(&self) -> Outcome {
        self.engine(&[])
            .await
            .run(&driver("jane"), std::future::pending())
            .await
    }

    pub(super) fn said(&self, test: impl Fn(&EventKind) -> bool) -> bool {
        self.events
            .lock()
            .unwrap()
            .iter()
            .any(|event| test(&event.kind))
    }
}

pub(super) fn driver(name: &str) -> Run {
    let driver = Driver {
        name: name.into(),
        host: format!("{name}s-machine"),
        process: 1,
        instance: None,
        numbers: None,
    };
    Run {
        driver,
        goal: Goal::Deploy,
        plan: "digest".into(),
        approved: None,
    }
}
