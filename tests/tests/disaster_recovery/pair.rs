//! A deployment with its disaster recovery, and what the tests ask of it.

use jiff::SignedDuration;
use ts_deploy_core::clock::Clock as _;
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::fingerprint::FingerprintKey;
use ts_deploy_core::ids::ProvisionedProductName;
use ts_deploy_core::journal::{Goal, JournalState};
use ts_deploy_core::layer::data::RecoverySource;
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::parameter::LiveValue;
use ts_deploy_core::plan::Graph;
use ts_deploy_core::port::catalog::CatalogReader as _;
use ts_deploy_core::port::stack::{Stack, StackReader as _, TemplateSource};
use ts_deploy_core::sim::{SimPlace, documented_dr_stack, documented_snapshot_tool};
use ts_deploy_core::target::TargetName;
use ts_deploy_dr::drill::{DrillReport, drill};
use ts_deploy_dr::recovery::{Found, look, recovered};
use ts_deploy_dr::{Components, DrSteps, Templates};
use ts_deploy_tests::{Bench, RECOVERABLE, deployment};

pub(super) fn source(name: &str) -> TemplateSource {
    TemplateSource::url(format!("https://acme.s3.amazonaws.com/{name}")).unwrap()
}

/// A deployment with its disaster recovery, in a world that knows the templates.
pub(super) struct Pair {
    pub(super) bench: Bench,
    pub(super) deployment: Deployment,
    pub(super) dr: DrSteps,
}

impl Pair {
    pub(super) fn new(text: &str) -> Self {
        Self::on(Bench::new(3), text)
    }

    pub(super) fn on(bench: Bench, text: &str) -> Self {
        let deployment = deployment(text);
        let templates = Templates {
            stack: Some(source("dr.yml")),
            snapshot_tool: Some(source("tool.json")),
        };
        let dr = ts_deploy_dr::steps(&deployment, &templates).unwrap();
        let pair = Self {
            bench,
            deployment,
            dr,
        };
        let there = pair.place(TargetName::Dr);
        there.put_template(&source("dr.yml"), documented_dr_stack());
        if !there.has_offers() {
            there.offer_documented();
        }
        pair.place(TargetName::DrInMainRegion)
            .put_template(&source("tool.json"), documented_snapshot_tool());
        pair
    }

    pub(super) fn place(&self, name: TargetName) -> SimPlace {
        self.bench
            .cloud
            .at(&self.deployment.target(name).unwrap().target)
    }

    /// The steps that deploy all of it.
    pub(super) fn graph(&self) -> Graph {
        let own = self
            .deployment
            .deploy_joined(&Sources::none(), &self.dr.joined);
        let steps = own.into_iter().chain(self.dr.deploy.iter().cloned());
        Graph::new(steps).unwrap()
    }

    pub(super) async fn deploy_allowing(&self, consents: &[&str]) -> Outcome {
        let run = (Goal::Deploy, self.graph());
        self.bench.run(&self.deployment, run, consents).await
    }

    pub(super) async fn deploy(&self) -> Outcome {
        self.deploy_allowing(&[]).await
    }

    pub(super) async fn destroy(&self, consents: &[&str]) -> Outcome {
        let own = self.deployment.destroy_joined(&self.dr.joined);
        let steps = own.into_iter().chain(self.dr.destroy.iter().cloned());
        let graph = Graph::new(steps).unwrap();
        let run = (Goal::Destroy, graph);
        self.bench.run(&self.deployment, run, consents).await
    }

    /// Deployed, with everything running.
    pub(super) async fn deployed() -> Self {
        let pair = Self::new(RECOVERABLE);
        assert_eq!(pair.deploy().await, Outcome::Succeeded);
        pair
    }

    pub(super) fn calls(&self, name: &str) -> u64 {
        let calls = self.bench.cloud.calls();
        let found = calls.iter().find(|(call, _)| call.ends_with(name));
        found.map_or(0, |(_, count)| *count)
    }

    pub(super) async fn stack(&self, place: TargetName, name: &str) -> Stack {
        self.place(place).stack(name).await.unwrap().unwrap()
    }

    pub(super) fn components(&self) -> Components {
        Components::of(&self.deployment).unwrap().unwrap()
    }

    pub(super) async fn found(&self) -> Found {
        let ports = self.bench.cloud.ports(&self.deployment.targets());
        let now = self.bench.cloud.clock().now();
        look(&self.deployment, &self.components(), ports.readers(), now)
            .await
            .unwrap()
    }

    pub(super) async fn drilled(&self) -> DrillReport {
        let ports = self.bench.cloud.ports(&self.deployment.targets());
        let now = self.bench.cloud.clock().now();
        let journal = JournalState::default();
        let (components, readers) = (self.components(), ports.readers());
        let key = FingerprintKey::new([9; 32]);
        drill(&self.deployment, &components, readers, &journal, now, &key)
            .await
            .unwrap()
    }

    pub(super) fn pass(&self, hours: i64) {
        self.bench.cloud.pass(SignedDuration::from_hours(hours));
    }

    /// Brings the platform up from `source`, with a journal of its own.
    pub(super) async fn recover(&self, source: &RecoverySource) -> (Bench, Deployment, Outcome) {
        let recovery = recovered(&self.deployment, source).unwrap();
        let own = recovery.deployment.deploy().unwrap();
        let steps = own.steps().iter().cloned().chain(recovery.errands);
        let graph = Graph::new(steps).unwrap();
        let bench = Bench::on(self.bench.cloud.clone());
        let run = (Goal::Deploy, graph);
        let outcome = bench.run(&recovery.deployment, run, &[]).await;
        (bench, recovery.deployment, outcome)
    }
}

/// The value of a parameter that is there and not masked.
pub(super) fn value(stack: &Stack, key: &str) -> String {
    let known = match stack.parameters.get(key) {
        Some(LiveValue::Known(text)) => Some(text.clone()),
        _ => None,
    };
    known.unwrap()
}

/// The stack of a provisioned product in a place.
pub(super) async fn stack_of(place: &SimPlace, product: &str) -> Stack {
    let name = ProvisionedProductName::parse(product).unwrap();
    let product = place.provisioned_product(&name).await.unwrap().unwrap();
    let arn = product.stack.unwrap();
    place.stack(&arn.0).await.unwrap().unwrap()
}
