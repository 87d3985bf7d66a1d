//! A stack of one's own, modelled as a component.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;

use crate::finding::Findings;
use crate::ids::StackName;
use crate::layer::Inputs;
use crate::parameter::{ParameterSet, Wire};
use crate::plan::StepError;
use crate::port::Readers;
use crate::port::stack::{Capability, TemplateSource, TemplateSummary};

/// A stack that is made directly, from a template at hand.
#[async_trait]
pub trait StackComponent: Send + Sync {
    /// The component's name, which is also its step's: `dr-stack`.
    fn name(&self) -> &'static str;

    /// What people call it: `DR stack`.
    fn title(&self) -> &'static str;

    /// The stack's name, which cannot be changed later.
    fn stack_name(&self) -> &StackName;

    /// What it is made of.
    fn template(&self) -> &TemplateSource;

    /// What may be acknowledged. A template that asks for more blocks the step.
    fn capabilities(&self) -> BTreeSet<Capability>;

    /// What it takes from other components once they are deployed.
    fn wires(&self) -> Vec<Wire>;

    /// What it sends.
    fn parameters(&self, inputs: &Inputs) -> ParameterSet;

    /// What is wrong with the values that other components gave.
    fn check_inputs(&self, inputs: &Inputs) -> Findings {
        let _ = inputs;
        Findings::none()
    }

    /// What is wrong with the template: what it declares, and its text where that can be read.
    fn check_template(&self, summary: &TemplateSummary, text: Option<&str>) -> Findings {
        let _ = (summary, text);
        Findings::none()
    }

    /// What stands in the way where the stack would be made, looked at while it is not there, such as
    /// a name that somebody else has. What blocks keeps it from being made.
    ///
    /// # Errors
    /// [`StepError`] when it cannot be told, and the step has to look again.
    async fn check_place(
        &self,
        ports: Readers<'_>,
        summary: &TemplateSummary,
    ) -> Result<Findings, StepError> {
        let _ = (ports, summary);
        Ok(Findings::none())
    }

    /// Tags on all that is made.
    fn tags(&self) -> &BTreeMap<String, String>;

    /// True when AWS is to refuse the stack's deletion until that is taken off.
    fn protected(&self) -> bool;

    /// True when removing it, or replacing what it made, destroys data.
    fn holds_data(&self) -> bool;

    /// How long a creation takes by the documents, or by estimate where they say nothing, in
    /// minutes: least and most.
    fn documented_minutes(&self) -> (u32, u32);
}
