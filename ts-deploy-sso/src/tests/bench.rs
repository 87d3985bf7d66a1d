//! Single sign-on run on the simulated cloud.

use std::sync::{Arc, Mutex, PoisonError};

use ts_deploy_core::engine::{Engine, Options, Outcome, Run};
use ts_deploy_core::event::Event;
use ts_deploy_core::ids::{DeploymentName, UserPoolName};
use ts_deploy_core::journal::{Driver, Goal, Journal, MemoryStore, Owner};
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::plan::{Graph, Step};
use ts_deploy_core::port::user_pool::{AppClient, UserPool, UserPoolReader as _};
use ts_deploy_core::sim::{SimCloud, SimPerson, SimPlace};
use ts_deploy_core::spec;
use ts_deploy_core::target::Target;

use super::target;
use crate::{CLIENT_NAME, CognitoSso, ServicesIn};

/// The deployment that the pools belong to.
pub(super) const OWNER: &str = "acme-production";

/// A world and what was said in it.
pub(super) struct Bench {
    pub(super) cloud: SimCloud,
    pub(super) place: SimPlace,
    said: Arc<Mutex<Vec<Event>>>,
}

impl Bench {
    pub(super) fn new() -> Self {
        let cloud = SimCloud::new(7, "2026-03-02T09:00:00Z".parse().unwrap());
        let place = cloud.at(&target("us-east-1"));
        Self {
            cloud,
            place,
            said: Arc::default(),
        }
    }

    /// A world in which the platform runs.
    pub(super) async fn with_platform() -> Self {
        let bench = Self::new();
        let text = include_str!("../../../examples/specs/minimal.yaml");
        let deployment = spec::read(text).deployment.unwrap();
        let graph = deployment.deploy().unwrap();
        let outcome = bench.engine(&deployment.targets(), graph, &[]).await;
        assert_eq!(outcome, Outcome::Succeeded);
        bench
            .said
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        bench
    }

    async fn engine(&self, targets: &[Target], graph: Graph, consents: &[&str]) -> Outcome {
        let name = DeploymentName::parse(OWNER).unwrap();
        let clock = Arc::new(self.cloud.clock());
        let store = Arc::new(MemoryStore::new(clock.clone()));
        let owner = Owner::rehearsal(name.clone());
        let journal = Journal::open(store, "test", &owner).await.unwrap();
        let said = self.said.clone();
        let sink = Arc::new(move |event: &Event| {
            said.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(event.clone());
        });
        let options = Options {
            consents: consents.iter().copied().collect(),
            ..Options::default()
        };
        let ports = self.cloud.ports(targets);
        let person = Arc::new(SimPerson::new(clock.clone()));
        let engine = Engine::new(name, graph, ports, clock, journal, options, sink);
        let run = Run {
            driver: Driver::new("jane", "bench"),
            goal: Goal::Deploy,
            plan: String::new(),
            approved: None,
        };
        engine
            .attended_by(person)
            .run(&run, std::future::pending())
            .await
    }

    /// Runs these steps.
    pub(super) async fn run(&self, steps: Vec<Arc<dyn Step>>, consents: &[&str]) -> Outcome {
        let graph = Graph::new(steps).unwrap();
        self.engine(&[target("us-east-1")], graph, consents).await
    }

    /// Makes what is made in Cognito.
    pub(super) async fn make(&self, sso: &CognitoSso) -> Outcome {
        let in_cognito = [
            "sso-user-pool",
            "sso-domain",
            "sso-identity-provider",
            "sso-app-client",
        ];
        let steps = Self::all(sso).into_iter();
        let steps = steps.filter(|step| in_cognito.contains(&step.id().as_str()));
        self.run(steps.collect(), &[]).await
    }

    fn all(sso: &CognitoSso) -> Vec<Arc<dyn Step>> {
        let services = ServicesIn::Product("acme-service-layer".parse().unwrap());
        sso.steps(&Sources::none(), &services, &[], &[])
    }

    /// Makes all of it, for the platform that runs.
    pub(super) async fn set_up(&self, sso: &CognitoSso) -> Outcome {
        self.run(Self::all(sso), &[]).await
    }

    /// Everything that was said, as JSON.
    pub(super) fn said(&self) -> String {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let lines = said.iter().map(|event| format!("{event:?}"));
        lines.collect::<Vec<_>>().join("\n")
    }

    pub(super) async fn pools(&self, name: &str) -> Vec<UserPool> {
        let name = UserPoolName::parse(name).unwrap();
        let mut pools = Vec::new();
        for id in self.place.pools_named(&name).await.unwrap() {
            pools.extend(self.place.pool(&id).await.unwrap());
        }
        pools
    }

    /// The pool of the platform, the only one.
    pub(super) async fn pool(&self) -> UserPool {
        let mut pools = self.pools("tetra.acme.example").await;
        assert_eq!(pools.len(), 1);
        pools.remove(0)
    }

    /// The platform's client.
    pub(super) async fn client(&self) -> AppClient {
        let pool = self.pool().await.id;
        let all = self.place.clients(&pool).await.unwrap();
        let found = all.into_iter().find(|one| one.name == CLIENT_NAME).unwrap();
        self.place.client(&pool, &found.id).await.unwrap().unwrap()
    }

    /// How often a call was made.
    pub(super) fn calls(&self, name: &str) -> u64 {
        let calls = self.cloud.calls();
        let found = calls.into_iter().find(|(call, _)| call == name);
        found.map_or(0, |(_, count)| count)
    }
}
