//! What keeps a plan from being run, all at once.

use serde_json::{Map, Value, json};

use ts_deploy_core::engine::Consents;
use ts_deploy_core::finding::Finding;
use ts_deploy_core::plan::{Consent, Plan, PlannedStep, StepId};

/// The consents that the plan needs and that were not given, each with its step.
fn missing<'a>(
    plan: &'a Plan,
    given: &'a Consents,
) -> impl Iterator<Item = (&'a StepId, &'a Consent)> {
    plan.consents().filter(|(_, one)| !given.allow(one))
}

/// The ids of what blocks a step, each once.
fn reasons(step: &PlannedStep) -> Vec<&str> {
    let mut ids: Vec<&str> = Vec::new();
    let said: Vec<&Finding> = if step.findings.block() {
        step.findings.blocking().collect()
    } else {
        step.findings.iter().collect()
    };
    for id in said.into_iter().map(|finding| finding.id.as_ref()) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// A line for each step that cannot go on, with the ids of its findings, and one for all consents that
/// are missing; none for a plan that can be run.
pub(crate) fn obstacles(plan: &Plan, given: &Consents) -> Vec<String> {
    let blocked = plan
        .blocked()
        .map(|step| format!("{} cannot go on ({})", step.id, reasons(step).join(", ")));
    blocked.chain(missing_consents(plan, given)).collect()
}

/// All consents that are missing, each once, in a line; `None` when there are none.
pub(crate) fn missing_consents(plan: &Plan, given: &Consents) -> Option<String> {
    let mut words: Vec<String> = Vec::new();
    for (_, consent) in missing(plan, given) {
        let word = format!("--allow {}", consent.word);
        if !words.contains(&word) {
            words.push(word);
        }
    }
    (!words.is_empty()).then(|| format!("consent is needed, {}", words.join(" ")))
}

/// The same for programs: `blocked`, each step with the ids of what blocks it, and `consents_needed`.
pub(crate) fn obstacles_json(object: &mut Map<String, Value>, plan: &Plan, given: &Consents) {
    let blocked: Vec<Value> = plan
        .blocked()
        .map(|step| json!({"step": step.id, "findings": reasons(step)}))
        .collect();
    let missing: Vec<Value> = missing(plan, given)
        .map(|(step, one)| json!({"step": step, "allow": one.word, "loses": one.loses}))
        .collect();
    object.insert("blocked".to_owned(), blocked.into());
    object.insert("consents_needed".to_owned(), missing.into());
}
