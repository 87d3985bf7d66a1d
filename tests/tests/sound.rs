//! What must be true of a deployment whatever went wrong on the way to it.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;
use ts_deploy_core::clock::Clock as _;
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::{Options, TokenSeed};
use ts_deploy_core::ids::{ParameterPath, ProvisionedProductName};
use ts_deploy_core::layer::ProductComponent as _;
use ts_deploy_core::layer::secrets::{SecretSource, SourceError, SourceKind, Sources, ValueFrom};
use ts_deploy_core::plan::{Graph, Plan, StepId, Verdict, plan, verify};
use ts_deploy_core::port::catalog::CatalogReader as _;
use ts_deploy_core::port::parameter_store::ParameterType;
use ts_deploy_core::port::stack::StackReader as _;
use ts_deploy_core::secret::Secret;
use ts_deploy_core::sim::SimPlace;
use ts_deploy_tests::Bench;

/// What every secret of a generated deployment is.
pub(crate) const SECRET: &str = "correct-horse-battery";

/// A run that may remove and make anew whatever it has to.
pub(crate) fn free() -> Options {
    let words = ["destroy", "recreate"]
        .into_iter()
        .flat_map(|verb| ["data-layer", "service-layer"].map(|step| format!("{verb}:{step}")));
    Options {
        consents: words.collect(),
        ..Options::default()
    }
}

/// The main place as its administrator sees it.
pub(crate) fn place(bench: &Bench, deployment: &Deployment) -> SimPlace {
    bench.cloud.at(&deployment.targets[0].target)
}

/// The names of both provisioned products, the Data Layer's first.
pub(crate) fn names(deployment: &Deployment) -> [ProvisionedProductName; 2] {
    let (data, service) = (&deployment.data_layer, &deployment.service_layer);
    [data.choice(), service.choice()].map(|choice| choice.provisioned_product.clone())
}

struct Given;

#[async_trait]
impl SecretSource for Given {
    async fn read(&self) -> Result<Secret, SourceError> {
        Ok(Secret::new(SECRET.to_owned()))
    }

    fn kind(&self) -> SourceKind {
        SourceKind::Rereadable
    }

    fn shown(&self) -> String {
        "a source that always answers".to_owned()
    }
}

/// How the parameter at `path` is kept, so that nobody has to consent: in plain text where it is taken so.
fn kept(deployment: &Deployment, path: &ParameterPath) -> ParameterType {
    let parameters = deployment.secrets.parameters().iter();
    let mut takers =
        parameters.filter(|one| matches!(&one.value, ValueFrom::Parameter(from) if from == path));
    if takers.any(|one| one.protection.parameter_type() == ParameterType::String) {
        ParameterType::String
    } else {
        ParameterType::SecureString
    }
}

/// Everything that the secrets of `deployment` are taken from, made and filled.
pub(crate) fn sources(bench: &Bench, deployment: &Deployment) -> Sources {
    let mut sources = Sources::none();
    for parameter in deployment.secrets.parameters() {
        match &parameter.value {
            ValueFrom::Named(name) => sources = sources.with(name.clone(), Arc::new(Given)),
            ValueFrom::Parameter(path) => {
                let value = Secret::new(SECRET.to_owned());
                let place = place(bench, deployment);
                place.hold_parameter(path, kept(deployment, path), &value);
            }
            _ => {}
        }
    }
    sources
}

/// The plan for `graph` and what each step proves, with what the journal knows.
pub(crate) async fn looked(
    bench: &Bench,
    deployment: &Deployment,
    graph: &Graph,
) -> (Plan, Vec<(StepId, Verdict)>) {
    let state = bench.whole().await.state;
    let ports = bench.cloud.ports(&deployment.targets());
    let tokens = TokenSeed::new(deployment.name.clone());
    let now = bench.cloud.clock().now();
    let plan = plan(graph, ports.readers(), now, &tokens, |id| state.step(id)).await;
    let verdicts = verify(graph, &plan, ports.readers(), now, &tokens, |id| {
        state.step(id)
    })
    .await;
    (plan, verdicts)
}

/// After a success: nothing is left to do, every step proves itself, both stacks are complete, and
/// the Service Layer hangs on this Data Layer.
pub(crate) async fn stands(
    bench: &Bench,
    deployment: &Deployment,
    graph: &Graph,
) -> Result<(), String> {
    let (plan, verdicts) = looked(bench, deployment, graph).await;
    if !plan.is_no_change() {
        return Err(format!(
            "a success that leaves something to do: {:#?}",
            plan.steps
        ));
    }
    for (step, verdict) in verdicts {
        if !matches!(verdict, Verdict::Holds { .. }) {
            return Err(format!(
                "a success that verify contradicts: {step}: {verdict:?}"
            ));
        }
    }
    let [data, service] = names(deployment);
    let mut stacks = Vec::new();
    for name in [&data, &service] {
        let place = place(bench, deployment);
        let product = place.provisioned_product(name).await.unwrap().unwrap();
        let stack = place
            .stack(&product.stack.unwrap().0)
            .await
            .unwrap()
            .unwrap();
        let outputs = place.outputs(&product.id).await.unwrap();
        let lost = |(key, value)| outputs.get(key) != Some(value);
        if stack.outputs.is_empty() || stack.outputs.iter().any(lost) {
            return Err(format!(
                "lost outputs of {name}: {outputs:?} of {:?}",
                stack.outputs
            ));
        }
        stacks.push(stack);
    }
    let wired = format!("{:?}", stacks[1].parameters.get("DataStack"));
    if !wired.contains(stacks[0].name.as_str()) {
        return Err(format!("the Service Layer is wired to {wired}"));
    }
    Ok(())
}

/// A provisioned product as the saved world holds it, gone ones included.
pub(crate) struct Launched {
    /// Its name.
    pub(crate) name: String,
    /// The record of its launch.
    pub(crate) record: String,
    /// True when its launch was scripted, or bound, to fail.
    pub(crate) failed: bool,
}

/// All that was ever launched in the world.
pub(crate) fn launched(bench: &Bench) -> Vec<Launched> {
    let world: Value = serde_json::from_str(&bench.cloud.save().unwrap()).unwrap();
    let places = world["places"].as_object().unwrap().values();
    let products = places.flat_map(|place| place["provisioned"].as_array().unwrap());
    let read = |product: &Value| {
        let launch = &product["launch"];
        Launched {
            name: product["name"].as_str().unwrap().to_owned(),
            record: launch["record"].as_str().unwrap().to_owned(),
            failed: !launch["fate"]["runs"]["failure"].is_null(),
        }
    };
    products.map(read).collect()
}

/// Every launch in the world is one that the journal knows of, under a name of this deployment.
pub(crate) async fn owned(bench: &Bench, deployment: &Deployment) -> Result<(), String> {
    let mut journal = String::new();
    for sequence in 1..=bench.store.last().await.unwrap().unwrap_or_default() {
        let bytes = bench.store.read(sequence).await.unwrap().unwrap();
        journal += std::str::from_utf8(&bytes).unwrap();
    }
    if journal.contains(SECRET) {
        return Err("a secret stands in the journal".to_owned());
    }
    let known: BTreeSet<String> = names(deployment).iter().map(ToString::to_string).collect();
    for Launched { name, record, .. } in launched(bench) {
        if !known.contains(&name) || !journal.contains(&record) {
            return Err(format!("a stack without an owner: {name} of {record}"));
        }
    }
    Ok(())
}
