//! What the journal knows of a step's past, held against what the step would do now.

use super::{Action, Consent, Proposal, Step};
use crate::finding::Finding;
use crate::journal::StepState;

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

/// The consents that a proposal needs: its own, or that to make anew what was there and is gone;
/// and that to change what was not made here.
pub(crate) fn consents(
    step: &dyn Step,
    proposal: &Proposal,
    known: Option<&StepState>,
) -> Consents {
    let own = proposal.consent.clone();
    let taken_over = proposal.takes_over.as_ref();
    Consents {
        own: own.or_else(|| recreation(step, proposal, known)),
        adoption: taken_over
            .and_then(|whose| whose.consent(step.id(), towards(step, proposal), known)),
    }
}

/// What must be agreed to before a proposal is begun.
pub(crate) struct Consents {
    /// For what it can lose.
    pub(crate) own: Option<Consent>,
    /// For changing what was not made here.
    pub(crate) adoption: Option<Consent>,
}

/// What a proposal leads to: the first of several changes towards a removal is part of that removal.
pub(crate) fn towards(step: &dyn Step, proposal: &Proposal) -> Action {
    if step.removes() {
        Action::Remove
    } else {
        proposal.action
    }
}

fn recreation(step: &dyn Step, proposal: &Proposal, known: Option<&StepState>) -> Option<Consent> {
    let verified = known.and_then(|known| known.verified)?;
    (proposal.action == Action::Create && step.place().is_some()).then(|| Consent {
        word: format!("recreate:{}", step.id()),
        loses: format!(
            "The journal saw it deployed at {}, and it is not there: nobody removed it from here. A new one \
             begins empty.",
            verified.strftime("%Y-%m-%d %H:%M:%SZ")
        ),
    })
}
