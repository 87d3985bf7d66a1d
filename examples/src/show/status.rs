//! Where things stand: from the journal, and as verified.

use std::fmt::Write as _;

use ts_deploy_core::ids::printable;
use ts_deploy_core::journal::JournalState;
use ts_deploy_core::plan::{Action, Entry, Plan, PlannedStep, StepId, Verdict};

/// What the journal knows, as lines.
pub(crate) fn journal(state: &JournalState) -> String {
    let mut text = String::new();
    if let Some(lease) = &state.lease {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "driven by {} since {}, until {}",
            lease.driver,
            time(lease.since),
            time(lease.until)
        );
    }
    match &state.run {
        Some(run) => {
            let goal = format!("{:?}", run.goal).to_lowercase();
            let end = run
                .outcome
                .map_or("not known to have ended".to_owned(), |outcome| {
                    outcome.to_string()
                });
            let _ = writeln!(text, "last run: {goal}, begun {}, {end}", time(run.at));
        }
        None => text.push_str("no run stands in the journal\n"),
    }
    for (id, step) in &state.steps {
        if let Some(open) = &step.open {
            let handle = open
                .handle
                .as_ref()
                .map_or("not known to be accepted", |handle| handle.id.as_str());
            let _ = writeln!(
                text,
                "{id}: {} begun {}, {handle}",
                open.action,
                time(open.at)
            );
        }
    }
    text.trim_end().to_owned()
}

/// A time as people read it.
fn time(at: jiff::Timestamp) -> impl std::fmt::Display {
    at.strftime("%Y-%m-%d %H:%M:%SZ")
}

/// Where each step stands, a line or two a step.
pub(crate) fn standing(plan: &Plan, verdicts: &[(StepId, Verdict)]) -> String {
    let mut text = String::new();
    for step in &plan.steps {
        let verdict = verdicts
            .iter()
            .find(|(id, _)| *id == step.id)
            .map(|(_, verdict)| verdict);
        let said = match (&step.entry, verdict) {
            (Entry::NoChange, Some(Verdict::Holds { evidence })) => {
                let seen: Vec<String> = evidence
                    .iter()
                    .map(|e| format!("{}: {}", printable(&e.what, 120), printable(&e.seen, 200)))
                    .collect();
                seen.join("\n    ")
            }
            (Entry::NoChange, Some(Verdict::Failed { failure })) => format!("not sound: {failure}"),
            (
                Entry::Change {
                    action: Action::Create,
                    ..
                },
                _,
            ) => "not there".to_owned(),
            (Entry::Change { changes, .. }, _) if changes.is_empty() => {
                "cannot be told before what it comes after".to_owned()
            }
            (Entry::Change { changes, .. }, _) => {
                let fields: Vec<&str> =
                    changes.iter().map(|change| change.field.as_str()).collect();
                format!("there, and differs in {}", fields.join(", "))
            }
            (Entry::Attach { action, id, .. }, _) => format!("{action} is running ({id})"),
            (Entry::Wait { what }, _) => format!(
                "somebody else's change is running: {}",
                printable(what, 200)
            ),
            (Entry::Manual { .. }, _) => asked(step),
            (Entry::Held { .. }, _) => "behind an open gate".to_owned(),
            (Entry::Blocked, _) => {
                format!("blocked: {}", printable(&step.findings.to_string(), 800))
            }
            (Entry::Unseen { why }, _) => format!("cannot be seen: {}", printable(why, 400)),
            _ => "cannot be told".to_owned(),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{:<18} {}\n    {said}", step.id, step.title);
    }
    text.trim_end().to_owned()
}

/// What is asked of a person, ready to be done.
fn asked(step: &PlannedStep) -> String {
    let Entry::Manual {
        kind,
        instructions,
        observed,
        ..
    } = &step.entry
    else {
        return String::new();
    };
    let end = if *observed {
        "seen in AWS when done".to_owned()
    } else {
        format!("then: ts-deploy confirm SPEC {} --by NAME", step.id)
    };
    let told = instructions.iter().map(|line| printable(line, 400));
    let lines = std::iter::once(format!("waits for a person ({kind}):"));
    let lines = lines.chain(told).chain([end]);
    lines.collect::<Vec<_>>().join("\n      ")
}

/// What verifying gave, a line a step.
pub(crate) fn verdicts(verdicts: &[(StepId, Verdict)]) -> String {
    let mut text = String::new();
    for (id, verdict) in verdicts {
        let said = match verdict {
            Verdict::Holds { evidence } => {
                let seen: Vec<String> = evidence
                    .iter()
                    .map(|e| {
                        format!(
                            "{}: {} ({})",
                            printable(&e.what, 120),
                            printable(&e.seen, 200),
                            e.call
                        )
                    })
                    .collect();
                format!("holds\n    {}", seen.join("\n    "))
            }
            Verdict::Running => "is being changed: it cannot be told yet".to_owned(),
            Verdict::Differs => "DIFFERS: the plan says how".to_owned(),
            Verdict::Failed { failure } => format!("FAILED: {failure}"),
            Verdict::Unseen { why } => format!("cannot be seen: {}", printable(why, 600)),
            _ => "unknown to this version of the binary".to_owned(),
        };
        let _ = writeln!(text, "{id:<18} {said}");
    }
    text.trim_end().to_owned()
}
