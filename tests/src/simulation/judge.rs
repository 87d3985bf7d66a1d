//! What must always hold, looked at after every call, record and event.

use std::sync::{Mutex, MutexGuard, PoisonError};

use ts_deploy_core::event::Event;
use ts_deploy_core::ids::ProvisionedProductName;
use ts_deploy_core::journal::{JournalRecord, JournalState};
use ts_deploy_core::plan::Action;
use ts_deploy_core::port::Call;
use ts_deploy_core::sim::SimCloud;

use crate::{DATA, SERVICE};

/// Looks on, and keeps what went wrong.
pub struct Judge {
    cloud: SimCloud,
    /// What nobody but AWS may ever see.
    secret: &'static str,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    /// What the journal truly says.
    state: JournalState,
    /// The number of the last record.
    last: u64,
    /// How many removals may have made room for another launch.
    removals: u64,
    wrong: Vec<String>,
}

/// The change that a call makes; `None` for a call that only looks.
fn changes(call: &Call) -> Option<&'static [Action]> {
    match call.operation {
        "ProvisionProduct" => Some(&[Action::Create]),
        "UpdateProvisionedProduct" => Some(&[Action::Update]),
        "TerminateProvisionedProduct" => Some(&[Action::Remove, Action::ClearFailed]),
        "PutParameter" => Some(&[Action::Create, Action::Update]),
        "DeleteParameter" => Some(&[Action::Remove]),
        _ => None,
    }
}

impl Judge {
    /// One who looks on at `cloud`, where `secret` is a secret.
    pub fn new(cloud: SimCloud, secret: &'static str) -> Self {
        let seen = Mutex::default();
        Self {
            cloud,
            secret,
            seen,
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something that must not be.
    pub fn wrong(&self, what: String) {
        self.seen().wrong.push(what);
    }

    /// All that went wrong.
    pub fn verdict(&self) -> Vec<String> {
        self.seen().wrong.clone()
    }

    /// A call is about to leave the process that writes as `writer`.
    pub fn leaves(&self, call: &Call, writer: &str) {
        let Some(actions) = changes(call) else { return };
        let mut seen = self.seen();
        let intended = seen.state.steps.values().any(|step| {
            let open = step.open.as_ref();
            open.is_some_and(|open| actions.contains(&open.action))
        });
        if !intended {
            seen.wrong
                .push(format!("{call} left without an intent in the journal"));
        }
        let lease = seen.state.lease.as_ref();
        if lease.is_none_or(|lease| lease.writer != writer) {
            let holder = lease.map(|lease| lease.writer.clone());
            seen.wrong.push(format!(
                "{call} left from {writer}, while {holder:?} drives"
            ));
        }
    }

    /// A call has had its effect, if it has one.
    pub fn arrived(&self, call: &Call) {
        let mut seen = self.seen();
        if call.operation == "TerminateProvisionedProduct" {
            seen.removals += 1;
        }
        for name in [DATA, SERVICE] {
            let Ok(product) = ProvisionedProductName::parse(name) else {
                continue;
            };
            let launches = self.cloud.accepted_launches(&product);
            if launches > 1 + seen.removals {
                let removals = seen.removals;
                seen.wrong.push(format!(
                    "{name} was launched {launches} times, with {removals} removals"
                ));
            }
        }
    }

    /// A record stands in the journal.
    pub fn written(&self, sequence: u64, bytes: &[u8]) {
        let mut seen = self.seen();
        if String::from_utf8_lossy(bytes).contains(self.secret) {
            seen.wrong
                .push(format!("record {sequence} holds the secret"));
        }
        match serde_json::from_slice::<JournalRecord>(bytes) {
            Ok(record) => {
                if sequence != seen.last + 1 || record.sequence != sequence {
                    seen.wrong
                        .push(format!("record {sequence} is out of its order"));
                }
                seen.state.apply(&record);
            }
            Err(error) => seen
                .wrong
                .push(format!("record {sequence} is none: {error}")),
        }
        seen.last = sequence;
    }

    /// Something was said.
    pub fn said(&self, event: &Event) {
        let told = serde_json::to_string(event).unwrap_or_default();
        if told.contains(self.secret) || format!("{event:?}").contains(self.secret) {
            self.wrong(format!("an event tells the secret: {:?}", event.step));
        }
    }
}

#[cfg(test)]
mod tests {
    use ts_deploy_core::target::TargetName;

    use super::*;

    fn judge() -> Judge {
        let cloud = SimCloud::new(1, jiff::Timestamp::UNIX_EPOCH);
        Judge::new(cloud, "canary")
    }

    fn launch() -> Call {
        Call {
            service: "servicecatalog",
            operation: "ProvisionProduct",
            target: TargetName::Main,
        }
    }

    fn record(sequence: u64, entry: &str) -> String {
        let previous = "0".repeat(64);
        format!(
            r#"{{"format":[1,0],"sequence":{sequence},"previous":"{previous}","checkpoint":0,"writer":"jane-1","at":"2026-01-05T09:00:00Z","entry":{entry}}}"#
        )
    }

    const INTENT: &str = r#"{"type":"intent","step":"data-layer","place":null,"action":"create","token":"t1","digest":"d","last_seen":null}"#;
    const DRIVING: &str = r#"{"type":"driving","driver":{"name":"jane","host":"h","process":1},"since":"2026-01-05T09:00:00Z","until":"2026-01-05T09:05:00Z"}"#;

    #[test]
    fn a_call_without_an_intent_is_seen() {
        let judge = judge();
        judge.written(1, record(1, DRIVING).as_bytes());
        judge.leaves(&launch(), "jane-1");
        assert_eq!(judge.verdict().len(), 1, "{:?}", judge.verdict());
    }

    #[test]
    fn a_call_of_somebody_who_does_not_drive_is_seen() {
        let judge = judge();
        judge.written(1, record(1, DRIVING).as_bytes());
        judge.written(2, record(2, INTENT).as_bytes());
        judge.leaves(&launch(), "jane-1");
        assert_eq!(judge.verdict(), [""; 0]);
        judge.leaves(&launch(), "ravi-1");
        assert_eq!(judge.verdict().len(), 1, "{:?}", judge.verdict());
    }

    #[test]
    fn a_secret_in_a_record_is_seen() {
        let judge = judge();
        judge.written(1, record(1, &INTENT.replace("t1", "canary")).as_bytes());
        assert_eq!(judge.verdict(), ["record 1 holds the secret"]);
    }

    #[test]
    fn a_record_out_of_its_order_is_seen() {
        let judge = judge();
        judge.written(2, record(2, DRIVING).as_bytes());
        assert_eq!(judge.verdict(), ["record 2 is out of its order"]);
    }
}
