//! What makes a text no document at all.

use serde_saphyr::Error;
use serde_saphyr::budget::BudgetBreach;

use super::limit;
use super::span::Span;
use crate::finding::Finding;
use crate::ids::printable;

/// The path of what is wrong with the whole document.
const DOCUMENT: &str = "document";

/// A text beyond [`limit::TEXT_BYTES`].
pub(super) fn too_large() -> Finding {
    let limit = limit::TEXT_BYTES;
    Finding::blocks(
        "spec-limit",
        DOCUMENT,
        format!("The document has more than {limit} bytes."),
    )
    .why("A deployment document is a few kilobytes; this is likely another file.")
    .remedy("Give the deployment document.")
}

/// What the parser refused, and where.
pub(super) fn refused(error: &Error, text: &str) -> (Finding, Option<Span>) {
    let error = error.without_snippet();
    let span = error
        .location()
        .and_then(|location| Span::of(location, text));
    (finding(error), span)
}

fn finding(error: &Error) -> Finding {
    match innermost(error) {
        Error::Budget { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. }
        | Error::AliasReplayCounterOverflow { .. } => Finding::blocks(
            "spec-limit",
            DOCUMENT,
            beyond(error),
        )
        .why(format!(
            "At most {} values, {} levels and {} values added by aliases are read.",
            limit::VALUES,
            limit::DEPTH,
            limit::ALIASED_VALUES
        ))
        .remedy(
            "Write the values out where aliases are used, and keep to the fields of the schema.",
        ),
        Error::MergeKeyNotAllowed { .. } => {
            Finding::blocks("spec-syntax", DOCUMENT, "A merge key (<<) is not read.")
                .why("A merged map overrides fields that nobody sees overridden.")
                .remedy("Write the fields out; an alias (*name) for a whole value is read.")
        }
        Error::MultipleDocuments { .. } => Finding::blocks(
            "spec-syntax",
            DOCUMENT,
            "A second document begins here (---).",
        )
        .why("A deployment is one document.")
        .remedy("Keep each deployment in a file of its own."),
        _ => Finding::blocks(
            "spec-syntax",
            DOCUMENT,
            format!("This cannot be read as YAML or JSON: {}.", said(error)),
        )
        .why("Nothing after it can be read either.")
        .remedy(
            "Mend it here or just above: indent with spaces, close brackets and quotes, and quote \
             a text that holds ': ' or begins with a special character.",
        ),
    }
}

fn beyond(error: &Error) -> String {
    match innermost(error) {
        Error::Budget { breach, .. } => match breach {
            BudgetBreach::Depth { .. } => {
                format!(
                    "Maps and lists are deeper than {} levels here.",
                    limit::DEPTH
                )
            }
            BudgetBreach::Nodes { .. } => {
                format!("The document holds more than {} values.", limit::VALUES)
            }
            _ => format!("The document is larger than is read: {}.", said(error)),
        },
        _ => format!(
            "Aliases add more than {} values to the document.",
            limit::ALIASED_VALUES
        ),
    }
}

fn innermost(error: &Error) -> &Error {
    match error {
        Error::AliasError { error, .. } | Error::WithSnippet { error, .. } => innermost(error),
        other => other,
    }
}

/// The parser's own words, without the place, which the span tells.
fn said(error: &Error) -> String {
    let words = error.to_string();
    let words = words
        .split_once(" at line ")
        .map_or(words.as_str(), |(words, _)| words);
    printable(words, 200)
}
