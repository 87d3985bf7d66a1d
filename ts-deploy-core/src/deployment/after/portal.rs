//! T5, T6, T8: what persons do in the platform once it runs.

use std::sync::Arc;

use super::Deployment;
use crate::layer::ProductComponent;
use crate::plan::{ErrandKind, Launch, ManualStep, Step, StepId};

/// Credentials for each organisation (T6).
const CREDENTIALS: &str = "organisation-credentials";
/// The default administrator disabled (T5).
const ADMINISTRATOR: &str = "disable-default-administrator";
/// The `DataHub` (T8).
const DATA_HUB: &str = "data-hub";

impl Deployment {
    /// What is left to persons, after `products`, in the order in which it is safe to do: the default
    /// administrator is disabled after `before_administrator` too.
    pub(super) fn portal_tasks(
        &self,
        products: &[StepId],
        before_administrator: &[StepId],
    ) -> Vec<Arc<dyn Step>> {
        let [credentials, administrator, data_hub] =
            [CREDENTIALS, ADMINISTRATOR, DATA_HUB].map(StepId::known);
        let platform = Launch {
            target: self.service_layer.target().name,
            product: self.service_layer.choice().provisioned_product.clone(),
        };
        let first = std::iter::once(&credentials).chain(before_administrator);
        let first: Vec<StepId> = first.cloned().collect();
        let part = |id, title: &str, lines: &[&str], why: &str, after| {
            let step = ManualStep::builder()
                .id(id)
                .title(title)
                .target(self.service_layer.target().name)
                .kind(ErrandKind::FollowUp)
                .instructions(lines.iter().copied())
                .why(why)
                .about([platform.product.to_string()])
                .launch(platform.clone())
                .after(after)
                .build();
            Arc::new(step) as Arc<dyn Step>
        };
        let products = products.to_vec();
        vec![
            part(
                credentials,
                "Credentials of each organisation",
                &[
                    "Sign in to the platform as an administrator.",
                    "For each organisation open its settings and generate its credentials.",
                    "Do the same again for every organisation that is added later.",
                ],
                "Pipelines and agents of an organisation cannot read or write before (T6).",
                products.clone(),
            ),
            part(
                administrator,
                "Default administrator disabled",
                &[
                    "First: each organisation has its credentials (T6), and with single sign-on its \
                     groups are mapped to roles (I7).",
                    "First: another administrator has signed in, and sees the administrator's pages.",
                    "Then that administrator disables the default administrator in the portal. It \
                     cannot be enabled again.",
                ],
                "Its first password is known to whoever installed the platform; and whoever \
                 disables it too early has locked everybody out (T5).",
                first,
            ),
            part(
                data_hub,
                "DataHub",
                &[
                    "Install the DataHub on a host that reaches the instruments and the platform; a \
                     single-tenant platform needs one too.",
                    "Register it in the platform, and see that it is shown as online.",
                ],
                "Without one no data comes in from instruments and agents (T8).",
                products,
            ),
        ]
    }
}
