//! What a step would send, as far as what it wants decides that alone.

use serde::Serialize;

use super::Proposal;
use crate::finding::Finding;
use crate::parameter::{ParameterSet, Spelling, Value};
use crate::plan::StepId;

/// How a value is shown that may not be.
const MASKED: &str = "****";

/// One field that a step would send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Foreseen {
    /// The parameter's key, or another field such as `version`.
    pub field: String,
    /// What would be sent, safe to show; where it is open, who tells it.
    pub value: String,
    /// True when what is wanted leaves the value to another: an output of another component, or the
    /// catalog where the latest version is wanted.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
}

impl Foreseen {
    /// A field whose value is decided.
    pub fn decided(field: impl Into<String>, value: impl Into<String>) -> Self {
        let (field, value) = (field.into(), value.into());
        Self {
            field,
            value,
            open: false,
        }
    }

    /// A field whose value another tells.
    pub fn open(field: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            open: true,
            ..Self::decided(field, value)
        }
    }

    /// The fields that a parameter set sends, whatever the contract is. One that is not declared
    /// and loses nothing by it is left out when it is sent.
    pub fn parameters(set: &ParameterSet) -> Vec<Self> {
        let foreseen = set.iter().filter_map(|(key, parameter)| {
            let key = key.as_str();
            match &parameter.spelling {
                Spelling::NotSent | Spelling::Previous => None,
                Spelling::Empty => Some(Self::decided(key, "")),
                Spelling::Value(Value::Plain(text)) => Some(Self::decided(key, text)),
                Spelling::Value(Value::Secret(_)) => Some(Self::decided(key, MASKED)),
                Spelling::Value(Value::Awaited(wire)) => {
                    let told = format!("unknown until {} tells its {}", wire.from, wire.what);
                    Some(Self::open(key, told))
                }
            }
        });
        foreseen.collect()
    }

    /// True when sending `value` is what was foreseen. What a contract masks shows nothing to
    /// compare; it comes from the same set.
    fn covers(&self, value: &str) -> bool {
        self.open || self.value == value || value == MASKED
    }
}

/// What an approved plan showed of a step without having seen what differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// What would be sent, as far as what is wanted decides it.
    Foreseen,
    /// An operation under way, and nothing of what comes after it.
    UnderWay,
}

/// Why a proposal is not what an approved plan showed of its step; `None` when it is.
pub(crate) fn unapproved(
    step: &StepId,
    shown: Shown,
    foreseen: &[Foreseen],
    proposal: &Proposal,
) -> Option<Finding> {
    match shown {
        Shown::Foreseen => unforeseen(step, foreseen, proposal),
        Shown::UnderWay => Some(not_shown(step, proposal)),
    }
}

/// Nothing was shown of it.
fn not_shown(step: &StepId, proposal: &Proposal) -> Finding {
    let fields: Vec<&str> = proposal
        .changes
        .iter()
        .map(|one| one.field.as_str())
        .collect();
    let of = if fields.is_empty() {
        String::new()
    } else {
        format!(" ({})", crate::ids::printable(&fields.join(", "), 200))
    };
    let seen = format!(
        "to {}{of} is left to do after what was under way when the plan was approved, and it did not show that",
        proposal.action
    );
    Finding::blocks("change-not-approved", step.as_str(), seen)
        .why("What differs can be told only once an operation has ended, so that nobody agreed to this change.")
        .remedy("Make the plan again: it shows the whole change by now. Approve it by its digest.")
}

fn unforeseen(step: &StepId, foreseen: &[Foreseen], proposal: &Proposal) -> Option<Finding> {
    let covered = |field: &str, value: &str| {
        let mut shown = foreseen.iter().filter(|one| one.field == field);
        shown.any(|one| one.covers(value))
    };
    let other: Vec<String> = proposal
        .changes
        .iter()
        .filter(|change| match &change.after {
            Some(after) => !covered(&change.field, after),
            None => true,
        })
        .map(|change| match &change.after {
            Some(after) => format!("{} {}", change.field, crate::ids::printable(after, 100)),
            None => format!("{} goes", change.field),
        })
        .collect();
    (!other.is_empty()).then(|| {
        let seen = format!(
            "to {} would change what the approved plan did not show: {}",
            proposal.action,
            other.join(", ")
        );
        Finding::blocks("change-not-approved", step.as_str(), seen)
            .why("The plan was approved before this step could be looked at, by what the spec alone says.")
            .remedy("Make the plan again: it shows the whole change by now. Approve it by its digest.")
    })
}
