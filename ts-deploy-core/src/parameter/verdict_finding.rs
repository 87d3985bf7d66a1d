//! What people are told about a verdict.

use super::reconcile::replaces;
use super::{
    Contract, Decision, Declaration, Parameter, ParameterKey, ParameterSet, Presence, Provenance,
    Spelling, Value, Verdict,
};
use crate::finding::Finding;
use crate::ids::printable;

fn place(parameter: Option<&Parameter>, set: &ParameterSet, key: &ParameterKey) -> String {
    match parameter.map(|p| &p.provenance) {
        Some(Provenance::Spec(path) | Provenance::Extra(path)) => path.clone(),
        _ => format!("{} parameter {key}", set.component),
    }
}

/// What is said about a key of the set that the contract does not declare.
pub(super) fn undeclared_finding(
    set: &ParameterSet,
    contract: &Contract,
    key: &ParameterKey,
    verdict: &Verdict,
) -> Option<Finding> {
    let parameter = set.get(key.as_str())?;
    // What carries a decision is said once, by the decision.
    if set
        .decisions
        .iter()
        .any(|decision| decision.keys.contains(key))
    {
        return None;
    }
    let at = place(Some(parameter), set, key);
    match verdict {
        Verdict::Unknown { nearest } => Some(unknown(key, nearest.as_ref(), at)),
        Verdict::Dropped if parameter.spelling != Spelling::NotSent => {
            dropped(set, contract, key, parameter, at)
        }
        _ => None,
    }
}

fn unknown(key: &ParameterKey, nearest: Option<&ParameterKey>, at: String) -> Finding {
    let remedy = nearest.map_or_else(
        || "Remove the decision, or choose a version of the product that declares it.".to_owned(),
        |near| {
            format!(
                "The product declares {near}: if that is meant, give it under extra_parameters."
            )
        },
    );
    let seen = format!("this version of the product declares no parameter {key}");
    Finding::blocks("parameter-unknown", at, seen)
        .why("Its value is not the documented default, so leaving it out would change what you decided.")
        .remedy(remedy)
        .row("D, S")
}

fn dropped(
    set: &ParameterSet,
    contract: &Contract,
    key: &ParameterKey,
    parameter: &Parameter,
    at: String,
) -> Option<Finding> {
    let seen = format!("this version of the product declares no parameter {key}; it is not sent");
    if parameter.carries_default() {
        let why = "Its value was the documented default, so nothing is lost.";
        return (parameter.presence == Presence::Expected)
            .then(|| Finding::informs("parameter-dropped", at, seen).why(why));
    }
    let near = contract.nearest(key.as_str());
    if let Some(near) = near.filter(|near| replaces(set, near)) {
        let why = format!("The extra parameter {near} takes its place.");
        return Some(Finding::informs("parameter-replaced", at, seen).why(why));
    }
    Some(
        Finding::warns("parameter-not-carried", at, seen)
            .why("What you decided has no effect in this version.")
            .remedy("Take the decision back, or choose a version of the product that declares it."),
    )
}

/// What is said about a key that the contract declares.
pub(super) fn declared_finding(
    set: &ParameterSet,
    key: &ParameterKey,
    parameter: Option<&Parameter>,
    declaration: &Declaration,
    verdict: &Verdict,
) -> Option<Finding> {
    let at = place(parameter, set, key);
    match verdict {
        Verdict::Missing => Some(missing(set, key, declaration, at)),
        Verdict::OutOfBounds(rule) => Some(out_of_bounds(key, parameter, declaration, rule, at)),
        _ => None,
    }
}

fn missing(
    set: &ParameterSet,
    key: &ParameterKey,
    declaration: &Declaration,
    at: String,
) -> Finding {
    let what = if declaration.description.is_empty() {
        &declaration.kind
    } else {
        &declaration.description
    };
    let what = printable(what, 400);
    let seen = format!("the product demands {key}, and no value is given");
    Finding::blocks("parameter-missing", at, seen)
        .why(format!("It has no default ({what})."))
        .remedy(format!(
            "Give {key} under extra_parameters of the {}.",
            set.component
        ))
}

fn out_of_bounds(
    key: &ParameterKey,
    parameter: Option<&Parameter>,
    declaration: &Declaration,
    rule: &str,
    at: String,
) -> Finding {
    let spelling = parameter.map(|p| &p.spelling);
    let hidden = declaration.no_echo || matches!(spelling, Some(Spelling::Value(Value::Secret(_))));
    let value = match spelling {
        Some(Spelling::Value(Value::Plain(text))) if !hidden => {
            format!(" (\"{}\")", crate::ids::printable(text, 80))
        }
        Some(Spelling::Empty) => " (empty)".to_owned(),
        None | Some(Spelling::NotSent | Spelling::Previous) => " (the running stack's)".to_owned(),
        Some(Spelling::Value(_)) => String::new(),
    };
    // The rule of a secret may quote it: patterns and values stay out.
    let rule = if hidden {
        "it breaks the product's rule for it"
    } else {
        rule
    };
    let seen = format!("the product does not accept this {key}{value}: {rule}");
    Finding::blocks("parameter-out-of-bounds", at, seen)
        .why("The launch would be refused, or fail after minutes.")
        .remedy("Give a value within the product's rule.")
}

/// What is said about each decision that no declared key carries.
pub(super) fn undecided(set: &ParameterSet, contract: &Contract) -> Vec<Finding> {
    set.decisions
        .iter()
        .filter(|decision| decision.keys.is_empty() || lacking(decision, contract).next().is_some())
        .map(|decision| not_carried(decision, contract))
        .collect()
}

fn lacking<'a>(
    decision: &'a Decision,
    contract: &'a Contract,
) -> impl Iterator<Item = &'a ParameterKey> {
    let declared = |key: &ParameterKey| contract.parameters.contains_key(key);
    decision.keys.iter().filter(move |key| !declared(key))
}

fn not_carried(decision: &Decision, contract: &Contract) -> Finding {
    let named: Vec<&str> = lacking(decision, contract)
        .map(ParameterKey::as_str)
        .collect();
    let seen = if named.is_empty() {
        format!(
            "{}, and no parameter is named that carries it",
            decision.what
        )
    } else {
        format!(
            "{}, and this version of the product declares no parameter {}",
            decision.what,
            named.join(", ")
        )
    };
    let hint = decision.hint.to_ascii_lowercase();
    let likely: Vec<&str> = contract
        .parameters
        .keys()
        .filter(|key| {
            key.as_str().to_ascii_lowercase().contains(&hint)
                || lacking(decision, contract)
                    .any(|own| contract.nearest(own.as_str()) == Some(key))
        })
        .map(ParameterKey::as_str)
        .collect();
    let remedy = if likely.is_empty() {
        "Choose a version of the product that has such a parameter, ask the vendor, or take the decision back."
            .to_owned()
    } else {
        format!(
            "Name the key that carries it at {}; the product declares {}.",
            decision.at,
            likely.join(", ")
        )
    };
    Finding::blocks("decision-not-carried", decision.at.clone(), seen)
        .why("The platform would be deployed without it, and nobody would be told.")
        .remedy(remedy)
        .row(decision.row)
}
