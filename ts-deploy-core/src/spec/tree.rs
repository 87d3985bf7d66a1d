//! The document as a tree of texts, lists and maps that all know where they stand.
//!
//! Values stay as written: whether `012345678901` is a number or an account is for the field to
//! say that holds it.

use super::span::Span;
use crate::ids::printable;

/// A value of the document.
#[derive(Debug)]
pub(super) struct Node {
    /// Where it stands.
    pub(super) span: Span,
    /// What it is.
    pub(super) shape: Shape,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Shape {
    /// A text; also anything in quotes.
    Text(String),
    /// Something that reads as a number, as written.
    Number(String),
    /// `true` or `false`, as written.
    Bool(String),
    /// Nothing, or `null`, or `~`.
    Nothing,
    /// A number or boolean whose text is not known as it was written.
    Lost,
    /// A list.
    List(Vec<Node>),
    /// A map, in order, each key once.
    Map(Vec<Entry>),
}

/// A field of a map.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its name.
    pub(super) key: String,
    /// Where the name stands.
    pub(super) key_span: Span,
    /// Its value.
    pub(super) value: Node,
}

impl Node {
    /// What it is, in words: `a list`.
    pub(super) fn what(&self) -> String {
        match &self.shape {
            Shape::Text(text) => format!("the text \"{}\"", printable(text, 80)),
            Shape::Number(digits) => format!("the number {}", printable(digits, 80)),
            Shape::Bool(word) => printable(word, 80),
            Shape::Nothing => "empty".to_owned(),
            Shape::Lost => "a number or true or false".to_owned(),
            Shape::List(_) => "a list".to_owned(),
            Shape::Map(_) => "a map".to_owned(),
        }
    }

    /// Where `path` stands, or the longest part of it that is in the document, or, when no part of
    /// it is, the document's first field.
    pub(super) fn locate(&self, path: &str) -> Span {
        let mut place = match &self.shape {
            Shape::Map(entries) => entries.first().map_or(Span::START, |first| first.key_span),
            _ => Span::START,
        };
        let (mut node, mut rest) = (self, path);
        while let Some((span, child, left)) = node.step(rest) {
            (place, node, rest) = (span, child, left);
        }
        place
    }

    fn step<'a>(&self, path: &'a str) -> Option<(Span, &Self, &'a str)> {
        if path.is_empty() {
            return None;
        }
        match &self.shape {
            Shape::Map(entries) => {
                let path = path.strip_prefix('.').unwrap_or(path);
                let entry = entries
                    .iter()
                    .filter(|entry| {
                        path.strip_prefix(entry.key.as_str()).is_some_and(|left| {
                            left.is_empty() || left.starts_with('.') || left.starts_with('[')
                        })
                    })
                    .max_by_key(|entry| entry.key.len())?;
                let span = match entry.value.shape {
                    Shape::Map(_) | Shape::List(_) | Shape::Nothing => entry.key_span,
                    _ => entry.value.span,
                };
                Some((span, &entry.value, path.strip_prefix(entry.key.as_str())?))
            }
            Shape::List(items) => {
                let (index, left) = path.strip_prefix('[')?.split_once(']')?;
                let item = items.get(index.parse::<usize>().ok()?)?;
                Some((item.span, item, left))
            }
            _ => None,
        }
    }
}
