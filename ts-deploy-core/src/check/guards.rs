//! Which checks guard which steps of a deployment.

use std::sync::Arc;

use super::{Check, Guarded, rows};
use crate::deployment::Deployment;
use crate::layer::ProductComponent;
use crate::plan::{Step, StepId};

/// What the Data Layer's launch fails for, or can no longer be taken back: rights (R2), an existing
/// VPC (R4-R6), addresses (R7), the search domain's log policy (R8) and linked roles (R9), the
/// workers' key pair (R10), and, three hours ahead, the certificate (R11).
const DATA_LAYER: [&str; 9] = ["R2", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11"];
/// The same for the Service Layer, which makes neither VPC nor search domain.
const SERVICE_LAYER: [&str; 6] = ["R2", "R4", "R5", "R6", "R9", "R11"];
/// What holds for any stack: one that is made by who may not delete stays behind when it fails.
const STACK: [&str; 1] = ["R2"];

/// The checks that guard the steps of one deployment: each is looked at again right before the
/// step's change leaves, hours after the preflight perhaps. A step is guarded by the checks of its own
/// target only.
///
/// # Usage
/// ```
/// # #[cfg(feature = "spec")]
/// # fn guarded(text: &str) -> Option<()> {
/// use ts_deploy_core::check::Guards;
/// use ts_deploy_core::deployment::Joined;
/// use ts_deploy_core::layer::secrets::Sources;
/// use ts_deploy_core::plan::Graph;
///
/// let deployment = ts_deploy_core::spec::read(text).deployment?;
/// let steps = deployment.deploy_joined(&Sources::none(), &Joined::default());
/// let guards = Guards::of(&deployment);
/// let graph = Graph::new(steps.into_iter().map(|step| guards.before(step))).ok()?;
/// # Some(())
/// # }
/// ```
#[derive(Clone)]
pub struct Guards {
    checks: Vec<Arc<dyn Check>>,
    rows: Vec<(StepId, Vec<&'static str>)>,
}

impl Guards {
    /// The guards of the two products.
    pub fn of(deployment: &Deployment) -> Self {
        let id = |layer: &dyn ProductComponent| StepId::known(layer.name());
        let rows = vec![
            (id(&deployment.data_layer), DATA_LAYER.to_vec()),
            (id(&deployment.service_layer), SERVICE_LAYER.to_vec()),
        ];
        let checks = rows::all(deployment);
        Self { checks, rows }
    }

    /// With the step `id`, which makes a stack of the deployment's own, guarded too.
    #[must_use]
    pub fn and_stack(mut self, id: StepId) -> Self {
        self.rows.push((id, STACK.to_vec()));
        self
    }

    /// `step` with its guards; as it is where it has none.
    pub fn before(&self, step: Arc<dyn Step>) -> Arc<dyn Step> {
        let rows = self.rows.iter().filter(|(id, _)| id == step.id());
        let rows: Vec<&str> = rows.flat_map(|(_, rows)| rows.iter().copied()).collect();
        let here = |check: &&Arc<dyn Check>| {
            check.target() == step.target() && rows.contains(&check.row())
        };
        let checks: Vec<Arc<dyn Check>> = self.checks.iter().filter(here).cloned().collect();
        if checks.is_empty() {
            return step;
        }
        Arc::new(Guarded::new(step, checks))
    }
}
