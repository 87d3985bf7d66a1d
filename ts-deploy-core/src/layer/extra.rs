//! What an extra parameter may do to a documented key.

use super::render::TEMPLATE_VERSION;
use super::row::{DecidedBy, Row, row};
use super::{ExtraParameters, ProductChoice, VersionSelector};
use crate::finding::{Finding, Findings};
use crate::ids::{ProductVersionName, printable};
use crate::parameter::{ParameterKey, Value};
use crate::secret::sounds_secret;

/// How many characters of a value a message shows.
const SHOWN: usize = 80;

/// How a key ends that says where a secret is, in lower case.
const REFERENCES: [&str; 3] = ["arn", "name", "path"];

/// Judges each extra parameter of a product against the row of its key; keys the documents do not
/// name are the contract's to judge.
pub(super) fn check(
    extra: &ExtraParameters,
    rows: &'static [Row],
    choice: &ProductChoice,
    path: &str,
    found: &mut Findings,
) {
    for (key, value) in extra {
        let at = format!("{path}.{key}");
        let decided = row(rows, key.as_str()).map(|row| row.decided_by);
        found.extend(judged(key, value, rows, &at, "D, S"));
        if let (Some(DecidedBy::Version), VersionSelector::Named(version)) =
            (decided, &choice.version)
        {
            found.extend(version_differs(value, version, at));
        }
    }
}

/// Judges each extra parameter against the row of its key: `path` is where they stand in the spec,
/// `documented` the row of the documents that findings name. Keys the documents do not name are
/// the contract's to judge.
pub fn check_rows(
    extra: &ExtraParameters,
    rows: &'static [Row],
    path: &str,
    documented: &'static str,
) -> Findings {
    let each = extra
        .iter()
        .map(|(key, value)| judged(key, value, rows, &format!("{path}.{key}"), documented));
    each.flatten().collect()
}

fn judged(
    key: &ParameterKey,
    value: &Value,
    rows: &'static [Row],
    at: &str,
    documented: &'static str,
) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Value::Plain(text) = value {
        found.extend(secret_in_plain_text(key, text, at));
    }
    let Some(row) = row(rows, key.as_str()) else {
        return found;
    };
    let at = at.to_owned();
    let told = match row.decided_by {
        DecidedBy::Nobody(reason) => changed(row, value, at, reason),
        DecidedBy::Field(field) => Some(past_the_field(row, at, field)),
        DecidedBy::Shape(field) => Some(decided_elsewhere(row, at, field)),
        DecidedBy::Version => None,
    };
    found.extend(told.map(|finding| finding.row(documented)));
    found
}

/// What a plain value is told whose key looks like that of a secret. The value is never shown.
pub(super) fn secret_in_plain_text(key: &ParameterKey, value: &str, at: &str) -> Option<Finding> {
    let name = key.as_str().to_ascii_lowercase();
    let is_secret = sounds_secret(key.as_str())
        && !REFERENCES.iter().any(|end| name.ends_with(end))
        && !matches!(value, "" | "true" | "false");
    is_secret.then(|| {
        let seen = format!("{key} looks like a secret, and its value is plain text");
        Finding::warns("secret-in-plain-text", at, seen)
            .why("Whoever reads the spec reads it; plans show it, and the journal's digests are made of it.")
            .remedy("If it is one, take it out, and give it to the product in a way that keeps it, such as a parameter in SSM; a program that embeds this library gives it as a secret value.")
            .row("X")
    })
}

fn changed(row: &Row, value: &Value, at: String, reason: &str) -> Option<Finding> {
    let default = row.default.unwrap_or_default();
    let to = match value {
        Value::Plain(text) if text == default => return None,
        Value::Plain(text) => format!("\"{}\"", printable(text, SHOWN)),
        Value::Secret(_) => "a secret".to_owned(),
        Value::Awaited(wire) => format!("the {wire}"),
    };
    let seen = format!("{} is changed from \"{default}\" to {to}", row.key);
    Some(
        Finding::warns("do-not-change", at, seen)
            .why(format!("The documents say not to change it. {reason}"))
            .remedy("Take it out, unless the vendor asked for it."),
    )
}

fn past_the_field(row: &Row, at: String, field: &str) -> Finding {
    let seen = format!("{} is an extra parameter, though it is {field}", row.key);
    Finding::warns("extra-parameter-has-a-field", at, seen)
        .why("The extra parameter wins, and passes by the checks of the field.")
        .remedy(format!(
            "Give it as {field}, unless the field refuses a value that the product takes."
        ))
}

fn decided_elsewhere(row: &Row, at: String, field: &str) -> Finding {
    let seen = format!(
        "{} is an extra parameter, though {field} decides it",
        row.key
    );
    Finding::blocks("extra-parameter-decided-elsewhere", at, seen)
        .why("Other parameters and checks follow from that decision, and would no longer agree with it.")
        .remedy(format!("Take it out, and decide it with {field}."))
}

/// What an extra `CFTemplateVersion` that differs from the version being launched is told.
pub(super) fn version_differs(
    value: &Value,
    version: &ProductVersionName,
    at: String,
) -> Option<Finding> {
    let given = match value {
        Value::Plain(text) if text == version.as_str() => return None,
        Value::Plain(text) => printable(text, SHOWN),
        Value::Secret(_) => "a secret".to_owned(),
        Value::Awaited(wire) => format!("the {wire}"),
    };
    let seen =
        format!("{TEMPLATE_VERSION} is {given}, and version {version} of the product is launched");
    Some(
        Finding::blocks("template-version-differs", at, seen)
            .why("The product would run the templates of another version than its own.")
            .remedy("Take it out: it is taken from the version being launched.")
            .row("D CFTemplateVersion"),
    )
}
