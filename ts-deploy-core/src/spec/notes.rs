//! Where reading is, and what it noted on the way.

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
}

impl std::fmt::Display for At<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Root => f.write_str("document"),
            Self::Field(Self::Root, name) => f.write_str(&printable(name, 80)),
            Self::Field(above, name) => write!(f, "{above}.{}", printable(name, 80)),
            Self::Item(above, index) => write!(f, "{above}[{index}]"),
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

/// Findings as they are made.
#[derive(Debug, Default)]
pub(super) struct Notes(Vec<(Finding, Option<Span>)>);

impl Notes {
    /// Adds a finding; its path tells where in the text it is.
    pub(super) fn add(&mut self, finding: Finding) {
        self.0.push((finding, None));
    }

    /// Adds a finding whose place in the text its path does not tell.
    pub(super) fn add_at(&mut self, finding: Finding, span: Option<Span>) {
        self.0.push((finding, span));
    }

    /// Adds what a component found, but not what was said word for word before.
    pub(super) fn add_all(&mut self, findings: &Findings) {
        for finding in findings {
            if !self.0.iter().any(|(known, _)| known == finding) {
                self.add(finding.clone());
            }
        }
    }

    /// All of them in the order of the text, each with its place in `tree`.
    pub(super) fn located(self, tree: Option<&Node>) -> Vec<Located> {
        let mut located: Vec<Located> = self
            .0
            .into_iter()
            .map(|(finding, span)| {
                let span = span.or_else(|| tree.map(|tree| tree.locate(&finding.at)));
                Located { finding, span }
            })
            .collect();
        located.sort_by_key(|l| l.span.map(|span| span.offset));
        located
    }
}
