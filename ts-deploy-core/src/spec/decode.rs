//! From the tree to the document's types, noting everything that does not fit.

use super::notes::{At, Notes};
use super::tree::{Entry, Node, Shape};
use crate::finding::Finding;
use crate::ids::printable;
use crate::nearest::nearest;

/// A type that a value of the document is read into.
pub(super) trait Decode: Sized {
    /// Reads `node`; `None` when it does not fit, with the reasons noted.
    fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self>;

    /// What stands for a field that is not there; a required one is noted as missing.
    fn absent(at: At<'_>, notes: &mut Notes) -> Option<Self> {
        notes.add(missing(at, Self::example()));
        None
    }

    /// A value as it is written, for remedies.
    fn example() -> Option<&'static str> {
        None
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
        T::decode(node, At::Optional(&at), notes).map(Some)
    }

    fn absent(_: At<'_>, _: &mut Notes) -> Option<Self> {
        Some(None)
    }

    fn example() -> Option<&'static str> {
        T::example()
    }
}

/// A part of the document that is read on its own: when it does not fit, the others are still
/// read and checked.
#[derive(Debug)]
pub(crate) struct Section<T>(pub(super) Option<T>);

impl<T: Decode> Decode for Section<T> {
    fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
        Some(Self(T::decode(node, at, notes)))
    }

    fn absent(at: At<'_>, notes: &mut Notes) -> Option<Self> {
        Some(Self(T::absent(at, notes)))
    }

    fn example() -> Option<&'static str> {
        T::example()
    }
}

/// The fields of a map whose names are known.
pub(super) struct Fields<'a> {
    at: At<'a>,
    entries: &'a [Entry],
}

impl<'a> Fields<'a> {
    /// The fields of `node`; every one that is not in `known` is noted.
    pub(super) fn open(
        node: &'a Node,
        at: At<'a>,
        known: &[&'static str],
        notes: &mut Notes,
    ) -> Option<Self> {
        let wanted = || format!("a map with the fields {}", known.join(", "));
        let entries = entries(node, at, wanted, notes)?;
        for entry in entries {
            if !known.contains(&entry.key.as_str()) {
                let path = At::Field(&at, &entry.key).to_string();
                let meant = nearest(&entry.key, known, |known| *known);
                if let Some(meant) = meant.filter(|meant| entries.iter().all(|e| e.key != **meant))
                {
                    notes.misspelt(At::Field(&at, meant).to_string());
                }
                let finding = unknown(path, &entry.key, known)
                    .why("A field that nobody reads would be a decision dropped in silence.");
                notes.add_at(finding, Some(entry.key_span));
            }
        }
        Some(Self { at, entries })
    }

    /// The field of this name.
    pub(super) fn get<T: Decode>(&self, name: &str, notes: &mut Notes) -> Option<T> {
        let at = At::Field(&self.at, name);
        match self.entries.iter().find(|entry| entry.key == name) {
            Some(entry) => T::decode(&entry.value, at, notes),
            // The finding about the other name says which one is meant.
            None if notes.is_misspelt(&at.to_string()) => T::absent(at, &mut Notes::default()),
            None => T::absent(at, notes),
        }
    }
}

/// The fields of a map; `wanted` says what was expected when it is none.
pub(super) fn entries<'a>(
    node: &'a Node,
    at: At<'_>,
    wanted: impl FnOnce() -> String,
    notes: &mut Notes,
) -> Option<&'a [Entry]> {
    let Shape::Map(entries) = &node.shape else {
        notes.add(wrong_shape(node, at, &wanted()));
        return None;
    };
    Some(entries)
}

fn missing(at: At<'_>, example: Option<&str>) -> Finding {
    let (name, inside) = match at {
        At::Field(above, name) => (name.to_owned(), above.shown()),
        other => (other.shown(), "the document".to_owned()),
    };
    let remedy = match example {
        Some(example) => format!("Add \"{name}\", such as {name}: {example}"),
        None => format!("Add \"{name}:\" and below it its fields."),
    };
    Finding::blocks(
        "field-missing",
        at.to_string(),
        format!("\"{name}\" is missing from {inside}."),
    )
    .why("It has no default.")
    .remedy(remedy)
}

pub(super) fn unknown(path: String, name: &str, known: &[&'static str]) -> Finding {
    let shown = printable(name, 80);
    let near = nearest(name, known, |known| *known);
    let meant = near.map_or_else(String::new, |near| format!("Did you mean \"{near}\"? "));
    let seen = format!("\"{shown}\" is not known here.");
    let mut names: Vec<&str> = Vec::with_capacity(known.len());
    for name in known {
        if !names.contains(name) {
            names.push(name);
        }
    }
    Finding::blocks("field-unknown", path, seen)
        .remedy(format!("{meant}Known are {}.", names.join(", ")))
}

/// A value that is not of the kind that is needed there.
pub(super) fn wrong_shape(node: &Node, at: At<'_>, wanted: &str) -> Finding {
    let here = at.shown();
    let seen = match node.shape {
        Shape::Nothing => format!("{here} is empty."),
        _ => format!("{here} is {}, where {wanted} is expected.", node.what()),
    };
    let remedy = match (&node.shape, at) {
        (Shape::Nothing, At::Root) => {
            "Begin with the document that \"ts-deploy init\" prints.".into()
        }
        (Shape::Nothing, At::Optional(_)) => format!("Write {wanted}, or remove the line."),
        _ => format!("Write {wanted}."),
    };
    Finding::blocks("shape-wrong", at.to_string(), seen)
        .why("What was decided here cannot be told.")
        .remedy(remedy)
}
