//! A run from its begin to its end, as it is shown.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use ts_deploy_core::check::Preflight;
use ts_deploy_core::engine::{Engine, Options as EngineOptions, Outcome, Run};
use ts_deploy_core::event::{Event, EventKind, EventSink};
use ts_deploy_core::journal::Goal;
use ts_deploy_core::plan::{Graph, Plan};
use ts_deploy_core::sim::{Playing, Script};

use crate::answer::{Answer, Stop};
use crate::backend::Cloud;
use crate::cancel::Signals;
use crate::cli::{Format, Options};
use crate::session::{Session, driver, pace};
use crate::show::{self, Lines, Screen};

/// A run that ended, before its end was told.
pub(super) struct Driven {
    pub(super) outcome: Outcome,
    pub(super) cloud: Arc<Cloud>,
    goal: Goal,
    head: Option<String>,
    /// True while a change of its own goes on.
    under_way: bool,
    /// The run's last event, which is always the last of a program's lines.
    last: Option<Event>,
}

impl Driven {
    /// Tells how the command ended: as its run did, or otherwise where it looked at more.
    pub(super) fn tell(self, format: Format, outcome: Outcome) -> Outcome {
        if let (Format::Json, Some(event)) = (format, &self.last) {
            let mut event = event.clone();
            if let EventKind::Finished {
                outcome: told,
                exit,
                ..
            } = &mut event.kind
            {
                (*told, *exit) = (outcome, outcome.exit_code());
            }
            say(&event);
        }
        // Whoever does not read stdout any more is told all the same that something goes on.
        if format == Format::Human || show::is_closed() {
            let (head, under_way) = (self.head.as_deref(), self.under_way);
            show::err(&show::ending(self.goal, outcome, under_way, head));
            match outcome {
                Outcome::Cancelled if !under_way => {
                    show::err("Run the same command again to go on.");
                }
                Outcome::Running | Outcome::LostSight | Outcome::Cancelled => {
                    show::err("Run the same command again to attach.");
                }
                _ => {}
            }
        }
        outcome
    }
}

/// A run that is about to begin.
pub(super) struct Begun {
    pub(super) run: Run,
    /// The plan that was approved, which binds what the run does.
    pub(super) approved: Option<Plan>,
    /// What the checks saw before it.
    pub(super) preflight: Option<Preflight>,
}

impl Begun {
    /// A deploy of `plan`, which binds it where `approved` is its digest, or that of the run which
    /// it goes on with.
    pub(super) fn deploy(plan: Plan, approved: Option<&str>) -> Self {
        let run = Run {
            driver: driver(),
            goal: Goal::Deploy,
            plan: plan.digest.clone(),
            approved: approved.map(str::to_owned),
        };
        let approved = approved.map(|_| plan);
        let preflight = None;
        Self {
            run,
            approved,
            preflight,
        }
    }

    /// With what the checks saw before it, where they were looked at.
    pub(super) fn preceded_by(mut self, preflight: Option<Preflight>) -> Self {
        self.preflight = preflight;
        self
    }
}

impl From<Run> for Begun {
    fn from(run: Run) -> Self {
        Self {
            run,
            approved: None,
            preflight: None,
        }
    }
}

/// Drives the steps of `graph` to their end, and tells it.
pub(super) async fn drive(
    options: &Options,
    session: Session,
    graph: Graph,
    run: impl Into<Begun>,
    told: (&[String], Script),
) -> Answer {
    let driven = driven(options, session, graph, run, told).await?;
    let outcome = driven.outcome;
    Ok(driven.tell(options.format, outcome))
}

/// Drives the steps of `graph` to their end.
pub(super) async fn driven(
    options: &Options,
    session: Session,
    graph: Graph,
    run: impl Into<Begun>,
    (allow, script): (&[String], Script),
) -> Result<Driven, Stop> {
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
    let last: Arc<Mutex<Option<Event>>> = Arc::default();
    let (sink, kept_last) = (sink(options.format, screen.clone()), last.clone());
    let cloud = Arc::new(session.cloud);
    let playing: Arc<OnceLock<Option<Playing>>> = Arc::default();
    let person = Arc::new(script.person(clock.clone()));
    let (kept, plays) = (cloud.clone(), playing.clone());
    let unkept = Arc::new(Unkept::default());
    let noted = unkept.clone();
    // The first thing said by whoever drives: from here on the rehearsal's world is theirs to keep.
    let sink = Arc::new(move |event: &Event| {
        if matches!(event.kind, EventKind::RunStarted { .. }) {
            kept.keep();
            plays.get_or_init(|| kept.play(&script));
        }
        if let (EventKind::LostSight { .. }, Some(why)) = (&event.kind, kept.unkept()) {
            if let Some(error) = noted.found(why) {
                sink.event(&broken_off(event.at, error));
            }
            return;
        }
        if matches!(event.kind, EventKind::Finished { .. }) {
            *kept_last.lock().unwrap_or_else(PoisonError::into_inner) = Some(event.clone());
        } else {
            sink.event(event);
        }
    });
    let (name, ports) = (session.deployment.name, cloud.ports());
    let engine = Engine::new(
        name,
        graph,
        ports,
        clock.clone(),
        session.journal,
        engine_options,
        sink,
    );
    let Begun {
        run,
        approved,
        preflight,
    } = run.into();
    let engine = bound(engine, approved.as_ref(), preflight.as_ref());
    // A rehearsal has a person of its own, who says so.
    let engine = if cloud.rehearsal {
        engine.attended_by(person)
    } else {
        engine
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
    let cancel = async {
        tokio::select! {
            () = signals.cancelled(|| {
                show::err("Watching stops; what was begun in AWS goes on. Once more ends at once.");
            }) => {}
            () = unkept.noticed() => {}
        }
    };
    let outcome = tokio::select! {
        outcome = engine.run(&run, cancel) => outcome,
        () = watching => Outcome::Failed,
    };
    let outcome = unkept.outcome(outcome);
    cloud.end();
    if let Some(screen) = &screen {
        screen.finish(clock.now());
    }
    say_left(playing.get().and_then(Option::as_ref));
    let (head, under_way) = (engine.head().await, engine.is_under_way().await);
    let last = last.lock().unwrap_or_else(PoisonError::into_inner).take();
    Ok(Driven {
        outcome,
        cloud,
        goal: run.goal,
        head,
        under_way,
        last,
    })
}

/// `engine`, bound to the plan that was approved, and with what the checks saw before.
fn bound(engine: Engine, approved: Option<&Plan>, seen: Option<&Preflight>) -> Engine {
    let engine = match approved {
        Some(plan) => engine.bound_to(plan),
        None => engine,
    };
    match seen {
        Some(seen) => engine.preceded_by(seen),
        None => engine,
    }
}

/// Says what was scripted and did not happen.
fn say_left(playing: Option<&Playing>) {
    for left in playing.map(Playing::left).unwrap_or_default() {
        show::err(&format!("scripted, and did not happen: {left}"));
    }
}

/// That a rehearsal's world could not be kept, once that was noticed: its run ends, since what is not
/// in that file has never been.
#[derive(Default)]
struct Unkept {
    told: AtomicBool,
    notify: tokio::sync::Notify,
}

impl Unkept {
    /// Why, the first time.
    fn found(&self, why: String) -> Option<String> {
        let told = self.told.swap(true, Ordering::SeqCst);
        self.notify.notify_one();
        (!told).then_some(why)
    }

    async fn noticed(&self) {
        self.notify.notified().await;
    }

    /// How the run ended.
    fn outcome(&self, outcome: Outcome) -> Outcome {
        if self.told.load(Ordering::SeqCst) {
            Outcome::Journal
        } else {
            outcome
        }
    }
}

fn broken_off(at: jiff::Timestamp, error: String) -> Event {
    let outcome = Outcome::Journal;
    let kind = EventKind::BrokenOff { error, outcome };
    let step = None;
    Event { at, step, kind }
}

/// Where events go: JSON lines, the screen, or plain lines.
fn sink(format: Format, screen: Option<Arc<Screen>>) -> Arc<dyn EventSink> {
    match (format, screen) {
        (Format::Json, _) => Arc::new(say),
        (Format::Human, Some(screen)) => Arc::new(move |event: &Event| screen.event(event)),
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

fn say(event: &Event) {
    show::out(&serde_json::to_string(event).unwrap_or_default());
}
