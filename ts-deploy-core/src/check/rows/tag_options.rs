//! R24: the tags that product and portfolio ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;

use super::product::{not_looked_yet, offered, products};
use crate::check::{Check, CheckContext, Looked};
use crate::deployment::Deployment;
use crate::finding::{Finding, Findings};
use crate::ids::printable;
use crate::layer::ProductComponent;
use crate::plan::{Evidence, StepError};
use crate::port::product_terms::{ProductTermsReader, TagOptions};
use crate::target::TargetName;

const WHY: &str = "Service Catalog refuses a launch whose tags are not among the TagOptions of product and portfolio.";

/// That the tags of a component are among the `TagOptions` of its product (R24). One with a single
/// value is added by Service Catalog; of several one has to be chosen.
#[derive(Clone)]
pub struct TagOptionCheck {
    id: &'static str,
    target: TargetName,
    component: Arc<dyn ProductComponent>,
}

impl TagOptionCheck {
    /// The checks of both products of a deployment.
    pub fn both(deployment: &Deployment) -> [Self; 2] {
        let ids = ["data-layer-tags", "service-layer-tags"];
        products(deployment, ids).map(|(id, target, component)| Self {
            id,
            target: target.name,
            component,
        })
    }
}

/// What is wrong with `tags`, which are given to the component of this name.
fn unmet(at: &str, tags: &BTreeMap<String, String>, options: &TagOptions) -> Findings {
    let mut findings = Findings::none();
    for (key, values) in options {
        let given = tags.get(key);
        let key = printable(key, 128);
        let listed = listed(values);
        let finding = match given {
            Some(given) if values.contains(given) => continue,
            // Product and portfolio ask for the key with values of which none is in both.
            Some(_) if values.is_empty() => {
                let seen = format!("the tag {key} is given, and the vendor allows no value of it");
                let remedy = format!(
                    "Remove {key} from `tags` in the spec, and tell TetraScience that the TagOptions of product and \
                     portfolio contradict each other."
                );
                Finding::blocks("tag-option-without-values", at, seen).remedy(remedy)
            }
            Some(given) => {
                let given = printable(given, 256);
                let seen = format!("the tag {key} is {given}, and the vendor allows {listed}");
                let remedy = format!("Under `tags` in the spec, set {key} to one of them.");
                Finding::blocks("tag-option-refused", at, seen).remedy(remedy)
            }
            None if values.len() < 2 => continue,
            None => {
                let seen = format!("the tag {key} is not given, and has to be one of {listed}");
                let remedy = format!("Under `tags` in the spec, give {key} one of these values.");
                Finding::blocks("tag-option-missing", at, seen).remedy(remedy)
            }
        };
        findings.push(finding.why(WHY).row("R24"));
    }
    findings
}

fn listed(values: &BTreeSet<String>) -> String {
    let values: Vec<String> = values.iter().map(|one| printable(one, 256)).collect();
    values.join(", ")
}

#[async_trait]
impl Check for TagOptionCheck {
    fn id(&self) -> &'static str {
        self.id
    }

    fn row(&self) -> &'static str {
        "R24"
    }

    fn title(&self) -> String {
        format!(
            "The {} has the tags that the vendor asks for",
            self.component.title()
        )
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
        let options = terms
            .tag_options(&resolved.product, &resolved.version, &resolved.path)
            .await?;
        let findings = unmet(self.component.name(), self.component.tags(), &options);
        let evidence = vec![Evidence {
            what: format!("tags of the {}", self.component.title()),
            seen: match options.len() {
                0 => "the vendor asks for none".to_owned(),
                count => format!("{count} TagOptions met"),
            },
            at: cx.now,
            call: "servicecatalog:DescribeProvisioningParameters".to_owned(),
        }];
        Ok(Looked {
            evidence: if findings.is_empty() {
                evidence
            } else {
                Vec::new()
            },
            findings,
        })
    }
}
