//! Generated documents: those that may be deployed are, and the others are told why not.

mod decided;
mod layers;
mod parts;
mod spoilt;
mod written;

use proptest::prelude::*;
use serde_json::Value;
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::finding::Severity;
use ts_deploy_core::journal::Goal;
use ts_deploy_core::spec::{self, Located};
use ts_deploy_tests::Bench;

use crate::cases::{blocking, for_all};
use crate::sound::{free, launched, looked, names, owned, sources, stands};
use decided::decided;
use spoilt::{garbled, garbles, spoils, spoilt};
use written::written;

/// What makes a sound finding: words for a person, and a place within the text.
fn told(located: &Located, text: &str) -> Result<(), String> {
    let finding = &located.finding;
    let words = [&finding.seen, &finding.why, &finding.remedy];
    if let Some(control) = words
        .iter()
        .flat_map(|words| words.chars())
        .find(|c| c.is_control())
    {
        return Err(format!("a finding holds {control:?}: {finding:?}"));
    }
    if finding.seen.is_empty() || finding.severity == Severity::Blocks && finding.remedy.is_empty()
    {
        return Err(format!("a finding does not say what to do: {finding:?}"));
    }
    match located.span {
        Some(span) if text.get(span.offset..span.offset + span.len).is_none() => {
            Err(format!("a finding points outside the text: {located:?}"))
        }
        _ => Ok(()),
    }
}

fn accepted(schema: &jsonschema::Validator, document: &Value) -> Result<(), String> {
    schema.validate(document).map_err(|error| {
        format!(
            "the schema refuses what reads: {error} at {}",
            error.instance_path()
        )
    })
}

/// Deployed, left alone by a second run, and removed.
async fn lives(deployment: &Deployment) -> Result<(), String> {
    let bench = Bench::new(11);
    let sources = sources(&bench, deployment);
    let graph = || deployment.deploy_with(&sources).unwrap();
    let (plan, _) = looked(&bench, deployment, &graph()).await;
    if plan.is_blocked() {
        return Err(format!("its plan is blocked: {:#?}", plan.steps));
    }
    let outcome = bench
        .run_with(deployment, (Goal::Deploy, graph()), free())
        .await;
    if outcome != Outcome::Succeeded {
        return Err(format!("it ended as {outcome}: {:#?}", bench.said()));
    }
    stands(&bench, deployment, &graph()).await?;
    owned(&bench, deployment).await?;
    let before = bench.cloud.changing_calls();
    let outcome = bench
        .run_with(deployment, (Goal::Deploy, graph()), free())
        .await;
    if outcome != Outcome::Succeeded || bench.cloud.changing_calls() != before {
        return Err(format!(
            "the second run ended as {outcome}: {:#?}",
            bench.begun_words()
        ));
    }
    removed(&bench, deployment).await?;
    if launched(&bench).len() != 2 {
        return Err("it was launched more than once".to_owned());
    }
    Ok(())
}

async fn removed(bench: &Bench, deployment: &Deployment) -> Result<(), String> {
    let graph = deployment.destroy().unwrap();
    let outcome = bench
        .run_with(deployment, (Goal::Destroy, graph), free())
        .await;
    if outcome != Outcome::Succeeded || !bench.cloud.is_empty() {
        return Err(format!(
            "its removal ended as {outcome}: {:#?}",
            bench.said()
        ));
    }
    bench.whole().await;
    Ok(())
}

#[test]
fn whatever_is_decided_is_deployed_verified_left_alone_and_removed() {
    let schema = jsonschema::validator_for(&spec::schema()).unwrap();
    let drawn = (decided(), any::<bool>());
    let name = "specs::whatever_is_decided_is_deployed_verified_left_alone_and_removed";
    for_all(name, 24, &drawn, |(document, yaml)| {
        let text = written(&document, yaml);
        let reading = spec::read(&text);
        for located in &reading.findings {
            told(located, &text)?;
        }
        let Some(deployment) = &reading.deployment else {
            return Err(format!("it does not read: {:#?}\n{text}", reading.findings));
        };
        accepted(&schema, &document)?;
        blocking(lives(deployment))
    });
}

/// A document that reads although something was done to it: whatever the products' contracts say
/// of it, nothing is half begun.
async fn survives(deployment: &Deployment) -> Result<(), String> {
    let bench = Bench::new(12);
    let sources = sources(&bench, deployment);
    let graph = || deployment.deploy_with(&sources).unwrap();
    let outcome = bench
        .run_with(deployment, (Goal::Deploy, graph()), free())
        .await;
    match outcome {
        Outcome::Succeeded => stands(&bench, deployment, &graph()).await?,
        Outcome::Blocked => {
            let [data, _] = names(deployment);
            let (plan, _) = looked(&bench, deployment, &graph()).await;
            let begun = bench.cloud.accepted_launches(&data);
            if !plan.is_blocked()
                || begun > 0
                    && plan
                        .steps
                        .iter()
                        .any(|s| s.id.as_str() == "data-layer" && s.findings.block())
            {
                return Err(format!(
                    "blocked after something was begun: {:#?}",
                    plan.steps
                ));
            }
        }
        other => return Err(format!("it ended as {other}: {:#?}", bench.said())),
    }
    owned(&bench, deployment).await?;
    removed(&bench, deployment).await
}

#[test]
fn whatever_is_wrong_with_a_document_is_told_or_does_no_harm() {
    let drawn = (decided(), spoils(), garbles(), any::<bool>());
    let name = "specs::whatever_is_wrong_with_a_document_is_told_or_does_no_harm";
    for_all(name, 64, &drawn, |(document, spoils, garble, yaml)| {
        let text = garbled(&written(&spoilt(document, &spoils), yaml), &garble);
        let reading = spec::read(&text);
        for located in &reading.findings {
            told(located, &text)?;
        }
        match &reading.deployment {
            Some(_) if reading.blocks() => Err("what is blocked reads all the same".to_owned()),
            None if !reading.blocks() => Err(format!("nothing says why it does not read: {text}")),
            Some(deployment) => blocking(survives(deployment)),
            None => Ok(()),
        }
    });
}
