//! How components write down what they send.

use std::fmt::Display;

use super::row::{DecidedBy, Row, row};
use super::{ExtraParameters, Inputs};
use crate::parameter::{
    Parameter, ParameterKey, ParameterSet, Presence, Provenance, Spelling, Value, Wire,
};

/// The key whose value is the version being launched.
pub(super) const TEMPLATE_VERSION: &str = "CFTemplateVersion";

/// A parameter set being written, in the order of the calls, on the rows of a documented table.
pub struct Sheet {
    set: ParameterSet,
    rows: &'static [Row],
}

impl Sheet {
    /// An empty sheet of `component` on `rows`.
    pub fn new(component: &str, rows: &'static [Row]) -> Self {
        let set = ParameterSet::new(component);
        Self { set, rows }
    }

    /// The set as written.
    pub fn finish(self) -> ParameterSet {
        self.set
    }

    /// The value the documents give; left empty, or not sent, where they give none.
    pub fn standard(&mut self, key: &'static str) {
        let default = row(self.rows, key).and_then(|row| row.default);
        match default {
            Some("") => self.put(key, Spelling::Empty, Provenance::LeftEmpty),
            Some(text) => self.put(key, Spelling::Value(text.into()), Provenance::Default),
            None => self.put(key, Spelling::NotSent, Provenance::NotUsed),
        }
    }

    /// What the customer decided in the key's own field, or the documents' value.
    pub fn choice(&mut self, key: &'static str, value: Option<impl Display>) {
        match (value, row(self.rows, key).map(|row| row.decided_by)) {
            (Some(value), Some(DecidedBy::Field(path) | DecidedBy::Shape(path))) => {
                self.given(key, value, path);
            }
            _ => self.standard(key),
        }
    }

    /// What the customer decided at `path`; an empty text is sent empty.
    pub(super) fn given(&mut self, key: &'static str, value: impl Display, path: &str) {
        let provenance = Provenance::Spec(path.to_owned());
        self.put(key, spelled(value.to_string().into()), provenance);
    }

    /// What follows from something else that was decided.
    pub(super) fn derived(&mut self, key: &'static str, value: impl Display, from: &'static str) {
        let provenance = Provenance::Derived(from);
        self.put(key, spelled(value.to_string().into()), provenance);
    }

    /// The version being launched, or the wait for it.
    pub(super) fn version(&mut self, inputs: &Inputs) {
        if let Some(version) = &inputs.version {
            let from = "the version of the product being launched";
            self.derived(TEMPLATE_VERSION, version, from);
        } else {
            let wire = Wire {
                from: "catalog".to_owned(),
                what: "version name".to_owned(),
            };
            self.output(TEMPLATE_VERSION, wire, inputs);
        }
    }

    /// What another component gives, or the wait for it.
    pub fn output(&mut self, key: &'static str, wire: Wire, inputs: &Inputs) {
        let spelling = spelled(resolved(Value::Awaited(wire.clone()), inputs));
        self.put(key, spelling, Provenance::Output(wire));
    }

    /// A key that the documents do not name, which carries something decided at `path`.
    pub(super) fn unnamed(
        &mut self,
        key: &ParameterKey,
        value: &str,
        path: &str,
        presence: Presence,
    ) {
        let provenance = Provenance::Spec(path.to_owned());
        let mut parameter = Parameter::new(spelled(value.into()), provenance);
        parameter.presence = presence;
        self.set.insert(key.clone(), parameter);
    }

    /// The extra parameters: one of a documented key replaces what stands there.
    pub fn extra(&mut self, extra: &ExtraParameters, inputs: &Inputs, path: &str) {
        for (key, value) in extra {
            let spelling = spelled(resolved(value.clone(), inputs));
            let provenance = Provenance::Extra(format!("{path}.{key}"));
            let parameter = self.on_row(key.as_str(), spelling, provenance);
            self.set.insert(key.clone(), parameter);
        }
    }

    /// The set, for what stands beside its parameters.
    pub(super) fn set(&mut self) -> &mut ParameterSet {
        &mut self.set
    }

    fn put(&mut self, key: &'static str, spelling: Spelling, provenance: Provenance) {
        let parameter = self.on_row(key, spelling, provenance);
        self.set.insert(ParameterKey::known(key), parameter);
    }

    fn on_row(&self, key: &str, spelling: Spelling, provenance: Provenance) -> Parameter {
        let mut parameter = Parameter::new(spelling, provenance);
        if let Some(row) = row(self.rows, key) {
            parameter.documented_default = row.default;
            parameter.presence = row.presence;
            parameter.on_update = row.on_update;
        }
        parameter
    }
}

fn spelled(value: Value) -> Spelling {
    match value {
        Value::Plain(text) if text.is_empty() => Spelling::Empty,
        other => Spelling::Value(other),
    }
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

/// The wires that extra parameters wait for.
pub(super) fn awaited(extra: &ExtraParameters) -> impl Iterator<Item = Wire> {
    extra.values().filter_map(|value| match value {
        Value::Awaited(wire) => Some(wire.clone()),
        Value::Plain(_) | Value::Secret(_) => None,
    })
}

/// Ids as the comma list that the products take.
pub(super) fn comma_list<T: AsRef<str>>(ids: &[T]) -> String {
    let texts: Vec<&str> = ids.iter().map(AsRef::as_ref).collect();
    texts.join(",")
}
