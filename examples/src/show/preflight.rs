//! What the checks of the accounts saw, as text.

use std::fmt::Write as _;

use jiff::Timestamp;

use ts_deploy_core::check::{Checked, Counts, Preflight, Verdict};
use ts_deploy_core::finding::{Finding, Severity};
use ts_deploy_core::ids::printable;
use ts_deploy_core::journal::{KeptCheck, KeptPreflight, KeptVerdict};
use ts_deploy_core::target::Target;

use super::alike::{each_once, grouped, kept_once};
use super::span;
use crate::built::features_of;

/// Every check, by target, and how many ended how.
pub(crate) fn preflight(seen: &Preflight, targets: &[Target]) -> String {
    let mut text = String::new();
    for target in targets {
        let here = seen
            .0
            .iter()
            .filter(|checked| checked.target == target.name);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "\n{target}");
        for alike in grouped(here) {
            checks(&mut text, &alike);
        }
    }
    if let Some(absent) = not_built_in(seen) {
        let _ = writeln!(text, "\n{absent}");
    }
    let Counts {
        passed,
        found,
        not_checked,
        ..
    } = seen.counts();
    let _ = write!(
        text,
        "\n{passed} passed, {found} found something, {not_checked} not checked"
    );
    if let Some(at) = seen.0.iter().map(|checked| checked.at).min() {
        let _ = write!(text, "; looked at {}", at.strftime("%Y-%m-%d %H:%M:%SZ"));
    }
    if seen.blocks() {
        text.push_str("\nA deploy is blocked until what blocks is mended.");
    }
    text.trim_start().to_owned()
}

/// What was found, without what passed.
pub(crate) fn findings(seen: &Preflight) -> String {
    let mut text = String::new();
    let passed = |one: &&Checked| matches!(one.verdict, Verdict::Passed { .. });
    for alike in grouped(seen.0.iter().filter(|one| !passed(one))) {
        checks(&mut text, &alike);
    }
    text.extend(not_built_in(seen));
    text.trim_end().to_owned()
}

/// Which checks nobody looked at since this binary lacks the services that they ask, and what to build;
/// `None` when it lacks none.
fn not_built_in(seen: &Preflight) -> Option<String> {
    let absent: Vec<(&str, &str)> = seen
        .0
        .iter()
        .filter_map(|checked| Some((checked.row, missing_port(&checked.verdict)?)))
        .collect();
    if absent.is_empty() {
        return None;
    }
    let mut rows: Vec<&str> = Vec::new();
    for (row, _) in &absent {
        if !rows.contains(row) {
            rows.push(row);
        }
    }
    let features = features_of(absent.iter().map(|(_, port)| *port)).join(",");
    Some(format!(
        "not checked: {} of {} checks ask services that this binary was built without.\n  Rows: {}.\n  Build it with \
         cargo build -p ts-deploy-examples --features {features}, or look by hand; --format json tells what each looks \
         at.",
        absent.len(),
        seen.0.len(),
        rows.join(", ")
    ))
}

/// The port that kept a check from looking, since it is not built in.
fn missing_port(verdict: &Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::NotChecked { missing_port, .. } => *missing_port,
        _ => None,
    }
}

/// What the checks saw before the last run that looked at them, how long ago, and what they found.
pub(crate) fn kept(seen: &KeptPreflight, now: Timestamp) -> String {
    let Some(at) = seen.oldest() else {
        return "checks of the accounts: none were looked at".to_owned();
    };
    let ended = |verdict| {
        let same = |check: &&KeptCheck| check.verdict == verdict;
        seen.checks.iter().filter(same).count()
    };
    let mut text = format!(
        "checks of the accounts: looked at {}, {} ago: {} passed, {} found something, {} not checked",
        at.strftime("%Y-%m-%d %H:%M:%SZ"),
        span(now.duration_since(at).as_secs()),
        ended(KeptVerdict::Passed),
        ended(KeptVerdict::Found),
        ended(KeptVerdict::NotChecked)
    );
    for (finding, of) in kept_once(seen) {
        let rows = each_once(of.iter().map(|check| check.row.as_str()));
        let target = of.first().map_or("", |check| check.target.as_str());
        let (word, rows) = (finding.severity.as_str(), rows.join(", "));
        let seen = printable(&finding.seen, 400);
        // Writing to a String cannot fail.
        let _ = write!(text, "\n  {word:<8} {rows:<4} {target}: {seen}");
        if of.len() > 1 {
            let _ = write!(text, " ({} checks)", of.len());
        }
    }
    text
}

/// How a check ended, in a word.
pub(super) fn word_of(checked: &Checked) -> &'static str {
    match &checked.verdict {
        Verdict::Passed { .. } => "passed",
        Verdict::NotChecked { .. } => "not checked",
        verdict => verdict.severity().map_or("unknown", Severity::as_str),
    }
}

/// Checks that ended alike: a line each, and what they found once.
fn checks(text: &mut String, alike: &[&Checked]) {
    let Some(checked) = alike.first() else {
        return;
    };
    // They are told all at once.
    if missing_port(&checked.verdict).is_some() {
        return;
    }
    for Checked { row, title, .. } in alike {
        let word = word_of(checked);
        let _ = writeln!(text, "  {word:<12} {row:<4} {title}");
    }
    let row = checked.row;
    if let Verdict::Passed { evidence } = &checked.verdict {
        for seen in evidence {
            let _ = writeln!(text, "{:19}{}", "", printable(&seen.seen, 200));
        }
    }
    for finding in checked.verdict.findings() {
        said(text, finding, checked.verdict.severity());
    }
    if checked.fixable {
        let _ = writeln!(text, "{:19}can be mended with --fix {row}", "");
    }
}

/// A finding, with its weight where the check's is another.
fn said(text: &mut String, finding: &Finding, weight: Option<Severity>) {
    let seen = if weight == Some(finding.severity) {
        finding.seen.clone()
    } else {
        format!("{}: {}", finding.severity.as_str(), finding.seen)
    };
    let lines = [&seen, &finding.why, &finding.remedy];
    for line in lines.into_iter().filter(|line| !line.is_empty()) {
        let _ = writeln!(text, "{:19}{}", "", printable(line, 800));
    }
}
