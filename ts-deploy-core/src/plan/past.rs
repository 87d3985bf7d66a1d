//! What the journal knows of a step's past, held against what the step would do now.

use jiff::Timestamp;
use serde::Serialize;

use super::{Action, Consent, OpenIntent, Proposal, Removed, Step};
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
    /// What the journal knows of what is gone.
    pub(crate) gone: Option<Gone>,
}

/// What the journal knows of a thing that is gone and that nobody removed from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gone {
    /// When it was last seen to be as wanted.
    Seen(Timestamp),
    /// When the change began that made it, or the last one that changed it, and that ended before
    /// anybody looked.
    Made(Timestamp),
}

/// What a proposal leads to: the first of several changes towards a removal is part of that removal.
pub(crate) fn towards(step: &dyn Step, proposal: &Proposal) -> Action {
    if step.removes() {
        Action::Remove
    } else {
        proposal.action
    }
}

/// What the journal knows of what `proposal` would make, where that is gone and nobody removed it from
/// here. What a change of ours made and nobody has looked at since is given time to be shown, unless
/// AWS tells of a removal after the change began.
fn vanished(
    step: &dyn Step,
    proposal: &Proposal,
    known: Option<&StepState>,
    now: Timestamp,
) -> Option<Gone> {
    if proposal.action != Action::Create || step.place().is_none() {
        return None;
    }
    let known = known?;
    let open = known.open.as_ref();
    if open.is_some_and(|open| removed_by(open, proposal)) {
        return None;
    }
    // Of a change that nobody saw to its end it is not known whether it made anything.
    let began = known.began;
    let removed = proposal.removed.as_ref().map(|removed| removed.at);
    let removed_since = began.filter(|began| removed.is_some_and(|at| at > *began));
    let shown = |one: &&SpentToken| {
        one.digest == proposal.digest && now.duration_since(one.at) >= LAG && !one.removed
    };
    let shown = known.spent.iter().rev().find(shown).map(|one| one.at);
    let made = removed_since.or(shown.map(|at| began.unwrap_or(at)));
    known.verified.map(Gone::Seen).or(made.map(Gone::Made))
}

/// Whether the removal that `open` began is why there is nothing: AWS tells of it or, where its answer
/// was lost, of one since; or it tells of none.
pub(crate) fn removed_by(open: &OpenIntent, proposal: &Proposal) -> bool {
    open.action.removes()
        && proposal.removed.as_ref().is_none_or(|removed| {
            let own = open.handle.as_ref();
            own.map_or(removed.at >= open.at, |own| own.id == removed.by)
        })
}

fn recreation(step: &dyn Step, proposal: &Proposal, gone: Gone) -> Consent {
    let known = match gone {
        Gone::Seen(at) => format!("The journal saw it deployed at {}", time(at)),
        Gone::Made(at) => format!("A change that began at {} made it", time(at)),
    };
    let by = match &proposal.removed {
        Some(Removed { by, at }) => format!(
            "{by}, which AWS accepted at {}, removed it, and the journal knows of no such removal",
            time(*at)
        ),
        None => "nobody removed it from here".to_owned(),
    };
    Consent {
        word: format!("recreate:{}", step.id()),
        loses: format!("{known}, and it is not there: {by}. A new one begins empty."),
    }
}

/// A time as people read it.
fn time(at: Timestamp) -> impl std::fmt::Display {
    at.strftime("%Y-%m-%d %H:%M:%SZ")
}
