//! T9: what the vendor may read, and what it is told so that it can.

use std::sync::Arc;

use super::log_role::{LogRole, RemoveLogRole};
use super::{Deployment, TaskStep, VENDOR_LOG_ACCESS};
use crate::deployment::VendorLogAccess;
use crate::layer::ProductComponent;
use crate::plan::{ErrandKind, Launch, ManualStep, Step, StepId};
use crate::target::Target;

/// The id of the follow-up that sends the vendor what it needs to read logs.
const DETAILS: &str = "vendor-log-details";

impl Deployment {
    /// The role, and what the vendor is told of it, after `products`; nothing where it is not asked for.
    pub(super) fn vendor_log_tasks(&self, products: &[StepId]) -> Vec<Arc<dyn Step>> {
        let Some(access) = &self.requested.vendor_log_access else {
            return Vec::new();
        };
        let id = StepId::known(VENDOR_LOG_ACCESS);
        let role = LogRole {
            access: access.clone(),
            launch: self.platform_launch(),
        };
        let details = details(access, id.clone());
        let role = TaskStep::new(id, products.to_vec(), role);
        vec![Arc::new(role), Arc::new(details)]
    }

    /// The step that takes the access back, after these steps; `None` where it is not asked for.
    pub(super) fn vendor_log_removal(&self, after: Vec<StepId>) -> Option<Arc<dyn Step>> {
        let access = self.requested.vendor_log_access.clone()?;
        let launch = self.platform_launch();
        let removal = RemoveLogRole { access, launch };
        let step = TaskStep::new(StepId::known(VENDOR_LOG_ACCESS), after, removal);
        Some(Arc::new(step))
    }

    fn platform_launch(&self) -> Launch {
        Launch {
            target: self.data_layer.target().name,
            product: self.data_layer.choice().provisioned_product.clone(),
        }
    }
}

/// What the vendor is told: the role's ARN is known before the role is, and the same again for one that
/// is made anew.
fn details(access: &VendorLogAccess, after: StepId) -> ManualStep {
    let draft = access.draft();
    let (role, id) = (access.role_arn(), &draft.external_id);
    let Target {
        account, region, ..
    } = &draft.target;
    ManualStep::builder()
        .id(StepId::known(DETAILS))
        .title("Details of the log access for the vendor")
        .target(draft.target.name)
        .kind(ErrandKind::FollowUp)
        .instructions([
            "Send this to TetraScience, which reads the platform's logs through it:".to_owned(),
            format!("Role: {role}"),
            format!("External id: {id}"),
            format!(
                "Account {account}, region {region}: {}",
                draft.log_groups_shown()
            ),
        ])
        .why("The vendor can assume the role only when it knows both (T9).")
        .about([role.to_string(), id.to_string()])
        .after(vec![after])
        .build()
}
