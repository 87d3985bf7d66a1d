//! Where things stand: from the journal, and as verified.

use std::fmt::Write as _;

use ts_deploy_core::check::MendStep;
use ts_deploy_core::finding::{Finding, Findings, Severity};
use ts_deploy_core::ids::printable;
use ts_deploy_core::journal::{HeldBack, JournalState, Reason, StepState};
use ts_deploy_core::plan::{Action, Entry, Gone, Plan, PlannedStep, StepId, Verdict};

use super::plan::widths;
use super::{unlooked, whole};

/// What the journal knows, as lines.
/// `gone` is true when the driver that it names has ended without letting go.
pub(crate) fn journal(state: &JournalState, rehearsal: bool, gone: bool) -> String {
    let mut text = String::new();
    if let Some(lease) = &state.lease {
        // Writing to a String cannot fail.
        let word = if gone { "was driven" } else { "driven" };
        let _ = write!(
            text,
            "{word} by {} since {}, until {}",
            lease.driver,
            time(lease.since),
            time(lease.until)
        );
        if rehearsal {
            // Everything else on the screen has the time of the simulated cloud.
            text.push_str(" by this machine's clock");
        }
        text.push_str(if gone {
            "; that process has ended, and the next run takes over at once\n"
        } else {
            "\n"
        });
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
            for step in &run.held_back {
                held_back(&mut text, step);
            }
        }
        None => text.push_str("no run stands in the journal\n"),
    }
    for (id, step) in &state.steps {
        if let Some(open) = &step.open {
            let handle = open
                .handle
                .as_ref()
                .map_or("not known to be accepted", |handle| handle.id.as_str());
            let since = open.since().map_or_else(
                || format!("found {}, begun before", time(open.at)),
                |since| format!("begun {}", time(since)),
            );
            let _ = writeln!(text, "{id}: {} {since}, {handle}", open.action);
            // A deploy does not look at it: only a run of fixes does.
            if MendStep::has_id(id) {
                text.push_str("  preflight --fix looks what became of it\n");
            }
        }
    }
    text.trim_end().to_owned()
}

/// What held a step back when the last run ended, and what to do.
fn held_back(text: &mut String, step: &HeldBack) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "  {} was held back:", step.step);
    for Reason {
        id,
        severity,
        seen,
        why,
        remedy,
    } in &step.findings
    {
        let (id, seen) = (printable(id, 80), printable(seen, 600));
        let _ = writeln!(text, "    {} {id}: {seen}", severity.as_str());
        if !why.is_empty() {
            let _ = writeln!(text, "      {}", printable(why, 800));
        }
        if !remedy.is_empty() {
            let _ = writeln!(text, "      To do: {}", printable(remedy, 800));
        }
    }
    let more = step.count.saturating_sub(step.findings.len());
    if more > 0 {
        let _ = writeln!(text, "    and {more} more");
    }
}

/// A time as people read it.
fn time(at: jiff::Timestamp) -> impl std::fmt::Display {
    at.strftime("%Y-%m-%d %H:%M:%SZ")
}

/// Where each step stands, a line or two a step.
pub(crate) fn standing(
    plan: &Plan,
    verdicts: &[(StepId, Verdict)],
    state: &JournalState,
) -> String {
    let mut text = String::new();
    let (ids, _) = widths(plan);
    for step in &plan.steps {
        let verdict = verdicts
            .iter()
            .find(|(id, _)| *id == step.id)
            .map(|(_, verdict)| verdict);
        let said = match (&step.entry, verdict) {
            (Entry::NoChange, Some(Verdict::Holds { evidence, findings })) => {
                let seen = evidence
                    .iter()
                    .map(|e| format!("{}: {}", whole(&e.what), whole(&e.seen)));
                let seen: Vec<String> = seen.chain(doubted(findings)).collect();
                seen.join("\n    ")
            }
            (Entry::NoChange, Some(Verdict::NotChecked { finding })) => to_look_at(finding),
            (Entry::NoChange, Some(Verdict::Failed { failure })) => format!("not sound: {failure}"),
            (
                Entry::Change {
                    action: Action::Create,
                    gone,
                    ..
                },
                _,
            ) => gone.map_or("not there".to_owned(), |gone| lost(&step.id, gone)),
            (Entry::Change { .. }, _) => change(step),
            (Entry::Attach { action, id, .. }, _) => format!("{action} is running ({id})"),
            (Entry::Wait { what }, _) => format!(
                "somebody else's change is running: {}",
                printable(what, 200)
            ),
            (Entry::Manual { .. }, _) => asked(step, comes_later(plan, step, state).as_deref()),
            (Entry::Held { gates, .. }, _) => {
                let gates: Vec<&str> = gates.iter().map(StepId::as_str).collect();
                format!("not known until {}", gates.join(", "))
            }
            (Entry::Blocked, _) => blocked(step),
            (Entry::Unseen { why }, _) => format!("cannot be seen: {}", printable(why, 400)),
            _ => "cannot be told".to_owned(),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{:<ids$} {}\n    {said}", step.id, step.title);
    }
    text.trim_end().to_owned()
}

/// That what the journal knows is gone, with what to do.
fn lost(step: &StepId, gone: Gone) -> String {
    let known = match gone {
        Gone::Seen(at) => format!("last seen deployed {}", time(at)),
        Gone::Made(at) => format!("made by what began {}", time(at)),
    };
    format!(
        "GONE: {known}, and not removed from here\n    To do: find out who removed it; to make it anew, and empty: \
         --allow recreate:{step}"
    )
}

/// That nobody could look, with what to do.
fn to_look_at(finding: &Finding) -> String {
    format!("{}\n    {}", unlooked(finding), whole(&finding.remedy))
}

/// What is doubtful about a step that is as wanted: what somebody should look at, each with what to do
/// on a line of its own.
fn doubted(findings: &Findings) -> impl Iterator<Item = String> {
    let doubts = findings
        .iter()
        .filter(|one| one.severity < Severity::Informs);
    doubts.flat_map(|one| {
        let seen = format!("{}: {}", one.severity.as_str(), whole(&one.seen));
        let remedy = Some(&one.remedy).filter(|remedy| !remedy.is_empty());
        let remedy = remedy.map(|remedy| format!("  {}", whole(remedy)));
        std::iter::once(seen).chain(remedy)
    })
}

/// When a person's part comes to which no run has come yet, since what it is about is not there: a word
/// about it would be refused.
fn comes_later(plan: &Plan, step: &PlannedStep, state: &JournalState) -> Option<String> {
    if state.step(&step.id).is_some_and(StepState::is_asked) {
        return None;
    }
    let missing = |one: &&PlannedStep| match &one.entry {
        Entry::Change { action, .. } => *action == Action::Create,
        Entry::Held { .. } => true,
        _ => false,
    };
    let mut before: Vec<&PlannedStep> = Vec::new();
    let mut next: Vec<&StepId> = step.after.iter().collect();
    while let Some(id) = next.pop() {
        let known = before.iter().any(|one| one.id == *id);
        let one = plan.steps.iter().find(|one| one.id == *id && !known);
        next.extend(one.iter().flat_map(|one| &one.after));
        before.extend(one);
    }
    let mut missing = before
        .into_iter()
        .filter(missing)
        .map(|one| one.id.as_str());
    let first = missing.next()?;
    Some(
        if PRODUCTS.contains(&first) || missing.any(|one| PRODUCTS.contains(&one)) {
            "comes once the platform is deployed".to_owned()
        } else {
            format!("comes once there is {first}")
        },
    )
}

/// The steps that deploy the platform's products.
const PRODUCTS: [&str; 2] = ["data-layer", "service-layer"];

/// What is asked of a person, ready to be done.
fn asked(step: &PlannedStep, later: Option<&str>) -> String {
    let Entry::Manual {
        kind,
        instructions,
        observed,
        ..
    } = &step.entry
    else {
        return String::new();
    };
    let end = match (later, *observed) {
        (Some(_), false) => None,
        (_, true) => Some("seen in AWS when done".to_owned()),
        (None, false) => Some(format!("then: {}", super::confirming(&step.id))),
    };
    let told = instructions.iter().map(|line| whole(line));
    let begin = match later {
        Some(later) => format!("a person's part ({kind}), which {later}:"),
        None => format!("waits for a person ({kind}):"),
    };
    let lines = std::iter::once(begin).chain(told).chain(end);
    lines.collect::<Vec<_>>().join("\n      ")
}

/// Where something stands that a deploy would change.
fn change(step: &PlannedStep) -> String {
    let Entry::Change {
        action,
        changes,
        consent,
        ..
    } = &step.entry
    else {
        return String::new();
    };
    let fields: Vec<&str> = changes.iter().map(|change| change.field.as_str()).collect();
    match (action, fields.as_slice()) {
        (Action::ClearFailed, _) => {
            let happened = consent.as_ref().map(|consent| consent.loses.as_str());
            let happened = printable(happened.unwrap_or("it cannot be used"), 1200);
            let word = consent.as_ref().map(|consent| {
                format!(
                    "\n    To do: mend the cause, then deploy again with --allow {}",
                    consent.word
                )
            });
            format!("failed: {happened}{}", word.unwrap_or_default())
        }
        (_, []) if step.unknown_until.is_empty() => format!("there, and to be changed: {action}"),
        (_, []) => format!("not known until there is {}", step.unknown_until.join(", ")),
        (_, fields) => format!("there, and differs in {}", fields.join(", ")),
    }
}

/// What a step cannot go on for, and what to do.
fn blocked(step: &PlannedStep) -> String {
    let said = step.findings.iter().flat_map(|finding| {
        let to_do = Some(&finding.remedy).filter(|remedy| !remedy.is_empty());
        let to_do = to_do.map(|remedy| format!("To do: {}", printable(remedy, 600)));
        [
            Some(format!("blocked: {}", printable(&finding.seen, 600))),
            to_do,
        ]
    });
    said.flatten().collect::<Vec<_>>().join("\n    ")
}

/// Why a step does not hold, by what the plan says of it.
fn differs(plan: &Plan, id: &StepId, state: &JournalState) -> String {
    let step = plan.steps.iter().find(|step| step.id == *id);
    let later = step.and_then(|step| comes_later(plan, step, state));
    match step.map(|step| &step.entry) {
        Some(Entry::Change {
            action: Action::Create,
            gone,
            ..
        }) => gone.map_or("NOT THERE: it was not deployed".to_owned(), |gone| {
            lost(id, gone)
        }),
        Some(Entry::Change { changes, .. }) if changes.is_empty() => {
            "NOT THERE: what it is about was not deployed".to_owned()
        }
        Some(Entry::Manual {
            observed: false, ..
        }) => later.map_or_else(
            || {
                format!(
                    "OPEN: a person's part; once done, {}",
                    super::confirming(id)
                )
            },
            |later| format!("OPEN: a person's part, which {later}"),
        ),
        Some(Entry::Manual { .. }) => "OPEN: a person's part, seen in AWS when done".to_owned(),
        Some(Entry::Held { .. } | Entry::Blocked) => {
            "BLOCKED: it cannot be compared; why stands below".to_owned()
        }
        _ => "DIFFERS: how stands below".to_owned(),
    }
}

/// What verifying gave, a line a step.
pub(crate) fn verdicts(
    plan: &Plan,
    verdicts: &[(StepId, Verdict)],
    state: &JournalState,
) -> String {
    let mut text = String::new();
    let (ids, _) = widths(plan);
    for (id, verdict) in verdicts {
        let said = match verdict {
            Verdict::Holds { evidence, findings } => {
                let seen = evidence
                    .iter()
                    .map(|e| format!("{}: {} ({})", whole(&e.what), whole(&e.seen), e.call));
                let seen: Vec<String> = seen.chain(doubted(findings)).collect();
                format!("holds\n    {}", seen.join("\n    "))
            }
            Verdict::NotChecked { finding } => to_look_at(finding),
            Verdict::Running => "is being changed: it cannot be told yet".to_owned(),
            Verdict::Differs => differs(plan, id, state),
            Verdict::Failed { failure } => format!("FAILED: {failure}"),
            Verdict::Unseen { why } => format!("cannot be seen: {}", printable(why, 600)),
            _ => "unknown to this version of the binary".to_owned(),
        };
        let _ = writeln!(text, "{id:<ids$} {said}");
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use ts_deploy_core::plan::Evidence;
    use ts_deploy_core::target::TargetName;

    use super::*;

    /// What is said of a step that verify has this to say of.
    fn said(verdict: Verdict) -> [String; 2] {
        let id = StepId::known("vendor-log-access");
        let step = PlannedStep {
            id: id.clone(),
            title: "Log access for the vendor".to_owned(),
            target: TargetName::Main,
            after: Vec::new(),
            removes: false,
            entry: Entry::NoChange,
            changes_after: Vec::new(),
            unknown_until: Vec::new(),
            findings: Findings::none(),
        };
        let plan = Plan {
            steps: vec![step],
            digest: String::new(),
        };
        let all = [(id, verdict)];
        let state = JournalState::default();
        [standing(&plan, &all, &state), verdicts(&plan, &all, &state)]
    }

    fn holds(seen: &str, findings: Findings) -> Verdict {
        let evidence = Evidence {
            what: "role acme".to_owned(),
            seen: seen.to_owned(),
            at: jiff::Timestamp::UNIX_EPOCH,
            call: "iam:GetRole".to_owned(),
        };
        Verdict::Holds {
            evidence: vec![evidence],
            findings,
        }
    }

    #[test]
    fn evidence_is_shown_whole_however_long_it_is() {
        let seen = ["log-group"; 60].join(" ");
        for said in said(holds(&seen, Findings::none())) {
            assert!(said.contains(&seen), "{said}");
        }
    }

    #[test]
    fn what_is_doubtful_about_a_step_that_holds_stands_below_its_evidence() {
        let doubt =
            Finding::warns("doubt", "vendor-log-access", "it has a boundary").remedy("Look at it.");
        let [_, verified] = said(holds("trusted", doubt.into()));
        insta::assert_snapshot!(verified, @"
        vendor-log-access  holds
            role acme: trusted (iam:GetRole)
            warns: it has a boundary
              Look at it.
        ");
    }

    #[test]
    fn what_merely_informs_about_a_step_that_holds_is_left_to_the_plan() {
        let known = Finding::informs("known", "vendor-log-access", "worth knowing");
        for said in said(holds("trusted", known.into())) {
            assert!(!said.contains("worth knowing"), "{said}");
        }
    }

    #[test]
    fn what_nobody_could_look_at_is_not_checked_whatever_was_seen() {
        let finding = Finding::warns("secret-not-compared", "parameter", "it is kept");
        for said in said(Verdict::NotChecked { finding }) {
            assert!(said.contains("not checked: it is kept"), "{said}");
        }
    }
}
