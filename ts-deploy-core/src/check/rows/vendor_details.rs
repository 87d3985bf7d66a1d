//! R15: what the vendor must know before it shares its products.

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked};
use crate::deployment::{Deployment, DetailsForVendor};
use crate::finding::Finding;
use crate::plan::{Step, StepError};
use crate::target::TargetName;

/// That the vendor has shared its products (R15): the catalog offers the Data Layer, or the portfolio is
/// imported. Until then it has the details, ready to send. It never blocks, since the run has a gate
/// for it.
#[derive(Clone, Debug)]
pub struct VendorDetailsCheck {
    details: DetailsForVendor,
}

impl VendorDetailsCheck {
    /// The check of a deployment.
    pub fn of(deployment: &Deployment) -> Self {
        let details = deployment.details_step();
        Self { details }
    }

    fn not_shared(&self, lines: &[String], meant: Option<String>) -> Finding {
        let seen = "the catalog offers no Data Layer, and no portfolio of the vendor's is imported";
        Finding::informs("details-for-vendor", self.target().as_str(), seen)
            .why(
                "The vendor shares its products with named accounts, regions and deployers only; the run stops at \
                 this gate until it has.",
            )
            .remedy(
                meant.unwrap_or_else(|| format!("Send TetraScience: {}.", lines.join("; "))),
            )
            .row("R15")
    }
}

#[async_trait]
impl Check for VendorDetailsCheck {
    fn id(&self) -> &'static str {
        "details-for-vendor"
    }

    fn row(&self) -> &'static str {
        "R15"
    }

    fn title(&self) -> String {
        "Products shared by the vendor".to_owned()
    }

    fn target(&self) -> TargetName {
        self.details.target()
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        if let Some(evidence) = self.details.shown(cx.ports, cx.now).await? {
            return Ok(Looked {
                evidence: vec![evidence],
                ..Looked::default()
            });
        }
        let findings = match self.details.details(cx.ports).await? {
            Ok(lines) => {
                let meant = self.details.meant(cx.ports).await?;
                self.not_shared(&lines, meant).into()
            }
            Err(findings) => findings,
        };
        Ok(Looked {
            findings,
            ..Looked::default()
        })
    }
}
