//! The checks of the accounts, and what mends them.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use ts_deploy_core::check::{
    Check, Checked, NoFix, Preflight, Unseen, Verdict, fixes, refused_fixes, rows,
};
use ts_deploy_core::engine::{Consents, Outcome, Run};
use ts_deploy_core::finding::Severity;
use ts_deploy_core::ids::printable;
use ts_deploy_core::journal::{Goal, KeptCheck};
use ts_deploy_core::plan::{Entry, Graph, Plan, Step};
use ts_deploy_core::sim::Script;

use super::drive::driven;
use super::known::{self, names, nobody_agrees, refuse_any};
use super::run::{agree, say_plan};
use crate::answer::{Answer, Stop};
use crate::backend::{Cloud, Reach};
use crate::cli::{Format, Options};
use crate::document::Doubts;
use crate::session::{Prepared, Session, cannot_be_seen, driver, out_of_sight};
use crate::show;

/// Looks, and with `fix` mends what these rows found.
pub(super) async fn preflight(
    options: &Options,
    spec: &Path,
    fix: Option<&[String]>,
    allow: &[String],
) -> Answer {
    let prepared = Prepared::read(options, spec, Doubts::Shown)?;
    refuse_any(said_against(options, &prepared, fix, allow)?)?;
    let mut session = prepared.open(Reach::Cloud, options).await?;
    session.means.consents = allow.iter().cloned().collect();
    let unseen = session.refuse_other_accounts().await?;
    let checks = rows::all_with(&session.deployment, &session.means);
    let (checks, unlooked) = in_sight(checks, &unseen);
    if checks.is_empty() {
        return Err(out_of_sight(&unseen, &unlooked));
    }
    let seen = look(&checks, &session.cloud).await;
    let state = session.journal.state();
    let steps = fix.map(|rows| fixes(&checks, &seen, rows, |id| state.step(id)));
    let steps = steps.transpose().map_err(|refused| no_fix(&refused))?;
    let mends = steps.is_some();
    match options.format {
        Format::Json => {
            let mut object = session.json();
            object.insert("findings".to_owned(), json!(session.findings));
            let targets: Vec<_> = unseen.iter().map(unseen_json).collect();
            object.insert("unseen".to_owned(), json!(targets));
            show::out(&object_of(object, &seen, mends));
        }
        Format::Human => {
            show::say(&session.header());
            show::say(&show::preflight(&seen, &session.deployment.targets()));
            for one in &unseen {
                show::say(&cannot_be_seen(one));
            }
            if !unseen.is_empty() {
                show::say(&unlooked);
            }
        }
    }
    match steps {
        None if !unseen.is_empty() && !seen.blocks() => Ok(out_of_sight(&unseen, "").outcome),
        None => Ok(outcome(&seen)),
        Some(steps) => {
            let graph = Graph::new(steps).map_err(|error| Stop::invalid(error.to_string()))?;
            let beyond = beyond_fixes(&checks, &seen, fix.unwrap_or_default());
            let seen = (&seen, beyond.as_slice());
            Box::pin(mend(options, session, &checks, graph, allow, seen)).await
        }
    }
}

/// What is said against the command line before anything is called. A check knows the consents of a
/// deploy too, which may take over what it finds.
fn said_against(
    options: &Options,
    prepared: &Prepared,
    fix: Option<&[String]>,
    allow: &[String],
) -> Result<Vec<String>, Stop> {
    let checks = rows::all_with(&prepared.deployment, &prepared.means);
    let mut steps = names(&prepared.deploy_steps()?);
    for step in checks.iter().filter_map(|check| check.fix()) {
        let id = step.id().to_string();
        // A fix may be a step of the deployment itself.
        if !steps.contains(&id) {
            steps.push(id);
        }
    }
    let mut said = known::consents(Some(&steps), allow);
    let Some(rows) = fix else {
        return Ok(said);
    };
    let refused = refused_fixes(&checks, rows);
    said.extend(refused.iter().map(|one| format!("--fix: {one}")));
    said.extend(nobody_agrees(options, false));
    Ok(said)
}

/// The checks of the targets that can be seen, and how many others there are, in words.
fn in_sight(checks: Vec<Arc<dyn Check>>, unseen: &[Unseen]) -> (Vec<Arc<dyn Check>>, String) {
    let seen = |check: &Arc<dyn Check>| unseen.iter().all(|one| one.target != check.target());
    let (checks, others): (Vec<_>, Vec<_>) = checks.into_iter().partition(seen);
    let unlooked = format!(
        "{} checks were not looked at, because nobody knows who asks.",
        others.len()
    );
    (checks, unlooked)
}

fn unseen_json(unseen: &Unseen) -> Value {
    json!({
        "target": unseen.target,
        "why": printable(&unseen.why, 1200),
        "no_credentials": unseen.no_credentials,
    })
}

/// What was seen, as one object; with `event` where others follow it.
fn object_of(mut object: serde_json::Map<String, Value>, seen: &Preflight, event: bool) -> String {
    object.insert("checks".to_owned(), json!(seen));
    object.insert("counts".to_owned(), json!(seen.counts()));
    if event {
        object.insert("event".to_owned(), "preflight".into());
    }
    Value::Object(object).to_string()
}

fn outcome(seen: &Preflight) -> Outcome {
    if seen.blocks() {
        Outcome::Blocked
    } else {
        Outcome::Succeeded
    }
}

fn no_fix(refused: &[NoFix]) -> Stop {
    let lines: Vec<String> = refused.iter().map(|one| format!("--fix: {one}")).collect();
    Stop::invalid(lines.join("\n"))
}

/// The rows that have a fix, were asked for, and found what it does not mend.
fn beyond_fixes(checks: &[Arc<dyn Check>], seen: &Preflight, rows: &[String]) -> Vec<&'static str> {
    let asked = |row: &str| rows.is_empty() || rows.iter().any(|one| one.eq_ignore_ascii_case(row));
    let of = |one: &Checked| checks.iter().find(|check| one.is_of(check.as_ref()));
    let beyond = seen.0.iter().filter(|one| {
        let found = matches!(one.verdict, Verdict::Found { .. });
        let fix = of(one).and_then(|check| check.fix());
        found && !one.fixable && asked(one.row) && fix.is_some()
    });
    let rows: BTreeSet<&'static str> = beyond.map(|one| one.row).collect();
    rows.into_iter().collect()
}

/// Runs the fixes, looks again, and ends as what is left says. What was `seen` comes with the rows that
/// found what no fix mends.
async fn mend(
    options: &Options,
    session: Session,
    checks: &[Arc<dyn Check>],
    graph: Graph,
    allow: &[String],
    (seen, beyond): (&Preflight, &[&str]),
) -> Answer {
    let plan = session.plan(&graph).await?;
    let begun = |step: &Arc<dyn Step>| session.journal.state().is_begun(step.id());
    // What an earlier run began and did not see end is settled by a run, also where nothing differs.
    if plan.is_no_change() && !plan.is_blocked() && !graph.steps().iter().any(begun) {
        return Ok(nothing_to_mend(options.format, outcome(seen), beyond));
    }
    agree(options, &session, &plan, allow, None, "Mend this?")?;
    let targets = session.deployment.targets();
    let run = Run {
        driver: driver(),
        goal: Goal::Mend,
        plan: plan.digest,
        approved: None,
    };
    let driven = driven(options, session, graph, run, (allow, Script::default())).await?;
    if driven.outcome != Outcome::Succeeded {
        let ended = driven.outcome;
        return Ok(driven.tell(options.format, ended));
    }
    let left = look(checks, &driven.cloud).await;
    match options.format {
        Format::Json => show::out(&object_of(serde_json::Map::new(), &left, true)),
        Format::Human => show::say(&show::preflight(&left, &targets)),
    }
    Ok(driven.tell(options.format, outcome(&left)))
}

fn nothing_to_mend(format: Format, outcome: Outcome, beyond: &[&str]) -> Outcome {
    match format {
        Format::Json => {
            let exit = outcome.exit_code();
            let end = json!({"event": "finished", "outcome": outcome, "exit": exit});
            show::out(&end.to_string());
        }
        Format::Human if beyond.is_empty() => {
            show::err("There is nothing to mend that was asked for.");
        }
        Format::Human => show::err(&format!(
            "Nothing was mended: what {} found is not mended with --fix. The findings say what to do.",
            beyond.join(", ")
        )),
    }
    outcome
}

async fn look(checks: &[Arc<dyn Check>], cloud: &Cloud) -> Preflight {
    Preflight::run(checks, cloud.readers(), cloud.clock.as_ref()).await
}

/// What blocks steps of the plan, which knows the journal as checks do not, and the consents that it
/// lacks.
fn said_by_plan(plan: &Plan, given: &Consents) -> String {
    let mut lines = Vec::new();
    for step in plan
        .steps
        .iter()
        .filter(|step| step.entry == Entry::Blocked)
    {
        lines.push(format!("  cannot go on {} {}", step.id, step.title));
        for finding in step.findings.blocking() {
            lines.push(format!("    {}", printable(&finding.to_string(), 1200)));
        }
    }
    let missing = show::missing_consents(plan, given);
    lines.extend(missing.map(|one| format!("  {one}")));
    lines.join("\n")
}

/// The end of a deploy whose checks block, with what the plan says besides, where there is one to be had.
async fn held_back(session: &Session, seen: &Preflight, found: String) -> Stop {
    let given = &session.means.consents;
    let plan = match session.deploy_steps() {
        Ok(graph) => session.plan(&graph).await.ok(),
        Err(_) => None,
    };
    let planned = plan.as_ref().map(|plan| said_by_plan(plan, given));
    let todo = if plan.as_ref().is_some_and(Plan::is_blocked) {
        "Mend what the plan says first: what the checks found may follow from it."
    } else {
        "Mend what blocks, or leave the checks out with --no-preflight."
    };
    let lines = [session.header(), planned.unwrap_or_default(), found];
    let lines = lines.into_iter().filter(|one| !one.is_empty());
    let message: String = lines.map(|one| one + "\n").collect();
    let blocks = |checked: &&Checked| checked.verdict.severity() == Some(Severity::Blocks);
    let checks: Vec<&str> = seen.0.iter().filter(blocks).map(|one| one.id).collect();
    let obstacles = plan.as_ref().map(|plan| show::obstacles(plan, given));
    let obstacles = obstacles.unwrap_or_default();
    if let Some(plan) = plan.as_ref().filter(|_| !obstacles.is_empty()) {
        say_plan(session, plan, given);
    }
    let checks = format!("checks block ({})", checks.join(", "));
    let all: Vec<String> = std::iter::once(checks).chain(obstacles).collect();
    Stop::new(
        Outcome::Blocked,
        format!("{message}Nothing was begun. {todo}"),
    )
    .brief(format!("Nothing was begun: {}. {todo}", all.join("; ")))
}

/// Looks before anything is planned: what blocks ends the command, the rest is said.
/// Of targets that cannot be seen, where nothing is done now, nothing is looked at.
pub(super) async fn before_deploy(
    options: &Options,
    session: &Session,
    unseen: &[Unseen],
) -> Result<Preflight, Stop> {
    let checks = rows::all_with(&session.deployment, &session.means);
    let (checks, _) = in_sight(checks, unseen);
    let seen = look(&checks, &session.cloud).await;
    if options.format == Format::Json {
        for checked in &seen.0 {
            say(checked);
        }
    }
    let found = show::preflight_findings(&seen);
    if seen.blocks() {
        return Err(held_back(session, &seen, found).await);
    }
    if options.format == Format::Human && !found.is_empty() {
        show::err(&found);
    }
    Ok(seen)
}

/// A check that ended, as an event, and one more for each of its findings, which says where in `at`.
fn say(checked: &Checked) {
    let KeptCheck { verdict, count, .. } = checked.into();
    let (id, row, target, at) = (checked.id, checked.row, checked.target, checked.at);
    let event = json!({
        "event": "checked",
        "at": at,
        "check": id,
        "row": row,
        "target": target,
        "verdict": verdict,
        "findings": count,
    });
    show::out(&event.to_string());
    for finding in checked.verdict.findings() {
        let mut event = json!(finding);
        if let Some(event) = event.as_object_mut() {
            event.insert("check".to_owned(), id.into());
            event.insert("target".to_owned(), json!(target));
            event.insert("verdict".to_owned(), json!(verdict));
            event.insert("checked_at".to_owned(), json!(at));
        }
        show::out(&crate::document::event(event));
    }
}
