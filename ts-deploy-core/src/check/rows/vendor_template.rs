//! R24: the vendor's templates can be read from here.

use std::sync::Arc;

use async_trait::async_trait;

use super::product::{not_looked_yet, offered, products};
use crate::check::{Check, CheckContext, Looked};
use crate::deployment::Deployment;
use crate::finding::Finding;
use crate::layer::ProductComponent;
use crate::plan::{Evidence, StepError};
use crate::port::product_terms::ProductTermsReader;
use crate::port::stack::{TemplateReader, TemplateSource};
use crate::port::{ErrorKind, PortError};
use crate::target::TargetName;

const WHY: &str = "Without a launch role CloudFormation reads the product's templates with the caller's rights; an \
                   organisation that keeps S3 to its own buckets (a data perimeter) stops the launch.";

/// That `CloudFormation` can read a version's template with the caller's rights (R24), which shows
/// whether the vendor's bucket is reachable under the organisation's data perimeter.
#[derive(Clone)]
pub struct VendorTemplateCheck {
    id: &'static str,
    target: TargetName,
    component: Arc<dyn ProductComponent>,
}

impl VendorTemplateCheck {
    /// The checks of both products of a deployment.
    pub fn both(deployment: &Deployment) -> [Self; 2] {
        let ids = ["data-layer-template", "service-layer-template"];
        products(deployment, ids).map(|(id, target, component)| Self {
            id,
            target: target.name,
            component,
        })
    }

    fn untold(&self) -> Finding {
        let seen = "Service Catalog does not tell where the version's template is";
        Finding::informs("template-not-told", self.component.name(), seen)
            .why(WHY)
            .remedy(
                "Ask TetraScience for the buckets of its templates, and whether your organisation's policies let \
                 this account read them.",
            )
            .row("R24")
    }
}

#[async_trait]
impl Check for VendorTemplateCheck {
    fn id(&self) -> &'static str {
        self.id
    }

    fn row(&self) -> &'static str {
        "R24"
    }

    fn title(&self) -> String {
        format!("The template of the {} can be read", self.component.title())
    }

    fn target(&self) -> TargetName {
        self.target
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let Ok(offered) = offered(cx, self.target, self.component.as_ref()).await? else {
            return Ok(not_looked_yet(self.component.as_ref(), "R24"));
        };
        let resolved = &offered.resolved;
        let terms = cx.ports.get::<dyn ProductTermsReader>(self.target)?;
        let told = terms.template(&resolved.product, &resolved.version).await?;
        let Some(source) = told else {
            return Ok(Looked {
                findings: self.untold().into(),
                ..Looked::default()
            });
        };
        let reader = cx.ports.get::<dyn TemplateReader>(self.target)?;
        match reader.summary(&source).await {
            Ok(summary) => Ok(Looked {
                evidence: vec![Evidence {
                    what: format!("template of the {}", self.component.title()),
                    seen: format!(
                        "read, declares {} parameters",
                        summary.contract.parameters.len()
                    ),
                    at: cx.now,
                    call: "cloudformation:GetTemplateSummary".to_owned(),
                }],
                ..Looked::default()
            }),
            Err(error) if is_about_the_bucket(error.kind) => Ok(Looked {
                findings: unreadable(self.component.name(), &source, &error).into(),
                ..Looked::default()
            }),
            Err(error) => Err(error.into()),
        }
    }
}

/// That the template at an address cannot be read from here; `at` is the component's name.
pub(super) fn unreadable(at: &str, source: &TemplateSource, error: &PortError) -> Finding {
    // An address may be signed: what comes after the path is nobody's business.
    let address = source.to_string();
    let address = address.split('?').next().unwrap_or_default();
    let seen = format!("{address} cannot be read ({})", error.message);
    Finding::warns("vendor-template-unreadable", at, seen)
        .why(WHY)
        .remedy(
            "Let the deployer read that bucket: look for policies of the organisation and of VPC endpoints that \
             allow S3 only in its own accounts (aws:ResourceOrgID, aws:ResourceAccount) and except the vendor's.",
        )
        .row("R24")
}

/// What `CloudFormation` answers when S3 does not give it the template.
pub(super) fn is_about_the_bucket(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Denied | ErrorKind::Invalid | ErrorKind::NotFound
    )
}
