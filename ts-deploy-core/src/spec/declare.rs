//! How the document's maps and choices are declared.

use super::decode::{unknown, wrong_shape};
use super::notes::{At, Notes};
use super::tree::{Entry, Node, Shape};
use crate::finding::Finding;
use crate::ids::printable;

/// What was picked among choices.
pub(super) enum Picked<'a> {
    /// A plain word.
    Word(&'a str),
    /// A word with what it needs.
    With(&'a str, &'a Node),
}

/// Reads a choice: one of `words`, or a map whose only field is one of `maps`. Where `on` and `off`
/// are among them, true and false are taken for them: readers of YAML 1.1 make these of the words.
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
    let switch = |bool: &str| {
        let is_on = bool.eq_ignore_ascii_case("true");
        let word = if is_on { "on" } else { "off" };
        (is_on || bool.eq_ignore_ascii_case("false")).then_some(word)
    };
    match &node.shape {
        Shape::Text(word) if words.contains(&word.as_str()) => return Some(Picked::Word(word)),
        Shape::Bool(bool) if switch(bool).is_some_and(|word| words.contains(&word)) => {
            return switch(bool).map(Picked::Word);
        }
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
            [only] if switch(&only.key).is_some_and(|word| maps.contains(&word)) => {
                return switch(&only.key).map(|word| Picked::With(word, &only.value));
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

/// Declares a map of the document with its fields: the type, how it is read, and its schema.
/// A field whose type is an `Option` may be left out.
macro_rules! record {
    (
        $(#[$meta:meta])*
        $name:ident { $( $(#[$field_meta:meta])* $field:ident: $type:ty, )+ }
    ) => {
        #[derive(Debug, schemars::JsonSchema)]
        #[schemars(deny_unknown_fields)]
        $(#[$meta])*
        pub(crate) struct $name { $( $(#[$field_meta])* pub(crate) $field: $type, )+ }

        impl $crate::spec::decode::Decode for $name {
            fn decode(
                node: &$crate::spec::tree::Node,
                at: $crate::spec::notes::At<'_>,
                notes: &mut $crate::spec::notes::Notes,
            ) -> Option<Self> {
                let known = [$( $crate::spec::declare::field_name(stringify!($field)) ),+];
                let fields = $crate::spec::decode::Fields::open(node, at, &known, notes)?;
                $( let $field = fields.get(
                    $crate::spec::declare::field_name(stringify!($field)), notes,
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
                let picked = $crate::spec::declare::pick(node, at, &of(false), &of(true), notes)?;
                $( choice!(@take picked, at, notes, $word, $variant $(, $payload)?); )+
                None
            }
        }
    };
    (@take $picked:ident, $at:ident, $notes:ident, $word:literal, $variant:ident) => {
        if let $crate::spec::declare::Picked::Word($word) = $picked {
            return Some(Self::$variant);
        }
    };
    (@take $picked:ident, $at:ident, $notes:ident, $word:literal, $variant:ident, $payload:ty) => {
        if let $crate::spec::declare::Picked::With($word, value) = $picked {
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
