//! A call that comes late: its machine slept, and somebody else decided otherwise meanwhile.

use std::sync::Arc;

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::journal::Goal;
use ts_deploy_core::sim::{SimCloud, SimPlace};
use ts_deploy_core::target::TargetName;

use super::cut::goes_on;
use super::stage::{Stage, Task, drive};
use super::{Dice, Ended, Fate, Life, Operator, Wanted, ended, everything, sources};

/// What somebody decided.
#[derive(Clone, Copy, Debug)]
pub struct Decided<'a> {
    /// The document.
    pub text: &'a str,
    /// The value of the secret beside it.
    pub secret: &'a str,
    /// Whether it is to be there.
    pub goal: Goal,
}

impl<'a> Decided<'a> {
    /// That this document is deployed.
    pub fn deploy(text: &'a str, secret: &'a str) -> Self {
        let goal = Goal::Deploy;
        Self { text, secret, goal }
    }

    fn wanted(self) -> Wanted {
        let wanted = Wanted::everything(self.text);
        let goal = self.goal;
        Wanted { goal, ..wanted }
    }
}

/// A world in which a call came late.
pub struct Late {
    stage: Stage,
    newer: Operator,
    /// How the run ended whose call came late; `None` when its machine never slept.
    pub old: Option<Outcome>,
    /// What there was before the call arrived.
    pub before: Ended,
}

fn alone<T>(stage: &Stage, does: impl Future<Output = T>) -> T {
    let mut done = None;
    let task = async { done = Some(does.await) };
    drive(
        stage,
        &mut [Task::of(&Arc::default(), task)],
        &mut Dice::new(0),
    );
    #[expect(clippy::unwrap_used, reason = "a task is driven to its end")]
    done.unwrap()
}

impl Late {
    /// Deploys `first`, if there is any. Then an operator wants `old`, and their machine sleeps for
    /// twelve hours right before the first call of `operation` leaves. Another one takes over and
    /// comes to `newer`; then the late call arrives.
    ///
    /// # Panics
    /// When `first` cannot be deployed, or a document does not read.
    pub fn of(
        first: Option<Decided<'_>>,
        old: Decided<'_>,
        newer: Decided<'_>,
        operation: &'static str,
    ) -> Self {
        let stage = Stage::new(5);
        let acts = |name, decided: Decided<'_>| {
            let mut operator = stage.operator(name, &decided.wanted(), Fate::kind());
            operator.sources = sources(&["LICENCE_KEY"], decided.secret);
            operator
        };
        everything::furnish(&stage.cloud, &newer.wanted().deployment);
        if let Some(first) = first {
            let mut operator = acts("zoe", first);
            let ended = alone(&stage, operator.process(Life::long()));
            assert_eq!(
                ended,
                Some(Outcome::Succeeded),
                "{:?}",
                stage.judge.verdict()
            );
        }
        let (mut one, mut other) = (acts("jane", old), acts("ravi", newer));
        let life = Life::sleeping_before(operation, stage.timeline.after(12 * 3600));
        let (lives, mut ended, mut before) = (Arc::clone(&one.life), None, None);
        let sleeps = async { ended = one.process(life).await };
        let wanted = other.wanted.clone();
        let takes_over = async {
            goes_on(&stage, &mut other, &lives).await;
            before = Some(ended::look(&stage, &wanted).await);
        };
        let life = Arc::default();
        let mut tasks = vec![Task::of(&lives, sleeps), Task::of(&life, takes_over)];
        drive(&stage, &mut tasks, &mut Dice::new(0));
        drop(tasks);
        Self {
            old: ended.filter(|_| lives.lock().is_ok_and(|life| life.asleep().is_some())),
            before: before.unwrap_or_default(),
            newer: other,
            stage,
        }
    }

    /// What there is now.
    ///
    /// # Panics
    /// When a product is not there.
    pub fn look(&self) -> Ended {
        alone(&self.stage, ended::look(&self.stage, &self.newer.wanted))
    }

    /// The newer operator runs once more; where that ends well, nothing differs from what they want.
    pub fn again(&mut self) -> Option<Outcome> {
        let (stage, newer) = (&self.stage, &mut self.newer);
        alone(stage, async {
            let ended = newer.process(Life::long()).await;
            if ended == Some(Outcome::Succeeded) {
                stage.is_so(newer).await;
            }
            ended
        })
    }

    /// What blocked or failed steps, as JSON.
    pub fn said(&self) -> String {
        self.stage.judge.told()
    }

    /// What must not be, and was.
    pub fn wrong(&self) -> Vec<String> {
        self.stage.judge.verdict()
    }

    /// The world.
    pub fn cloud(&self) -> &SimCloud {
        &self.stage.cloud
    }

    /// The platform's own place in it.
    ///
    /// # Panics
    /// Never: every deployment has a target of its own.
    #[expect(clippy::unwrap_used, reason = "a deployment has its own target")]
    pub fn place(&self) -> SimPlace {
        let target = self.newer.wanted.deployment.target(TargetName::Main);
        self.stage.cloud.at(&target.unwrap().target)
    }
}
