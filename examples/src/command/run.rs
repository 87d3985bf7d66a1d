//! Commands that change something.

use std::path::Path;

use serde_json::json;

use ts_deploy_core::engine::{Consents, Outcome, Run};
use ts_deploy_core::ids::printable;
use ts_deploy_core::journal::Goal;
use ts_deploy_core::plan::{Entry, Graph, Plan};
use ts_deploy_core::sim::Script;

use super::drive::{Begun, drive};
use crate::answer::{Answer, Stop};
use crate::cli::{Backend, Format, Options, Platform, Rehearsal};
use crate::document::{Doubts, script};
use crate::session::{Session, driver};
use crate::show;

/// What the command line says about a run.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) allow: &'a [String],
    script: Option<&'a Path>,
}

impl<'a> Told<'a> {
    pub(super) fn new(allow: &'a [String], rehearsal: &'a Rehearsal) -> Self {
        let script = rehearsal.script.as_deref();
        Self { allow, script }
    }

    /// What the rehearsal plays; nothing goes wrong when nothing is said.
    pub(super) fn script(&self, session: &Session) -> Result<Script, Stop> {
        let read = |path| script(path, &session.deployment);
        self.script.map_or_else(|| Ok(Script::default()), read)
    }

    /// A script is for rehearsals only.
    pub(super) fn fits(&self, options: &Options) -> Result<(), Stop> {
        if self.script.is_some() && options.backend == Backend::Aws {
            return Err(Stop::invalid(
                "--script is for rehearsals: what goes wrong in AWS is not ours to say. Leave it out, or rehearse with --backend sim.",
            ));
        }
        Ok(())
    }
}

pub(super) async fn deploy(
    options: &Options,
    spec: &Path,
    approve: Option<&str>,
    look_first: bool,
    told: Told<'_>,
) -> Answer {
    told.fits(options)?;
    let mut session = Session::open(options, spec, Doubts::Shown).await?;
    session.means.consents = told.allow.iter().cloned().collect();
    let script = told.script(&session)?;
    if options.format == Format::Json {
        session.say_findings();
    }
    let mut graph = session.deploy_steps()?;
    let mut seen = None;
    if look_first {
        let unseen = session.check_accounts(&graph).await?;
        seen = Some(super::preflight::before_deploy(options, &session, &unseen).await?);
        graph = session.guarded(&graph)?;
    }
    let plan = session.plan(&graph).await?;
    let approved = approved(&session, &graph, &plan, approve)?;
    agree(options, &session, &graph, &plan, told.allow, "Deploy this?")?;
    let begun = Begun::deploy(plan, approved).preceded_by(seen);
    drive(options, session, graph, begun, (told.allow, script)).await
}

pub(super) async fn destroy(options: &Options, platform: &Platform, told: Told<'_>) -> Answer {
    told.fits(options)?;
    let session = super::dr::session(options, platform).await?;
    let script = told.script(&session)?;
    let graph = session.destroy_steps()?;
    let plan = session.plan(&graph).await?;
    agree(options, &session, &graph, &plan, told.allow, "Remove this?")?;
    let run = Run {
        driver: driver(),
        goal: Goal::Destroy,
        plan: plan.digest,
        approved: None,
    };
    drive(options, session, graph, run, (told.allow, script)).await
}

/// The plan is the approved one; or what is left of it, when a run of it was interrupted and the
/// spec still wants the very same. `None` when it is let through only since nothing differs: a digest
/// that was never that of a plan must not become an approval in the journal.
pub(super) fn approved<'a>(
    session: &Session,
    graph: &Graph,
    plan: &Plan,
    digest: Option<&'a str>,
) -> Result<Option<&'a str>, Stop> {
    let Some(digest) = digest else {
        return Ok(None);
    };
    let goes_on = session.journal.state().run.as_ref().is_some_and(|run| {
        let ended = matches!(
            run.outcome,
            Some(Outcome::Succeeded | Outcome::Failed | Outcome::Blocked)
        );
        let same = run.goal == Goal::Deploy && run.wanted == graph.wanted();
        same && run.approved.as_deref() == Some(digest) && !ended
    });
    let seen = plan.unseen().next().is_none();
    let holds = plan.digest == digest && seen || goes_on;
    if holds || plan.is_no_change() {
        return Ok(holds.then_some(digest));
    }
    let why = format!(
        "This is not the approved plan {}: look at it, and approve it by its digest.",
        printable(digest, 80)
    );
    Err(refused(session, plan, (true, &Consents::default()), &why))
}

/// The end of a command whose plan is not run, which is shown: with every field when that is asked
/// for, and to programs as an event with the consents that are missing.
fn refused(session: &Session, plan: &Plan, (changes, given): (bool, &Consents), why: &str) -> Stop {
    if session.format == Format::Json {
        let missing = plan.consents().filter(|(_, one)| !given.allow(one));
        let missing: Vec<_> = missing
            .map(|(step, one)| json!({"step": step, "allow": one.word, "loses": one.loses}))
            .collect();
        let mut object = session.json();
        object.insert("event".to_owned(), "plan".into());
        object.insert("steps".to_owned(), json!(plan.steps));
        object.insert("digest".to_owned(), json!(plan.digest));
        object.insert("consents_needed".to_owned(), json!(missing));
        show::out(&serde_json::Value::Object(object).to_string());
    }
    let shown = show::plan(plan, changes, given);
    let message = format!("{}\n{shown}\n{why}", session.header());
    Stop::new(Outcome::Blocked, message).brief(why)
}

/// The consents, each for a step that there is.
fn consents(graph: &Graph, allow: &[String]) -> Result<Consents, Stop> {
    let steps: Vec<&str> = graph
        .steps()
        .iter()
        .map(|step| step.id().as_str())
        .collect();
    for word in allow {
        let known = word.split_once(':').is_some_and(|(verb, step)| {
            matches!(verb, "destroy" | "recreate" | "adopt") && steps.contains(&step)
        });
        if !known {
            let message = format!(
                "--allow {}: a consent is destroy:STEP, recreate:STEP or adopt:STEP; the steps are {}",
                printable(word, 80),
                steps.join(", ")
            );
            return Err(Stop::invalid(message));
        }
    }
    Ok(allow.iter().cloned().collect())
}

/// Everything that must be said yes to before anything is begun.
pub(super) fn agree(
    options: &Options,
    session: &Session,
    graph: &Graph,
    plan: &Plan,
    allow: &[String],
    question: &str,
) -> Result<(), Stop> {
    let human = options.format == Format::Human;
    let consents = consents(graph, allow)?;
    let asks = !plan.is_no_change() && !options.yes;
    if asks && !show::can_ask() {
        return Err(Stop::invalid(
            "there is no terminal to ask on: agree to the plan with --yes",
        ));
    }
    let shown = |changes| {
        format!(
            "{}\n{}",
            session.header(),
            show::plan(plan, changes, &consents)
        )
    };
    let missing = plan.consents().filter(|(_, one)| !consents.allow(one));
    let missing: Vec<String> = missing
        .map(|(_, consent)| format!("--allow {}", consent.word))
        .collect();
    if plan.is_blocked() || !missing.is_empty() {
        let why = match missing.as_slice() {
            [] => "Nothing was begun: this plan cannot be run.".to_owned(),
            words => format!("Nothing was begun: consent is needed, {}.", words.join(" ")),
        };
        return Err(refused(session, plan, (false, &consents), &why));
    }
    if !asks {
        if human && plan.is_no_change() {
            show::err(&session.header());
            let left = plan
                .steps
                .iter()
                .any(|step| matches!(step.entry, Entry::Manual { .. }));
            let but = if left {
                " but what is left to persons"
            } else {
                ""
            };
            show::err(&format!(
                "Nothing differs{but}: everything is looked at once more."
            ));
        } else if human {
            show::err(&shown(false));
        }
        return Ok(());
    }
    show::err(&shown(true));
    if show::ask(question) {
        Ok(())
    } else {
        Err(Stop::new(Outcome::Declined, "Nothing was begun."))
    }
}
