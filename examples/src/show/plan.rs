//! A plan as text.

use std::fmt::Write as _;

use ts_deploy_core::engine::Consents;
use ts_deploy_core::ids::printable;
use ts_deploy_core::parameter::Change;
use ts_deploy_core::plan::{Action, Consent, Entry, Foreseen, Plan, StepId};

use super::finding::finding as said;
use super::obstacles::obstacles;

/// The plan, step by step; with `changes`, every field that would change.
pub(crate) fn plan(plan: &Plan, changes: bool, given: &Consents) -> String {
    let mut text = String::new();
    let (ids, titles) = widths(plan);
    for step in &plan.steps {
        let then = if step.removes { ", then remove" } else { "" };
        let unlooked = step.entry == Entry::NoChange && step.findings.find("not-checked").is_some();
        let entry = if unlooked {
            "not checked".to_owned()
        } else if !step.changes_after.is_empty() {
            let before: Vec<&str> = step.changes_after.iter().map(StepId::as_str).collect();
            format!(
                "no change yet; it follows the change of {}",
                before.join(", ")
            )
        } else {
            entry(&step.entry, &step.unknown_until, then)
        };
        // Writing to a String cannot fail.
        let _ = if super::is_narrow() {
            writeln!(text, "{}: {}: {entry}", step.id, step.title)
        } else {
            writeln!(text, "{:<ids$} {:<titles$} {entry}", step.id, step.title)
        };
        let coming = coming(&step.entry);
        // What comes before a removal is not what one expects there.
        let changes = changes || step.removes && !removes(coming);
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
        if changes && let Entry::Held { foreseen, .. } = &step.entry {
            held(&mut text, foreseen);
        }
        if let Entry::Change {
            consent, adoption, ..
        } = coming
        {
            for consent in consent.iter().chain(adoption) {
                asked(&mut text, consent, given);
            }
        }
        if let Entry::Manual {
            instructions, why, ..
        } = &step.entry
        {
            for line in instructions {
                let _ = writeln!(text, "    {}", super::whole(line));
            }
            let _ = writeln!(text, "    {why}");
        }
        for finding in &step.findings {
            said(&mut text, finding, 4);
        }
    }
    if plan.is_blocked() {
        text.push_str("This plan cannot be run:");
        for obstacle in obstacles(plan, given) {
            // Writing to a String cannot fail.
            let _ = write!(text, "\n    {obstacle}");
        }
    } else {
        let _ = write!(text, "digest {}", plan.digest);
    }
    text
}

/// A consent, given or not, with what it is for.
fn asked(text: &mut String, consent: &Consent, given: &Consents) {
    let word = if given.allow(consent) {
        "consent given"
    } else {
        "needs consent"
    };
    // Writing to a String cannot fail.
    let _ = writeln!(text, "    {word}: --allow {}", consent.word);
    let _ = writeln!(text, "    {}", consent.loses);
}

/// True for a removal.
fn removes(coming: &Entry) -> bool {
    matches!(
        coming,
        Entry::Change {
            action: Action::Remove,
            ..
        }
    )
}

/// What a step that cannot be looked at yet would send.
fn held(text: &mut String, foreseen: &[Foreseen]) {
    if foreseen.is_empty() {
        return;
    }
    let width = foreseen.iter().map(|one| one.field.len()).max();
    let width = width.unwrap_or(0);
    // Writing to a String cannot fail.
    let _ = writeln!(text, "    by the spec it is then sent:");
    for Foreseen { field, value, .. } in foreseen {
        let _ = writeln!(text, "    {field:<width$}  {}", safe(value));
    }
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

/// How wide the columns of ids and titles are: as their content, within reason.
pub(super) fn widths(plan: &Plan) -> (usize, usize) {
    let widest = |lengths: &mut dyn Iterator<Item = usize>, least: usize| {
        lengths.fold(least, |widest, length| widest.max(length.min(WIDEST)))
    };
    let mut ids = plan.steps.iter().map(|step| step.id.as_str().len());
    let mut titles = plan.steps.iter().map(|step| step.title.chars().count());
    (widest(&mut ids, 18), widest(&mut titles, 25))
}

/// What is said of what comes after an operation that is under way.
const UNTOLD: &str = "what differs when it has ended is not known yet";

/// How wide a column grows: the path of a parameter may go beyond.
const WIDEST: usize = 44;

/// What an entry does; `then` is what follows a change that is not the last one.
fn entry(of: &Entry, unknown_until: &[String], then: &str) -> String {
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
            let then = if *action == Action::Remove { "" } else { then };
            let size = size(*action, changes);
            let minutes = super::minutes(*minutes);
            format!("{action}{size}{then}, takes {minutes}{until}")
        }
        Entry::Attach {
            action,
            id,
            then: after,
        } => {
            let then = match after {
                Some(after) => format!("then {}", entry(after, unknown_until, then)),
                None => UNTOLD.to_owned(),
            };
            format!("{action} is running ({id}): a run attaches to it; {then}")
        }
        Entry::Wait { what } => format!("waits for {what}; {UNTOLD}"),
        Entry::Manual { kind, observed, .. } => {
            let seen = if *observed {
                ", seen in AWS when done"
            } else {
                ""
            };
            format!("a person's part ({kind}{seen})")
        }
        Entry::Held { gates, .. } => {
            let gates: Vec<&str> = gates.iter().map(StepId::as_str).collect();
            format!("looked at again after {}", gates.join(", "))
        }
        Entry::Blocked => "cannot go on".to_owned(),
        Entry::Unseen { why } => format!("cannot be seen: {}", printable(why, 400)),
        _ => "unknown to this version of the binary".to_owned(),
    }
}

/// How much a change changes; nothing for a removal, which takes everything, and for what is not
/// known yet.
pub(super) fn size(action: Action, changes: &[Change]) -> String {
    if matches!(action, Action::Remove | Action::ClearFailed) || changes.is_empty() {
        return String::new();
    }
    let count = |test: fn(&&Change) -> bool| changes.iter().filter(test).count();
    let version = count(|change| change.field == VERSION);
    let tags = count(|change| change.field.starts_with("tag "));
    let fields = changes.len() - version - tags;
    let of = |number: usize, one: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        more => Some(format!("{more} {one}s")),
    };
    // A product has a version, and the rest of what it is sent are its parameters and tags.
    let word = if version > 0 { "parameter" } else { "field" };
    let version = (version > 0).then(|| "the version".to_owned());
    let parts = [of(fields, word), of(tags, "tag"), version];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match parts.split_last() {
        Some((last, [])) => format!(", {last}"),
        Some((last, before)) => format!(", {} and {last}", before.join(", ")),
        None => String::new(),
    }
}

/// The field of a product's version among its changes.
const VERSION: &str = "version";

/// How many characters of a value are shown.
const SHOWN: usize = 200;

/// How many characters are shown of what differs in two long values.
const DIFFERENCE: usize = 4000;

/// How many characters are shown on either side of what differs in two long values.
const AROUND: usize = 60;

fn safe(text: &str) -> String {
    if text.is_empty() {
        "(empty)".to_owned()
    } else {
        printable(text, SHOWN)
    }
}

/// What a value was and what it would be. Of two that are too long to be shown whole, where they
/// differ: cut at their end, two documents would look the same.
fn changed(before: &str, after: &str) -> String {
    if before.chars().count().max(after.chars().count()) <= SHOWN {
        return format!("{} -> {}", safe(before), safe(after));
    }
    let (before, after): (Vec<char>, Vec<char>) =
        (before.chars().collect(), after.chars().collect());
    let same = |(one, other): &(&char, &char)| one == other;
    let begin = before.iter().zip(&after).take_while(same).count();
    let rest = before.len().min(after.len()) - begin;
    let ends = before.iter().rev().zip(after.iter().rev());
    let end = ends.take(rest).take_while(same).count();
    let part = |text: &[char]| {
        let from = begin.saturating_sub(AROUND);
        let to = (text.len() - end + AROUND).min(text.len());
        let shown: String = text.iter().skip(from).take(to - from).collect();
        let (first, last) = (from > 0, to < text.len());
        let dots = |cut| if cut { "…" } else { "" };
        format!(
            "{}{}{}",
            dots(first),
            printable(&shown, DIFFERENCE),
            dots(last)
        )
    };
    format!("{} -> {}", part(&before), part(&after))
}

fn shown(change: &Change) -> String {
    match (&change.before, &change.after) {
        // What is made of a document is read by whoever agrees to it.
        (None, Some(after)) if after.starts_with(['{', '[']) => printable(after, DIFFERENCE),
        (None, Some(after)) => safe(after),
        (Some(before), Some(after)) => changed(before, after),
        (Some(before), None) => format!("{} -> gone", safe(before)),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A policy of this many statements, each for a service of its number.
    fn policy(services: std::ops::Range<u32>) -> String {
        let statement = |number| format!(r#"{{"Effect":"Allow","Service":"service-{number}"}}"#);
        let all: Vec<String> = services.map(statement).collect();
        format!(r#"{{"Statement":[{}]}}"#, all.join(","))
    }

    #[test]
    fn of_two_long_values_it_is_shown_where_they_differ() {
        let shown = changed(&policy(0..9), &policy(0..10));
        insta::assert_snapshot!(shown, @r#"…rvice":"service-7"},{"Effect":"Allow","Service":"service-8"}]} -> …rvice":"service-7"},{"Effect":"Allow","Service":"service-8"},{"Effect":"Allow","Service":"service-9"}]}"#);
    }

    #[test]
    fn a_long_value_that_is_shortened_is_shown_where_it_was_cut() {
        let shown = changed(&"ab".repeat(200), &"ab".repeat(199));
        let shown: Vec<usize> = shown.split(" -> ").map(|one| one.chars().count()).collect();
        assert_eq!(shown, [AROUND + 3, AROUND + 1]);
    }

    #[test]
    fn short_values_are_shown_whole() {
        assert_eq!(changed("", "10.0.0.0/16"), "(empty) -> 10.0.0.0/16");
    }
}
