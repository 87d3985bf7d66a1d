//! What a backend promises about stacks of one's own, as functions to try it with.
//!
//! The suite stands beside the others, since it takes a template instead of a product. It works on
//! stacks whose names begin with the prefix of its [`StackSubject`], each promise on one of its own,
//! and deletes what it made.

mod change_set;
mod creation;
mod deletion;
mod made;
mod template;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use change_set::{
    a_change_set_leaves_the_stack_as_it_is, a_set_without_changes_says_so,
    an_executed_change_set_is_in,
};
pub use creation::{a_repeated_creation_answers_with_the_same_stack, a_taken_name_already_exists};
pub use deletion::{
    a_deleted_stack_is_the_last_deleted, a_protected_stack_is_not_deleted, deleting_again_is_done,
};
pub use template::{a_body_is_its_own_text, a_template_declares_what_is_sent};

use super::trial::Tried;
use super::{Kept, Patience, try_all};
use crate::clock::Clock;
use crate::ids::StackName;
use crate::parameter::{ParameterKey, Request};
use crate::port::stack::{Capability, StackReader, StackWriter, TemplateReader, TemplateSource};

/// A backend's ports for stacks of one's own, and what to try them with: a template whose stack is
/// made and deleted within minutes and costs nothing.
#[derive(Clone, typed_builder::TypedBuilder)]
pub struct StackSubject {
    /// Reads stacks.
    pub stacks: Arc<dyn StackReader>,
    /// Changes stacks.
    pub changes: Arc<dyn StackWriter>,
    /// Reads templates.
    pub templates: Arc<dyn TemplateReader>,
    /// The clock that is slept on.
    pub clock: Arc<dyn Clock>,
    /// How long is waited.
    #[builder(default)]
    pub patience: Patience,
    /// With what the names of stacks begin; nothing of anybody else's may. At most 60 characters.
    pub prefix: StackName,
    /// The template.
    pub template: TemplateSource,
    /// The parameters of a creation that succeeds.
    pub parameters: Request,
    /// What an update changes: a parameter that is shown, and another value for it.
    pub change: (ParameterKey, String),
    /// What has to be acknowledged.
    pub capabilities: BTreeSet<Capability>,
}

impl Tried for StackSubject {
    type Name = StackName;

    fn name_for(&self, promise: &'static str) -> Result<Self::Name, String> {
        let tail = promise.replace('_', "-");
        let name = StackName::parse(format!("{}-{tail}", self.prefix));
        name.map_err(|error| format!("the prefix is too long: {error}"))
    }

    fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    fn patience(&self) -> Patience {
        self.patience
    }
}

/// Tries every promise, one after the other, always in the same order; each with its name.
pub async fn all(subject: &StackSubject) -> Vec<(&'static str, Kept)> {
    try_all![
        subject;
        a_template_declares_what_is_sent,
        a_body_is_its_own_text,
        a_repeated_creation_answers_with_the_same_stack,
        a_taken_name_already_exists,
        a_set_without_changes_says_so,
        a_change_set_leaves_the_stack_as_it_is,
        an_executed_change_set_is_in,
        a_protected_stack_is_not_deleted,
        a_deleted_stack_is_the_last_deleted,
        deleting_again_is_done,
    ]
}
