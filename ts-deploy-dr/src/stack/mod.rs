//! The DR stack: buckets and keys in the DR account and DR region (row R13).

mod check;
mod names;
mod outputs;
#[cfg(test)]
mod tests;

pub use names::{NamedOutput, OutputNames};
pub use outputs::DrStackOutputs;
use ts_deploy_core::finding::Findings;
use ts_deploy_core::ids::InfrastructureName;
use ts_deploy_core::layer::table::{Row, Sheet};
use ts_deploy_core::layer::{ExtraParameters, Inputs};
use ts_deploy_core::parameter::ParameterSet;
use ts_deploy_core::target::Target;

/// The component's name, which is also where its outputs come from in a
/// [`Wire`](ts_deploy_core::parameter::Wire).
pub use ts_deploy_core::layer::data::DR_STACK;

const EXTRA: &str = "disaster_recovery.stack.extra_parameters";

/// All that is known of the template, which is the vendor's own.
const ROWS: &[Row] = &[
    Row::shape("InfrastructureName", None, "infrastructure_name"),
    Row::fixed(
        "Environment",
        "dr",
        "The names of the DR buckets and keys are made with it, apart from those of the platform \
         itself.",
    ),
    Row::shape("ProdAWSAccountId", None, "targets.main.account"),
];

/// The DR stack as decided, before it is checked. Made with [`DrStack::builder`]; a missing
/// required field does not compile.
#[derive(Clone, Debug, typed_builder::TypedBuilder)]
#[builder(
    builder_method(vis = "pub", name = builder),
    build_method(into = Result<DrStack, Findings>)
)]
pub struct DrStackDraft {
    /// Where the platform runs: `ProdAWSAccountId` is its account.
    pub main: Target,
    /// The DR account in the DR region, where the stack is made.
    pub target: Target,
    /// `InfrastructureName`, the same as the platform's.
    pub infrastructure_name: InfrastructureName,
    /// Keys beyond the documented three, which only the vendor's template knows.
    #[builder(default)]
    pub extra_parameters: ExtraParameters,
}

/// The DR stack (`dr.yml`, from the vendor), checked: another account and another region than the
/// platform's. What is merely doubtful stays with it as [`findings`](Self::findings).
#[derive(Clone, Debug)]
pub struct DrStack {
    draft: DrStackDraft,
    findings: Findings,
}

impl DrStack {
    /// Starts building one; `build` answers with the stack or with all that forbids it.
    pub fn builder() -> DrStackDraftBuilder {
        DrStackDraft::builder()
    }

    /// What was decided.
    pub fn draft(&self) -> &DrStackDraft {
        &self.draft
    }

    /// Where it is made.
    pub fn target(&self) -> &Target {
        &self.draft.target
    }

    /// What is doubtful about it.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// What it sends, in the documents' order: `InfrastructureName`, `Environment` (always `dr`)
    /// and `ProdAWSAccountId`, then the extra parameters, of which `inputs` may fill those that
    /// wait for another component.
    pub fn parameters(&self, inputs: &Inputs) -> ParameterSet {
        let mut sheet = Sheet::new(DR_STACK, ROWS);
        let draft = &self.draft;
        sheet.choice("InfrastructureName", Some(&draft.infrastructure_name));
        sheet.standard("Environment");
        sheet.choice("ProdAWSAccountId", Some(&draft.main.account));
        sheet.extra(&draft.extra_parameters, inputs, EXTRA);
        sheet.finish()
    }
}
