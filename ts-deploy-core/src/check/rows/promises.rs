//! R21: what the documents promise about the products' templates.

use std::sync::Arc;

use async_trait::async_trait;

use super::product::{Offered, not_looked_yet, offered, products};
use super::running_templates::running_templates;
use super::template_text::{Made, made};
use super::vendor_template::is_about_the_bucket;
use crate::check::{Check, CheckContext, Looked};
use crate::deployment::Deployment;
use crate::finding::{Finding, Findings};
use crate::ids::printable;
use crate::layer::ProductComponent;
use crate::plan::{Evidence, StepError};
use crate::port::catalog::CatalogReader;
use crate::port::product_terms::ProductTermsReader;
use crate::port::stack::{StackArn, TemplateReader};
use crate::target::{Target, TargetName};

const USER: &str = "AWS::IAM::User";
/// How many things one finding names.
const NAMED: usize = 20;

/// That the templates of a product make no users and let no other account in, and which wildcards
/// their policies hold (R21). Of what runs all templates are read; before the launch CloudFormation
/// tells of the root template only which types of resources it has.
#[derive(Clone)]
pub struct PromiseCheck {
    id: &'static str,
    target: Target,
    component: Arc<dyn ProductComponent>,
}

/// All that was found, each with the stack it stands in.
#[derive(Default)]
struct Gathered {
    users: Vec<String>,
    conditional: Vec<String>,
    foreign: Vec<String>,
    unknown: Vec<String>,
    wildcards: Vec<String>,
    unread: Vec<String>,
    read: usize,
}

impl Gathered {
    fn add(&mut self, stack: &str, found: Option<Made>) {
        let Some(found) = found else {
            self.unread.push(stack.to_owned());
            return;
        };
        self.read = self.read.saturating_add(1);
        let at = |all: Vec<String>| {
            all.into_iter()
                .map(|one| format!("{stack}/{}", printable(&one, 120)))
                .collect::<Vec<_>>()
        };
        self.users.extend(at(found.users));
        self.conditional.extend(at(found.conditional_users));
        self.foreign.extend(at(found.foreign));
        self.unknown.extend(at(found.unknown));
        self.wildcards.extend(at(found.wildcards));
    }
}

/// At most [`NAMED`] of them, and how many more there are.
fn named(all: &[String]) -> String {
    let shown: Vec<&str> = all.iter().take(NAMED).map(String::as_str).collect();
    let shown = shown.join(", ");
    match all.len().checked_sub(NAMED) {
        None | Some(0) => shown,
        Some(more) => format!("{shown} and {more} more"),
    }
}

/// The name in a stack's ARN.
fn name_of(stack: &StackArn) -> &str {
    stack.0.split('/').nth(1).unwrap_or(&stack.0)
}

impl PromiseCheck {
    /// The checks of both products of a deployment.
    pub fn both(deployment: &Deployment) -> [Self; 2] {
        let ids = ["data-layer-promises", "service-layer-promises"];
        products(deployment, ids).map(|(id, target, component)| Self {
            id,
            target,
            component,
        })
    }

    /// The templates of the stack and of those nested in it.
    async fn of_stack(
        &self,
        cx: &CheckContext<'_>,
        root: &StackArn,
    ) -> Result<Gathered, StepError> {
        let mut all = Gathered::default();
        for (stack, text) in running_templates(cx, self.target.name, root).await? {
            all.add(name_of(&stack), made(&text, &self.target.account));
        }
        Ok(all)
    }

    fn findings(&self, all: &Gathered) -> Findings {
        let at = self.component.name();
        let mut findings = Findings::none();
        if !all.users.is_empty() {
            findings.push(users(at, &named(&all.users)));
        }
        if !all.foreign.is_empty() {
            let seen = format!("templates let others in: {}", named(&all.foreign));
            findings.push(
                Finding::warns("foreign-principal-in-template", at, seen)
                    .why("The documents promise that no other account gets access to this one.")
                    .remedy(
                        "Ask TetraScience what these accounts are before the platform holds data; some are AWS's own \
                         that deliver logs.",
                    )
                    .row("R21"),
            );
        }
        if !all.unknown.is_empty() {
            let seen = format!(
                "who is let in cannot be told from the templates: {}",
                named(&all.unknown)
            );
            findings.push(
                Finding::warns("principal-not-known", at, seen)
                    .why("The documents promise that no other account gets access to this one.")
                    .remedy(
                        "Look at the policies of what was made, in the console of each service, or ask TetraScience \
                         whom the templates name there.",
                    )
                    .row("R21"),
            );
        }
        if !all.unread.is_empty() {
            let seen = format!("these templates cannot be read: {}", named(&all.unread));
            findings.push(
                Finding::warns("template-not-read", at, seen)
                    .why("Whether they keep to what the documents promise is not known.")
                    .remedy("Look at them in the console: CloudFormation, the stack, Template.")
                    .row("R21"),
            );
        }
        if !all.conditional.is_empty() {
            let seen = format!(
                "users are made under a condition: {}",
                named(&all.conditional)
            );
            findings.push(
                Finding::informs("conditional-user-in-template", at, seen)
                    .why("The documents promise that no users are made unless they are asked for (AthenaCreateIamUser).")
                    .remedy("Leave AthenaCreateIamUser false; then none is made.")
                    .row("R21"),
            );
        }
        if !all.wildcards.is_empty() {
            let seen = format!(
                "policies allow actions by wildcards: {}",
                named(&all.wildcards)
            );
            findings.push(
                Finding::informs("wildcard-in-template", at, seen)
                    .why("Your security review may ask for them; the templates are the vendor's.")
                    .remedy("Hand the list to whoever reviews the platform's rights.")
                    .row("R21"),
            );
        }
        findings
    }

    /// What can be told of a version that does not run yet.
    async fn of_version(
        &self,
        cx: &CheckContext<'_>,
        offered: &Offered,
    ) -> Result<Looked, StepError> {
        let name = self.target.name;
        let terms = cx.ports.get::<dyn ProductTermsReader>(name)?;
        let resolved = &offered.resolved;
        let at = self.component.name();
        let mut findings = Findings::none();
        let source = terms.template(&resolved.product, &resolved.version).await?;
        if let Some(source) = source {
            let reader = cx.ports.get::<dyn TemplateReader>(name)?;
            match reader.summary(&source).await {
                Ok(summary) if summary.resource_types.contains(USER) => {
                    findings.push(users(at, "the root template has some"));
                }
                Ok(_) => {}
                // Whether it can be read is a check of its own.
                Err(error) if is_about_the_bucket(error.kind) => {}
                Err(error) => return Err(error.into()),
            }
        }
        findings.push(
            Finding::informs(
                "templates-not-read-yet",
                at,
                "what the nested templates make cannot be read before they are deployed",
            )
            .why("The documents promise no users and no principals of other accounts.")
            .remedy("Run this again after the deployment, or ask TetraScience for the templates.")
            .row("R21"),
        );
        Ok(Looked {
            findings,
            ..Looked::default()
        })
    }
}

fn users(at: &str, which: &str) -> Finding {
    let seen = format!("templates make IAM users: {which}");
    Finding::warns("user-in-template", at, seen)
        .why("The documents promise that the platform makes none: users have keys that do not end.")
        .remedy("Ask TetraScience what they are for, and whether roles would serve.")
        .row("R21")
}

#[async_trait]
impl Check for PromiseCheck {
    fn id(&self) -> &'static str {
        self.id
    }

    fn row(&self) -> &'static str {
        "R21"
    }

    fn title(&self) -> String {
        format!(
            "No users and no strangers in the {}",
            self.component.title()
        )
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let catalog = cx.ports.get::<dyn CatalogReader>(self.target.name)?;
        let name = &self.component.choice().provisioned_product;
        let own = catalog.provisioned_product(name).await?;
        let Some(stack) = own.and_then(|product| product.stack) else {
            return match offered(cx, self.target.name, self.component.as_ref()).await? {
                Ok(offered) => self.of_version(cx, &offered).await,
                Err(_) => Ok(not_looked_yet(self.component.as_ref(), "R21")),
            };
        };
        let all = self.of_stack(cx, &stack).await?;
        let findings = self.findings(&all);
        let evidence = vec![Evidence {
            what: format!("templates of the {}", self.component.title()),
            seen: format!("{} read, no users and no strangers in them", all.read),
            at: cx.now,
            call: "cloudformation:GetTemplate".to_owned(),
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
