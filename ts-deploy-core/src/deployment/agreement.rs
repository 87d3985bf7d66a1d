//! The vendor's agreement to names and sizes (P0).

use super::{Agreement, Deployment};
use crate::layer::{Inputs, ProductComponent};
use crate::plan::{ErrandKind, ManualStep, Statement, StepId};

/// What the vendor is asked to agree to, by the keys that the documents name.
const VALIDATED: [&str; 5] = [
    "InfrastructureName",
    "EsMasterInstanceType",
    "EsDatanodeInstanceType",
    "EsDatanodeInstanceCount",
    "EsDatanodeVolumeSize",
];

impl Deployment {
    /// The gate before the Data Layer: passed when the deployment names who agreed, else when
    /// somebody confirms it. A confirmation holds for these names and sizes only.
    pub(super) fn agreement_step(&self) -> ManualStep {
        let set = self.data_layer.parameters(&Inputs::default());
        let validated: Vec<String> = VALIDATED
            .iter()
            .filter_map(|key| set.plain(key).map(|value| format!("{key}: {value}")))
            .collect();
        let ask = "Ask TetraScience whether these are right for this platform:";
        let tell = "Write who agreed and when into the spec, as agreed_with_vendor: { by: NAME, \
                    date: \"YEAR-MONTH-DAY\" }, or confirm this step.";
        let instructions = std::iter::once(ask.to_owned())
            .chain(validated.clone())
            .chain([tell.to_owned()]);
        ManualStep::builder()
            .id(StepId::known("agree-with-vendor"))
            .title("Agreement with the vendor")
            .target(self.data_layer.target().name)
            .kind(ErrandKind::Gate)
            .instructions(instructions)
            .why(
                "The documents ask to validate them with the vendor, and the infrastructure name \
                 cannot be changed later (P0).",
            )
            .about(validated)
            .stated(self.agreed.as_ref().map(statement))
            .build()
    }
}

fn statement(agreed: &Agreement) -> Statement {
    Statement {
        by: agreed.by.clone(),
        on: agreed.on,
        stands_in: "agreed_with_vendor in the spec".to_owned(),
    }
}
