//! Whether the pattern finds the database.

use fancy_regex::RegexBuilder;
use ts_deploy_core::finding::{Finding, Findings};

use super::rows::PATTERN;
use super::{DbInstanceId, SnapshotPattern, SnapshotTool, SnapshotToolDraft};

const AT: &str = "disaster_recovery.snapshot_tool.snapshot_pattern";
/// The word that the tool takes for every database.
const ALL: &str = "ALL_SNAPSHOTS";
/// How much work one pattern may cause before it counts as unchecked.
const BACKTRACK_LIMIT: usize = 100_000;

pub(super) fn check(draft: &SnapshotToolDraft, found: &mut Findings) {
    if let Some(pattern) = draft
        .snapshot_pattern
        .as_ref()
        .filter(|pattern| pattern.as_str() != PATTERN)
    {
        let seen = format!("SnapshotPattern is changed from \"{PATTERN}\" to \"{pattern}\"");
        found.push(
            Finding::warns("do-not-change", AT, seen)
                .why("The documents say not to change it: the database's identifier is made to match it.")
                .remedy("Take it out, unless the vendor asked for it.")
                .row("T2"),
        );
    }
    match &draft.database {
        Some(database) => found.extend(judge(draft, database)),
        None => found.push(unknown()),
    }
}

impl SnapshotTool {
    /// Holds the pattern against the identifier of the platform's database, as the tool does: it
    /// is looked for anywhere in it. For when the identifier becomes known later than the rest.
    pub fn check_database(&self, database: &DbInstanceId) -> Findings {
        judge(&self.draft, database).into_iter().collect()
    }
}

fn judge(draft: &SnapshotToolDraft, database: &DbInstanceId) -> Option<Finding> {
    let pattern = draft
        .snapshot_pattern
        .as_ref()
        .map_or(PATTERN, SnapshotPattern::as_str);
    if pattern == ALL {
        return None;
    }
    let regex = RegexBuilder::new(pattern)
        .backtrack_limit(BACKTRACK_LIMIT)
        .build();
    match regex.and_then(|regex| regex.is_match(database.as_str())) {
        Ok(true) => None,
        Ok(false) => Some(no_match(pattern, database)),
        Err(error) => Some(unchecked(pattern, &error.to_string())),
    }
}

fn no_match(pattern: &str, database: &DbInstanceId) -> Finding {
    let seen = format!("the pattern \"{pattern}\" does not match the database {database}");
    Finding::blocks("snapshot-pattern-misses", AT, seen)
        .why("The tool holds it against the database's identifier, not the snapshot's: no snapshot is copied, without an error, and a disaster finds no database to go back to.")
        .remedy(format!("Give a pattern that the identifier matches, such as \"^{database}$\"."))
        .row("T2")
}

fn unchecked(pattern: &str, error: &str) -> Finding {
    let seen = format!("the pattern \"{pattern}\" cannot be checked here: {error}");
    Finding::warns("snapshot-pattern-unchecked", AT, seen)
        .why("The tool reads it as a Python regular expression; if it does not match the database's identifier, nothing is copied, without an error.")
        .remedy("Write it in the plain part of the language, or try it in Python: re.search(pattern, identifier).")
        .row("T2")
}

fn unknown() -> Finding {
    let seen =
        "the database's identifier is not known, so that the pattern was not held against it";
    Finding::informs("snapshot-pattern-unproven", AT, seen)
        .why("If it does not match, nothing is copied, without an error.")
        .remedy("Give the identifier once the Data Layer is deployed.")
        .row("T2")
}
