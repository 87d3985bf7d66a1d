//! The documents' tables of parameters, as data.

use crate::parameter::{OnUpdate, Presence};

/// One row of a documented table: a key, its default, and who decides its value.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The key.
    pub key: &'static str,
    /// The default that the documents give; an empty text where they say to leave it empty.
    pub default: Option<&'static str>,
    /// Who decides the value, and so what an extra parameter of this key means.
    pub decided_by: DecidedBy,
    /// Whether the contract must declare it.
    pub presence: Presence,
    /// What becomes of it when the component is already running.
    pub on_update: OnUpdate,
}

/// Who decides a documented key's value.
#[derive(Clone, Copy, Debug)]
pub enum DecidedBy {
    /// Nobody: the documents say not to change it, for this reason.
    Nobody(&'static str),
    /// The version of the product being launched.
    Version,
    /// One field of its own, at this path of the spec.
    Field(&'static str),
    /// A decision that sets several keys which must agree, at this path of the spec.
    Shape(&'static str),
}

impl Row {
    const fn of(key: &'static str, default: Option<&'static str>, decided_by: DecidedBy) -> Self {
        let (presence, on_update) = (Presence::Expected, OnUpdate::Send);
        Self {
            key,
            default,
            decided_by,
            presence,
            on_update,
        }
    }

    /// A key that the documents say not to change.
    pub const fn fixed(key: &'static str, default: &'static str, reason: &'static str) -> Self {
        Self::of(key, Some(default), DecidedBy::Nobody(reason))
    }

    /// `CFTemplateVersion`.
    pub const fn version(key: &'static str, default: Option<&'static str>) -> Self {
        Self::of(key, default, DecidedBy::Version)
    }

    /// A key that has a field of its own in the spec, at `path`.
    pub const fn field(
        key: &'static str,
        default: Option<&'static str>,
        path: &'static str,
    ) -> Self {
        Self::of(key, default, DecidedBy::Field(path))
    }

    /// A key that one decision, at `path` of the spec, sets together with others.
    pub const fn shape(
        key: &'static str,
        default: Option<&'static str>,
        path: &'static str,
    ) -> Self {
        Self::of(key, default, DecidedBy::Shape(path))
    }

    /// The same, but not sent when the contract does not declare it.
    #[must_use]
    pub const fn if_declared(mut self) -> Self {
        self.presence = Presence::IfDeclared;
        self
    }

    /// The same, but kept as it is in a component that is already running.
    #[must_use]
    pub const fn kept(mut self) -> Self {
        self.on_update = OnUpdate::Keep;
        self
    }
}

/// The row of this key.
pub(super) fn row(rows: &'static [Row], key: &str) -> Option<&'static Row> {
    rows.iter().find(|row| row.key == key)
}
