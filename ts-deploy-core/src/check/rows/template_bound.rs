//! Whether a condition of a template binds everybody to one's own account or organisation.

use serde_json::Value;

use super::template_value::{Lookup, is_unknown};
use crate::ids::AccountId;

/// The operators of which a key has to be there and to be one of the values: what ends in `IfExists`
/// lets in whom the key is missing of, and so does `ForAllValues`.
const BINDING: [&str; 5] = [
    "arnequals",
    "arnlike",
    "stringequals",
    "stringequalsignorecase",
    "stringlike",
];

/// What a condition makes of everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// Those of the own account or organisation, or whom a parameter names.
    Own,
    /// Those of another account: `aws:SourceAccount 999988887777`.
    Foreign(String),
    /// There is none.
    Not,
    /// Whom it lets in cannot be told from the template: `aws:SecureTransport`.
    Unknown(String),
}

/// What a key says of who asks.
enum Kind {
    Account,
    /// The account stands in it.
    Arn,
    Organisation,
    /// A VPC or an endpoint of one.
    Network,
}

/// Of a key of a condition, or of the property of a resource that stands for it.
fn kind(key: &str) -> Option<Kind> {
    let key = key.to_ascii_lowercase();
    Some(match key.strip_prefix("aws:").unwrap_or(&key) {
        // Policies of SNS have the owner, those of KMS the caller.
        "principalaccount" | "sourceaccount" | "sourceowner" | "kms:calleraccount" => Kind::Account,
        "principalarn" | "sourcearn" => Kind::Arn,
        "principalorgid" | "principalorgpaths" | "sourceorgid" | "sourceorgpaths"
        | "organizationid" => Kind::Organisation,
        "sourcevpc" | "sourcevpce" => Kind::Network,
        _ => return None,
    })
}

/// What one value of a key makes of it.
enum One {
    Own,
    Foreign,
    Unknown,
}

impl Kind {
    fn of(&self, text: &str, own: &AccountId) -> One {
        if is_unknown(text) {
            return One::Unknown;
        }
        match self {
            Self::Account => account(text, own),
            Self::Arn => match account_of(text) {
                // An attribute of what the template makes, or a bucket that a parameter names.
                None | Some("") if text.contains("${") => One::Own,
                None | Some("") => One::Unknown,
                Some(found) => account(found, own),
            },
            // Of a path the first part is the organisation.
            Self::Organisation | Self::Network => {
                let id = text.split('/').next().unwrap_or_default();
                if id.is_empty() || id.contains(['*', '?']) {
                    One::Unknown
                } else {
                    One::Own
                }
            }
        }
    }
}

fn account(text: &str, own: &AccountId) -> One {
    if text == own.as_str() || text.starts_with("${") && text.ends_with('}') {
        One::Own
    } else if is_account(text) {
        One::Foreign
    } else {
        One::Unknown
    }
}

/// True for the twelve digits of an account.
pub(super) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The account of an ARN, in which pseudo parameters may stand: their names have the ARN's own mark.
pub(super) fn account_of(arn: &str) -> Option<&str> {
    let mut inside = false;
    let mut parts = arn.split(|letter| {
        inside = letter == '{' || inside && letter != '}';
        letter == ':' && !inside
    });
    parts.nth(4)
}

/// What the condition of a statement makes of everybody. All its keys have to hold, each with one of
/// its values.
pub(super) fn bound(condition: Option<&Value>, own: &AccountId, lookup: Lookup<'_>) -> Bound {
    let Some(condition) = condition else {
        return Bound::Not;
    };
    let operators = condition.as_object().into_iter().flatten();
    let keys = operators.flat_map(|(operator, keys)| {
        let keys = keys.as_object().into_iter().flatten();
        keys.map(|(key, values)| (binds(operator), key.as_str(), values))
    });
    together(keys.map(|(binds, key, values)| one(binds, key, values, own, lookup)))
}

/// What properties of a resource make of everybody, each like a key of a condition.
pub(super) fn bound_by(
    properties: &Value,
    names: &[&str],
    own: &AccountId,
    lookup: Lookup<'_>,
) -> Bound {
    let given = names.iter().filter_map(|name| {
        let value = properties.get(*name)?;
        Some(match (value.get("Key"), value.get("Value")) {
            // The one condition of an event bus.
            (Some(Value::String(key)), Some(wanted)) => {
                let operator = value.get("Type").and_then(Value::as_str);
                one(
                    binds(operator.unwrap_or_default()),
                    key,
                    wanted,
                    own,
                    lookup,
                )
            }
            _ => one(true, name, value, own, lookup),
        })
    });
    let given: Vec<Bound> = given.collect();
    if given.is_empty() {
        Bound::Not
    } else {
        together(given.into_iter())
    }
}

fn binds(operator: &str) -> bool {
    let operator = operator.to_ascii_lowercase();
    let operator = operator.strip_prefix("foranyvalue:").unwrap_or(&operator);
    BINDING.contains(&operator)
}

/// What one key makes of it.
fn one(binds: bool, key: &str, values: &Value, own: &AccountId, lookup: Lookup<'_>) -> Bound {
    let unknown = || Bound::Unknown(key.to_owned());
    let texts = lookup.texts(values);
    // A branch may take the key away.
    let may_be_away = texts.is_empty() || values.to_string().contains("AWS::NoValue");
    let Some(kind) = kind(key).filter(|_| binds && !may_be_away) else {
        return unknown();
    };
    let mut bound = Bound::Own;
    for text in &texts {
        match kind.of(text, own) {
            One::Own => {}
            One::Foreign => return Bound::Foreign(format!("{key} {text}")),
            One::Unknown => bound = unknown(),
        }
    }
    bound
}

/// What keys that all have to hold make of it.
fn together(all: impl Iterator<Item = Bound>) -> Bound {
    let mut unknown = Vec::new();
    let mut is_own = false;
    for bound in all {
        match bound {
            Bound::Foreign(_) => return bound,
            Bound::Own => is_own = true,
            Bound::Unknown(key) => unknown.push(key),
            Bound::Not => {}
        }
    }
    match (is_own, unknown.as_slice()) {
        (true, _) => Bound::Own,
        (false, []) => Bound::Unknown("what cannot be read".to_owned()),
        (false, keys) => Bound::Unknown(keys.join(", ")),
    }
}
