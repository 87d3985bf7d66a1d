//! Documented tables of parameters, and writing down what a component sends.

use std::fmt::Display;

use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::printable;
use ts_deploy_core::layer::{ExtraParameters, Inputs};
use ts_deploy_core::parameter::{
    Parameter, ParameterKey, ParameterSet, Presence, Provenance, Spelling, Value, Wire,
};

/// One row of a documented table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// The key.
    pub(crate) key: &'static str,
    /// The default that the documents give.
    pub(crate) default: Option<&'static str>,
    /// Who decides the value.
    pub(crate) decided_by: DecidedBy,
}

/// Who decides a key's value, and so what an extra parameter of this key means.
#[derive(Clone, Copy, Debug)]
pub(crate) enum DecidedBy {
    /// Nobody: the documents say not to change it, for this reason.
    Nobody(&'static str),
    /// One field of its own, at this path.
    Field(&'static str),
    /// A decision from which more follows, at this path.
    Shape(&'static str),
}

/// A parameter set being written, in the order of the calls.
pub(crate) struct Sheet<'a> {
    set: ParameterSet,
    rows: &'static [Row],
    inputs: &'a Inputs,
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(component: &str, rows: &'static [Row], inputs: &'a Inputs) -> Self {
        let set = ParameterSet::new(component);
        Self { set, rows, inputs }
    }

    /// The value that the documents give; not sent where they give none.
    pub(crate) fn standard(&mut self, key: &'static str) {
        let default = row(self.rows, key).and_then(|row| row.default);
        let (spelling, provenance) = match default {
            Some(text) => (Spelling::Value(text.into()), Provenance::Default),
            None => (Spelling::NotSent, Provenance::LeftEmpty),
        };
        self.put(key, spelling, provenance);
    }

    /// What was decided at the path of the key's row, or the documents' value.
    pub(crate) fn choice(&mut self, key: &'static str, value: Option<impl Display>) {
        match (value, row(self.rows, key).map(|row| row.decided_by)) {
            (Some(value), Some(DecidedBy::Field(path) | DecidedBy::Shape(path))) => {
                let spelling = Spelling::Value(value.to_string().into());
                self.put(key, spelling, Provenance::Spec(path.to_owned()));
            }
            _ => self.standard(key),
        }
    }

    /// What another component gives, or the wait for it.
    pub(crate) fn output(&mut self, key: &'static str, wire: Wire) {
        let value = resolved(Value::Awaited(wire.clone()), self.inputs);
        self.put(key, Spelling::Value(value), Provenance::Output(wire));
    }

    /// A key that only some versions of the template declare, and that may then be left out.
    pub(crate) fn if_declared(&mut self, key: &'static str) {
        let mut parameter = Parameter::new(Spelling::NotSent, Provenance::LeftEmpty);
        parameter.presence = Presence::IfDeclared;
        self.insert(key, parameter);
    }

    /// The extra parameters, of which one with a documented key replaces what stands there; and
    /// the set as written.
    pub(crate) fn finish(mut self, extra: &ExtraParameters, path: &str) -> ParameterSet {
        for (key, value) in extra {
            let spelling = match resolved(value.clone(), self.inputs) {
                Value::Plain(text) if text.is_empty() => Spelling::Empty,
                other => Spelling::Value(other),
            };
            let provenance = Provenance::Extra(format!("{path}.{key}"));
            let mut parameter = Parameter::new(spelling, provenance);
            parameter.documented_default = row(self.rows, key.as_str()).and_then(|row| row.default);
            self.set.insert(key.clone(), parameter);
        }
        self.set
    }

    fn put(&mut self, key: &'static str, spelling: Spelling, provenance: Provenance) {
        let mut parameter = Parameter::new(spelling, provenance);
        parameter.documented_default = row(self.rows, key).and_then(|row| row.default);
        self.insert(key, parameter);
    }

    fn insert(&mut self, key: &'static str, parameter: Parameter) {
        // The keys are this crate's own words, letters only; the tests count those that arrive.
        if let Ok(key) = ParameterKey::parse(key) {
            self.set.insert(key, parameter);
        }
    }
}

fn row(rows: &'static [Row], key: &str) -> Option<&'static Row> {
    rows.iter().find(|row| row.key == key)
}

fn resolved(value: Value, inputs: &Inputs) -> Value {
    match value {
        Value::Awaited(wire) => match inputs.wires.get(&wire) {
            Some(known) => Value::Plain(known.clone()),
            None => Value::Awaited(wire),
        },
        other => other,
    }
}

/// Judges each extra parameter against the row of its key; keys that the documents do not name are
/// the template's to judge.
pub(crate) fn check_extra(extra: &ExtraParameters, rows: &'static [Row], path: &str) -> Findings {
    extra
        .iter()
        .filter_map(|(key, value)| {
            let row = row(rows, key.as_str())?;
            extra_finding(row, value, format!("{path}.{key}"))
        })
        .collect()
}

fn extra_finding(row: &Row, value: &Value, at: String) -> Option<Finding> {
    match row.decided_by {
        DecidedBy::Nobody(reason) => changed(row, value, at, reason),
        DecidedBy::Field(field) => {
            let seen = format!("{} is an extra parameter, though it is {field}", row.key);
            Some(
                Finding::warns("extra-parameter-has-a-field", at, seen)
                    .why("The extra parameter wins, and passes by the checks of the field.")
                    .remedy(format!("Give it as {field}.")),
            )
        }
        DecidedBy::Shape(field) => {
            let seen = format!(
                "{} is an extra parameter, though {field} decides it",
                row.key
            );
            Some(
                Finding::blocks("extra-parameter-decided-elsewhere", at, seen)
                    .why("What else follows from that decision would no longer agree with it.")
                    .remedy(format!("Take it out, and decide it with {field}.")),
            )
        }
    }
}

fn changed(row: &Row, value: &Value, at: String, reason: &str) -> Option<Finding> {
    let default = row.default.unwrap_or_default();
    let to = match value {
        Value::Plain(text) if text == default => return None,
        Value::Plain(text) => format!("\"{}\"", printable(text, 80)),
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
