//! What the journal knows of a step's past, held against what the step would do now.

use jiff::Timestamp;

use super::{Action, Consent, Proposal, Removed, Step};
use crate::engine::LAG;
use crate::finding::Finding;
use crate::journal::{SpentToken, StepState};

/// Blocks a step that is about another thing in AWS than its last change was: what that change
/// made would be left behind, and nobody would be told.
pub(crate) fn moved(step: &dyn Step, known: Option<&StepState>) -> Option<Finding> {
    let (before, now) = (known?.place.as_ref()?, step.place()?);
    (*before != now).then(|| {
        let seen = format!("by the journal this step is about {before}; now it names {now}");
        Finding::blocks("place-moved", step.id().as_str(), seen)
            .why("What was deployed there would be left behind, still running and still costing.")
            .remedy(
                "Destroy it first, with the spec that names it; or change the spec back; or give the other thing a \
                 journal of its own with --journal.",
            )
    })
}

/// The consents that a proposal needs at `now`: its own, or that to make anew what was there and is
/// gone; and that to change what was not made here.
pub(crate) fn consents(
    step: &dyn Step,
    proposal: &Proposal,
    known: Option<&StepState>,
    now: Timestamp,
) -> Consents {
    let own = proposal.consent.clone();
    let gone = vanished(step, proposal, known, now);
    let taken_over = proposal.takes_over.as_ref();
    Consents {
        own: own.or_else(|| Some(recreation(step, proposal, gone?))),
        adoption: taken_over
            .and_then(|whose| whose.consent(step.id(), towards(step, proposal), known)),
        gone,
    }
}

/// What must be agreed to before a proposal is begun.
pub(crate) struct Consents {
    /// For what it can lose.
    pub(crate) own: Option<Consent>,
    /// For changing what was not made here.
    pub(crate) adoption: Option<Consent>,
    /// When the journal last saw deployed what is gone since.
    pub(crate) gone: Option<Timestamp>,
}

/// What a proposal leads to: the first of several changes towards a removal is part of that removal.
pub(crate) fn towards(step: &dyn Step, proposal: &Proposal) -> Action {
    if step.removes() {
        Action::Remove
    } else {
        proposal.action
    }
}

/// When the journal last saw deployed what `proposal` would make, where that is gone and nobody
/// removed it from here. What a change of ours made and nobody has looked at since is given time to
/// be shown, unless AWS tells of a removal after it.
fn vanished(
    step: &dyn Step,
    proposal: &Proposal,
    known: Option<&StepState>,
    now: Timestamp,
) -> Option<Timestamp> {
    if proposal.action != Action::Create || step.place().is_none() {
        return None;
    }
    let known = known?;
    let removed_after =
        |at: Timestamp| (proposal.removed.as_ref()).is_some_and(|removed| removed.at > at);
    let of_ours = known.spent.iter().rev().find(|one| !one.removed);
    let gone = |one: &&SpentToken| {
        let shown = one.digest == proposal.digest && now.duration_since(one.at) >= LAG;
        shown || removed_after(one.at)
    };
    known
        .verified
        .or_else(|| of_ours.filter(gone).map(|one| one.at))
}

fn recreation(step: &dyn Step, proposal: &Proposal, seen: Timestamp) -> Consent {
    let by = match &proposal.removed {
        Some(Removed { by, at }) => format!(
            "{by}, which AWS accepted at {}, removed it, and the journal knows of no such removal",
            time(*at)
        ),
        None => "nobody removed it from here".to_owned(),
    };
    Consent {
        word: format!("recreate:{}", step.id()),
        loses: format!(
            "The journal saw it deployed at {}, and it is not there: {by}. A new one begins empty.",
            time(seen)
        ),
    }
}

/// A time as people read it.
fn time(at: Timestamp) -> impl std::fmt::Display {
    at.strftime("%Y-%m-%d %H:%M:%SZ")
}
