//! Where things stand: from the journal, and as verified.

use std::fmt::Write as _;

use ts_deploy_core::ids::printable;
use ts_deploy_core::journal::JournalState;
use ts_deploy_core::plan::{StepId, Verdict};

/// What the journal knows, as lines.
pub(crate) fn journal(state: &JournalState) -> String {
    let mut text = String::new();
    if let Some(lease) = &state.lease {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "driven by {} since {}, until {}",
            lease.driver, lease.since, lease.until
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
            let _ = writeln!(text, "last run: {goal}, begun {}, {end}", run.at);
        }
        None => text.push_str("no run stands in the journal\n"),
    }
    for (id, step) in &state.steps {
        if let Some(open) = &step.open {
            let handle = open
                .handle
                .as_ref()
                .map_or("not known to be accepted", |handle| handle.id.as_str());
            let _ = writeln!(text, "{id}: {} begun {}, {handle}", open.action, open.at);
        }
    }
    text.trim_end().to_owned()
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
            Verdict::Differs => "DIFFERS: the plan says how".to_owned(),
            Verdict::Failed { failure } => format!("FAILED: {failure}"),
            Verdict::Unseen { why } => format!("cannot be seen: {}", printable(why, 600)),
            _ => "unknown to this version of the binary".to_owned(),
        };
        let _ = writeln!(text, "{id:<16} {said}");
    }
    text.trim_end().to_owned()
}
