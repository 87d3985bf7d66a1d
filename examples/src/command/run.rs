//! Commands that change something.

use std::path::Path;

use serde_json::json;

use ts_deploy_core::engine::{Consents, Outcome, Run};
use ts_deploy_core::ids::printable;
use ts_deploy_core::journal::Goal;
use ts_deploy_core::plan::{Entry, Graph, Plan};
use ts_deploy_core::sim::Script;

use super::drive::{Begun, drive, driven};
use super::known::{self, names, nobody_agrees, refuse_any};
use crate::answer::{Answer, Stop};
use crate::backend::Reach;
use crate::cli::{Backend, Format, Options, Platform, Rehearsal};
use crate::document::{Doubts, script};
use crate::session::{Lost, Prepared, Session, driver};
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
    let prepared = Prepared::read(options, spec, Doubts::Shown)?;
    let against = known::consents(Some(&names(&prepared.deploy_steps()?)), told.allow);
    let nobody = nobody_agrees(options, approve.is_some());
    refuse_any(against.into_iter().chain(nobody))?;
    let mut session = prepared.open(Reach::Cloud, options).await?;
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
    let (allow, question) = (told.allow, "Deploy this?");
    agree(options, &session, &plan, allow, approved, question)?;
    let begun = Begun::deploy(plan, approved).preceded_by(seen);
    drive(options, session, graph, begun, (told.allow, script)).await
}

pub(super) async fn destroy(options: &Options, platform: &Platform, told: Told<'_>) -> Answer {
    told.fits(options)?;
    let session = to_be_destroyed(options, platform, told.allow).await?;
    let script = told.script(&session)?;
    let graph = session.destroy_steps()?;
    let plan = session.plan(&graph).await?;
    let (allow, question) = (told.allow, "Remove this?");
    agree(options, &session, &plan, allow, None, question)?;
    let run = Run {
        driver: driver(),
        goal: Goal::Destroy,
        plan: plan.digest,
        approved: None,
    };
    if options.format == Format::Json {
        let left = json!({ "event": "left-behind", "left_behind": session.left_behind()? });
        show::out(&left.to_string());
    }
    let left = session.left_behind_shown()?;
    let driven = driven(options, session, graph, run, (told.allow, script)).await?;
    if let (Format::Human, Some(left)) = (options.format, left) {
        show::err(&left);
    }
    let outcome = driven.outcome;
    Ok(driven.tell(options.format, outcome))
}

/// The session on the platform that is removed, once the command line was held against its steps.
async fn to_be_destroyed(
    options: &Options,
    platform: &Platform,
    allow: &[String],
) -> Result<Session, Stop> {
    let spec = &platform.spec.path;
    let nobody = nobody_agrees(options, false);
    if platform.recovery {
        let lost = Lost::read(options, spec)?;
        let steps = lost.destroy_steps()?.as_ref().map(names);
        let against = known::consents(steps.as_deref(), allow);
        refuse_any(against.into_iter().chain(nobody))?;
        return super::dr::session_after(options, lost).await;
    }
    let prepared = Prepared::read(options, spec, Doubts::Kept)?;
    let against = known::consents(Some(&names(&prepared.destroy_steps()?)), allow);
    refuse_any(against.into_iter().chain(nobody))?;
    prepared.open(Reach::Cloud, options).await
}

/// The plan is the approved one; or what is left of it, when a run of it was interrupted and the
/// spec still wants the very same; or nothing is left of it, since the last run carried it out.
pub(super) fn approved<'a>(
    session: &Session,
    graph: &Graph,
    plan: &Plan,
    digest: Option<&'a str>,
) -> Result<Option<&'a str>, Stop> {
    let Some(digest) = digest else {
        return Ok(None);
    };
    let last = session.journal.state().run.as_ref().filter(|run| {
        let same = run.goal == Goal::Deploy && run.wanted == graph.wanted();
        same && run.approved.as_deref() == Some(digest)
    });
    let goes_on = last.is_some_and(|run| {
        let ended = matches!(
            run.outcome,
            Some(Outcome::Succeeded | Outcome::Failed | Outcome::Blocked)
        );
        !ended || plan.is_no_change()
    });
    let seen = plan.unseen().next().is_none();
    if plan.digest == digest && seen || goes_on {
        return Ok(Some(digest));
    }
    let nothing = if plan.is_no_change() {
        ", though nothing differs by it"
    } else {
        ""
    };
    let why = format!(
        "This is not the approved plan {}{nothing}: look at it, and approve it by its digest.",
        printable(digest, 80)
    );
    Err(refused(session, plan, (true, &Consents::default()), &why))
}

/// The end of a command whose plan is not run, which is shown: with every field when that is asked
/// for, and to programs as an event with what blocks it and the consents that are missing.
fn refused(session: &Session, plan: &Plan, (changes, given): (bool, &Consents), why: &str) -> Stop {
    say_plan(session, plan, given);
    let shown = show::plan(plan, changes, given);
    // What blocks is told at the end of the plan already.
    let end = if changes || !plan.is_blocked() {
        why
    } else {
        "Nothing was begun."
    };
    let message = format!("{}\n{shown}\n{end}", session.header());
    Stop::new(Outcome::Blocked, message).brief(why)
}

/// Tells programs a plan that is not run, with what keeps it from that.
pub(super) fn say_plan(session: &Session, plan: &Plan, given: &Consents) {
    if session.format == Format::Json {
        let mut object = session.json();
        object.insert("event".to_owned(), "plan".into());
        object.insert("steps".to_owned(), json!(plan.steps));
        object.insert("digest".to_owned(), json!(plan.digest));
        show::obstacles_json(&mut object, plan, given);
        show::out(&serde_json::Value::Object(object).to_string());
    }
}

/// Everything that must be said yes to before anything is begun. Whoever approved the plan by its digest
/// is asked only where there is a terminal.
pub(super) fn agree(
    options: &Options,
    session: &Session,
    plan: &Plan,
    allow: &[String],
    approved: Option<&str>,
    question: &str,
) -> Result<(), Stop> {
    let human = options.format == Format::Human;
    let consents: Consents = allow.iter().cloned().collect();
    let agreed = options.yes || approved.is_some() && !show::can_ask();
    let asks = !plan.is_no_change() && !agreed;
    let shown = |changes| {
        format!(
            "{}\n{}",
            session.header(),
            show::plan(plan, changes, &consents)
        )
    };
    let obstacles = show::obstacles(plan, &consents);
    if !obstacles.is_empty() {
        let why = format!("Nothing was begun: {}.", obstacles.join("; "));
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
