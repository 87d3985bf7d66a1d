//! The checks that could not run because values did not read.

use super::decode::Section;
use super::document::Document;
use super::notes::Notes;
use crate::finding::Finding;

/// The layers that could not be checked as a whole.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Left {
    /// The Data Layer.
    pub(super) data: bool,
    /// The Service Layer.
    pub(super) service: bool,
}

impl Left {
    /// What is left where parts of the document did not read that a layer takes.
    pub(super) fn of(document: &Document) -> Self {
        let tags = unread(document.tags.as_ref());
        Self {
            data: unread(document.integrations.as_ref())
                || unread(document.eks_image.as_ref())
                || unread(document.key_pair.as_ref())
                || tags,
            service: tags,
        }
    }

    /// Says at the end of the findings that not everything was checked, where that is so.
    pub(super) fn note(self, notes: &mut Notes) {
        if let Some(finding) = self.finding() {
            notes.end_with(finding);
        }
    }

    /// What ends the list of findings; `None` when everything was checked.
    fn finding(self) -> Option<Finding> {
        let layers = match (self.data, self.service) {
            (true, true) => "the Data Layer and the Service Layer",
            (true, false) => "the Data Layer",
            (false, true) => "the Service Layer",
            (false, false) => return None,
        };
        let seen = format!("More checks of {layers} run once these are mended.");
        let finding = Finding::informs("checks-left", "document", seen)
            .why("They look at several values together, and some of those are missing or did not read.")
            .remedy("Mend what blocks, and validate again.");
        Some(finding)
    }
}

/// True for an optional part of the document that is there and did not read.
fn unread<T>(section: Option<&Section<T>>) -> bool {
    section.is_some_and(|section| section.0.is_none())
}
