//! A plan as text.

use std::fmt::Write as _;

use ts_deploy_core::engine::Consents;
use ts_deploy_core::ids::printable;
use ts_deploy_core::parameter::Change;
use ts_deploy_core::plan::{Action, Entry, Plan, StepId};

/// The plan, step by step; with `changes`, every field that would change.
pub(crate) fn plan(plan: &Plan, changes: bool, given: &Consents) -> String {
    let mut text = String::new();
    for step in &plan.steps {
        // Writing to a String cannot fail.
        let entry = entry(&step.entry, &step.unknown_until);
        let _ = writeln!(text, "{:<18} {:<25} {entry}", step.id, step.title);
        let coming = coming(&step.entry);
        if changes && let Entry::Change { changes, .. } = coming {
            let width = changes
                .iter()
                .map(|change| change.field.len())
                .max()
                .unwrap_or(0);
            for change in changes {
                let _ = writeln!(text, "    {:<width$}  {}", change.field, shown(change));
            }
        }
        if let Entry::Change {
            consent: Some(consent),
            ..
        } = coming
        {
            let word = if given.allow(consent) {
                "consent given"
            } else {
                "needs consent"
            };
            let _ = writeln!(text, "    {word}: --allow {}", consent.word);
            let _ = writeln!(text, "    {}", consent.loses);
        }
        if let Entry::Manual {
            instructions, why, ..
        } = &step.entry
        {
            for line in instructions {
                let _ = writeln!(text, "    {}", printable(line, 400));
            }
            let _ = writeln!(text, "    {why}");
        }
        for finding in &step.findings {
            let _ = writeln!(
                text,
                "    {} {}: {}",
                finding.severity.as_str(),
                finding.at,
                printable(&finding.seen, 400)
            );
            for more in [&finding.why, &finding.remedy]
                .into_iter()
                .filter(|more| !more.is_empty())
            {
                let _ = writeln!(text, "        {}", printable(more, 600));
            }
        }
    }
    if plan.is_blocked() {
        text.push_str("This plan cannot be run.");
    } else {
        let _ = write!(text, "digest {}", plan.digest);
    }
    text
}

/// The change that an entry leads to: itself, or what follows what is running.
fn coming(entry: &Entry) -> &Entry {
    match entry {
        Entry::Attach {
            then: Some(then), ..
        } => then,
        entry => entry,
    }
}

fn entry(of: &Entry, unknown_until: &[String]) -> String {
    match of {
        Entry::NoChange => "no change".to_owned(),
        Entry::Change {
            action,
            changes,
            minutes,
            ..
        } => {
            let until = match unknown_until {
                [] => String::new(),
                wires => format!("; not known yet: {}", wires.join(", ")),
            };
            let size = size(*action, changes.len());
            format!("{action}{size}, takes {}{until}", super::minutes(*minutes))
        }
        Entry::Attach { action, id, then } => {
            let then = then
                .as_ref()
                .map(|then| format!("; then {}", entry(then, unknown_until)));
            let then = then.unwrap_or_default();
            format!("{action} is running ({id}): a run attaches to it{then}")
        }
        Entry::Wait { what } => format!("waits for {what}"),
        Entry::Manual { kind, observed, .. } => {
            let seen = if *observed {
                ", seen in AWS when done"
            } else {
                ""
            };
            format!("a person's part ({kind}{seen})")
        }
        Entry::Held { gates } => {
            let gates: Vec<&str> = gates.iter().map(StepId::as_str).collect();
            format!("looked at again after {}", gates.join(", "))
        }
        Entry::Blocked => "cannot go on".to_owned(),
        Entry::Unseen { why } => format!("cannot be seen: {}", printable(why, 400)),
        _ => "unknown to this version of the binary".to_owned(),
    }
}

/// How much a change changes; nothing for a removal, which takes everything.
pub(super) fn size(action: Action, changes: usize) -> String {
    match (action, changes) {
        (Action::Remove | Action::ClearFailed, _) => String::new(),
        (_, 1) => ", 1 field".to_owned(),
        (_, fields) => format!(", {fields} fields"),
    }
}

fn shown(change: &Change) -> String {
    let safe = |text: &String| {
        if text.is_empty() {
            "(empty)".to_owned()
        } else {
            printable(text, 200)
        }
    };
    match (&change.before, &change.after) {
        (None, Some(after)) => safe(after),
        (Some(before), Some(after)) => format!("{} -> {}", safe(before), safe(after)),
        (Some(before), None) => format!("{} -> gone", safe(before)),
        (None, None) => String::new(),
    }
}
