//! What a running stack was given.

use std::collections::BTreeMap;

/// A parameter's value as it can be read back from a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LiveValue {
    /// The value.
    Known(String),
    /// AWS masks it (`****`): it is there, and nobody can tell what it is.
    Masked,
}

/// The parameters of a running stack (`cloudformation:DescribeStacks`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveParameters(BTreeMap<String, LiveValue>);

impl LiveParameters {
    /// The value of this key.
    pub fn get(&self, key: &str) -> Option<&LiveValue> {
        self.0.get(key)
    }

    /// True when the stack has the key.
    pub fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// True when nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &LiveValue)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }
}

impl FromIterator<(String, LiveValue)> for LiveParameters {
    fn from_iter<I: IntoIterator<Item = (String, LiveValue)>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}
