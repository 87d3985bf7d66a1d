//! Whose a thing in AWS is, by the tag that it was made with.

use std::collections::BTreeMap;

use super::{Action, Consent, StepId};
use crate::finding::Finding;
use crate::ids::{DeploymentName, printable};
use crate::journal::StepState;

/// The tag of all that is made from here: the name of the deployment that made it. Products and stacks
/// bear it, and what is made beside them (user pool, role, endpoint). Service Catalog hands a
/// product's tags to its stack, where they are read.
pub const DEPLOYMENT_TAG: &str = "ts-deploy:deployment";

/// Whose a product or a stack is that this deployment did not make.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TakenOver {
    /// The deployment of this name made it, as its tag says.
    Deployment(String),
    /// It has no such tag: it was made by hand, by another program, or by a version that did not
    /// write the tag yet.
    Untold,
    /// It belongs to a platform of which the deployment of this name made a product, as that one's tag
    /// says.
    Platform {
        /// The deployment.
        deployment: String,
        /// The step of the product, whose consent counts for what belongs to it too.
        step: StepId,
    },
}

impl TakenOver {
    /// Whose the thing with these tags is, a [`Deployment`](Self::Deployment)'s or
    /// [`Untold`](Self::Untold); `None` when `deployment` made it.
    pub fn of(tags: &BTreeMap<String, String>, deployment: &DeploymentName) -> Option<Self> {
        match tags.get(DEPLOYMENT_TAG) {
            Some(name) if name == deployment.as_str() => None,
            Some(name) => Some(Self::Deployment(name.clone())),
            None => Some(Self::Untold),
        }
    }

    /// What is said of `thing` where nothing of it differs, so that nothing is changed: that it was
    /// not made here.
    pub(crate) fn noted(&self, step: &StepId, thing: &str) -> Finding {
        let (Self::Deployment(other)
        | Self::Platform {
            deployment: other, ..
        }) = self
        else {
            let seen = format!("{thing} was made without ts-deploy");
            return Finding::informs("taken-over", step.as_str(), seen)
                .why(format!(
                    "It has no tag {DEPLOYMENT_TAG}. It is kept as the spec says."
                ))
                .remedy(format!(
                    "A removal of it from here needs --allow adopt:{step}, unless this journal has changed it before. If \
                     it is somebody else's, give this deployment a name of its own in the spec."
                ));
        };
        let other = printable(other, 80);
        let seen = format!("{thing} was made by the deployment {other}");
        Finding::warns("of-another-deployment", step.as_str(), seen)
            .why("Both would change it, each back to its own spec, and each could remove it.")
            .remedy(format!(
                "Give this deployment names of its own in the spec, or leave it to one of the two. A change of it from \
                 here needs --allow adopt:{step}, of a product in every run, since its tag stays. {}",
                given_up(&other)
            ))
            .row("R1")
    }

    /// The consent that `action` needs, since it is about something that was not made here. What
    /// nobody knows the maker of is updated without: that is how a product made by hand comes under
    /// a spec. It is removed with consent, unless the journal, by what is `known` of the step, has
    /// changed it: to have looked at it and found it as wanted makes it nobody's own.
    pub(super) fn consent(
        &self,
        step: &StepId,
        action: Action,
        known: Option<&StepState>,
    ) -> Option<Consent> {
        match self {
            Self::Deployment(other) => {
                let other = printable(other, 80);
                let loses = format!(
                    "It was made by the deployment {other}, as its tag {DEPLOYMENT_TAG} says: the two deployments would \
                     undo each other's changes. Agree only where {other} is given up. {}",
                    asked_anew(&other)
                );
                Some(Consent::adopt(step, loses))
            }
            Self::Platform {
                deployment,
                step: product,
            } => {
                let other = printable(deployment, 80);
                let loses = format!(
                    "It belongs to the platform of the deployment {other}, which made the product of {product}, as the tag \
                     {DEPLOYMENT_TAG} of its stack says: what runs there would be changed. Agree only where {other} is \
                     given up. {}",
                    asked_anew(&other)
                );
                Some(Consent::adopt(product, loses))
            }
            Self::Untold => {
                let removes = matches!(action, Action::Remove | Action::ClearFailed);
                let loses = "It was made without ts-deploy, by its tags, and this journal has not changed it: nothing \
                             tells whose it is.";
                (removes && !is_own(known)).then(|| Consent::adopt(step, loses))
            }
        }
    }

    /// What is said of a change that brings something under the spec that was made elsewhere, and
    /// that needs no consent.
    pub(super) fn said(
        &self,
        step: &StepId,
        action: Action,
        known: Option<&StepState>,
    ) -> Option<Finding> {
        let shown = matches!(self, Self::Untold) && action == Action::Update && !is_own(known);
        shown.then(|| {
            let seen = "it is taken over: it was made without ts-deploy";
            Finding::informs("taken-over", step.as_str(), seen)
                .why(format!(
                    "It has no tag {DEPLOYMENT_TAG}, and this journal has not changed it yet. From now on it is kept as the \
                     spec says."
                ))
                .remedy("Look at what differs; if it is somebody else's, give this deployment a name of its own in the spec.")
        })
    }
}

/// What to do once the other deployment is given up: a name decides whose a thing is.
fn given_up(other: &str) -> String {
    format!(
        "Once {other} is given up, write its name into the spec instead (name: {other}): then it is one's own."
    )
}

/// That a consent counts for its run alone, and how to need none.
fn asked_anew(other: &str) -> String {
    format!(
        "A product's tag keeps that name, so each run that changes it asks anew; a spec with name: {other} needs no \
         consent."
    )
}

/// True when a change from here made the thing or changed it, ended well, and did not remove it since.
fn is_own(known: Option<&StepState>) -> bool {
    known.is_some_and(|known| match known.spent.last() {
        Some(spent) => !spent.removed,
        // A journal of a format before 1.4 kept how long changes took, and no tokens.
        None => known.place.is_some() && known.took.iter().any(|(action, _)| changes(*action)),
    })
}

/// True for what makes something or changes it.
fn changes(action: Action) -> bool {
    matches!(action, Action::Create | Action::Update)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::journal::SpentToken;
    use crate::port::catalog::OperationToken;

    fn whose(tag: Option<&str>) -> Option<TakenOver> {
        let deployment = DeploymentName::parse("acme").unwrap();
        let tag = tag.map(|name| (DEPLOYMENT_TAG.to_owned(), name.to_owned()));
        TakenOver::of(&tag.into_iter().collect(), &deployment)
    }

    fn word(whose: &TakenOver, action: Action, known: Option<&StepState>) -> Option<String> {
        let consent = whose.consent(&StepId::known("data-layer"), action, known);
        consent.map(|consent| consent.word)
    }

    fn removal(known: &StepState) -> Option<String> {
        word(&whose(None).unwrap(), Action::Remove, Some(known))
    }

    /// What a run knows that looked at the thing and found it as wanted.
    fn looked_at() -> StepState {
        StepState {
            place: Some("provisioned product acme-data-layer".to_owned()),
            verified: Some(Timestamp::UNIX_EPOCH),
            ..StepState::default()
        }
    }

    fn changed(removed: bool) -> StepState {
        let spent = SpentToken {
            token: OperationToken("made".to_owned()),
            digest: "digest".to_owned(),
            last_seen: None,
            removed,
            at: Timestamp::UNIX_EPOCH,
        };
        StepState {
            spent: vec![spent],
            ..looked_at()
        }
    }

    /// What a journal of a format before 1.4 knows of a change.
    fn took(action: Action) -> StepState {
        StepState {
            took: vec![(action, 60)],
            ..looked_at()
        }
    }

    #[test]
    fn what_bears_the_deployments_own_name_is_not_taken_over() {
        assert_eq!(whose(Some("acme")), None);
    }

    #[test]
    fn every_change_of_another_deployments_needs_consent() {
        let other = whose(Some("other")).unwrap();
        for action in [Action::Update, Action::ClearFailed, Action::Remove] {
            let asked = word(&other, action, Some(&changed(false)));
            assert_eq!(asked.as_deref(), Some("adopt:data-layer"), "{action}");
        }
    }

    #[test]
    fn what_was_made_by_hand_is_updated_without_consent() {
        assert_eq!(word(&whose(None).unwrap(), Action::Update, None), None);
    }

    #[test]
    fn what_was_made_by_hand_is_removed_with_consent() {
        let asked = word(&whose(None).unwrap(), Action::Remove, None);
        assert_eq!(asked.as_deref(), Some("adopt:data-layer"));
    }

    #[test]
    fn what_the_journal_has_changed_is_removed_as_its_own() {
        assert_eq!(removal(&changed(false)), None);
    }

    #[test]
    fn what_the_journal_has_only_seen_is_removed_with_consent() {
        let asked = removal(&looked_at());
        assert_eq!(asked.as_deref(), Some("adopt:data-layer"));
    }

    #[test]
    fn what_was_made_by_hand_after_a_removal_from_here_is_removed_with_consent() {
        let asked = removal(&changed(true));
        assert_eq!(asked.as_deref(), Some("adopt:data-layer"));
    }

    #[test]
    fn what_a_journal_of_an_older_format_made_is_removed_as_its_own() {
        assert_eq!(removal(&took(Action::Create)), None);
    }

    #[test]
    fn a_removal_that_a_journal_of_an_older_format_knows_makes_nothing_its_own() {
        let asked = removal(&took(Action::Remove));
        assert_eq!(asked.as_deref(), Some("adopt:data-layer"));
    }
}
