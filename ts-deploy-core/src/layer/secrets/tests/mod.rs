//! Parameters written to, kept in and removed from the simulated parameter store.

mod canary;
mod chosen;
mod lag;
mod one_shot;
mod remove;
mod resume;
mod reveal;
mod write;

use std::sync::{Arc, Mutex};

use async_trait::async_trait;

use super::{
    BoxSecrets, FurtherParameter, SecretSource, Secrets, SourceError, SourceErrorKind, SourceKind,
    SourceName, Sources, ValueFrom, VariableName,
};
use crate::engine::{Engine, Options, Outcome, Run, TokenSeed};
use crate::event::{Event, EventKind};
use crate::finding::Finding;
use crate::ids::{AccountId, DeploymentName, ParameterPath, Region};
use crate::journal::{Driver, Goal, Journal, MemoryStore, Owner};
use crate::plan::{Graph, Observation, Plan, Proposal, ReadContext, Step, Verdict, plan, verify};
use crate::port::Ports;
use crate::port::parameter_store::{
    ParameterDescription, ParameterReader as _, ParameterType, ParameterValue, Protection,
};
use crate::secret::Secret;
use crate::sim::{SimCloud, SimPlace};
use crate::target::{Target, TargetName};

const CANARY: &str = "canary-7f3a";

fn path(text: &str) -> ParameterPath {
    ParameterPath::parse(text).unwrap()
}

/// A source that gives what it is told to.
struct Told {
    value: Result<Secret, SourceError>,
    kind: SourceKind,
}

#[async_trait]
impl SecretSource for Told {
    async fn read(&self) -> Result<Secret, SourceError> {
        self.value.clone()
    }

    fn kind(&self) -> SourceKind {
        self.kind
    }

    fn shown(&self) -> String {
        "the test's source".to_owned()
    }
}

fn told(value: &str) -> ValueFrom {
    from(Ok(Secret::new(value.to_owned())), SourceKind::Rereadable)
}

fn once(value: &str) -> ValueFrom {
    from(Ok(Secret::new(value.to_owned())), SourceKind::OneShot)
}

/// A one-shot source in a process that was given nothing.
fn spent() -> ValueFrom {
    let error = SourceError::new(
        SourceErrorKind::Exhausted,
        "the test's source is empty",
        "Give the value again.",
    );
    from(Err(error), SourceKind::OneShot)
}

fn from(value: Result<Secret, SourceError>, kind: SourceKind) -> ValueFrom {
    ValueFrom::Given(Arc::new(Told { value, kind }))
}

fn variable(name: &str) -> SourceName {
    SourceName::Environment(VariableName::parse(name).unwrap())
}

/// The parameter `/acme/a`, encrypted, with this value.
fn one(value: ValueFrom) -> Secrets {
    protected(Protection::default(), value)
}

fn protected(protection: Protection, value: ValueFrom) -> Secrets {
    at("/acme/a", protection, value)
}

fn at(name: &str, protection: Protection, value: ValueFrom) -> Secrets {
    let parameter = FurtherParameter {
        path: path(name),
        protection,
        value,
    };
    let tags = [("owner".to_owned(), "acme".to_owned())].into();
    let built = Secrets::builder().further(vec![parameter]).tags(tags);
    built.build().unwrap()
}

/// A simulated cloud and a journal that outlive the engines that work on them.
struct Bench {
    cloud: SimCloud,
    place: SimPlace,
    store: MemoryStore,
    events: Arc<Mutex<Vec<Event>>>,
}

impl Bench {
    fn new() -> Self {
        Self::of(SimCloud::new(7, "2026-03-02T09:00:00Z".parse().unwrap()))
    }

    fn of(cloud: SimCloud) -> Self {
        let place = cloud.at(&target());
        let store = MemoryStore::new(Arc::new(cloud.clock()));
        Self {
            cloud,
            place,
            store,
            events: Arc::default(),
        }
    }

    async fn run_on(&self, ports: Ports, steps: Vec<Arc<dyn Step>>, consents: &[&str]) -> Outcome {
        let name: DeploymentName = "test".parse().unwrap();
        let writer = format!("writer-{}", self.events.lock().unwrap().len());
        let owner = Owner::rehearsal(name.clone());
        let journal = Journal::open(Arc::new(self.store.clone()), writer, &owner);
        let journal = journal.await.unwrap();
        let options = Options {
            consents: consents.iter().copied().collect(),
            ..Options::default()
        };
        let events = self.events.clone();
        let sink = Arc::new(move |event: &Event| events.lock().unwrap().push(event.clone()));
        let clock = Arc::new(self.cloud.clock());
        let graph = Graph::new(steps).unwrap();
        let engine = Engine::new(name, graph, ports, clock, journal, options, sink);
        let driver = Driver {
            name: "jane".into(),
            host: "bench".into(),
            process: 1,
            instance: None,
            numbers: None,
        };
        let run = Run {
            driver,
            goal: Goal::Deploy,
            plan: String::new(),
            approved: None,
        };
        engine.run(&run, std::future::pending()).await
    }

    async fn run(&self, steps: Vec<Arc<dyn Step>>, consents: &[&str]) -> Outcome {
        self.run_on(self.cloud.ports(&[target()]), steps, consents)
            .await
    }

    /// Writes what is wanted, with no sources by name.
    async fn write(&self, secrets: &Secrets) -> Outcome {
        self.run(secrets.write_steps(&Sources::none(), &[]), &[])
            .await
    }

    /// The same, with consent to make every parameter anew.
    async fn write_agreed(&self, secrets: &Secrets) -> Outcome {
        let words: Vec<String> = secrets
            .step_ids()
            .map(|id| format!("destroy:{id}"))
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        self.run(secrets.write_steps(&Sources::none(), &[]), &words)
            .await
    }

    async fn remove(&self, secrets: &Secrets) -> Outcome {
        self.run(secrets.remove_steps(&[]), &[]).await
    }

    async fn plan(&self, secrets: &Secrets) -> Plan {
        let graph = Graph::new(secrets.write_steps(&Sources::none(), &[])).unwrap();
        let ports = self.cloud.ports(&[target()]);
        let tokens = TokenSeed::new("test".parse().unwrap());
        let now = "2026-03-02T09:00:00Z".parse().unwrap();
        plan(&graph, ports.readers(), now, &tokens, |_| None).await
    }

    /// What writing the one parameter would do first.
    async fn proposed(&self, secrets: &Secrets) -> Proposal {
        let step = secrets.write_steps(&Sources::none(), &[]).remove(0);
        let ports = self.cloud.ports(&[target()]);
        let tokens = TokenSeed::new("test".parse().unwrap());
        let cx = ReadContext {
            ports: ports.readers(),
            now: "2026-03-02T09:00:00Z".parse().unwrap(),
            open: None,
            confirmed: None,
            tokens: &tokens,
            detail: false,
        };
        match step.observe(&cx).await.unwrap() {
            Observation::Differs(proposal) => *proposal,
            other => panic!("{other:?}"),
        }
    }

    /// What verifying the one parameter gives.
    async fn verdict(&self, secrets: &Secrets) -> Verdict {
        let graph = Graph::new(secrets.write_steps(&Sources::none(), &[])).unwrap();
        let ports = self.cloud.ports(&[target()]);
        let tokens = TokenSeed::new("test".parse().unwrap());
        let now = "2026-03-02T09:00:00Z".parse().unwrap();
        let plan = plan(&graph, ports.readers(), now, &tokens, |_| None).await;
        let mut verdicts = verify(&graph, &plan, ports.readers(), now, &tokens, |_| None).await;
        verdicts.remove(0).1
    }

    fn holds(&self, name: &str, kind: ParameterType, value: &str) {
        let secret = Secret::new(value.to_owned());
        self.place.hold_parameter(&path(name), kind, &secret);
    }

    async fn described(&self, name: &str) -> Option<ParameterDescription> {
        self.place.describe(&[path(name)]).await.unwrap().pop()
    }

    /// Type and version of `/acme/a`, and whether it has this value.
    async fn seen(&self, value: &str) -> String {
        let Some(live) = self.described("/acme/a").await else {
            return "not there".to_owned();
        };
        let value = ParameterValue::Given(Secret::new(value.to_owned()));
        let matches = self.place.matches(&path("/acme/a"), &value).await.unwrap();
        let has = if matches { "as wanted" } else { "another" };
        format!("{} v{}, value {has}", live.parameter_type, live.version)
    }

    /// The findings of this id that were said.
    fn found(&self, id: &str) -> Vec<Finding> {
        let events = self.events.lock().unwrap();
        let findings = events.iter().filter_map(|event| match &event.kind {
            EventKind::InSync { findings }
            | EventKind::Starting { findings, .. }
            | EventKind::Blocked { findings } => Some(findings),
            _ => None,
        });
        let all = findings.flatten().filter(|finding| finding.id == id);
        all.cloned().collect()
    }

    /// The one finding of this id.
    fn finding(&self, id: &str) -> Finding {
        let found = self.found(id);
        assert_eq!(found.len(), 1, "{:#?}", self.events.lock().unwrap());
        found.into_iter().next().unwrap()
    }
}

fn target() -> Target {
    Target {
        name: TargetName::Main,
        account: AccountId::parse("111122223333").unwrap(),
        region: Region::parse("us-east-1").unwrap(),
    }
}

fn box_secrets(client_id: ValueFrom, client_secret: ValueFrom) -> Secrets {
    let secrets = BoxSecrets {
        client_id,
        client_secret,
    };
    Secrets::builder().box_(Some(secrets)).build().unwrap()
}
