//! What must always hold, looked at after every call, record and event.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ts_deploy_core::event::{Event, EventKind};
use ts_deploy_core::ids::ProvisionedProductName;
use ts_deploy_core::journal::{Chain, JournalEntry, JournalRecord, Settlement};
use ts_deploy_core::plan::{Action, StepId};
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
    /// The journal as it truly stands, proved whole record by record.
    chain: Chain,
    /// How many removals were meant to make room for another launch, by step.
    removals: BTreeMap<StepId, u64>,
    settled: Settled,
    /// What blocked or failed steps, as JSON, one a line.
    told: String,
    wrong: Vec<String>,
}

impl Seen {
    /// Counts what an entry means or ends.
    fn count(&mut self, entry: &JournalEntry) {
        match entry {
            JournalEntry::Intent {
                step,
                action: Action::Remove | Action::ClearFailed,
                ..
            } => {
                *self.removals.entry(step.clone()).or_default() += 1;
            }
            JournalEntry::Settled { step, result, .. } => {
                let open = self.chain.state().step(step);
                let open = open.and_then(|step| step.open.as_ref());
                let action = open.map(|open| open.action);
                self.settled.count(action, result);
            }
            _ => {}
        }
    }
}

/// How many changes were seen to end well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Updates of a product or a parameter.
    pub updates: u64,
    /// Removals of what is no longer wanted.
    pub removals: u64,
}

impl Settled {
    /// Counts what `record` says of the change that is `open`.
    fn count(&mut self, open: Option<Action>, result: &Settlement) {
        let well = matches!(result, Settlement::Succeeded | Settlement::FoundDone);
        match open.filter(|_| well) {
            Some(Action::Update) => self.updates += 1,
            Some(Action::Remove) => self.removals += 1,
            _ => {}
        }
    }
}

/// What Service Catalog says of an update that was sent though nothing differs: it fails, and taints
/// the product.
const NOTHING_TO_UPDATE: &str = "No updates are to be performed";

/// How the names of operations begin that only look.
const LOOKS: [&str; 6] = ["Describe", "GET", "Get", "List", "Scan", "Search"];

/// The changes that a call makes, and whether a step's name is that of one that makes it.
type Changes = (&'static [Action], fn(&str) -> bool);

/// What a call changes; `None` for a call that only looks. No step makes a call that is not known
/// here.
fn changes(call: &Call) -> Option<Changes> {
    let product: fn(&str) -> bool = |step| step.ends_with("-layer");
    let parameter: fn(&str) -> bool =
        |step| step.starts_with("parameter-") || step.starts_with("sso-parameter-");
    let own_stack: fn(&str) -> bool = |step| ["dr-stack", "snapshot-tool"].contains(&step);
    let sign_on: fn(&str) -> bool = |step| step.starts_with("sso-");
    let any: &[Action] = &[Action::Create, Action::Update];
    match call.operation {
        "CreateStack" => Some((&[Action::Create], own_stack)),
        "CreateChangeSet" | "ExecuteChangeSet" => Some((&[Action::Update], own_stack)),
        "CreateUserPool"
        | "CreateUserPoolDomain"
        | "CreateIdentityProvider"
        | "CreateUserPoolClient" => Some((&[Action::Create], sign_on)),
        "UpdateService" => Some((any, |step| step.contains("restart"))),
        "UpdateClusterConfig" => Some((&[Action::Update], |step| step == "eks-private-endpoint")),
        "UpdateElasticsearchDomainConfig" => {
            Some((&[Action::Update], |step| step == "search-https-only"))
        }
        "CreateVpcEndpoint" | "ModifyVpcEndpoint" => Some((any, |step| {
            step == "s3-endpoint" || step.starts_with("fix-s3-endpoint-")
        })),
        "CreateKeyPair" => Some((&[Action::Create], |step| step.starts_with("fix-key-pair-"))),
        "DeleteKeyPair" => Some((&[Action::Remove], |step| step.starts_with("fix-key-pair-"))),
        "CreateServiceLinkedRole" => Some((&[Action::Create], |step| {
            step.starts_with("fix-service-linked-role-")
        })),
        "PutResourcePolicy" => Some((any, |step| step.starts_with("fix-log-policy-"))),
        "CreateEmailIdentity" | "PutAccountDetails" => {
            Some((any, |step| step.starts_with("fix-mail-")))
        }
        "CreateRole" | "PutRolePolicy" | "UpdateAssumeRolePolicy" | "TagRole" => {
            Some((any, |step| step == "vendor-log-access"))
        }
        "DeleteRolePolicy" | "DeleteRole" => {
            Some((&[Action::Remove], |step| step == "vendor-log-access"))
        }
        "DeleteVpcEndpoints" => Some((&[Action::Remove], |step| step == "s3-endpoint")),
        "UpdateUserPool"
        | "UpdateUserPoolClient"
        | "UpdateIdentityProvider"
        | "AddCustomAttributes" => Some((&[Action::Update], sign_on)),
        "ProvisionProduct" => Some((&[Action::Create], product)),
        "UpdateProvisionedProduct" => Some((&[Action::Update], product)),
        "TerminateProvisionedProduct" => Some((&[Action::Remove, Action::ClearFailed], product)),
        "PutParameter" => Some((&[Action::Create, Action::Update], parameter)),
        "DeleteParameter" => Some((&[Action::Remove], parameter)),
        "AcceptPortfolioShare" => Some((&[Action::Create], |step| step == "import-portfolio")),
        "AssociatePrincipalWithPortfolio" => {
            Some((&[Action::Create], |step| step == "associate-principal"))
        }
        looks if LOOKS.iter().any(|begin| looks.starts_with(begin)) => None,
        _ => Some((&[], |_| false)),
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

    /// How many changes were seen to end well.
    pub fn settled(&self) -> Settled {
        self.seen().settled
    }

    /// The hash of the journal's last record.
    pub fn head(&self) -> String {
        self.seen().chain.head().to_owned()
    }

    /// A call is about to leave the process that writes as `writer`.
    pub fn leaves(&self, call: &Call, writer: &str) {
        let Some((actions, is_of)) = changes(call) else {
            return;
        };
        let mut seen = self.seen();
        let intended = seen.chain.state().steps.iter().any(|(id, step)| {
            let open = step.open.as_ref().filter(|_| is_of(id.as_str()));
            open.is_some_and(|open| actions.contains(&open.action))
        });
        if !intended {
            seen.wrong
                .push(format!("{call} left without an intent in the journal"));
        }
        let lease = seen.chain.state().lease.as_ref();
        if lease.is_none_or(|lease| lease.writer != writer) {
            let holder = lease.map(|lease| lease.writer.clone());
            seen.wrong.push(format!(
                "{call} left from {writer}, while {holder:?} drives"
            ));
        }
    }

    /// A call has had its effect, if it has one.
    pub fn arrived(&self) {
        let mut seen = self.seen();
        for (name, step) in [(DATA, "data-layer"), (SERVICE, "service-layer")] {
            let (Ok(product), Ok(step)) =
                (ProvisionedProductName::parse(name), StepId::parse(step))
            else {
                continue;
            };
            let launches = self.cloud.accepted_launches(&product);
            let removals = seen.removals.get(&step).copied().unwrap_or_default();
            if launches > 1 + removals {
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
        let expected = seen.chain.records() + 1;
        if sequence != expected {
            seen.wrong
                .push(format!("record {sequence} stands where {expected} belongs"));
        }
        if let Ok(JournalRecord { entry, .. }) = serde_json::from_slice(bytes) {
            seen.count(&entry);
        }
        if let Err(broken) = seen.chain.follow(bytes) {
            seen.wrong
                .push(format!("the journal is not whole: {broken}"));
        }
    }

    /// What blocked or failed steps, as JSON, one a line.
    pub fn told(&self) -> String {
        self.seen().told.clone()
    }

    /// Something was said.
    pub fn said(&self, event: &Event) {
        let told = serde_json::to_string(event).unwrap_or_default();
        if matches!(
            event.kind,
            EventKind::Blocked { .. } | EventKind::Failed { .. } | EventKind::ConsentNeeded { .. }
        ) {
            let seen = &mut self.seen().told;
            seen.push_str(&told);
            seen.push('\n');
        }
        if told.contains(self.secret) || format!("{event:?}").contains(self.secret) {
            self.wrong(format!("an event tells the secret: {:?}", event.step));
        }
        if told.contains(NOTHING_TO_UPDATE) {
            self.wrong(format!("{:?} was updated for nothing", event.step));
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

    /// The record that belongs behind those which the judge has seen.
    fn next(judge: &Judge, entry: &str) -> (u64, String) {
        let sequence = judge.seen().chain.records() + 1;
        let previous = judge.head();
        let record = format!(
            r#"{{"format":[1,0],"sequence":{sequence},"previous":"{previous}","checkpoint":0,"writer":"jane-1","at":"2026-01-05T09:00:00Z","entry":{entry}}}"#
        );
        (sequence, record)
    }

    fn write(judge: &Judge, entry: &str) {
        let (sequence, record) = next(judge, entry);
        judge.written(sequence, record.as_bytes());
    }

    const INTENT: &str = r#"{"type":"intent","step":"data-layer","place":null,"action":"create","token":"t1","digest":"d","last_seen":null}"#;
    const DRIVING: &str = r#"{"type":"driving","driver":{"name":"jane","host":"h","process":1},"since":"2026-01-05T09:00:00Z","until":"2026-01-05T09:05:00Z"}"#;

    #[test]
    fn a_call_without_an_intent_is_seen() {
        let judge = judge();
        write(&judge, DRIVING);
        judge.leaves(&launch(), "jane-1");
        assert_eq!(judge.verdict().len(), 1, "{:?}", judge.verdict());
    }

    #[test]
    fn a_call_of_somebody_who_does_not_drive_is_seen() {
        let judge = judge();
        write(&judge, DRIVING);
        write(&judge, INTENT);
        judge.leaves(&launch(), "jane-1");
        assert_eq!(judge.verdict(), [""; 0]);
        judge.leaves(&launch(), "ravi-1");
        assert_eq!(judge.verdict().len(), 1, "{:?}", judge.verdict());
    }

    #[test]
    fn a_secret_in_a_record_is_seen() {
        let judge = judge();
        write(&judge, &INTENT.replace("t1", "canary"));
        assert_eq!(judge.verdict(), ["record 1 holds the secret"]);
    }

    #[test]
    fn a_record_out_of_its_order_is_seen() {
        let judge = judge();
        let (_, record) = next(&judge, DRIVING);
        judge.written(2, record.as_bytes());
        assert_eq!(judge.verdict(), ["record 2 stands where 1 belongs"]);
    }

    #[test]
    fn a_record_that_does_not_follow_from_the_one_before_is_seen() {
        let judge = judge();
        write(&judge, DRIVING);
        let (sequence, record) = next(&judge, INTENT);
        let changed = record.replace(&judge.head(), &"0".repeat(64));
        judge.written(sequence, changed.as_bytes());
        insta::assert_snapshot!(judge.verdict().join("\n"), @"the journal is not whole: record 2 does not follow from record 1: one of the two was changed");
    }

    #[test]
    fn an_update_that_ended_well_is_counted() {
        let judge = judge();
        write(&judge, &INTENT.replace("create", "update"));
        let settled = r#"{"type":"settled","step":"data-layer","result":{"settled":"succeeded"},"seconds":60}"#;
        write(&judge, settled);
        let (updates, removals) = (1, 0);
        assert_eq!(judge.settled(), Settled { updates, removals });
    }
}
