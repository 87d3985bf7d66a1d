//! Events as plain lines, for where no person watches.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::event::{Event, EventKind};
use ts_deploy_core::finding::{Findings, Severity};
use ts_deploy_core::ids::printable;
use ts_deploy_core::journal::Goal;
use ts_deploy_core::plan::{Action, StepId};

use super::plan::size;
use super::{counted, span, unlooked, whole};

/// Progress of a step is said again only after this long, unless its state changed or it is late now.
const QUIET: SignedDuration = SignedDuration::from_mins(30);

/// Says events as lines; progress only now and then.
#[derive(Default)]
pub(crate) struct Lines {
    /// When progress of a step was said last, in which state, and whether it was late by then.
    last: Mutex<BTreeMap<StepId, (Timestamp, String, bool)>>,
}

impl Lines {
    /// The line that an event is worth; `None` when it is not worth one.
    pub(crate) fn line(&self, event: &Event) -> Option<String> {
        if let (
            EventKind::Progress {
                state, expected, ..
            },
            Some(step),
        ) = (&event.kind, &event.step)
        {
            let late = event.at > expected.1;
            let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            let quiet = last.get(step).is_some_and(|(at, said, was_late)| {
                said == state && *was_late == late && event.at.duration_since(*at) < QUIET
            });
            if quiet {
                return None;
            }
            last.insert(step.clone(), (event.at, state.clone(), late));
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
        EventKind::Progress { .. } => progress(event),
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
        EventKind::WatchedEnough {
            action,
            seconds,
            most,
        } => watched_enough(*action, *seconds, *most),
        EventKind::BrokenOff { error, .. } => format!("STOPPED: {}", printable(error, 1000)),
        // The end is told by the command, on the last line.
        _ => return None,
    })
}

/// How a change goes on.
fn progress(event: &Event) -> String {
    let EventKind::Progress {
        state,
        elapsed,
        resources,
        done,
        expected,
        ..
    } = &event.kind
    else {
        return String::new();
    };
    let done = done
        .map(|(done, _)| format!(", {} done", counted(done, "resource")))
        .unwrap_or_default();
    let now = if resources.is_empty() {
        String::new()
    } else {
        format!(", now {}", resources.join(", "))
    };
    let latest = expected.1.strftime("%H:%M");
    let over = event.at.duration_since(expected.1).as_secs();
    let end = if over > 0 {
        let most = span(elapsed.saturating_sub(over));
        format!("LATE: at most {most} expected, by {latest}Z")
    } else {
        format!("expected to end by {latest}Z")
    };
    format!("{state} for {}{done}, {end}{now}", span(*elapsed))
}

/// That the run ends without something that goes on.
fn watched_enough(action: Option<Action>, seconds: i64, most: i64) -> String {
    let (seconds, most) = (span(seconds), span(most));
    let goes_on = match action {
        Some(action) => format!("{action} goes on in AWS"),
        None => "what it waits for has not ended".to_owned(),
    };
    format!(
        "was watched for {seconds}, and one run watches {most} at most; {goes_on}. To do: look in the console what it \
         waits for; another run watches as long again"
    )
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

/// How a run ended, as the last thing a person reads; `under_way` while a change of its own goes on.
pub(crate) fn ending(goal: Goal, outcome: Outcome, under_way: bool, head: Option<&str>) -> String {
    let head = head
        .map(|head| format!(" Journal head {head}."))
        .unwrap_or_default();
    let words = match (outcome, goal) {
        (Outcome::Failed, Goal::Deploy) => "the deployment failed",
        (Outcome::Failed, Goal::Destroy) => "the removal failed",
        (Outcome::Failed, Goal::Mend) => "the mending failed",
        (Outcome::Cancelled, _) if !under_way => {
            "watching was stopped, and no change of this run is under way"
        }
        _ => outcome.meaning(),
    };
    let mut letters = words.chars();
    let first = letters
        .next()
        .map(|c| c.to_ascii_uppercase().to_string())
        .unwrap_or_default();
    format!("{first}{}.{head}", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A look at a launch so many minutes after it began, which is expected to take 180 at most.
    fn looked(minutes: i64) -> Event {
        let after = |minutes| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes);
        Event {
            at: after(minutes),
            step: Some(StepId::known("data-layer")),
            kind: EventKind::Progress {
                action: Action::Create,
                state: "IN_PROGRESS".to_owned(),
                elapsed: minutes * 60,
                expected: (after(120), after(180)),
                resources: Vec::new(),
                done: None,
                next: after(minutes + 1),
            },
        }
    }

    #[test]
    fn what_takes_longer_than_expected_is_said_to_be_late() {
        insta::assert_snapshot!(text(&looked(200)).unwrap(), @"IN_PROGRESS for 3 h 20 min, LATE: at most 3 h expected, by 03:00Z");
    }

    #[test]
    fn what_a_run_ends_without_is_told_with_how_long_it_was_watched() {
        let hours = |hours: i64| hours * 3600;
        let said = watched_enough(Some(Action::Create), hours(9) + 120, hours(9));
        insta::assert_snapshot!(said, @"was watched for 9 h 2 min, and one run watches 9 h at most; create goes on in AWS. To do: look in the console what it waits for; another run watches as long again");
    }

    #[test]
    fn what_becomes_late_is_said_at_once() {
        let lines = Lines::default();
        let said = [170, 179, 181, 185].map(|minutes| lines.line(&looked(minutes)).is_some());
        assert_eq!(said, [true, false, true, false]);
    }
}
