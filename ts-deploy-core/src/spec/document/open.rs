//! Maps whose keys are the customer's: tags and extra parameters.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::finding::Finding;
use crate::ids::Rule;
use crate::layer::ExtraParameters;
use crate::parameter::{ParameterKey, Value};
use crate::spec::decode::{Decode, entries};
use crate::spec::leaf::{invalid, text, too_many};
use crate::spec::limit;
use crate::spec::notes::{At, Notes};
use crate::spec::tree::{Entry, Node};

/// Tags by name; names and values are checked by the layers, which send them.
#[derive(Debug, Default)]
pub(crate) struct Tags(pub(crate) BTreeMap<String, String>);

/// Parameters by key, in order, as plain text.
#[derive(Debug, Default)]
pub(crate) struct Extra(pub(crate) IndexMap<ParameterKey, String>);

impl Extra {
    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(k, _)| k.as_str() == key)
            .map(|(_, value)| value.as_str())
    }

    /// As a layer takes them.
    pub(crate) fn into_parameters(self) -> ExtraParameters {
        self.0
            .into_iter()
            .map(|(key, value)| (key, Value::Plain(value)))
            .collect()
    }
}

/// Reads each entry of a map of texts; what does not fit is noted for every entry.
fn pairs<K>(
    node: &Node,
    at: At<'_>,
    notes: &mut Notes,
    limit: (usize, &str),
    key: impl Fn(&Entry, At<'_>, &mut Notes) -> Option<K>,
) -> Option<Vec<(K, String)>> {
    let wanted = || "a map of names and values".to_owned();
    let entries = entries(node, at, wanted, notes)?;
    if entries.len() > limit.0 {
        notes.add(too_many(at, entries.len(), limit.1, limit.0));
        return None;
    }
    let pairs: Vec<Option<(K, String)>> = entries
        .iter()
        .map(|entry| {
            let inside = At::Field(&at, &entry.key);
            let key = key(entry, inside, notes);
            let value = text(&entry.value, inside, "a value", notes);
            Some((key?, value?.to_owned()))
        })
        .collect();
    pairs.into_iter().collect()
}

impl Decode for Tags {
    fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
        let limit = (limit::TAGS, "tags");
        let tags = pairs(node, at, notes, limit, |entry, inside, notes| {
            if entry.key.len() <= limit::VALUE_BYTES {
                return Some(entry.key.clone());
            }
            let seen = format!("A tag's name has {} bytes.", entry.key.len());
            let finding = Finding::blocks("value-too-long", inside.to_string(), seen)
                .why("AWS allows 128 characters.")
                .remedy("Shorten it.");
            notes.add_at(finding, Some(entry.key_span));
            None
        })?;
        Some(Self(tags.into_iter().collect()))
    }
}

impl Decode for Extra {
    fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
        let limit = (limit::EXTRA_PARAMETERS, "parameters");
        let parameters = pairs(node, at, notes, limit, |entry, inside, notes| {
            ParameterKey::parse(entry.key.as_str())
                .map_err(|refused| {
                    let finding = invalid(inside, &refused, ParameterKey::EXAMPLE);
                    notes.add_at(finding, Some(entry.key_span));
                })
                .ok()
        })?;
        Some(Self(parameters.into_iter().collect()))
    }
}

impl JsonSchema for Tags {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Tags".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "maxProperties": limit::TAGS,
            "additionalProperties": {
                "type": ["string", "number", "boolean"],
                "maxLength": limit::VALUE_BYTES,
            },
        })
    }
}

impl JsonSchema for Extra {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ExtraParameters".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Parameters by key, as the product's contract declares them. Plain \
                            text: secrets never stand here.",
            "type": "object",
            "maxProperties": limit::EXTRA_PARAMETERS,
            "propertyNames": generator.subschema_for::<ParameterKey>(),
            "additionalProperties": {
                "type": ["string", "number", "boolean"],
                "maxLength": limit::VALUE_BYTES,
            },
        })
    }
}
