//! A rehearsal with things that go wrong, as a script.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::SignedDuration;

use super::{CallFault, CallInfo, SimCloud, SimPerson, WorldFault};
use crate::clock::Clock;

/// What a rehearsal plays: what goes wrong in the world and with calls, and what its simulated
/// person does. Nothing unless it is said.
///
/// A program scripts a rehearsal with this; `spec::rehearsal::read` reads one from a file.
///
/// ```
/// use ts_deploy_core::sim::{CallFault, Script, ScriptedCall, SimCloud};
///
/// let cloud = SimCloud::new(7, "2026-03-02T09:00:00Z".parse()?);
/// let script = Script {
///     calls: vec![ScriptedCall::new("DescribeRecord", CallFault::Throttle).after(3).times(10)],
///     ..Script::default()
/// };
/// let playing = script.play(&cloud);
/// // Deploy, and see what of the script was never reached.
/// assert_eq!(playing.left(), ["DescribeRecord: throttled 10 times after 3 calls, 10 left"]);
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// What goes wrong in the world.
    pub world: Vec<WorldFault>,
    /// What goes wrong with calls. Where several are about one call, the first of them counts.
    pub calls: Vec<ScriptedCall>,
    /// What the simulated person does.
    pub person: ScriptedPerson,
}

/// What happens to calls of one operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptedCall {
    operation: String,
    fault: CallFault,
    after: u64,
    times: u64,
}

/// What the simulated person of a rehearsal does when asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScriptedPerson {
    /// Says after ten minutes that it is done.
    #[default]
    Confirms,
    /// Says so after this long.
    Takes(SignedDuration),
    /// Never answers: the rehearsal ends where a person is needed.
    Never,
}

impl ScriptedCall {
    /// The next call of `operation` meets `fault`. The operation is named as in
    /// [`SimCloud::calls`], with or without its service: `DescribeRecord`,
    /// `servicecatalog:DescribeRecord`.
    pub fn new(operation: impl Into<String>, fault: CallFault) -> Self {
        Self {
            operation: operation.into(),
            fault,
            after: 0,
            times: 1,
        }
    }

    /// Lets this many calls be answered first, counted from the beginning of the script.
    #[must_use]
    pub fn after(self, calls: u64) -> Self {
        Self {
            after: calls,
            ..self
        }
    }

    /// Lets this many calls in a row meet the fault; one when not said.
    #[must_use]
    pub fn times(self, calls: u64) -> Self {
        Self {
            times: calls,
            ..self
        }
    }

    fn is_about(&self, call: &CallInfo) -> bool {
        let (service, operation) = (call.call.service, call.call.operation);
        match self.operation.split_once(':') {
            Some(named) => named == (service, operation),
            None => self.operation == operation,
        }
    }

    fn left(&self, seen: u64) -> Option<String> {
        let left = self
            .times
            .saturating_sub(seen.saturating_sub(self.after))
            .min(self.times);
        let Self {
            operation,
            fault,
            after,
            times,
        } = self;
        let fault = fault.as_str();
        (left > 0)
            .then(|| format!("{operation}: {fault} {times} times after {after} calls, {left} left"))
    }
}

impl Script {
    /// Lets it play in `cloud` from now on. A fault of the world that waits there already, from an
    /// earlier run, is not added again; its calls, if it has any, replace [`SimCloud::on_call`]'s
    /// hook.
    pub fn play(&self, cloud: &SimCloud) -> Playing {
        let waiting = cloud.unspent_faults();
        for fault in self.world.iter().filter(|fault| !waiting.contains(fault)) {
            cloud.script(fault.clone());
        }
        let calls = self.calls.iter().map(|call| (call.clone(), 0)).collect();
        let calls: Arc<Mutex<Vec<(ScriptedCall, u64)>>> = Arc::new(Mutex::new(calls));
        if !self.calls.is_empty() {
            let seen = Arc::clone(&calls);
            cloud.on_call(Box::new(move |call| {
                befalls(
                    &mut seen.lock().unwrap_or_else(PoisonError::into_inner),
                    call,
                )
            }));
        }
        Playing {
            cloud: cloud.clone(),
            world: self.world.clone(),
            calls,
        }
    }

    /// Its simulated person, who lives by `clock`.
    pub fn person(&self, clock: Arc<dyn Clock>) -> SimPerson {
        let person = SimPerson::new(clock);
        match self.person {
            ScriptedPerson::Confirms => person,
            ScriptedPerson::Takes(delay) => person.taking(delay),
            ScriptedPerson::Never => person.never(),
        }
    }
}

fn befalls(calls: &mut [(ScriptedCall, u64)], info: &CallInfo) -> CallFault {
    let mut met = CallFault::None;
    for (call, seen) in calls.iter_mut().filter(|(call, _)| call.is_about(info)) {
        *seen = seen.saturating_add(1);
        let reached = *seen > call.after && *seen <= call.after.saturating_add(call.times);
        if reached && met == CallFault::None {
            met = call.fault;
        }
    }
    met
}

/// A script that plays.
#[derive(Clone, Debug)]
pub struct Playing {
    cloud: SimCloud,
    world: Vec<WorldFault>,
    calls: Arc<Mutex<Vec<(ScriptedCall, u64)>>>,
}

impl Playing {
    /// What of the script has not happened so far, one line each: it was not reached, or names a
    /// resource or an operation that does not exist.
    pub fn left(&self) -> Vec<String> {
        let world = self.cloud.unspent_faults().into_iter();
        let world = world.filter(|fault| self.world.iter().any(|one| one.is_alike(fault)));
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let calls = calls.iter().filter_map(|(call, seen)| call.left(*seen));
        world.map(|fault| fault.to_string()).chain(calls).collect()
    }
}
