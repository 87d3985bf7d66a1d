//! One seed, played to its end.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Waker};

use jiff::SignedDuration;
use ts_deploy_core::clock::Clock as _;
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::{Outcome, TokenSeed};
use ts_deploy_core::ids::ProvisionedProductName;
use ts_deploy_core::journal::{MemoryStore, verify};
use ts_deploy_core::plan::plan;
use ts_deploy_core::sim::{SimCloud, WorldFault};

use super::{Dice, Fate, Judge, Life, Operator, SkewedClock, Timeline, sources};
use crate::{DATA, MINIMAL, SERVICE, deployment};

/// What nobody but AWS may see.
const SECRET: &str = "canary-51c9e7";

/// How many processes an operator runs before all trouble ends.
const PROCESSES: u32 = 6;

/// How a seed went.
#[derive(Clone, Debug)]
pub struct Played {
    /// What must not be, and was.
    pub wrong: Vec<String>,
    /// How many processes there were.
    pub processes: u32,
    /// How many calls were made.
    pub calls: u64,
    /// How many records the journal has.
    pub records: u64,
    /// How many launches of the two products were accepted.
    pub launches: u64,
}

/// The deployment that is played: the least document, with a secret beside.
fn played() -> Deployment {
    let path = "/tetrascience/production/ECS/ts-service-web/LICENCE_KEY";
    deployment(&format!(
        "{MINIMAL}\nsecrets:\n  - path: {path}\n    value: {{ env: LICENCE_KEY }}\n"
    ))
}

struct Stage {
    cloud: SimCloud,
    timeline: Timeline,
    store: MemoryStore,
    deployment: Arc<Deployment>,
    judge: Arc<Judge>,
}

impl Stage {
    fn new(seed: u64) -> Self {
        let cloud = SimCloud::new(seed, jiff::Timestamp::constant(1_767_603_600, 0));
        Self {
            timeline: Timeline::new(cloud.clone()),
            store: MemoryStore::new(Arc::new(cloud.clock())),
            deployment: Arc::new(played()),
            judge: Arc::new(Judge::new(cloud.clone(), SECRET)),
            cloud,
        }
    }

    fn operator(&self, name: &'static str, fate: Fate) -> Operator {
        Operator {
            name,
            cloud: self.cloud.clone(),
            store: self.store.clone(),
            deployment: Arc::clone(&self.deployment),
            sources: sources(&["LICENCE_KEY"], SECRET),
            timeline: self.timeline.clone(),
            clock: SkewedClock::new(self.timeline.clone()),
            fate: Arc::new(Mutex::new(fate)),
            judge: Arc::clone(&self.judge),
            life: Arc::new(Mutex::new(Arc::new(Life::long()))),
            processes: 0,
        }
    }

    /// What happens to the world itself.
    fn script(&self, dice: &mut Dice) {
        let (data, service) = (named(DATA), named(SERVICE));
        if dice.happens(250) {
            self.cloud.script(WorldFault::ResourceFails {
                product: data.clone(),
                resource: "Network/NatGatewayA".to_owned(),
                reason: "The maximum number of addresses has been reached".to_owned(),
                times: 1,
            });
        }
        if dice.happens(250) {
            self.cloud.script(WorldFault::ResourceFails {
                product: service,
                resource: "Services".to_owned(),
                reason: "Service did not stabilize".to_owned(),
                times: 1,
            });
        }
        if dice.happens(250) {
            self.cloud.script(WorldFault::Stalls {
                product: data,
                resource: "Database/Instance".to_owned(),
                minutes: u32::try_from(dice.between(10, 600)).unwrap_or(10),
                times: 1,
            });
        }
    }

    /// Nothing differs from what is wanted, as AWS shows it to somebody with other eyes.
    async fn is_so(&self, claimed_by: &str) {
        let targets: Vec<_> = self
            .deployment
            .targets
            .iter()
            .map(|one| one.target.clone())
            .collect();
        let ports = self.cloud.ports(&targets);
        let tokens = TokenSeed::new(self.deployment.name.clone());
        let now = self.cloud.clock().now();
        let sources = sources(&["LICENCE_KEY"], SECRET);
        let Ok(graph) = self.deployment.deploy_with(&sources) else {
            return;
        };
        let plan = plan(&graph, ports.readers(), now, &tokens, |_| None).await;
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

    async fn whole(&self) -> u64 {
        match verify(&self.store, None).await {
            Ok(verified) => verified.records,
            Err(error) => {
                self.judge
                    .wrong(format!("the journal is not whole: {error}"));
                0
            }
        }
    }

    fn launches(&self) -> u64 {
        let names = [DATA, SERVICE].map(named);
        names
            .iter()
            .map(|name| self.cloud.accepted_launches(name))
            .sum()
    }
}

#[expect(clippy::unwrap_used, reason = "the names in the document are valid")]
fn named(name: &str) -> ProvisionedProductName {
    ProvisionedProductName::parse(name).unwrap()
}

/// Deploys, and again whenever a process ended otherwise than well.
async fn deploys(stage: &Stage, operator: &mut Operator, mut dice: Dice, begins: u64) -> u32 {
    operator.timeline.seconds(begins).await;
    for _ in 0..PROCESSES {
        let life = if dice.happens(500) {
            Life::until(dice.between(0, 300))
        } else {
            Life::long()
        };
        let outcome = operator.process(life).await;
        if outcome == Some(Outcome::Succeeded) {
            stage.is_so(operator.name).await;
            break;
        }
        if outcome == Some(Outcome::Invalid) {
            stage.judge.wrong("a run ended as invalid".to_owned());
        }
        operator.timeline.seconds(dice.between(1, 7200)).await;
    }
    operator.processes
}

/// After all trouble somebody runs until it is done, which it is soon.
async fn finishes(stage: &Stage) -> u32 {
    let mut last = stage.operator("last", Fate::kind());
    for _ in 0..5 {
        let outcome = last.process(Life::long()).await;
        match outcome {
            Some(Outcome::Succeeded) => {
                stage.is_so("the last run").await;
                return last.processes;
            }
            // Its lease runs out; what failed in the world is told, then cleared.
            Some(Outcome::OtherDriver | Outcome::Failed) => last.timeline.seconds(600).await,
            other => {
                stage
                    .judge
                    .wrong(format!("without any trouble a run ended as {other:?}"));
                return last.processes;
            }
        }
    }
    stage
        .judge
        .wrong("without any trouble five runs did not succeed".to_owned());
    last.processes
}

/// A task, and whose process it is.
struct Task<'a> {
    life: Arc<Mutex<Arc<Life>>>,
    future: Pin<Box<dyn Future<Output = u32> + 'a>>,
    done: Option<u32>,
}

/// Lets all tasks go on as far as they can, in an order of chance, then lets time pass.
fn drive(stage: &Stage, tasks: &mut [Task<'_>], dice: &mut Dice) {
    /// More moments than any seed has; one that has more does not end.
    const MOMENTS: u32 = 200_000;
    let mut cx = Context::from_waker(Waker::noop());
    for _ in 0..MOMENTS {
        let first = usize::try_from(dice.between(0, tasks.len() as u64)).unwrap_or_default();
        for place in 0..tasks.len() {
            let place = (first + place) % tasks.len();
            let Some(task) = tasks.get_mut(place).filter(|task| task.done.is_none()) else {
                continue;
            };
            let life = Arc::clone(&task.life.lock().unwrap_or_else(PoisonError::into_inner));
            if let Some(until) = life.asleep().filter(|until| stage.timeline.now() < *until) {
                stage.timeline.wake(until);
                continue;
            }
            if let std::task::Poll::Ready(done) = task.future.as_mut().poll(&mut cx) {
                task.done = Some(done);
            }
        }
        if tasks.iter().all(|task| task.done.is_some()) {
            return;
        }
        stage.timeline.pass();
    }
    stage.judge.wrong("it does not end".to_owned());
}

/// Plays what `seed` has in store.
pub fn play(seed: u64) -> Played {
    let mut dice = Dice::new(seed);
    let stage = Stage::new(seed);
    stage.script(&mut dice);
    let mut first = stage.operator("jane", Fate::new(dice.split()));
    let mut second = stage.operator("ravi", Fate::new(dice.split()));
    first
        .clock
        .jump(i64::try_from(dice.between(0, 120)).unwrap_or(0) - 60);
    let (one, other) = (dice.split(), dice.split());
    let begins = dice.between(0, 4 * 3600);
    let together = dice.happens(600);
    let mut tasks = vec![Task {
        life: Arc::clone(&first.life),
        future: Box::pin(deploys(&stage, &mut first, one, 0)),
        done: None,
    }];
    if together {
        tasks.push(Task {
            life: Arc::clone(&second.life),
            future: Box::pin(deploys(&stage, &mut second, other, begins)),
            done: None,
        });
    }
    drive(&stage, &mut tasks, &mut dice);
    let mut processes: u32 = tasks.iter().filter_map(|task| task.done).sum();
    drop(tasks);
    let mut records = 0;
    let ending = async {
        // A lease that nobody let go of runs out.
        stage
            .timeline
            .until(stage.timeline.now() + SignedDuration::from_mins(10))
            .await;
        let last = finishes(&stage).await;
        records = stage.whole().await;
        last
    };
    let mut ending = vec![Task {
        life: Arc::new(Mutex::new(Arc::new(Life::long()))),
        future: Box::pin(ending),
        done: None,
    }];
    drive(&stage, &mut ending, &mut dice);
    processes += ending.first().and_then(|task| task.done).unwrap_or(0);
    drop(ending);
    Played {
        wrong: stage.judge.verdict(),
        processes,
        calls: stage.cloud.calls().iter().map(|(_, count)| count).sum(),
        records,
        launches: stage.launches(),
    }
}
