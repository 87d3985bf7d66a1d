//! Events as plain lines, for where no person watches.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::event::{Event, EventKind};
use ts_deploy_core::finding::{Findings, Severity};
use ts_deploy_core::ids::printable;
use ts_deploy_core::journal::Goal;
use ts_deploy_core::plan::StepId;

use super::plan::size;
use super::{counted, span, unlooked, whole};

/// Progress of a step is said again only after this long, unless its state changed.
const QUIET: SignedDuration = SignedDuration::from_mins(30);

/// Says events as lines; progress only now and then.
#[derive(Default)]
pub(crate) struct Lines {
    last: Mutex<BTreeMap<StepId, (Timestamp, String)>>,
}

impl Lines {
    /// The line that an event is worth; `None` when it is not worth one.
    pub(crate) fn line(&self, event: &Event) -> Option<String> {
        if let (EventKind::Progress { state, .. }, Some(step)) = (&event.kind, &event.step) {
            let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            let quiet = last
                .get(step)
                .is_some_and(|(at, said)| said == state && event.at.duration_since(*at) < QUIET);
            if quiet {
                return None;
            }
            last.insert(step.clone(), (event.at, state.clone()));
        }
        let text = text(event)?;
        let step = event
            .step
            .as_ref()
            .map_or(String::new(), |step| format!("{step:<18} "));
        Some(format!(
            "{} {step}{text}",
            event.at.strftime("%Y-%m-%d %H:%M:%SZ")
        ))
    }
}

/// What an event says, without time and step; `None` for one that says nothing to a person.
pub(crate) fn text(event: &Event) -> Option<String> {
    Some(match &event.kind {
        EventKind::RunStarted {
            deployment, steps, ..
        } => {
            format!("{deployment}: {}", counted(steps.len(), "step"))
        }
        EventKind::InSync { findings } => with_findings("as wanted", &doubtful(findings)),
        EventKind::Starting {
            action,
            changes,
            findings,
        } => {
            let text = format!("{action}{}", size(*action, changes));
            with_findings(&text, &doubtful(findings))
        }
        EventKind::Accepted { action, id } => format!("{action} accepted by AWS as {id}"),
        EventKind::Attached { action, id, since } => {
            let since = since.map_or_else(
                || "running, since when is not known".to_owned(),
                |since| format!("running since {}", since.strftime("%Y-%m-%d %H:%M:%SZ")),
            );
            format!("attached to {action} {id}, {since}")
        }
        EventKind::Progress {
            state,
            elapsed,
            resources,
            done,
            expected,
            ..
        } => {
            let done = done
                .map(|(done, _)| format!(", {} done", counted(done, "resource")))
                .unwrap_or_default();
            let now = if resources.is_empty() {
                String::new()
            } else {
                format!(", now {}", resources.join(", "))
            };
            let end = expected.1.strftime("%H:%M");
            format!(
                "{state} for {}{done}, expected to end by {end}Z{now}",
                span(*elapsed)
            )
        }
        EventKind::Settled { action, seconds } => {
            format!(
                "{action} done in {}",
                span(i64::try_from(*seconds).unwrap_or(i64::MAX))
            )
        }
        EventKind::Verified { evidence } => {
            let seen: Vec<String> = evidence
                .iter()
                .map(|e| format!("{}: {}", printable(&e.what, 120), printable(&e.seen, 200)))
                .collect();
            format!("verified: {}", seen.join("; "))
        }
        EventKind::NotChecked { finding } => unlooked(finding),
        EventKind::Failed { failure } => format!("FAILED: {failure}"),
        EventKind::Blocked { findings } => with_findings("BLOCKED", findings),
        EventKind::ConsentNeeded { consent } => {
            format!(
                "BLOCKED: needs consent, --allow {}. {}",
                consent.word,
                printable(&consent.loses, 1000)
            )
        }
        EventKind::PersonNeeded { .. } | EventKind::FollowUps { .. } => person(event),
        EventKind::Foreign { what, .. } => format!("waits for {}", printable(what, 300)),
        EventKind::LostSight {
            error,
            failures,
            next,
        } => format!(
            "cannot see (try {failures}), what was begun goes on; trying again at {}: {}",
            next.strftime("%H:%M:%SZ"),
            printable(error, 600)
        ),
        EventKind::SightRegained => "can see again".to_owned(),
        EventKind::BrokenOff { error, .. } => format!("STOPPED: {}", printable(error, 1000)),
        // The end is told by the command, on the last line.
        _ => return None,
    })
}

/// What a person has to do.
fn person(event: &Event) -> String {
    let (head, list, end) = match &event.kind {
        EventKind::PersonNeeded {
            kind,
            title,
            instructions,
            why,
            observed,
            ..
        } => {
            let end = match (&event.step, observed) {
                (_, true) => "seen in AWS when done".to_owned(),
                (Some(step), false) => format!("then: {}", super::confirming(step)),
                (None, false) => String::new(),
            };
            let lines = instructions.iter().map(|line| whole(line)).collect();
            (
                format!("a person's part ({kind}): {title}. {why}"),
                lines,
                end,
            )
        }
        EventKind::FollowUps { open } => {
            let whole = open.iter().flat_map(|open| {
                let title = format!("{} ({})", open.errand.title, open.step);
                let told = open.errand.instructions.iter();
                let told = told.map(|line| format!("  {}", whole(line)));
                std::iter::once(title).chain(told)
            });
            (
                "left for a person to do:".to_owned(),
                whole.collect(),
                String::new(),
            )
        }
        _ => (String::new(), Vec::new(), String::new()),
    };
    let lines = std::iter::once(head)
        .chain(list)
        .chain(Some(end).filter(|end| !end.is_empty()));
    lines.collect::<Vec<String>>().join("\n      ")
}

/// What somebody should look at: what merely informs was in the plan.
fn doubtful(findings: &Findings) -> Findings {
    let doubtful = findings
        .iter()
        .filter(|finding| finding.severity < Severity::Informs);
    doubtful.cloned().collect()
}

fn with_findings(text: &str, findings: &Findings) -> String {
    let said = findings
        .iter()
        .map(|finding| format!("\n      {}", printable(&finding.to_string(), 1200)));
    std::iter::once(text.to_owned()).chain(said).collect()
}

/// How a run ended, as the last thing a person reads.
pub(crate) fn ending(goal: Goal, outcome: Outcome, head: Option<&str>) -> String {
    let head = head
        .map(|head| format!(" Journal head {head}."))
        .unwrap_or_default();
    let words = match (outcome, goal) {
        (Outcome::Failed, Goal::Deploy) => "the deployment failed",
        (Outcome::Failed, Goal::Destroy) => "the removal failed",
        (Outcome::Failed, Goal::Mend) => "the mending failed",
        _ => outcome.meaning(),
    };
    let mut letters = words.chars();
    let first = letters
        .next()
        .map(|c| c.to_ascii_uppercase().to_string())
        .unwrap_or_default();
    format!("{first}{}.{head}", letters.as_str())
}
