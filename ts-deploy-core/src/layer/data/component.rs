//! The Data Layer as a component.

use std::collections::BTreeMap;

use super::{DataLayer, DataLayerDraft, render};
use crate::layer::{Inputs, ProductChoice, ProductComponent};
use crate::parameter::{ParameterSet, Wire};
use crate::target::Target;

/// The component's name, which is also its step's.
pub(crate) const NAME: &str = "data-layer";

/// The component that the DR stack's outputs come from in a [`Wire`]; its step has this id.
pub const DR_STACK: &str = "dr-stack";

impl DataLayer {
    /// What was decided.
    pub fn draft(&self) -> &DataLayerDraft {
        &self.draft
    }

    /// Where it is deployed.
    pub fn target(&self) -> &Target {
        &self.draft.target
    }
}

impl ProductComponent for DataLayer {
    fn name(&self) -> &'static str {
        NAME
    }

    fn title(&self) -> &'static str {
        "Data Layer"
    }

    fn choice(&self) -> &ProductChoice {
        &self.draft.choice
    }

    /// The DR stack's outputs where they are not given, and what extra parameters wait for.
    fn wires(&self) -> Vec<Wire> {
        let extra = crate::layer::render::awaited(&self.draft.extra_parameters);
        render::dr_wires(&self.draft)
            .into_iter()
            .chain(extra)
            .collect()
    }

    fn parameters(&self, inputs: &Inputs) -> ParameterSet {
        render::parameters(&self.draft, inputs)
    }

    fn tags(&self) -> &BTreeMap<String, String> {
        &self.draft.tags
    }

    fn fixed(&self) -> &'static [&'static str] {
        &["InfrastructureName"]
    }

    fn replacing(&self) -> &'static [&'static str] {
        &[
            "Environment",
            "CreateVPC",
            "VpcCIDR",
            "VPCID",
            "PublicSubnetIds",
            "PrivateSubnetIds",
            "EnableElasticsearch",
            "RDSSnapShot",
            "STBucket",
            "DLBucket",
        ]
    }

    /// True: it holds the data lake, the database and the search index.
    fn holds_data(&self) -> bool {
        true
    }

    /// Two to three hours, as the documents say.
    fn documented_minutes(&self) -> (u32, u32) {
        (120, 180)
    }
}
