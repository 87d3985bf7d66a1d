//! What is really sent to the product, key by key.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{LiveParameters, LiveValue, ParameterKey, Wire};
use crate::secret::Secret;

/// One parameter as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// This value.
    Value(String),
    /// This value, which may not be shown.
    Secret(Secret),
    /// Whatever the stack has.
    Previous,
    /// Not known yet.
    Awaited(Wire),
}

/// The parameters of a launch or an update, in the contract's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// By key.
    pub sent: IndexMap<ParameterKey, Sent>,
}

/// One parameter that an update would change, made safe to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The parameter's key, or another field such as `version`.
    pub field: String,
    /// What is there; `None` when nothing is.
    pub before: Option<String>,
    /// What will be there; `None` when the field goes.
    pub after: Option<String>,
}

impl Request {
    /// What is still awaited from other components.
    pub fn awaited(&self) -> impl Iterator<Item = (&ParameterKey, &Wire)> {
        self.sent.iter().filter_map(|(key, sent)| match sent {
            Sent::Awaited(wire) => Some((key, wire)),
            _ => None,
        })
    }

    /// What sending this would change in a stack that has `live`. Masked values are unknown, and
    /// count as kept when they are sent as previous.
    pub fn changes(&self, live: &LiveParameters) -> Vec<Change> {
        let changed = self.sent.iter().filter_map(|(key, sent)| {
            let before = live.get(key.as_str());
            let after = match (sent, before) {
                (Sent::Previous, _) => return None,
                (Sent::Value(new), Some(LiveValue::Known(old))) if new == old => return None,
                (Sent::Secret(new), Some(LiveValue::Known(old))) if new.expose() == old => {
                    return None;
                }
                (Sent::Value(new), _) => new.clone(),
                (Sent::Secret(_), _) => "****".to_owned(),
                (Sent::Awaited(wire), _) => {
                    format!("unknown until {} tells its {}", wire.from, wire.what)
                }
            };
            let before = before.map(|value| match (value, sent) {
                (LiveValue::Known(_), Sent::Secret(_)) | (LiveValue::Masked, _) => {
                    "****".to_owned()
                }
                (LiveValue::Known(text), _) => text.clone(),
            });
            Some(Change {
                field: key.to_string(),
                before,
                after: Some(after),
            })
        });
        let dropped = live
            .iter()
            .filter(|(key, _)| !self.sent.keys().any(|k| k.as_str() == *key))
            .map(|(key, value)| {
                let before = match value {
                    LiveValue::Known(text) => text.clone(),
                    LiveValue::Masked => "****".to_owned(),
                };
                Change {
                    field: key.to_owned(),
                    before: Some(before),
                    after: None,
                }
            });
        changed.chain(dropped).collect()
    }

    /// A digest of the request without its secrets: SHA-256 in hex over keys, spellings and plain
    /// values.
    pub fn digest(&self) -> String {
        let parts = self.sent.iter().flat_map(|(key, sent)| {
            let (spelling, from, text) = match sent {
                Sent::Value(text) => ("value", "", text.as_str()),
                Sent::Secret(_) => ("secret", "", ""),
                Sent::Previous => ("previous", "", ""),
                Sent::Awaited(wire) => ("awaited", wire.from.as_str(), wire.what.as_str()),
            };
            [key.as_str(), spelling, from, text]
        });
        crate::hash::of_parts(parts)
    }
}
