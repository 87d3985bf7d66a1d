//! One seed, played to its end.

use std::sync::Arc;

use jiff::SignedDuration;
use ts_deploy_core::engine::Outcome;

use super::stage::{Stage, Task, drive};
use super::story::{Chapter, NEWEST, story};
use super::{Dice, Fate, Life, Operator, Settled};

/// How many processes an operator runs before all trouble ends.
const PROCESSES: u32 = 6;

/// How a seed went.
#[derive(Clone, Debug)]
pub struct Played {
    /// What must not be, and was.
    pub wrong: Vec<String>,
    /// How many processes there were.
    pub processes: u32,
    /// How many of them ended after their run had begun, since the journal did not go on.
    pub broken_off: u32,
    /// How many calls were made.
    pub calls: u64,
    /// How many records the journal has.
    pub records: u64,
    /// How many launches of the two products were accepted.
    pub launches: u64,
    /// How many updates and removals were seen to end well.
    pub settled: Settled,
}

/// Those who act.
struct Cast {
    first: Operator,
    second: Operator,
    /// Comes when all trouble has ended.
    last: Operator,
}

impl Cast {
    fn of(stage: &Stage, dice: &mut Dice) -> Self {
        let wanted = &*NEWEST;
        Self {
            first: stage.operator("jane", wanted, Fate::new(dice.split())),
            second: stage.operator("ravi", wanted, Fate::new(dice.split())),
            last: stage.operator("last", wanted, Fate::kind()),
        }
    }
}

/// Runs what the chapter wants, and again whenever a process ended otherwise than well.
async fn acts(stage: &Stage, operator: &mut Operator, mut dice: Dice, begins: u64) {
    operator.timeline.seconds(begins).await;
    for _ in 0..PROCESSES {
        let life = if dice.happens(500) {
            Life::until(dice.between(0, 300))
        } else {
            Life::long()
        };
        let outcome = operator.process(life).await;
        if outcome == Some(Outcome::Succeeded) {
            stage.is_so(operator).await;
            break;
        }
        if outcome == Some(Outcome::Invalid) {
            stage.judge.wrong("a run ended as invalid".to_owned());
        }
        operator.timeline.seconds(dice.between(1, 7200)).await;
    }
}

/// After all trouble somebody runs until it is done, which it is soon.
async fn finishes(stage: &Stage, last: &mut Operator) {
    for _ in 0..5 {
        let outcome = last.process(Life::long()).await;
        match outcome {
            Some(Outcome::Succeeded) => {
                stage.is_so(last).await;
                return;
            }
            // Its lease runs out; what failed in the world is told, then cleared.
            Some(Outcome::OtherDriver | Outcome::Failed | Outcome::Running) => {
                last.timeline.seconds(600).await;
            }
            other => {
                stage
                    .judge
                    .wrong(format!("without any trouble a run ended as {other:?}"));
                return;
            }
        }
    }
    stage
        .judge
        .wrong("without any trouble five runs did not succeed".to_owned());
}

/// Plays one chapter: one operator or both of them in trouble, then one without.
fn play_chapter(stage: &Stage, cast: &mut Cast, chapter: &Chapter, dice: &mut Dice) {
    for fault in &chapter.faults {
        stage.cloud.script(fault.clone());
    }
    let Cast {
        first,
        second,
        last,
    } = cast;
    for operator in [&mut *first, &mut *second, &mut *last] {
        operator.wanted = chapter.wanted.clone();
    }
    let (one, other) = (dice.split(), dice.split());
    let begins = dice.between(0, 4 * 3600);
    let together = dice.happens(600);
    let mut tasks = vec![Task::of(&first.life.clone(), acts(stage, first, one, 0))];
    if together {
        let life = second.life.clone();
        tasks.push(Task::of(&life, acts(stage, second, other, begins)));
    }
    drive(stage, &mut tasks, dice);
    drop(tasks);
    let ending = async {
        // A lease that nobody let go of runs out.
        stage
            .timeline
            .until(stage.timeline.now() + SignedDuration::from_mins(10))
            .await;
        finishes(stage, last).await;
    };
    drive(stage, &mut [Task::of(&Arc::default(), ending)], dice);
}

/// Plays what `seed` has in store.
pub fn play(seed: u64) -> Played {
    let mut dice = Dice::new(seed);
    let chapters = story(&mut dice);
    let stage = Stage::new(seed);
    let mut cast = Cast::of(&stage, &mut dice);
    cast.first
        .clock
        .jump(i64::try_from(dice.between(0, 120)).unwrap_or(0) - 60);
    for chapter in &chapters {
        play_chapter(&stage, &mut cast, chapter, &mut dice);
    }
    let Cast {
        first,
        second,
        last,
    } = cast;
    let mut records = 0;
    let looks = async { records = stage.whole().await };
    drive(&stage, &mut [Task::of(&Arc::default(), looks)], &mut dice);
    Played {
        records,
        wrong: stage.judge.verdict(),
        processes: first.processes + second.processes + last.processes,
        broken_off: first.broken_off + second.broken_off + last.broken_off,
        calls: stage.cloud.calls().iter().map(|(_, count)| count).sum(),
        launches: stage.launches(),
        settled: stage.judge.settled(),
    }
}
