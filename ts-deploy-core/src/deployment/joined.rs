//! Where steps of other crates meet those of the products.

use std::sync::Arc;

use crate::layer::step::WireSource;
use crate::plan::StepId;
use crate::target::TargetName;

/// What steps of other crates change about the products' own steps: the core knows none of them.
#[derive(Clone, Default)]
pub struct Joined {
    /// What the Data Layer comes after when it is deployed.
    pub before_data_layer: Vec<StepId>,
    /// What the Data Layer takes values from.
    pub data_layer_takes: Vec<Arc<dyn WireSource>>,
    /// Targets whose credentials are checked, too, though no product is deployed there.
    pub targets: Vec<TargetName>,
    /// What the default administrator is disabled after (T5), besides the credentials of each
    /// organisation: with single sign-on, its groups mapped to roles (I7).
    pub before_administrator: Vec<StepId>,
}

impl std::fmt::Debug for Joined {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Joined")
            .field("before_data_layer", &self.before_data_layer)
            .field("targets", &self.targets)
            .field("before_administrator", &self.before_administrator)
            .finish_non_exhaustive()
    }
}
