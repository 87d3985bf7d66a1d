//! Reading what an answer holds: what must be there, and states by their spelling.

use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

/// What an answer must hold and does not, or not in a form that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer {how} {what}")]
pub(crate) struct Unreadable {
    how: &'static str,
    what: &'static str,
}

impl Unreadable {
    /// It is not there.
    pub(crate) fn missing(what: &'static str) -> Self {
        let how = "lacks";
        Self { how, what }
    }

    /// It is there and breaks its own rules.
    pub(crate) fn form(what: &'static str) -> Self {
        let how = "has an unreadable form of";
        Self { how, what }
    }
}

/// What must be there.
pub(crate) fn present<T>(value: Option<T>, what: &'static str) -> Result<T, Unreadable> {
    value.ok_or(Unreadable::missing(what))
}

/// The state of this spelling, as the core's own types read it: what they do not know becomes
/// their `Unknown`.
pub(crate) fn spelled<'a, T: serde::Deserialize<'a>>(text: &'a str) -> Option<T> {
    let text: StrDeserializer<'a, Error> = text.into_deserializer();
    T::deserialize(text).ok()
}
