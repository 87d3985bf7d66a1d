//! A parameter set against a contract, before anything is called.

use super::{
    Checked, Contract, Declaration, LiveParameters, LiveValue, OnUpdate, Parameter, ParameterKey,
    ParameterSet, Presence, Request, Sent, Spelling, Value, Wire,
};
use crate::finding::{Finding, Findings};
use crate::secret::Secret;

/// What the request builds on.
#[derive(Clone, Copy, Debug)]
pub enum Basis<'a> {
    /// Nothing is there yet.
    Launch,
    /// A stack is there, with these parameters.
    Update {
        /// What the stack was given.
        live: &'a LiveParameters,
        /// True to send masked values again, though nobody can tell whether they differ.
        rotate: bool,
    },
}

/// What became of one key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// Declared, and its value fits.
    Matched,
    /// Declared, not in the set; the contract's default holds.
    ContractDefault,
    /// The running stack's value is kept.
    Kept,
    /// Not declared, and nothing is lost by leaving it out.
    Dropped,
    /// Not declared, and its value would be lost.
    Unknown {
        /// The declared key spelled most like it.
        nearest: Option<ParameterKey>,
    },
    /// Declared without a default, and no value is given.
    Missing,
    /// Declared, and its value breaks this rule.
    OutOfBounds(String),
    /// Its value comes from another component and is not known yet.
    Awaited(Wire),
}

/// The outcome of bringing a set and a contract together.
#[derive(Clone, Debug)]
pub struct Reconciliation {
    /// What to send; complete only when no finding blocks and nothing is awaited.
    pub request: Request,
    /// What became of each key: the set's first, then the contract's others.
    pub verdicts: Vec<(ParameterKey, Verdict)>,
    /// What is wrong or doubtful.
    pub findings: Findings,
}

/// Brings `set` and `contract` together. Every declared key is judged and every decision is
/// looked for; all findings are collected.
pub fn reconcile(set: &ParameterSet, contract: &Contract, basis: Basis<'_>) -> Reconciliation {
    let mut verdicts = Vec::new();
    let mut findings = Findings::none();
    let mut request = Request::default();
    for (key, parameter) in set
        .iter()
        .filter(|(key, _)| !contract.parameters.contains_key(*key))
    {
        let verdict = undeclared(key, parameter, contract);
        findings.extend(undeclared_finding(set, key, parameter, &verdict));
        verdicts.push((key.clone(), verdict));
    }
    for (key, declaration) in &contract.parameters {
        let parameter = set.iter().find(|(k, _)| *k == key).map(|(_, p)| p);
        let (sent, verdict) = declared(key, parameter, declaration, basis);
        findings.extend(declared_finding(set, key, parameter, declaration, &verdict));
        if let (Some(Sent::Value(value)), Verdict::Matched) = (&sent, &verdict)
            && let Checked::Unchecked(why) = declaration.constraints.check(&declaration.kind, value)
        {
            findings.push(
                Finding::informs("parameter-unchecked", key.as_str(), why)
                    .why("Service Catalog checks it when the product is launched."),
            );
        }
        if let Some(sent) = sent {
            request.sent.insert(key.clone(), masked(sent, declaration));
        }
        verdicts.push((key.clone(), verdict));
    }
    findings.extend(undecided(set, contract));
    Reconciliation {
        request,
        verdicts,
        findings,
    }
}

fn undeclared(key: &ParameterKey, parameter: &Parameter, contract: &Contract) -> Verdict {
    if parameter.carries_default() || parameter.presence == Presence::IfDeclared {
        Verdict::Dropped
    } else {
        Verdict::Unknown {
            nearest: contract.nearest(key.as_str()).cloned(),
        }
    }
}

fn declared(
    key: &ParameterKey,
    parameter: Option<&Parameter>,
    declaration: &Declaration,
    basis: Basis<'_>,
) -> (Option<Sent>, Verdict) {
    let live = match basis {
        Basis::Update { live, rotate } => live.get(key.as_str()).map(|value| (value, rotate)),
        Basis::Launch => None,
    };
    let kept = || (Some(Sent::Previous), Verdict::Kept);
    let spelling = match (parameter, live) {
        (Some(p), Some(_)) if p.on_update == OnUpdate::Keep => return kept(),
        (Some(p), _) => &p.spelling,
        (None, _) => &Spelling::NotSent,
    };
    match (spelling, live) {
        (Spelling::NotSent | Spelling::Previous, Some(_)) => kept(),
        (Spelling::NotSent | Spelling::Previous, None) => match (&declaration.default, basis) {
            (None, _) => (None, Verdict::Missing),
            (Some(_), Basis::Launch) => (None, Verdict::ContractDefault),
            // An update names every parameter: what becomes of an omitted one is not documented.
            (Some(default), Basis::Update { .. }) => {
                (Some(Sent::Value(default.clone())), Verdict::ContractDefault)
            }
        },
        (Spelling::Empty, _) => judge(Value::from(""), declaration),
        (Spelling::Value(_), Some((LiveValue::Masked, false))) => kept(),
        (Spelling::Value(value), _) => judge(value.clone(), declaration),
    }
}

fn judge(value: Value, declaration: &Declaration) -> (Option<Sent>, Verdict) {
    let check = |text: &str| match declaration.constraints.check(&declaration.kind, text) {
        // An empty value for a key whose own default is empty is how the template says "not used",
        // whatever its pattern.
        Checked::Breaks(rule)
            if !(text.is_empty() && declaration.default.as_deref() == Some("")) =>
        {
            Verdict::OutOfBounds(rule)
        }
        _ => Verdict::Matched,
    };
    match value {
        Value::Plain(text) => {
            let verdict = check(&text);
            (Some(Sent::Value(text)), verdict)
        }
        Value::Secret(secret) => {
            let verdict = check(secret.expose());
            (Some(Sent::Secret(secret)), verdict)
        }
        Value::Awaited(wire) => (Some(Sent::Awaited(wire.clone())), Verdict::Awaited(wire)),
    }
}

/// A value that the contract masks becomes a secret, wherever it came from.
fn masked(sent: Sent, declaration: &Declaration) -> Sent {
    match sent {
        Sent::Value(text) if declaration.no_echo => Sent::Secret(Secret::new(text)),
        other => other,
    }
}

fn place(parameter: Option<&Parameter>, set: &ParameterSet, key: &ParameterKey) -> String {
    use super::Provenance;
    match parameter.map(|p| &p.provenance) {
        Some(Provenance::Spec(path) | Provenance::Extra(path)) => path.clone(),
        _ => format!("{} parameter {key}", set.component),
    }
}

fn undeclared_finding(
    set: &ParameterSet,
    key: &ParameterKey,
    parameter: &Parameter,
    verdict: &Verdict,
) -> Option<Finding> {
    let at = place(Some(parameter), set, key);
    match verdict {
        Verdict::Unknown { nearest } => {
            let meant = nearest.as_ref().map_or_else(
                || "Remove the decision, or choose a version of the product that declares it.".to_owned(),
                |near| {
                    format!("The product declares {near}: if that is meant, give it under extra_parameters.")
                },
            );
            let finding = Finding::blocks(
                "parameter-unknown",
                at,
                format!("this version of the product declares no parameter {key}"),
            );
            let why = "Its value is not the documented default, so leaving it out would change what you decided.";
            Some(finding.why(why).remedy(meant).row("D, S"))
        }
        Verdict::Dropped
            if parameter.presence == Presence::Expected
                && parameter.spelling != Spelling::NotSent =>
        {
            let seen =
                format!("this version of the product no longer declares {key}; it is not sent");
            let why = "Its value was the documented default, so nothing is lost.";
            Some(Finding::informs("parameter-dropped", at, seen).why(why))
        }
        _ => None,
    }
}

fn declared_finding(
    set: &ParameterSet,
    key: &ParameterKey,
    parameter: Option<&Parameter>,
    declaration: &Declaration,
    verdict: &Verdict,
) -> Option<Finding> {
    let at = place(parameter, set, key);
    match verdict {
        Verdict::Missing => {
            let what = if declaration.description.is_empty() {
                &declaration.kind
            } else {
                &declaration.description
            };
            let finding = Finding::blocks(
                "parameter-missing",
                at,
                format!("the product demands {key}, and no value is given"),
            );
            let why = format!("It has no default ({what}).");
            Some(finding.why(why).remedy(format!(
                "Give {key} under extra_parameters of the {}.",
                set.component
            )))
        }
        Verdict::OutOfBounds(rule) => {
            let secret =
                parameter.is_some_and(|p| matches!(p.spelling, Spelling::Value(Value::Secret(_))));
            let value = match parameter.map(|p| &p.spelling) {
                Some(Spelling::Value(Value::Plain(text))) if !declaration.no_echo => {
                    format!(" (\"{}\")", crate::ids::printable(text, 80))
                }
                Some(Spelling::Empty) => " (empty)".to_owned(),
                _ => String::new(),
            };
            // The rule of a secret may quote it: patterns and values stay out.
            let rule = if secret || declaration.no_echo {
                "it breaks the product's rule for it"
            } else {
                rule
            };
            let seen = format!("the product does not accept this {key}{value}: {rule}");
            let why = "The launch would be refused, or fail after minutes.";
            Some(
                Finding::blocks("parameter-out-of-bounds", at, seen)
                    .why(why)
                    .remedy("Give a value within the product's rule."),
            )
        }
        _ => None,
    }
}

fn undecided(set: &ParameterSet, contract: &Contract) -> Vec<Finding> {
    let carried = |keys: &[ParameterKey]| {
        !keys.is_empty() && keys.iter().all(|k| contract.parameters.contains_key(k))
    };
    set.decisions
        .iter()
        .filter(|decision| !carried(&decision.keys))
        .map(|decision| {
            let hint = decision.hint.to_ascii_lowercase();
            let likely: Vec<&str> = contract
                .parameters
                .keys()
                .map(ParameterKey::as_str)
                .filter(|key| key.to_ascii_lowercase().contains(&hint))
                .collect();
            let remedy = if likely.is_empty() {
                "Choose a version of the product that has such a parameter, ask the vendor, or take the decision back."
                    .to_owned()
            } else {
                format!("Name the key that carries it under `parameters`; the product declares {}.", likely.join(", "))
            };
            let seen = format!("{}, and no parameter of this version of the product carries that", decision.what);
            Finding::blocks("decision-not-carried", decision.at.clone(), seen)
                .why("The platform would be deployed without it, and nobody would be told.")
                .remedy(remedy)
                .row(decision.row)
        })
        .collect()
}
