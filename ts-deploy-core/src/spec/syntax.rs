//! What makes a text no document at all.

use serde_saphyr::Error;

use super::limit;
use super::span::Span;
use crate::finding::Finding;
use crate::ids::printable;

/// A text beyond [`limit::TEXT_BYTES`].
pub(super) fn too_large(bytes: usize) -> Finding {
    let limit = limit::TEXT_BYTES;
    Finding::blocks(
        "spec-limit",
        "",
        format!("The document has {bytes} bytes; at most {limit} are read."),
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
            "",
            format!("The document is beyond a limit: {}.", said(error)),
        )
        .why(format!(
            "At most {} values, {} levels and {} values added by aliases are read.",
            limit::VALUES,
            limit::DEPTH,
            limit::ALIASED_VALUES
        ))
        .remedy("Write the values out where aliases are used, and keep to the fields of the schema."),
        Error::MergeKeyNotAllowed { .. } => {
            Finding::blocks("spec-syntax", "", "A merge key (<<) is not read.")
                .why("A merged map overrides fields that nobody sees overridden.")
                .remedy("Write the fields out; an alias (*name) for a whole value is read.")
        }
        Error::MultipleDocuments { .. } => Finding::blocks(
            "spec-syntax",
            "",
            "A second document begins here (---).",
        )
        .why("A deployment is one document.")
        .remedy("Keep each deployment in a file of its own."),
        _ => Finding::blocks(
            "spec-syntax",
            "",
            format!("This cannot be read as YAML or JSON: {}.", said(error)),
        )
        .why("Nothing after it can be read either.")
        .remedy(
            "Mend it here or just above: indent with spaces, close brackets and quotes, and quote \
             a text that holds ': ' or begins with a special character.",
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
