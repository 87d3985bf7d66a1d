//! What only a person can do, and the word of the person who did it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Evidence, StepId};
use crate::finding::{Finding, Findings};
use crate::ids::text_type;

text_type! {
    /// The name of a person, as it stands in the journal and in reports.
    PersonName, "a person's name",
    "it has 1 to 100 characters on one line and is not blank", "Jane Doe",
    |text| (1..=100).contains(&text.chars().count())
        && !text.chars().any(char::is_control)
        && !text.trim().is_empty()
}

impl PersonName {
    /// A name written in this crate, which obeys the rule.
    #[cfg(feature = "sim")]
    pub(crate) fn known(name: &'static str) -> Self {
        debug_assert!(Self::parse(name).is_ok(), "{name}");
        Self(name.to_owned())
    }
}

text_type! {
    /// What a person adds to a confirmation, in their words.
    Note, "a note",
    "it has 1 to 1000 characters and is not blank", "mailed to the vendor on Monday",
    |text| (1..=1000).contains(&text.chars().count()) && !text.trim().is_empty()
}

/// Whether a person's part holds others back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrandKind {
    /// Nothing that comes after it goes on while it is open.
    Gate,
    /// It holds nothing back, and is listed at the end while it is open.
    FollowUp,
}

impl ErrandKind {
    /// The word shown to people: `gate`, `follow-up`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gate => "gate",
            Self::FollowUp => "follow-up",
        }
    }
}

impl std::fmt::Display for ErrandKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A person's part that is not done, as far as anybody can tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Errand {
    /// Whether it holds others back.
    pub kind: ErrandKind,
    /// What people call it: `Agreement with the vendor`.
    pub title: String,
    /// What to do, in order, one line each, ready to copy.
    pub instructions: Vec<String>,
    /// Why it matters.
    pub why: String,
    /// True when AWS shows that it was done, so that nobody needs to confirm it.
    pub observed: bool,
    /// SHA-256 in hex over what it is about. A confirmation counts for the errand of its digest
    /// only: see [`errand_digest`].
    pub digest: String,
    /// What is doubtful about it.
    #[serde(skip_serializing_if = "Findings::is_empty")]
    pub findings: Findings,
}

/// An errand and the step that asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpenErrand {
    /// The step, by which it is confirmed.
    pub step: StepId,
    /// What is asked for.
    #[serde(flatten)]
    pub errand: Errand,
}

/// A person's word that an errand is done, as it stands in the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// Who says so.
    pub by: PersonName,
    /// When, by the clock of whoever recorded it.
    pub at: Timestamp,
    /// What they add.
    pub note: Option<Note>,
    /// The digest of the errand it is about.
    pub digest: String,
}

impl Confirmation {
    /// The confirmation as evidence for `what`.
    pub fn evidence(&self, what: &str) -> Evidence {
        let note = self.note.as_ref().map(|note| format!(": {note}"));
        let seen = format!("done, says {}{}", self.by, note.unwrap_or_default());
        Evidence {
            what: what.to_owned(),
            seen: crate::ids::printable(&seen, SEEN_LIMIT),
            at: self.at,
            call: "confirmation in the journal".to_owned(),
        }
    }

    /// The finding that it was given, but for something else than `step` asks for now.
    pub fn stale(&self, step: &StepId) -> Finding {
        let seen = format!(
            "{} confirmed it at {}, for something else",
            self.by,
            self.at.strftime("%Y-%m-%d %H:%M:%SZ")
        );
        Finding::informs("confirmation-stale", step.as_str(), seen)
            .why("What is asked for has changed since then.")
            .remedy("Do what is asked for now, then confirm it again.")
    }
}

/// A name, a note and the words between them.
const SEEN_LIMIT: usize = 1200;

/// The digest of the errand of `step` about these facts: names, sizes, accounts. Leave wording
/// out, so that a better sentence in a later version makes no confirmation void.
pub fn errand_digest<'a>(step: &'a StepId, facts: impl IntoIterator<Item = &'a str>) -> String {
    let head = ["ts-deploy-errand-1", step.as_str()];
    crate::hash::of_parts(head.into_iter().chain(facts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_name_is_nobody() {
        let refused = PersonName::parse("  ").unwrap_err();
        assert!(
            refused.to_string().contains("is not a person's name"),
            "{refused}"
        );
    }

    #[test]
    fn a_confirmation_as_evidence_names_who_and_what_they_added() {
        let confirmation = Confirmation {
            by: PersonName::parse("Jane Doe").unwrap(),
            at: Timestamp::UNIX_EPOCH,
            note: Some(Note::parse("ticket\u{1b} 4711").unwrap()),
            digest: String::new(),
        };
        let evidence = confirmation.evidence("the agreement");
        assert_eq!(evidence.seen, "done, says Jane Doe: ticket\\u{1b} 4711");
    }

    #[test]
    fn errands_about_different_facts_have_different_digests() {
        let step = StepId::parse("agree").unwrap();
        let digest = |facts: &[&str]| errand_digest(&step, facts.iter().copied());
        assert_ne!(digest(&["acme", "4"]), digest(&["acme4"]));
    }
}
