//! A parameter set against a contract, before anything is called.

use super::verdict_finding::{declared_finding, undecided, undeclared_finding};
use super::{
    Checked, Contract, Declaration, LiveParameters, LiveValue, OnUpdate, Parameter, ParameterKey,
    ParameterSet, Presence, Provenance, Request, Sent, Spelling, Value, Wire,
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
    /// What became of each key: those the contract does not declare first, then the contract's.
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
        let verdict = undeclared(set, key, parameter, contract);
        findings.extend(undeclared_finding(set, contract, key, &verdict));
        verdicts.push((key.clone(), verdict));
    }
    for (key, declaration) in &contract.parameters {
        let parameter = set.iter().find(|(k, _)| *k == key).map(|(_, p)| p);
        let (spelled, verdict) = declared(key, parameter, declaration, basis);
        findings.extend(declared_finding(set, key, parameter, declaration, &verdict));
        if let (Some(Sent::Value(value)), Verdict::Matched) = (&spelled, &verdict)
            && let Checked::Unchecked(why) = declaration.constraints.check(&declaration.kind, value)
        {
            findings.push(
                Finding::informs("parameter-unchecked", key.as_str(), why)
                    .why("Service Catalog checks it when the product is launched."),
            );
        }
        if let Some(spelled) = spelled {
            let value = masked(spelled, declaration);
            request.sent.insert(key.clone(), value);
        }
        verdicts.push((key.clone(), verdict));
    }
    if let Basis::Update { live, .. } = basis
        && live.is_empty()
        && !contract.parameters.is_empty()
    {
        let seen = "the running stack shows no parameters at all";
        findings.push(
            Finding::blocks("live-parameters-missing", set.component.clone(), seen)
                .why("What must be kept cannot be told from what may change; an update could replace data.")
                .remedy("Look at the stack, and run again when its parameters can be read."),
        );
    }
    findings.extend(undecided(set, contract));
    Reconciliation {
        request,
        verdicts,
        findings,
    }
}

fn undeclared(
    set: &ParameterSet,
    key: &ParameterKey,
    parameter: &Parameter,
    contract: &Contract,
) -> Verdict {
    if parameter.carries_default() || parameter.presence == Presence::IfDeclared {
        return Verdict::Dropped;
    }
    let nearest = contract.nearest(key.as_str());
    if nearest.is_some_and(|near| replaces(set, near)) {
        Verdict::Dropped
    } else {
        Verdict::Unknown {
            nearest: nearest.cloned(),
        }
    }
}

/// True when the customer gives `near` as an extra parameter, as they are told to when the product
/// spells a documented key otherwise.
pub(super) fn replaces(set: &ParameterSet, near: &ParameterKey) -> bool {
    set.get(near.as_str())
        .is_some_and(|p| matches!(p.provenance, Provenance::Extra(_)))
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
    let keep = parameter.is_some_and(|p| p.on_update == OnUpdate::Keep);
    let spelling = parameter.map_or(&Spelling::NotSent, |p| &p.spelling);
    match (spelling, live) {
        (_, Some((value, _))) if keep => kept(value, declaration),
        (Spelling::NotSent | Spelling::Previous, Some((value, _)))
        | (Spelling::Empty | Spelling::Value(_), Some((value @ LiveValue::Masked, false))) => {
            kept(value, declaration)
        }
        (Spelling::NotSent | Spelling::Previous, None) => match (&declaration.default, basis) {
            (None, _) => (None, Verdict::Missing),
            (Some(_), Basis::Launch) => (None, Verdict::ContractDefault),
            // An update names every parameter: what becomes of an omitted one is not documented.
            (Some(default), Basis::Update { .. }) => {
                (Some(Sent::Value(default.clone())), Verdict::ContractDefault)
            }
        },
        (Spelling::Empty, _) => judge(Value::from(""), declaration),
        (Spelling::Value(value), _) => judge(value.clone(), declaration),
    }
}

/// The stack's own value, which the rules of another version may no longer accept.
fn kept(live: &LiveValue, declaration: &Declaration) -> (Option<Sent>, Verdict) {
    let verdict = match live {
        LiveValue::Masked => Verdict::Kept,
        LiveValue::Known(text) => match verdict_on(text, declaration) {
            Verdict::OutOfBounds(rule) => Verdict::OutOfBounds(rule),
            _ => Verdict::Kept,
        },
    };
    (Some(Sent::Previous), verdict)
}

fn judge(value: Value, declaration: &Declaration) -> (Option<Sent>, Verdict) {
    match value {
        Value::Plain(text) => {
            let verdict = verdict_on(&text, declaration);
            (Some(Sent::Value(text)), verdict)
        }
        Value::Secret(secret) => {
            let verdict = verdict_on(secret.expose(), declaration);
            (Some(Sent::Secret(secret)), verdict)
        }
        Value::Awaited(wire) => (Some(Sent::Awaited(wire.clone())), Verdict::Awaited(wire)),
    }
}

fn verdict_on(text: &str, declaration: &Declaration) -> Verdict {
    // An empty value for a key whose own default is empty is how the template says "not used",
    // whatever its pattern.
    if text.is_empty() && declaration.default.as_deref() == Some("") {
        return Verdict::Matched;
    }
    match declaration.constraints.check(&declaration.kind, text) {
        Checked::Breaks(rule) => Verdict::OutOfBounds(rule),
        Checked::Fits | Checked::Unchecked(_) => Verdict::Matched,
    }
}

/// A value that the contract masks becomes a secret, wherever it came from.
fn masked(sent: Sent, declaration: &Declaration) -> Sent {
    match sent {
        Sent::Value(text) if declaration.no_echo => Sent::Secret(Secret::new(text)),
        other => other,
    }
}
