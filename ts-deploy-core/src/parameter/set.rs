//! The parameters a component sends.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{LiveParameters, LiveValue};
use crate::ids::text_type;
use crate::secret::Secret;

text_type! {
    /// The name of a parameter, as the product or template spells it.
    ParameterKey, "a parameter key", "it has 1 to 255 letters and digits", "InfrastructureName",
    |text| (1..=255).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric())
}

impl ParameterKey {
    /// A key written in this crate's own tables, which hold letters and digits only.
    pub(crate) fn known(key: &'static str) -> Self {
        debug_assert!(Self::parse(key).is_ok(), "{key}");
        Self(key.to_owned())
    }
}

/// How a parameter is written in the request. The four differ: a key left out falls back to the
/// template's default, an empty one is set to nothing, a previous one keeps what the stack has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// The key is left out.
    NotSent,
    /// The key is sent with an empty value.
    Empty,
    /// The key is sent with this value.
    Value(Value),
    /// The key is sent as "use the previous value".
    Previous,
}

/// A parameter's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text that may be shown.
    Plain(String),
    /// Text that may not.
    Secret(Secret),
    /// Known once another component is deployed.
    Awaited(Wire),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

/// A value taken from another component once it is deployed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Wire {
    /// The component it comes from: `data-layer`.
    pub from: String,
    /// What is taken: `stack name`, or the name of an output.
    pub what: String,
}

impl std::fmt::Display for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {}", self.what, self.from)
    }
}

/// Where a parameter's value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Provenance {
    /// The customer decided it, at this path of the spec.
    Spec(String),
    /// The documents give it as the default.
    Default,
    /// The documents say to leave it empty.
    LeftEmpty,
    /// Nothing that was decided uses it, and the documents give no default: it is not sent.
    NotUsed,
    /// Derived from something else that was decided; the text says from what.
    Derived(&'static str),
    /// Another component gives it.
    Output(Wire),
    /// Kept from the running stack.
    Previous,
    /// Given by the customer as a key the documents do not name.
    Extra(String),
}

impl std::fmt::Display for Provenance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Spec(path) => write!(f, "spec {path}"),
            Self::Default => f.write_str("documented default"),
            Self::LeftEmpty => f.write_str("left empty, as documented"),
            Self::NotUsed => f.write_str("not used"),
            Self::Derived(from) => write!(f, "derived from {from}"),
            Self::Output(wire) => write!(f, "{wire}"),
            Self::Previous => f.write_str("kept from the running stack"),
            Self::Extra(path) => write!(f, "extra parameter, spec {path}"),
        }
    }
}

/// Whether the contract must declare a key that is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Presence {
    /// The contract must declare it, or the value must be the documented default.
    #[default]
    Expected,
    /// It is sent when the contract declares it and forgotten when not.
    IfDeclared,
}

/// What becomes of a parameter when the component is already running.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum OnUpdate {
    /// It is sent again.
    #[default]
    Send,
    /// What the stack has is kept, whatever the set says: changing it would replace data
    /// (Data Layer `RDSSnapShot`, `STBucket`, `DLBucket`).
    Keep,
}

/// One parameter of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// How it is written.
    pub spelling: Spelling,
    /// Where its value comes from.
    pub provenance: Provenance,
    /// What the documents give as its default; `None` when they give none.
    pub documented_default: Option<&'static str>,
    /// Whether the contract must declare it.
    pub presence: Presence,
    /// What becomes of it when the component is already running.
    pub on_update: OnUpdate,
}

impl Parameter {
    /// A parameter spelled so, from there, without a documented default.
    pub fn new(spelling: Spelling, provenance: Provenance) -> Self {
        let (presence, on_update) = (Presence::default(), OnUpdate::default());
        Self {
            spelling,
            provenance,
            documented_default: None,
            presence,
            on_update,
        }
    }

    /// With the default that the documents give.
    #[must_use]
    pub fn documented(mut self, default: &'static str) -> Self {
        self.documented_default = Some(default);
        self
    }

    /// True when what is sent is what the documents give as the default, so that nothing is lost
    /// when a product no longer declares the key.
    pub fn carries_default(&self) -> bool {
        match (&self.spelling, self.documented_default) {
            (Spelling::NotSent, _) | (Spelling::Empty, None | Some("")) => true,
            (Spelling::Value(Value::Plain(text)), Some(default)) => text == default,
            _ => false,
        }
    }
}

/// A decision that some parameter of the product has to carry, though the documents name none.
///
/// When no declared key carries it, reconciliation blocks; it is never dropped in silence
/// (rows P6-P8, P10, R10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The row of the deployment documents, such as `P6`.
    pub row: &'static str,
    /// What was decided: `Anylink is on`.
    pub what: String,
    /// Where it was decided, as a path of the spec.
    pub at: String,
    /// The keys that carry it, as the customer named them; empty when none was named.
    pub keys: Vec<ParameterKey>,
    /// A word that a key carrying it is likely to hold, for the suggestion.
    pub hint: &'static str,
}

/// The parameters that a component sends, in order, and the decisions that go beyond them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParameterSet {
    /// The component, as in the spec: `data-layer`.
    pub component: String,
    parameters: IndexMap<ParameterKey, Parameter>,
    /// Decisions that a key must carry.
    pub decisions: Vec<Decision>,
}

impl ParameterSet {
    /// An empty set for `component`.
    pub fn new(component: impl Into<String>) -> Self {
        Self {
            component: component.into(),
            ..Self::default()
        }
    }

    /// Adds or replaces a parameter; a replaced one keeps its place.
    pub fn insert(&mut self, key: ParameterKey, parameter: Parameter) {
        self.parameters.insert(key, parameter);
    }

    /// The parameter of this key.
    pub fn get(&self, key: &str) -> Option<&Parameter> {
        self.iter().find(|(k, _)| k.as_str() == key).map(|(_, p)| p)
    }

    /// The value sent for this key as plain text; `None` when it is not sent, secret or awaited.
    pub fn plain(&self, key: &str) -> Option<&str> {
        match &self.get(key)?.spelling {
            Spelling::Value(Value::Plain(text)) => Some(text),
            Spelling::Empty => Some(""),
            _ => None,
        }
    }

    /// All, in order.
    pub fn iter(&self) -> indexmap::map::Iter<'_, ParameterKey, Parameter> {
        self.parameters.iter()
    }

    /// A digest of what the set says without its secrets: SHA-256 in hex over keys, spellings,
    /// plain values and decisions.
    pub fn digest(&self) -> String {
        let parameters = self.parameters.iter().flat_map(|(key, parameter)| {
            let (spelling, text) = match &parameter.spelling {
                Spelling::NotSent => ("not sent", ""),
                Spelling::Empty => ("empty", ""),
                Spelling::Previous => ("previous", ""),
                Spelling::Value(Value::Plain(text)) => ("value", text.as_str()),
                Spelling::Value(Value::Secret(_)) => ("secret", ""),
                Spelling::Value(Value::Awaited(wire)) => ("awaited", wire.what.as_str()),
            };
            [key.as_str(), spelling, text]
        });
        let decisions = self.decisions.iter().map(|decision| decision.what.as_str());
        crate::hash::of_parts(parameters.chain(decisions))
    }

    /// How many keys the set holds, those not sent included.
    pub fn len(&self) -> usize {
        self.parameters.len()
    }

    /// The texts in it that are not to be shown: secrets, and the values of keys that `live`, what
    /// the stack has, masks.
    pub fn hidden(&self, live: &LiveParameters) -> Vec<Secret> {
        let text = |(key, parameter): (&ParameterKey, &Parameter)| match &parameter.spelling {
            Spelling::Value(Value::Secret(secret)) => Some(secret.clone()),
            Spelling::Value(Value::Plain(text))
                if live.get(key.as_str()) == Some(&LiveValue::Masked) =>
            {
                Some(Secret::new(text.clone()))
            }
            _ => None,
        };
        self.iter().filter_map(text).collect()
    }

    /// True when it holds none.
    pub fn is_empty(&self) -> bool {
        self.parameters.is_empty()
    }
}

impl<'a> IntoIterator for &'a ParameterSet {
    type Item = (&'a ParameterKey, &'a Parameter);
    type IntoIter = indexmap::map::Iter<'a, ParameterKey, Parameter>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
