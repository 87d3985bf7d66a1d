//! Where reading is, and what it noted on the way.

use std::collections::BTreeSet;

use super::span::{Located, Span};
use super::tree::Node;
use crate::finding::{Finding, Findings};
use crate::ids::printable;

/// A path in the document, grown while reading goes down and written out only when needed.
#[derive(Clone, Copy, Debug)]
pub(super) enum At<'a> {
    /// The document itself.
    Root,
    /// A field of a map.
    Field(&'a At<'a>, &'a str),
    /// An item of a list, from 0.
    Item(&'a At<'a>, usize),
    /// A field that may be left out.
    Optional(&'a At<'a>),
}

impl std::fmt::Display for At<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Root => f.write_str("document"),
            Self::Field(Self::Root, name) => f.write_str(&printable(name, 80)),
            Self::Field(above, name) => write!(f, "{above}.{}", printable(name, 80)),
            Self::Item(above, index) => write!(f, "{above}[{index}]"),
            Self::Optional(field) => field.fmt(f),
        }
    }
}

impl At<'_> {
    /// The path in a sentence: `web.dns`, or `the document`.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Root => "the document".to_owned(),
            _ => self.to_string(),
        }
    }
}

/// What tells where in the text a finding is.
#[derive(Debug)]
enum Place {
    /// Its path.
    Path,
    /// This span.
    At(Span),
    /// Nothing: it is about what the text has no place for.
    Nowhere,
}

/// Findings as they are made.
#[derive(Debug, Default)]
pub(super) struct Notes {
    found: Vec<(Finding, Place)>,
    /// The fields that are not there under their own name, but under one like it.
    misspelt: BTreeSet<String>,
    last: Option<Finding>,
}

impl Notes {
    /// Adds a finding; its path tells where in the text it is.
    pub(super) fn add(&mut self, finding: Finding) {
        self.found.push((finding, Place::Path));
    }

    /// Adds a finding whose place in the text its path does not tell.
    pub(super) fn add_at(&mut self, finding: Finding, span: Option<Span>) {
        self.found
            .push((finding, span.map_or(Place::Path, Place::At)));
    }

    /// Adds a finding about what is not there and need not be, so that no line of the text is about it.
    pub(super) fn add_nowhere(&mut self, finding: Finding) {
        self.found.push((finding, Place::Nowhere));
    }

    /// Sets the finding that ends the list and has no place in the text.
    pub(super) fn end_with(&mut self, finding: Finding) {
        self.last = Some(finding);
    }

    /// Remembers that the field at `path` stands under a name like its own, which was noted.
    pub(super) fn misspelt(&mut self, path: String) {
        self.misspelt.insert(path);
    }

    /// True when the field at `path` stands under a name like its own, so that it is not missing.
    pub(super) fn is_misspelt(&self, path: &str) -> bool {
        self.misspelt.contains(path)
    }

    /// Adds what a component found, but not what was said word for word before.
    pub(super) fn add_all(&mut self, findings: &Findings) {
        for finding in findings {
            if !self.found.iter().any(|(known, _)| known == finding) {
                self.add(finding.clone());
            }
        }
    }

    /// All of them in the order of the text, each with its place in `tree`, and then those that have
    /// no place.
    pub(super) fn located(self, tree: Option<&Node>) -> Vec<Located> {
        let mut located: Vec<Located> = self
            .found
            .into_iter()
            .map(|(finding, place)| {
                let span = match place {
                    Place::Path => tree.map(|tree| tree.locate(&finding.at)),
                    Place::At(span) => Some(span),
                    Place::Nowhere => None,
                };
                Located { finding, span }
            })
            .collect();
        located.sort_by_key(|l| (l.span.is_none(), l.span.map(|span| span.offset)));
        located.extend(self.last.map(|finding| Located {
            finding,
            span: None,
        }));
        located
    }
}
