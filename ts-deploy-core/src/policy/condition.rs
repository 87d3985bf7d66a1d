//! Whether the conditions of a statement hold, as far as what they ask for is known.

use serde_json::Value;

use super::written::{matches, overlap, texts};

/// What the conditions of a statement come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// There are none, or all hold.
    Holds,
    /// One does not hold, which settles it.
    Fails,
    /// It depends on this: `a condition on aws:PrincipalOrgID`.
    Unclear(String),
}

/// What the conditions come to. `known` tells what is known of a key, in lower case, as shapes in
/// which `*` stands for what is not.
pub(super) fn bound(
    conditions: Option<&Value>,
    known: impl Fn(&str) -> Option<Vec<String>>,
) -> Bound {
    let Some(conditions) = conditions else {
        return Bound::Holds;
    };
    let Some(operators) = conditions.as_object() else {
        return Bound::Unclear("a condition that cannot be read".to_owned());
    };
    let mut bound = Bound::Holds;
    for (operator, keys) in operators {
        for (key, wanted) in keys.as_object().into_iter().flatten() {
            let known = known(&key.to_ascii_lowercase());
            match known.and_then(|known| holds(operator, wanted, &known)) {
                Some(true) => {}
                // All must hold.
                Some(false) => return Bound::Fails,
                None => {
                    let key = crate::ids::printable(key, 80);
                    bound = Bound::Unclear(format!("a condition on {key}"));
                }
            }
        }
    }
    bound
}

/// Whether one condition holds; `None` when that is not known.
fn holds(operator: &str, wanted: &Value, known: &[String]) -> Option<bool> {
    let operator = operator.strip_suffix("IfExists").unwrap_or(operator);
    let any = |fits: fn(&str, &str) -> Option<bool>| {
        let mut answer = Some(false);
        for wanted in texts_and_flags(wanted) {
            for known in known {
                match fits(&wanted, known) {
                    Some(true) => return Some(true),
                    Some(false) => {}
                    None => answer = None,
                }
            }
        }
        answer
    };
    match operator {
        "StringEquals" => any(equal),
        "StringEqualsIgnoreCase" | "Bool" => any(alike),
        "StringLike" | "ArnEquals" | "ArnLike" => any(fits),
        "StringNotEquals" => any(equal).map(|equal| !equal),
        "StringNotEqualsIgnoreCase" => any(alike).map(|alike| !alike),
        "StringNotLike" | "ArnNotEquals" | "ArnNotLike" => any(fits).map(|fits| !fits),
        _ => None,
    }
}

/// Whether what is known is this text; not known where it only may be.
fn equal(wanted: &str, known: &str) -> Option<bool> {
    if known.contains('*') {
        return if matches(known, wanted) {
            None
        } else {
            Some(false)
        };
    }
    Some(wanted == known)
}

fn alike(wanted: &str, known: &str) -> Option<bool> {
    equal(&wanted.to_ascii_lowercase(), &known.to_ascii_lowercase())
}

/// Whether what is known is of this shape, whatever its `*` stand for.
fn fits(wanted: &str, known: &str) -> Option<bool> {
    if matches(wanted, known) {
        return Some(true);
    }
    if overlap(wanted, known) {
        None
    } else {
        Some(false)
    }
}

/// The texts of a condition, in which true and false may stand as such.
fn texts_and_flags(value: &Value) -> impl Iterator<Item = String> {
    let one = value.as_bool().map(|flag| flag.to_string());
    let texts = texts(Some(value)).map(str::to_owned);
    one.into_iter().chain(texts).collect::<Vec<_>>().into_iter()
}
