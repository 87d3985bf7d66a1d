//! Commands that change something.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ts_deploy_core::engine::{Consents, Engine, Options as EngineOptions, Outcome, Run};
use ts_deploy_core::event::{Event, EventKind, EventSink};
use ts_deploy_core::journal::Goal;
use ts_deploy_core::plan::{Graph, Plan};
use ts_deploy_core::sim::SimPerson;

use super::look::deploy_steps;
use crate::answer::{Answer, Stop};
use crate::cancel::Signals;
use crate::cli::{Format, Options};
use crate::document::Doubts;
use crate::session::{Aim, Session, driver, pace};
use crate::show::{self, Lines, Screen};

pub(super) async fn deploy(
    options: &Options,
    spec: &Path,
    approve: Option<&str>,
    allow: &[String],
) -> Answer {
    let session = Session::open(options, spec, Aim::Change, Doubts::Shown).await?;
    let graph = deploy_steps(&session)?;
    let plan = session.plan(&graph).await;
    if let Some(digest) = approve {
        approved(&session, &plan, digest)?;
    }
    agree(options, &plan, allow, "Deploy this?")?;
    drive(options, session, graph, plan, Goal::Deploy, allow).await
}

pub(super) async fn destroy(options: &Options, spec: &Path, allow: &[String]) -> Answer {
    let session = Session::open(options, spec, Aim::Change, Doubts::Kept).await?;
    let graph = session
        .deployment
        .destroy()
        .map_err(|error| Stop::invalid(error.to_string()))?;
    let plan = session.plan(&graph).await;
    agree(options, &plan, allow, "Remove this?")?;
    drive(options, session, graph, plan, Goal::Destroy, allow).await
}

/// The plan is the approved one, or the rest of it: a run of it that has not ended.
fn approved(session: &Session, plan: &Plan, digest: &str) -> Result<(), Stop> {
    let resumed = session.journal.state().run.as_ref().is_some_and(|run| {
        let ended = matches!(run.outcome, Some(Outcome::Succeeded | Outcome::Failed));
        run.plan == digest && run.goal == Goal::Deploy && !ended
    });
    if plan.digest == digest || plan.is_no_change() || resumed {
        return Ok(());
    }
    let message = format!(
        "{}\nThis is not the approved plan {digest}: look at it, and approve it by its digest.",
        show::plan(plan, true, &Consents::default())
    );
    Err(Stop::new(Outcome::Blocked, message))
}

/// Everything that must be said yes to before anything is begun.
fn agree(options: &Options, plan: &Plan, allow: &[String], question: &str) -> Result<(), Stop> {
    let human = options.format == Format::Human;
    let consents: Consents = allow.iter().cloned().collect();
    if plan.is_blocked() {
        return Err(Stop::new(
            Outcome::Blocked,
            format!("{}\nNothing was begun.", show::plan(plan, false, &consents)),
        ));
    }
    let missing: Vec<String> = plan
        .consents()
        .filter(|(_, consent)| !consents.allow(consent))
        .map(|(step, consent)| {
            format!(
                "{step} needs consent: --allow {}\n  {}",
                consent.word, consent.loses
            )
        })
        .collect();
    if !missing.is_empty() {
        return Err(Stop::new(
            Outcome::Blocked,
            format!("{}\nNothing was begun.", missing.join("\n")),
        ));
    }
    if plan.is_no_change() || options.yes {
        if human && plan.is_no_change() {
            show::err(
                "Nothing differs: everything is looked at once more, and nothing is changed.",
            );
        } else if human {
            show::err(&show::plan(plan, false, &consents));
        }
        return Ok(());
    }
    if !show::can_ask() {
        return Err(Stop::invalid(
            "there is no terminal to ask on: agree to the plan with --yes",
        ));
    }
    show::err(&show::plan(plan, true, &consents));
    if show::ask(question) {
        Ok(())
    } else {
        Err(Stop::new(Outcome::Declined, "Nothing was begun."))
    }
}

async fn drive(
    options: &Options,
    session: Session,
    graph: Graph,
    plan: Plan,
    goal: Goal,
    allow: &[String],
) -> Answer {
    // Until here nothing was begun, and a signal ends the process as it always does.
    let signals = Signals::catch();
    let screen =
        (options.format == Format::Human && show::is_terminal()).then(|| Arc::new(Screen::new()));
    let engine_options = EngineOptions {
        consents: allow.iter().cloned().collect(),
        pace: pace(options)?,
        detail: options.format == Format::Human,
        ..EngineOptions::default()
    };
    let clock = session.cloud.clock.clone();
    let sink = sink(options.format, screen.clone());
    let (name, ports) = (session.deployment.name, session.cloud.ports);
    let engine = Engine::new(
        name,
        graph,
        ports,
        clock.clone(),
        session.journal,
        engine_options,
        sink,
    );
    // A rehearsal has a person of its own, who says so.
    let engine = if session.cloud.rehearsal {
        engine.attended_by(Arc::new(SimPerson::new(clock.clone())))
    } else {
        engine
    };
    let run = Run {
        driver: driver(),
        goal,
        plan: plan.digest,
    };
    let watching = async {
        let Some(screen) = &screen else {
            return std::future::pending().await;
        };
        let mut beat = tokio::time::interval(Duration::from_millis(100));
        loop {
            beat.tick().await;
            screen.tick(clock.now());
        }
    };
    let cancel = signals.cancelled(|| {
        show::err("Watching stops; what was begun in AWS goes on. Once more ends at once.");
    });
    let outcome = tokio::select! {
        outcome = engine.run(&run, cancel) => outcome,
        () = watching => Outcome::Failed,
    };
    if let Some(screen) = &screen {
        screen.finish();
    }
    if options.format == Format::Human {
        let head = engine.head().await;
        show::err(&show::ending(outcome, head.as_deref()));
        if matches!(
            outcome,
            Outcome::Running | Outcome::LostSight | Outcome::Cancelled
        ) {
            show::err("Run the same command again to attach.");
        }
    }
    Ok(outcome)
}

/// Where events go: JSON lines, the screen, or plain lines.
fn sink(format: Format, screen: Option<Arc<Screen>>) -> Arc<dyn EventSink> {
    match (format, screen) {
        (Format::Json, _) => Arc::new(|event: &Event| {
            show::out(&serde_json::to_string(event).unwrap_or_default());
        }),
        (Format::Human, Some(screen)) => Arc::new(move |event: &Event| {
            if !matches!(event.kind, EventKind::Finished { .. }) {
                screen.event(event);
            }
        }),
        (Format::Human, None) => {
            let lines = Lines::default();
            Arc::new(move |event: &Event| {
                if let Some(line) = lines.line(event) {
                    show::err(&line);
                }
            })
        }
    }
}
