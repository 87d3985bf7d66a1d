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
        T::decode(node, at, notes).map(Some)
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
pub(super) struct Section<T>(pub(super) Option<T>);

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

/// What was picked among choices.
pub(super) enum Picked<'a> {
    /// A plain word.
    Word(&'a str),
    /// A word with what it needs.
    With(&'a str, &'a Node),
}

/// Reads a choice: one of `words`, or a map whose only field is one of `maps`.
pub(super) fn pick<'a>(
    node: &'a Node,
    at: At<'_>,
    words: &[&'static str],
    maps: &[&'static str],
    notes: &mut Notes,
) -> Option<Picked<'a>> {
    let choices = || {
        let maps = maps.iter().map(|map| format!("{map}: …"));
        let plain = words.iter().map(|word| (*word).to_owned());
        plain.chain(maps).collect::<Vec<_>>().join(" | ")
    };
    let wanted = || format!("one of {}", choices());
    match &node.shape {
        Shape::Text(word) if words.contains(&word.as_str()) => return Some(Picked::Word(word)),
        Shape::Text(word) if maps.contains(&word.as_str()) => {
            let seen = format!("{} is \"{word}\" without what it needs.", at.shown());
            let remedy = format!("Write \"{word}:\" and below it its value.");
            notes.add(Finding::blocks("shape-wrong", at.to_string(), seen).remedy(remedy));
        }
        Shape::Text(word) => {
            let known: Vec<&'static str> = words.iter().chain(maps).copied().collect();
            notes.add(unknown(at.to_string(), word, &known));
        }
        Shape::Map(entries) => match entries.as_slice() {
            [only] if maps.contains(&only.key.as_str()) => {
                return Some(Picked::With(&only.key, &only.value));
            }
            [only] if words.contains(&only.key.as_str()) => {
                let seen = format!("{} is \"{}\" with a value.", at.shown(), only.key);
                let remedy = format!("Write the word \"{}\" alone.", only.key);
                let finding = Finding::blocks("shape-wrong", at.to_string(), seen).remedy(remedy);
                notes.add_at(finding, Some(only.key_span));
            }
            [only] => {
                let known: Vec<&'static str> = maps.iter().chain(words).copied().collect();
                let path = At::Field(&at, &only.key).to_string();
                notes.add_at(unknown(path, &only.key, &known), Some(only.key_span));
            }
            several => notes.add(not_single(several, at, &choices())),
        },
        _ => notes.add(wrong_shape(node, at, &wanted())),
    }
    None
}

fn not_single(entries: &[Entry], at: At<'_>, choices: &str) -> Finding {
    let names: Vec<String> = entries.iter().map(|e| printable(&e.key, 80)).collect();
    let seen = match names.as_slice() {
        [] => format!("{} chooses nothing.", at.shown()),
        _ => format!("{} chooses all of {}.", at.shown(), names.join(", ")),
    };
    Finding::blocks("choice-not-single", at.to_string(), seen)
        .why("They exclude each other.")
        .remedy(format!("Keep exactly one of {choices}."))
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

fn unknown(path: String, name: &str, known: &[&'static str]) -> Finding {
    let shown = printable(name, 80);
    let near = nearest(name, known, |known| *known);
    let meant = near.map_or_else(String::new, |near| format!("Did you mean \"{near}\"? "));
    let seen = format!("\"{shown}\" is not known here.");
    Finding::blocks("field-unknown", path, seen)
        .remedy(format!("{meant}Known are {}.", known.join(", ")))
}

/// A value that is not of the kind that is needed there.
pub(super) fn wrong_shape(node: &Node, at: At<'_>, wanted: &str) -> Finding {
    let here = at.shown();
    let (seen, remedy) = match node.shape {
        Shape::Nothing => (
            format!("{here} is empty."),
            format!("Write {wanted}, or remove the line."),
        ),
        _ => (
            format!("{here} is {}, where {wanted} is expected.", node.what()),
            format!("Write {wanted}."),
        ),
    };
    Finding::blocks("shape-wrong", at.to_string(), seen)
        .why("What was decided here cannot be told.")
        .remedy(remedy)
}

/// Declares a map of the document with its fields: the type, how it is read, and its schema.
/// A field whose type is an `Option` may be left out.
macro_rules! record {
    (
        $(#[$meta:meta])*
        $name:ident { $( $(#[$field_meta:meta])* $field:ident: $type:ty, )+ }
    ) => {
        $(#[$meta])*
        #[derive(Debug, schemars::JsonSchema)]
        #[schemars(deny_unknown_fields)]
        pub(crate) struct $name { $( $(#[$field_meta])* pub(crate) $field: $type, )+ }

        impl $crate::spec::decode::Decode for $name {
            fn decode(
                node: &$crate::spec::tree::Node,
                at: $crate::spec::notes::At<'_>,
                notes: &mut $crate::spec::notes::Notes,
            ) -> Option<Self> {
                let known = [$( $crate::spec::decode::field_name(stringify!($field)) ),+];
                let fields = $crate::spec::decode::Fields::open(node, at, &known, notes)?;
                $( let $field = fields.get(
                    $crate::spec::decode::field_name(stringify!($field)), notes,
                ); )+
                Some(Self { $( $field: $field?, )+ })
            }
        }
    };
}

/// Declares a choice of the document: each word alone, or with what it needs.
macro_rules! choice {
    (
        $(#[$meta:meta])*
        $name:ident { $( $(#[$variant_meta:meta])* $word:literal => $variant:ident $(($payload:ty))?, )+ }
    ) => {
        $(#[$meta])*
        #[derive(Debug, schemars::JsonSchema)]
        #[allow(clippy::large_enum_variant, reason = "there is one of each in a document")]
        pub(crate) enum $name {
            $( $(#[$variant_meta])* #[schemars(rename = $word)] $variant $(($payload))?, )+
        }

        impl $crate::spec::decode::Decode for $name {
            fn decode(
                node: &$crate::spec::tree::Node,
                at: $crate::spec::notes::At<'_>,
                notes: &mut $crate::spec::notes::Notes,
            ) -> Option<Self> {
                let all = [$( ($word, !concat!($( stringify!($payload) )?).is_empty()) ),+];
                let of = |with: bool| -> Vec<&'static str> {
                    all.iter().filter(|(_, w)| *w == with).map(|(word, _)| *word).collect()
                };
                let picked = $crate::spec::decode::pick(node, at, &of(false), &of(true), notes)?;
                $( choice!(@take picked, at, notes, $word, $variant $(, $payload)?); )+
                None
            }
        }
    };
    (@take $picked:ident, $at:ident, $notes:ident, $word:literal, $variant:ident) => {
        if let $crate::spec::decode::Picked::Word($word) = $picked {
            return Some(Self::$variant);
        }
    };
    (@take $picked:ident, $at:ident, $notes:ident, $word:literal, $variant:ident, $payload:ty) => {
        if let $crate::spec::decode::Picked::With($word, value) = $picked {
            let at = $crate::spec::notes::At::Field(&$at, $word);
            return <$payload as $crate::spec::decode::Decode>::decode(value, at, $notes)
                .map(Self::$variant);
        }
    };
}
pub(super) use {choice, record};

/// The name of a field as it is written in the document, told from its name in Rust.
pub(super) fn field_name(rust: &'static str) -> &'static str {
    rust.strip_prefix("r#").unwrap_or(rust)
}
