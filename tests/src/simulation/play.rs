//! One seed, played to its end.

use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::sim::WorldFault;

use super::stage::{Stage, Task, drive, named};
use super::{Dice, Fate, Life, Operator};
use crate::{DATA, MINIMAL, SERVICE};

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

/// What happens to the world itself.
fn script(stage: &Stage, dice: &mut Dice) {
    let (data, service) = (named(DATA), named(SERVICE));
    if dice.happens(250) {
        stage.cloud.script(WorldFault::ResourceFails {
            product: data.clone(),
            resource: "Network/NatGatewayA".to_owned(),
            reason: "The maximum number of addresses has been reached".to_owned(),
            times: 1,
        });
    }
    if dice.happens(250) {
        stage.cloud.script(WorldFault::ResourceFails {
            product: service,
            resource: "Services".to_owned(),
            reason: "Service did not stabilize".to_owned(),
            times: 1,
        });
    }
    if dice.happens(250) {
        stage.cloud.script(WorldFault::Stalls {
            product: data,
            resource: "Database/Instance".to_owned(),
            minutes: u32::try_from(dice.between(10, 600)).unwrap_or(10),
            times: 1,
        });
    }
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
            Some(Outcome::OtherDriver | Outcome::Failed | Outcome::Running) => {
                last.timeline.seconds(600).await;
            }
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

/// Plays what `seed` has in store.
pub fn play(seed: u64) -> Played {
    let mut dice = Dice::new(seed);
    let stage = Stage::new(seed, MINIMAL);
    script(&stage, &mut dice);
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
