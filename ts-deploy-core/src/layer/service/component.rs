//! The Service Layer as a component.

use std::collections::BTreeMap;

use super::{ServiceLayer, ServiceLayerDraft, render};
use crate::layer::{Inputs, ProductChoice, ProductComponent};
use crate::parameter::{ParameterSet, Wire};
use crate::target::Target;

/// The component's name, which is also its step's.
pub(super) const NAME: &str = "service-layer";

impl ServiceLayer {
    /// What was decided.
    pub fn draft(&self) -> &ServiceLayerDraft {
        &self.draft
    }

    /// Where it is deployed.
    pub fn target(&self) -> &Target {
        &self.draft.target
    }

    /// What `DataStack` is taken from: the stack that Service Catalog made for the Data Layer,
    /// read from its provisioned product and never typed.
    pub fn data_stack() -> Wire {
        Wire {
            from: "data-layer".to_owned(),
            what: "stack name".to_owned(),
        }
    }
}

impl ProductComponent for ServiceLayer {
    fn name(&self) -> &'static str {
        NAME
    }

    fn title(&self) -> &'static str {
        "Service Layer"
    }

    fn choice(&self) -> &ProductChoice {
        &self.draft.choice
    }

    /// [`data_stack`](Self::data_stack), and what extra parameters wait for.
    fn wires(&self) -> Vec<Wire> {
        let extra = crate::layer::render::awaited(&self.draft.extra_parameters);
        std::iter::once(Self::data_stack()).chain(extra).collect()
    }

    fn parameters(&self, inputs: &Inputs) -> ParameterSet {
        render::parameters(&self.draft, inputs)
    }

    fn tags(&self) -> &BTreeMap<String, String> {
        &self.draft.tags
    }

    fn replacing(&self) -> &'static [&'static str] {
        &["PrivateDomain"]
    }

    /// False: what it works on lies in the Data Layer.
    fn holds_data(&self) -> bool {
        false
    }

    /// Half an hour to an hour: an assumption, since the documents give a time for the Data Layer
    /// only.
    fn documented_minutes(&self) -> (u32, u32) {
        (30, 60)
    }
}
