//! Credentials that end in the middle of a run, and somebody who renews them: the engine, the
//! catalog on AWS and the SDK together, in virtual time.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use async_trait::async_trait;
use aws_smithy_async::time::{SharedTimeSource, TimeSource};
use serde_json::json;
use ts_deploy_core::clock::Clock;
use ts_deploy_core::engine::{Engine, Options, Outcome, Run};
use ts_deploy_core::event::{Event, EventKind};
use ts_deploy_core::finding::Findings;
use ts_deploy_core::ids::{DeploymentName, ProvisionedProductName};
use ts_deploy_core::journal::{Driver, Goal, Journal, MemoryStore, Owner};
use ts_deploy_core::parameter::Request;
use ts_deploy_core::plan::{
    Action, Duration, Evidence, Graph, Handle, Observation, Progress, Proposal, ReadContext,
    Started, Step, StepError, StepId,
};
use ts_deploy_core::port::Writers;
use ts_deploy_core::port::catalog::{
    CatalogReader, CatalogWriter, OperationToken, PathId, ProductId, ProvisionRequest, RecordId,
    RecordStatus, VersionId,
};
use ts_deploy_core::sim::{SimClock, SimCloud};
use ts_deploy_core::target::TargetName;

use super::desk::{ACCOUNT, Asked, Desk, Home, caller, profile, settings};
use crate::connection::AwsCloud;

/// The SDK's time is the engine's.
#[derive(Debug)]
struct Virtual(SimClock);

impl TimeSource for Virtual {
    fn now(&self) -> SystemTime {
        self.0.now().into()
    }
}

/// Keys of another account, and that account.
const FOREIGN: &str = "AKIDFOREIGN";
const ELSEWHERE: &str = "999999999999";

/// Keys that come into the file, each after sight was lost so many times.
type Renewals = &'static [(usize, &'static str)];

/// Good ones, after the second time.
const RENEWED: Renewals = &[(2, "AKIDSECOND")];

/// When the first keys end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ends {
    /// At the second look at the running launch.
    InTheWait,
    /// At the launch itself.
    InTheChange,
}

/// One product that can be launched, for whoever has the keys that are good now.
struct Account {
    good: &'static str,
    launched: bool,
    looks: u32,
}

impl Account {
    fn answer(&mut self, ends: Ends, asked: &Asked) -> (u16, String) {
        let operation = asked.operation.as_str();
        if operation == "GetCallerIdentity" {
            let own = caller();
            let foreign = asked.key == FOREIGN;
            return (
                200,
                if foreign {
                    own.replace(ACCOUNT, ELSEWHERE)
                } else {
                    own
                },
            );
        }
        let now = match ends {
            Ends::InTheWait => operation == "DescribeRecord" && self.looks == 1,
            Ends::InTheChange => operation == "ProvisionProduct",
        };
        if now {
            self.good = "AKIDSECOND";
        }
        if asked.key != self.good {
            let words = "The security token included in the request is expired";
            let refusal = json!({ "__type": "ExpiredTokenException", "message": words });
            return (400, refusal.to_string());
        }
        self.looks += u32::from(operation == "DescribeRecord");
        self.launched |= operation == "ProvisionProduct";
        let status = if self.looks > 3 {
            "SUCCEEDED"
        } else {
            "IN_PROGRESS"
        };
        let record = json!({
            "RecordId": "rec-1", "RecordType": "PROVISION_PRODUCT", "Status": status,
            "CreatedTime": 1.0, "ProvisionedProductId": "pp-1", "ProvisionedProductName": "acme",
        });
        let answer = match operation {
            "ListRecordHistory" if self.launched => json!({ "RecordDetails": [record] }),
            "ListRecordHistory" => json!({ "RecordDetails": [] }),
            _ => json!({ "RecordDetail": record }),
        };
        (200, answer.to_string())
    }
}

/// Launches the product.
struct Launch(StepId);

impl Launch {
    async fn seen(&self, cx: &ReadContext<'_>) -> Result<Option<RecordStatus>, StepError> {
        let catalog = cx.ports.get::<dyn CatalogReader>(TargetName::Main)?;
        let history = catalog.history(&product(), &name()).await?;
        match history.first() {
            Some(id) => Ok(Some(catalog.record(id).await?.status)),
            None => Ok(None),
        }
    }
}

fn product() -> ProductId {
    ProductId("prod-1".to_owned())
}

fn name() -> ProvisionedProductName {
    ProvisionedProductName::parse("acme").unwrap()
}

#[async_trait]
impl Step for Launch {
    fn id(&self) -> &StepId {
        &self.0
    }
    fn title(&self) -> String {
        "Launch".to_owned()
    }
    fn target(&self) -> TargetName {
        TargetName::Main
    }
    fn after(&self) -> &[StepId] {
        &[]
    }
    fn documented(&self, _: Action) -> Duration {
        Duration { least: 1, most: 5 }
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        if self.seen(cx).await?.is_some() {
            let findings = Findings::none();
            return Ok(Observation::InSync { findings });
        }
        Ok(Observation::Differs(Box::new(Proposal {
            action: Action::Create,
            changes: Vec::new(),
            digest: "digest".to_owned(),
            last_seen: None,
            awaits: Vec::new(),
            consent: None,
            takes_over: None,
            removed: None,
            expected: self.documented(Action::Create),
            findings: Findings::none(),
            work: Arc::new(()),
        })))
    }

    async fn start(
        &self,
        writers: &Writers<'_>,
        _: &Proposal,
        token: &OperationToken,
    ) -> Result<Started, StepError> {
        let catalog = writers.get::<dyn CatalogWriter>(TargetName::Main)?;
        let request = ProvisionRequest {
            token: token.clone(),
            name: name(),
            product: product(),
            version: VersionId("pa-1".to_owned()),
            path: PathId("lpv3-1".to_owned()),
            parameters: Request::default(),
            tags: BTreeMap::new(),
        };
        let record = catalog.provision(&request).await?;
        let (kind, id) = ("record".to_owned(), record.id.0);
        Ok(Started::Running(Handle { kind, id }))
    }

    async fn check(&self, cx: &ReadContext<'_>, handle: &Handle) -> Result<Progress, StepError> {
        let catalog = cx.ports.get::<dyn CatalogReader>(TargetName::Main)?;
        let record = catalog.record(&RecordId(handle.id.clone())).await?;
        if record.status == RecordStatus::Succeeded {
            return Ok(Progress::Settled);
        }
        Ok(Progress::Running {
            state: "IN_PROGRESS".to_owned(),
            resources: Vec::new(),
            done: None,
        })
    }

    async fn verify(&self, cx: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError> {
        Ok(vec![Evidence {
            what: "the thing".to_owned(),
            seen: "there".to_owned(),
            at: cx.now,
            call: "test:Look".to_owned(),
        }])
    }
}

/// How a run ended, what was asked, and why sight was lost.
struct Ran {
    outcome: Outcome,
    asked: Vec<Asked>,
    lost: Vec<String>,
}

impl Ran {
    fn tokens(&self) -> Vec<serde_json::Value> {
        let launches = self.asked.iter();
        launches
            .filter(|asked| asked.operation == "ProvisionProduct")
            .map(|asked| serde_json::from_str::<serde_json::Value>(&asked.body).unwrap())
            .map(|body| body["ProvisionToken"].clone())
            .collect()
    }
}

/// Runs the launch; the keys end as `ends` says and are renewed in their file as `renewals` say.
async fn run(ends: Ends, renewals: Renewals) -> Ran {
    let sim = SimCloud::new(1, "2026-01-05T09:00:00Z".parse().unwrap());
    let clock = sim.clock();
    let home = Arc::new(Home::new(""));
    let mut account = Account {
        good: "AKIDFIRST",
        launched: false,
        looks: 0,
    };
    let desk = Desk::new(move |asked| account.answer(ends, asked));
    let targets = [settings("us-east-1", profile("keys"))];
    let time = SharedTimeSource::new(Virtual(clock.clone()));
    let files = home.options();
    let cloud = AwsCloud::connect_over(&targets, &files, Ok(desk.client()), time);
    let ports = cloud.await.unwrap().ports();

    let lost: Arc<Mutex<Vec<String>>> = Arc::default();
    let (heard, keys) = (Arc::clone(&lost), Arc::clone(&home));
    let sink = move |event: &Event| {
        if let EventKind::LostSight { error, .. } = &event.kind {
            let mut heard = heard.lock().unwrap();
            heard.push(error.clone());
            if let Some((_, key)) = renewals.iter().find(|(after, _)| *after == heard.len()) {
                keys.write_keys(key);
            }
        }
    };
    let deployment = DeploymentName::parse("acme").unwrap();
    let store = Arc::new(MemoryStore::new(Arc::new(clock.clone())));
    let owner = Owner::real(deployment.clone());
    let journal = Journal::open(store, "test", &owner).await.unwrap();
    let step = Launch(StepId::parse("launch").unwrap());
    let graph = Graph::new([Arc::new(step) as Arc<dyn Step>]).unwrap();
    let options = Options::default();
    let clock = Arc::new(clock);
    let engine = Engine::new(
        deployment,
        graph,
        ports,
        clock,
        journal,
        options,
        Arc::new(sink),
    );
    let run = Run {
        driver: Driver::new("ana", "here"),
        goal: Goal::Deploy,
        plan: String::new(),
        approved: None,
    };
    let outcome = engine.run(&run, std::future::pending()).await;
    let lost = lost.lock().unwrap().clone();
    Ran {
        outcome,
        asked: desk.asked(),
        lost,
    }
}

#[tokio::test]
async fn a_wait_whose_credentials_end_goes_on_when_they_are_renewed_in_their_file() {
    let ran = run(Ends::InTheWait, RENEWED).await;
    assert_eq!(ran.outcome, Outcome::Succeeded);
    assert_eq!(ran.tokens().len(), 1);
}

#[tokio::test]
async fn who_watches_is_told_whose_credentials_ended_and_what_to_do() {
    let ran = run(Ends::InTheWait, RENEWED).await;
    let says = "servicecatalog:DescribeRecord in main: credentials expired: the credentials for \
                main are of no use now; renew the keys of the profile keys in its file, which is \
                read again. AWS or the SDK says: ExpiredTokenException: The security token";
    assert!(ran.lost[0].starts_with(says), "{}", ran.lost[0]);
}

#[tokio::test]
async fn a_launch_that_was_refused_for_ended_credentials_is_looked_up_then_sent_with_its_token() {
    let ran = run(Ends::InTheChange, RENEWED).await;
    assert_eq!(ran.outcome, Outcome::Succeeded);
    let tokens = ran.tokens();
    assert_eq!(tokens.len(), 2);
    assert_eq!(tokens[0], tokens[1]);
    let asked: Vec<String> = ran
        .asked
        .iter()
        .map(|asked| format!("{} {}", asked.operation, asked.key))
        .collect();
    let second = asked
        .iter()
        .rposition(|one| one.starts_with("ProvisionProduct"));
    let before = &asked[second.unwrap() - 1];
    assert_eq!(before, "ListRecordHistory AKIDSECOND");
}

#[tokio::test]
async fn credentials_that_nobody_renews_end_the_watching_and_not_the_launch() {
    let ran = run(Ends::InTheWait, &[]).await;
    assert_eq!(ran.outcome, Outcome::LostSight);
}

/// The file gets keys of another account first, and good ones later, when the first were read: keys
/// are kept for a minute.
const MISTAKEN: Renewals = &[(1, FOREIGN), (6, "AKIDSECOND")];

#[tokio::test]
async fn a_run_calls_nothing_with_the_keys_of_another_account_and_goes_on_with_right_ones() {
    let ran = run(Ends::InTheWait, MISTAKEN).await;
    assert_eq!(ran.outcome, Outcome::Succeeded);
    let called = ran.asked.iter().filter(|asked| asked.key == FOREIGN);
    let called: Vec<&str> = called.map(|asked| asked.operation.as_str()).collect();
    assert!(!called.is_empty(), "the keys were read");
    let other: Vec<_> = called
        .iter()
        .filter(|one| **one != "GetCallerIdentity")
        .collect();
    assert!(other.is_empty(), "{other:?}");
}

#[tokio::test]
async fn who_put_keys_of_another_account_there_is_told_both_accounts_and_what_to_do() {
    let ran = run(Ends::InTheWait, MISTAKEN).await;
    let says = "the credentials that were put in the place of the first are of account 999999999999, \
                and this target is in 111122223333: nothing was called with them. Put credentials of \
                111122223333 there";
    let told = ran.lost.iter().any(|error| error.contains(says));
    assert!(told, "{:#?}", ran.lost);
}

#[tokio::test]
async fn keys_that_stay_the_same_are_not_asked_for_their_account_again() {
    let ran = run(Ends::InTheWait, RENEWED).await;
    let asked = ran
        .asked
        .iter()
        .filter(|asked| asked.operation == "GetCallerIdentity");
    let keys: Vec<&str> = asked.map(|asked| asked.key.as_str()).collect();
    assert_eq!(keys, ["AKIDSECOND"]);
}
