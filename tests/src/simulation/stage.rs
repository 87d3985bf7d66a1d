//! The world, the journal and the operators of a simulation, and what drives them.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Waker};

use ts_deploy_core::clock::Clock as _;
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::TokenSeed;
use ts_deploy_core::ids::ProvisionedProductName;
use ts_deploy_core::journal::{Goal, MemoryStore, verify};
use ts_deploy_core::plan::plan;
use ts_deploy_core::sim::SimCloud;

use super::{Dice, Fate, Judge, Life, Operator, SkewedClock, Timeline, Wanted, sources};
use crate::{DATA, SERVICE, deployment};

/// What nobody but AWS may see.
pub(super) const SECRET: &str = "canary-51c9e7";

/// The path of the secret.
pub(super) const PATH: &str = "/tetrascience/production/ECS/ts-service-web/LICENCE_KEY";

/// The deployment of `text`, with a secret beside.
pub(super) fn with_secret(text: &str) -> Deployment {
    deployment(&format!(
        "{text}\nsecrets:\n  - path: {PATH}\n    value: {{ env: LICENCE_KEY }}\n"
    ))
}

/// What all operators of a simulation share.
pub(super) struct Stage {
    pub(super) cloud: SimCloud,
    pub(super) timeline: Timeline,
    pub(super) store: MemoryStore,
    pub(super) judge: Arc<Judge>,
}

impl Stage {
    /// A new world and an empty journal.
    pub(super) fn new(seed: u64) -> Self {
        let cloud = SimCloud::new(seed, jiff::Timestamp::constant(1_767_603_600, 0));
        Self {
            timeline: Timeline::new(cloud.clone()),
            store: MemoryStore::new(Arc::new(cloud.clock())),
            judge: Arc::new(Judge::new(cloud.clone(), SECRET)),
            cloud,
        }
    }

    /// Somebody who has done nothing yet.
    pub(super) fn operator(&self, name: &'static str, wanted: &Wanted, fate: Fate) -> Operator {
        Operator {
            name,
            cloud: self.cloud.clone(),
            store: self.store.clone(),
            wanted: wanted.clone(),
            sources: sources(&["LICENCE_KEY"], SECRET),
            timeline: self.timeline.clone(),
            clock: SkewedClock::new(self.timeline.clone()),
            fate: Arc::new(Mutex::new(fate)),
            judge: Arc::clone(&self.judge),
            life: Arc::new(Mutex::new(Arc::new(Life::long()))),
            processes: 0,
            broken_off: 0,
            begun: Arc::default(),
        }
    }

    /// Nothing differs from what the operator wants, who said so, as AWS shows it to somebody with
    /// other eyes.
    pub(super) async fn is_so(&self, operator: &Operator) {
        let (wanted, claimed_by) = (&operator.wanted, operator.name);
        let ports = self.cloud.ports(&wanted.deployment.targets());
        let tokens = TokenSeed::new(wanted.deployment.name.clone());
        let now = self.cloud.clock().now();
        let graph = wanted.graph(&operator.sources);
        let plan = plan(&graph, ports.readers(), now, &tokens, |_| None).await;
        if wanted.goal == Goal::Destroy && !self.cloud.is_empty() {
            self.judge
                .wrong(format!("{claimed_by} said all is gone, and it is not"));
        }
        let differs = plan.steps.iter().filter(|step| {
            !matches!(
                step.entry,
                ts_deploy_core::plan::Entry::NoChange | ts_deploy_core::plan::Entry::Manual { .. }
            )
        });
        for step in differs {
            self.judge.wrong(format!(
                "{claimed_by} said all is done, and {} is {:?}",
                step.id, step.entry
            ));
        }
    }

    /// Reads the journal as anybody may, who finds it whole and as the judge saw it written.
    pub(super) async fn whole(&self) -> u64 {
        match verify(&self.store, Some(&self.judge.head())).await {
            Ok(verified) => verified.records,
            Err(error) => {
                self.judge
                    .wrong(format!("the journal is not whole: {error}"));
                0
            }
        }
    }

    /// How many launches of the two products were accepted.
    pub(super) fn launches(&self) -> u64 {
        let names = [DATA, SERVICE].map(named);
        names
            .iter()
            .map(|name| self.cloud.accepted_launches(name))
            .sum()
    }
}

/// The name of a provisioned product.
#[expect(clippy::unwrap_used, reason = "the names in the document are valid")]
pub(super) fn named(name: &str) -> ProvisionedProductName {
    ProvisionedProductName::parse(name).unwrap()
}

/// A task, and whose process it is.
pub(super) struct Task<'a> {
    pub(super) life: Arc<Mutex<Arc<Life>>>,
    pub(super) future: Pin<Box<dyn Future<Output = ()> + 'a>>,
    pub(super) done: bool,
}

impl<'a> Task<'a> {
    /// `future`, of the processes whose lives are in `life` one after the other.
    pub(super) fn of(life: &Arc<Mutex<Arc<Life>>>, future: impl Future<Output = ()> + 'a) -> Self {
        Self {
            life: Arc::clone(life),
            future: Box::pin(future),
            done: false,
        }
    }
}

/// Lets all tasks go on as far as they can, in an order of chance, then lets time pass.
pub(super) fn drive(stage: &Stage, tasks: &mut [Task<'_>], dice: &mut Dice) {
    /// More moments than any seed has; one that has more does not end.
    const MOMENTS: u32 = 200_000;
    let mut cx = Context::from_waker(Waker::noop());
    for _ in 0..MOMENTS {
        let first = usize::try_from(dice.between(0, tasks.len() as u64)).unwrap_or_default();
        for place in 0..tasks.len() {
            let place = (first + place) % tasks.len();
            let Some(task) = tasks.get_mut(place).filter(|task| !task.done) else {
                continue;
            };
            let life = Arc::clone(&task.life.lock().unwrap_or_else(PoisonError::into_inner));
            if let Some(until) = life.asleep().filter(|until| stage.timeline.now() < *until) {
                stage.timeline.wake(until);
                continue;
            }
            task.done = task.future.as_mut().poll(&mut cx).is_ready();
        }
        if tasks.iter().all(|task| task.done) {
            return;
        }
        stage.timeline.pass();
    }
    stage.judge.wrong("it does not end".to_owned());
}
