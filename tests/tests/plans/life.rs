//! One life: deployed, perhaps updated, removed, perhaps deployed again, run after run until each
//! is done.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indexmap::IndexMap;
use jiff::SignedDuration;
use ts_deploy_core::clock::Clock as _;
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::ids::ProvisionedProductName;
use ts_deploy_core::journal::{Goal, LEASE, MARGIN};
use ts_deploy_core::parameter::{ParameterKey, Request, Sent};
use ts_deploy_core::plan::Graph;
use ts_deploy_core::port::catalog::{
    CatalogReader as _, CatalogWriter as _, OperationToken, TerminateRequest, UpdateRequest,
};
use ts_deploy_core::port::stack::StackReader as _;
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::sim::CallFault;
use ts_deploy_tests::{Bench, DATA, HookedStore, MINIMAL, Refuses, SERVICE, Stops, deployment};

use super::script::{Meanwhile, Mishap, Script};
use crate::sound::{free, launched, looked, owned, stands};

/// How many runs may follow the last that something befalls.
const CALM: usize = 12;

pub(super) struct Life {
    bench: Bench,
    runs: std::vec::IntoIter<(Meanwhile, Mishap)>,
    /// No call goes wrong any more, or for a moment.
    calm: Arc<AtomicBool>,
    /// How many products may have been launched by now, each at most once.
    generations: [usize; 2],
    /// What somebody else did, so that no token of theirs comes twice.
    acts: u32,
    journal_lost: bool,
}

impl Life {
    pub(super) fn new(script: &Script) -> Self {
        let bench = Bench::new(script.seed);
        for fault in &script.world {
            bench.cloud.script(fault.clone());
        }
        let life = Self {
            bench,
            runs: script.runs.clone().into_iter(),
            calm: Arc::default(),
            generations: [1, 1],
            acts: 0,
            journal_lost: false,
        };
        life.befall(script, 0);
        life
    }

    /// Lets the calls from this one on go wrong as scripted.
    fn befall(&self, script: &Script, from: usize) {
        let (faults, calm) = (script.calls.clone(), Arc::clone(&self.calm));
        let mut calls = from..;
        self.bench.cloud.on_call(Box::new(move |_| {
            if calm.load(Ordering::SeqCst) {
                return CallFault::None;
            }
            let fault = calls.next().and_then(|call| faults.get(&call));
            fault.copied().unwrap_or_default()
        }));
    }

    /// Lives it. What is wrong, in words.
    pub(super) async fn live(mut self, script: &Script) -> Result<(), String> {
        self.reach(script, MINIMAL, Goal::Deploy).await?;
        if script.updated {
            let text = MINIMAL.replace("platform-alerts@", "alerts@");
            self.reach(script, &text, Goal::Deploy).await?;
        }
        self.reach(script, MINIMAL, Goal::Destroy).await?;
        if script.again {
            self.generations = self.generations.map(|count| count + 1);
            self.reach(script, MINIMAL, Goal::Deploy).await?;
        }
        Ok(())
    }

    /// Runs until the goal is reached, and looks whether it is.
    async fn reach(&mut self, script: &Script, text: &str, goal: Goal) -> Result<(), String> {
        let deployment = deployment(text);
        let graph = || -> Graph {
            match goal {
                Goal::Destroy => deployment.destroy().unwrap(),
                _ => deployment.deploy().unwrap(),
            }
        };
        let mut calm_runs = 0;
        loop {
            let befalls = self.runs.next();
            if befalls.is_none() {
                calm_runs += 1;
                // A life that is disturbed for ever need not end.
                self.calm.store(calm_runs > CALM / 2, Ordering::SeqCst);
            }
            let (meanwhile, mishap) = befalls.unwrap_or((Meanwhile::Nothing, Mishap::Nothing));
            self.happens(script, &meanwhile).await;
            let ended = self.run(&deployment, (goal, graph()), &mishap).await;
            self.once()?;
            match ended {
                Some(Outcome::Succeeded) => break,
                _ if calm_runs > CALM => {
                    let said = self.bench.said();
                    let last = said.len().saturating_sub(60);
                    return Err(format!(
                        "it never ends well, at last {ended:?}: {:#?}",
                        &said[last..]
                    ));
                }
                Some(Outcome::Invalid | Outcome::Declined | Outcome::WaitingForPerson) => {
                    return Err(format!("nobody asked for {ended:?}"));
                }
                // A driver that was killed or refused still holds the lease.
                Some(Outcome::OtherDriver) | None => self.pass(LEASE + MARGIN).await,
                Some(_) => self.pass(SignedDuration::from_mins(1)).await,
            }
        }
        self.calm.store(true, Ordering::SeqCst);
        let sound = self.sound(&deployment, &graph(), goal).await;
        self.calm.store(false, Ordering::SeqCst);
        sound
    }

    async fn sound(
        &self,
        deployment: &ts_deploy_core::deployment::Deployment,
        graph: &Graph,
        goal: Goal,
    ) -> Result<(), String> {
        if goal == Goal::Destroy {
            let (plan, _) = looked(&self.bench, deployment, graph).await;
            if !self.bench.cloud.is_empty() || !plan.is_no_change() {
                return Err(format!("something was left behind: {:#?}", plan.steps));
            }
        } else {
            stands(&self.bench, deployment, graph).await?;
        }
        if !self.journal_lost {
            owned(&self.bench, deployment).await?;
        }
        Ok(())
    }

    /// No product was launched more often than there was a reason to.
    fn once(&self) -> Result<(), String> {
        let launched = launched(&self.bench);
        for (name, generations) in [DATA, SERVICE].into_iter().zip(self.generations) {
            let of = || launched.iter().filter(|one| one.name == name);
            let failed = of().filter(|one| one.failed).count();
            if of().count() > generations + failed {
                let count = of().count();
                return Err(format!(
                    "{name} was launched {count} times, {failed} failed, {generations} wanted"
                ));
            }
        }
        Ok(())
    }

    async fn pass(&self, time: SignedDuration) {
        let clock = self.bench.cloud.clock();
        clock.sleep_until(clock.now() + time).await;
    }

    /// One run; `None` when it was killed.
    async fn run(
        &mut self,
        deployment: &ts_deploy_core::deployment::Deployment,
        graph: (Goal, Graph),
        mishap: &Mishap,
    ) -> Option<Outcome> {
        let whole = Arc::clone(&self.bench.store);
        let ended = match mishap {
            Mishap::Nothing => Some(self.bench.run_with(deployment, graph, free()).await),
            Mishap::Killed(at) => {
                let store = Arc::new(HookedStore::new(Arc::clone(&whole), Stops::at(*at)));
                self.bench.store = Arc::clone(&store) as _;
                let run = self.bench.run_with(deployment, graph, free());
                store.hook.unless_stopped(run).await
            }
            Mishap::Refused(at) => {
                let refuses = Refuses::at(*at);
                self.bench.store = Arc::new(HookedStore::new(Arc::clone(&whole), refuses));
                let engine = self.bench.engine(deployment, graph.1, free()).await;
                match engine {
                    Ok(engine) => Some(
                        engine
                            .run(&Bench::driven(graph.0), std::future::pending())
                            .await,
                    ),
                    Err(_) => Some(Outcome::Journal),
                }
            }
            Mishap::Cancelled(minutes) => {
                let until =
                    self.bench.cloud.clock().now() + SignedDuration::from_mins((*minutes).into());
                let clock = self.bench.cloud.clock();
                let engine = self
                    .bench
                    .engine(deployment, graph.1, free())
                    .await
                    .unwrap();
                let over = std::future::poll_fn(move |_| {
                    if clock.now() >= until {
                        std::task::Poll::Ready(())
                    } else {
                        std::task::Poll::Pending
                    }
                });
                Some(engine.run(&Bench::driven(graph.0), over).await)
            }
        };
        self.bench.store = whole;
        ended
    }

    async fn happens(&mut self, script: &Script, meanwhile: &Meanwhile) {
        let calm = self.calm.swap(true, Ordering::SeqCst);
        match meanwhile {
            Meanwhile::Nothing => {}
            Meanwhile::Hours(hours) => self.pass(SignedDuration::from_hours((*hours).into())).await,
            Meanwhile::Changed(days) => {
                let done = self.change(*days).await;
                refused_at_most(done);
            }
            Meanwhile::Removed => {
                if refused_at_most(self.remove().await).is_some() {
                    self.generations[1] += 1;
                }
            }
            Meanwhile::JournalLost => {
                self.journal_lost = true;
                let cloud = self.bench.cloud.clone();
                self.bench = Bench::on(cloud);
            }
            Meanwhile::Moved => {
                let moved = std::mem::replace(&mut self.bench, Bench::new(0));
                self.bench = moved.loaded().await;
                let made: u64 = self
                    .bench
                    .cloud
                    .calls()
                    .iter()
                    .map(|(_, count)| count)
                    .sum();
                self.befall(script, usize::try_from(made).unwrap());
            }
        }
        self.calm.store(calm, Ordering::SeqCst);
    }

    fn token(&mut self) -> OperationToken {
        self.acts += 1;
        OperationToken(format!("by-another-{}", self.acts))
    }

    /// Somebody else changes how long logs are kept; `None` when there is nothing to change.
    async fn change(&mut self, days: u32) -> PortResult<Option<()>> {
        let place = self.bench.place();
        let name = ProvisionedProductName::parse(DATA).unwrap();
        let Some(product) = place.provisioned_product(&name).await? else {
            return Ok(None);
        };
        let Some(stack) = product.stack.as_ref() else {
            return Ok(None);
        };
        let Some(stack) = place.stack(&stack.0).await? else {
            return Ok(None);
        };
        let path = place.launch_paths(&product.product).await?.remove(0);
        let keys = stack.parameters.iter().map(|(key, _)| key);
        let mut sent: IndexMap<ParameterKey, Sent> = keys
            .map(|key| (ParameterKey::parse(key).unwrap(), Sent::Previous))
            .collect();
        let key = ParameterKey::parse("LogRetentionDays").unwrap();
        sent.insert(key, Sent::Value(days.to_string()));
        let request = UpdateRequest {
            token: self.token(),
            provisioned_product: product.id,
            product: product.product,
            version: product.version,
            path: path.id,
            parameters: Request { sent },
        };
        place.update(&request).await.map(|_| Some(()))
    }

    /// Somebody else removes the Service Layer; `None` when it is not there.
    async fn remove(&mut self) -> PortResult<Option<()>> {
        let place = self.bench.place();
        let name = ProvisionedProductName::parse(SERVICE).unwrap();
        let Some(product) = place.provisioned_product(&name).await? else {
            return Ok(None);
        };
        let request = TerminateRequest {
            token: self.token(),
            provisioned_product: product.id,
        };
        place.terminate(&request).await.map(|_| Some(()))
    }
}

/// What somebody else tries may be refused, while an operation runs, say.
fn refused_at_most(done: PortResult<Option<()>>) -> Option<()> {
    match done {
        Ok(done) => done,
        Err(error) => {
            assert!(
                matches!(
                    error.kind,
                    ErrorKind::Conflict | ErrorKind::Invalid | ErrorKind::NotFound
                ),
                "{error}"
            );
            None
        }
    }
}
