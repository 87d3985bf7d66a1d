//! A deployment that is cut off at one point, and what becomes of it.

use std::sync::Arc;

use ts_deploy_core::engine::Outcome;

use super::stage::{Stage, Task, drive};
use super::{Dice, Drawer, Ended, Fate, Life, Mended, Operator, Wanted, ended, everything, fixes};

/// What befalls the first operator's process, at a point: right before or right after a call or a
/// write of a record, of which 0 is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Nothing.
    None,
    /// It is killed there. Another operator, on another machine, goes on.
    Killed(u64),
    /// Its machine sleeps there for twelve hours, in which another operator takes over and ends the
    /// deployment; then it wakes and goes on where it was.
    Asleep(u64),
}

/// The deployment of `text`, with a secret beside and all that it decides, cut off as `how` says: what
/// there is in the end, what must not be and was, and how many points the first process passed.
pub fn cut(text: &str, how: Cut) -> (Ended, Vec<String>, u64) {
    let (stage, wanted) = (Stage::new(5), Wanted::everything(text));
    everything::furnish(&stage.cloud, &wanted.deployment);
    let points = cut_off(&stage, &wanted, how);
    let mut ended = None;
    let looks = async {
        stage.whole().await;
        ended = Some(ended::look(&stage, &wanted).await);
    };
    let looks = Task::of(&Arc::default(), looks);
    drive(&stage, &mut [looks], &mut Dice::new(0));
    (ended.unwrap_or_default(), stage.judge.verdict(), points)
}

/// The fixes of the preflight of `text`, in accounts that lack all that they make, cut off as `how`
/// says, and told as [`cut`] does.
pub fn cut_fixes(text: &str, how: Cut) -> (Mended, Vec<String>, u64) {
    let (stage, drawer) = (Stage::new(5), Drawer::default());
    let wanted = Wanted::mended(text, &drawer);
    fixes::furnish(&stage.cloud, &wanted.deployment);
    let points = cut_off(&stage, &wanted, how);
    let whole = async {
        stage.whole().await;
    };
    drive(
        &stage,
        &mut [Task::of(&Arc::default(), whole)],
        &mut Dice::new(0),
    );
    let mended = fixes::look(&stage.cloud, &wanted.deployment, &drawer);
    (mended, stage.judge.verdict(), points)
}

/// Lets one operator want this until it is cut off, and another one go on; how many points the first
/// process passed.
fn cut_off(stage: &Stage, wanted: &Wanted, how: Cut) -> u64 {
    let mut first = stage.operator("jane", wanted, Fate::kind());
    let mut second = stage.operator("ravi", wanted, Fate::kind());
    let points = Arc::clone(&first.life);
    let mut tasks = vec![Task::of(&points, begins(stage, &mut first, how))];
    if how != Cut::None {
        let life = Arc::clone(&second.life);
        tasks.push(Task::of(&life, goes_on(stage, &mut second, &points)));
    }
    drive(stage, &mut tasks, &mut Dice::new(0));
    drop(tasks);
    points.lock().map_or(0, |life| life.points())
}

async fn begins(stage: &Stage, operator: &mut Operator, how: Cut) {
    let life = match how {
        Cut::None => Life::long(),
        Cut::Killed(at) => Life::until(at),
        Cut::Asleep(at) => Life::sleeping(at, stage.timeline.after(12 * 3600)),
    };
    let outcome = operator.process(life).await;
    let fits = match (how, outcome) {
        (Cut::None, outcome) => outcome == Some(Outcome::Succeeded),
        (Cut::Killed(_), outcome) => outcome.is_none(),
        // It was taken over, or had nothing more to do than to end.
        (Cut::Asleep(_), outcome) => {
            matches!(outcome, Some(Outcome::OtherDriver | Outcome::Succeeded))
        }
    };
    if !fits {
        stage
            .judge
            .wrong(format!("{how:?}: the first run ended as {outcome:?}"));
    }
}

/// Once the `first` one does nothing more, tries until nobody else drives, and the deployment is
/// done.
pub(super) async fn goes_on(
    stage: &Stage,
    operator: &mut Operator,
    first: &std::sync::Mutex<Arc<Life>>,
) {
    for _ in 0..1000 {
        operator.timeline.seconds(300).await;
        let goes_on = |life: &Life| !life.is_over() && life.asleep().is_none();
        if first.lock().is_ok_and(|life| goes_on(&life)) {
            continue;
        }
        match operator.process(Life::long()).await {
            Some(Outcome::Succeeded) => {
                stage.is_so(operator).await;
                return;
            }
            Some(Outcome::OtherDriver) => {}
            other => stage
                .judge
                .wrong(format!("the second run ended as {other:?}")),
        }
    }
    stage
        .judge
        .wrong("the second operator never came to drive".to_owned());
}
