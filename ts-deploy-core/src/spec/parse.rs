//! From the text to the tree.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

use super::notes::{At, Notes};
use super::span::Span;
use super::tree::{Entry, Node, Shape};
use super::{limit, syntax};
use crate::finding::Finding;
use crate::ids::printable;

/// Reads `text` into a tree. `None` when it is no YAML, with the reason noted.
pub(super) fn parse(text: &str, notes: &mut Notes) -> Option<Node> {
    if text.len() > limit::TEXT_BYTES {
        notes.add_at(syntax::too_large(), Some(Span::START));
        return None;
    }
    match serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, options()) {
        Ok(raw) => Some(node(raw, text, At::Root, notes)),
        Err(error) => {
            let (finding, span) = syntax::refused(&error, text);
            notes.add_at(finding, span);
            None
        }
    }
}

pub(super) fn options() -> serde_saphyr::Options {
    use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy, NonFiniteFloatPolicy};
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: limit::DEPTH,
            max_nodes: limit::VALUES,
            enforce_alias_anchor_ratio: false,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: limit::ALIASED_VALUES,
        },
        // All of them are reported, not only the first.
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        // A merged map overrides fields that nobody sees overridden.
        merge_keys: MergeKeyPolicy::Error,
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        // `on` and `off` are words, as in YAML 1.2.
        strict_booleans: true,
    }
}

/// What the parser gives, before texts are taken from the source.
enum Raw {
    Text(String),
    Number,
    Bool,
    Nothing,
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyShape)
    }
}

struct AnyShape;

impl<'de> Visitor<'de> for AnyShape {
    type Value = Raw;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a text, a number, true or false, a list or a map")
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Bool)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Nothing)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

fn node(raw: Spanned<Raw>, text: &str, at: At<'_>, notes: &mut Notes) -> Node {
    let span = Span::of(raw.referenced, text).unwrap_or(Span::START);
    let shape = match raw.value {
        Raw::Text(value) => Shape::Text(value),
        Raw::Number => as_written(raw.defined, text).map_or(Shape::Lost, Shape::Number),
        Raw::Bool => as_written(raw.defined, text).map_or(Shape::Lost, Shape::Bool),
        Raw::Nothing => Shape::Nothing,
        Raw::List(items) => Shape::List(
            items
                .into_iter()
                .enumerate()
                .map(|(n, item)| node(item, text, At::Item(&at, n), notes))
                .collect(),
        ),
        Raw::Map(entries) => Shape::Map(fields(entries, text, at, notes)),
    };
    Node { span, shape }
}

fn fields(
    raw: Vec<(Spanned<String>, Spanned<Raw>)>,
    text: &str,
    at: At<'_>,
    notes: &mut Notes,
) -> Vec<Entry> {
    let mut first_lines = std::collections::HashMap::<String, usize>::new();
    let mut entries = Vec::with_capacity(raw.len());
    for (key, value) in raw {
        let key_span = Span::of(key.referenced, text).unwrap_or(Span::START);
        let key = key.value;
        let inside = At::Field(&at, &key);
        if let Some(line) = first_lines.get(&key) {
            let seen = format!(
                "\"{}\" was already said in line {line}.",
                printable(&key, 80)
            );
            let finding = Finding::blocks("field-duplicate", inside.to_string(), seen)
                .why("Which of the two is meant cannot be told.")
                .remedy("Remove one of them.");
            notes.add_at(finding, Some(key_span));
            continue;
        }
        let value = node(value, text, inside, notes);
        first_lines.insert(key.clone(), key_span.line);
        entries.push(Entry {
            key,
            key_span,
            value,
        });
    }
    entries
}

/// The text of a plain scalar as it stands in the source; `None` when what stands there is no
/// plain scalar, as with a tag before quotes.
fn as_written(defined: serde_saphyr::Location, text: &str) -> Option<String> {
    let written = Span::of(defined, text)?.text(text).trim_end();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_');
    (!written.is_empty() && written.chars().all(plain)).then(|| written.to_owned())
}
