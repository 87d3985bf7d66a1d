//! Short words for declaring parameters.

use crate::parameter::{Constraints, Contract, Declaration, ParameterKey};

/// A row of a contract: key, declaration, description.
pub(super) type Row = (&'static str, Declaration, &'static str);

/// A text that must be given.
pub(super) fn required() -> Declaration {
    Declaration::of("String")
}

/// A text with a default.
pub(super) fn text(default: &str) -> Declaration {
    Declaration::of("String").default_to(default)
}

/// A comma-separated list, empty by default.
pub(super) fn list() -> Declaration {
    Declaration::of("CommaDelimitedList").default_to("")
}

/// True or false.
pub(super) fn flag(default: &str) -> Declaration {
    one_of(text(default), &["true", "false"])
}

/// A number that is not below `least`.
pub(super) fn number(default: &str, least: &str) -> Declaration {
    Declaration::of("Number")
        .default_to(default)
        .constrained(Constraints {
            min_value: Some(least.to_owned()),
            ..Constraints::default()
        })
}

/// With nothing but these values allowed.
pub(super) fn one_of(declaration: Declaration, values: &[&str]) -> Declaration {
    declaration.constrained(Constraints {
        allowed_values: values.iter().map(|value| (*value).to_owned()).collect(),
        ..Constraints::default()
    })
}

/// With a pattern that the whole value must match, and its meaning.
pub(super) fn like(declaration: Declaration, pattern: &str, meaning: &str) -> Declaration {
    declaration.constrained(Constraints {
        allowed_pattern: Some(pattern.to_owned()),
        description: Some(meaning.to_owned()),
        ..Constraints::default()
    })
}

/// The contract of these rows, in order.
pub(super) fn contract(rows: impl IntoIterator<Item = Row>) -> Contract {
    rows.into_iter().fold(
        Contract::default(),
        |contract, (key, declaration, description)| {
            let declaration = Declaration {
                description: description.to_owned(),
                ..declaration
            };
            contract.declare(ParameterKey::known(key), declaration)
        },
    )
}

/// `contract` without these keys, with these rows added, or put in the place of those of the same
/// key.
pub(super) fn revised(mut contract: Contract, dropped: &[&str], rows: Vec<Row>) -> Contract {
    let kept = |key: &ParameterKey| !dropped.contains(&key.as_str());
    contract.parameters.retain(|key, _| kept(key));
    let added = self::contract(rows);
    contract.parameters.extend(added.parameters);
    contract
}
