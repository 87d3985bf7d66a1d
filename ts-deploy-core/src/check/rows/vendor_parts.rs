//! R24: what the vendor's templates take from elsewhere, templates and images.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;

use super::product::{not_looked_yet, offered, products};
use super::running_templates::running_templates;
use super::template_references::{References, Registry};
use super::vendor_template::{is_about_the_bucket, unreadable};
use crate::check::{Check, CheckContext, Looked};
use crate::deployment::Deployment;
use crate::finding::{Finding, Findings};
use crate::ids::printable;
use crate::layer::ProductComponent;
use crate::plan::{Evidence, StepError};
use crate::port::ErrorKind;
use crate::port::catalog::CatalogReader;
use crate::port::identity::IdentityReader;
use crate::port::rights::{ContextValue, RightsQuestion, RightsReader, holder_of};
use crate::port::stack::{TemplateReader, TemplateSource};
use crate::target::{Target, TargetName};

const WHY_IMAGES: &str = "The platform's own roles pull them, and whether the organisation lets them cannot be known \
                          from here: IAM simulates no condition of the organisation's policies (a data perimeter \
                          is one), and no policy of a registry.";
const WHY_DENIED: &str = "The organisation's policies hold for every role of the account: no container of the \
                          platform starts without its image.";
/// The right to pull an image.
const PULL: &str = "ecr:BatchGetImage";
/// How many repositories a finding names.
const NAMED: usize = 5;

/// That the buckets of nested templates can be read, and where the images come from (R24). Both are
/// known as far as templates and defaults of parameters write them out: before the launch that is the
/// defaults alone, once the product runs all of its templates.
#[derive(Clone)]
pub struct VendorPartsCheck {
    id: &'static str,
    target: Target,
    component: Arc<dyn ProductComponent>,
}

/// What was found, and in how many templates.
#[derive(Default)]
struct Gathered {
    references: References,
    read: usize,
    unread: usize,
}

impl VendorPartsCheck {
    /// The checks of both products of a deployment.
    pub fn both(deployment: &Deployment) -> [Self; 2] {
        let ids = ["data-layer-parts", "service-layer-parts"];
        products(deployment, ids).map(|(id, target, component)| Self {
            id,
            target,
            component,
        })
    }

    async fn gather(&self, cx: &CheckContext<'_>) -> Result<Gathered, StepError> {
        let mut gathered = Gathered::default();
        let catalog = cx.ports.get::<dyn CatalogReader>(self.target.name)?;
        let name = &self.component.choice().provisioned_product;
        let own = catalog.provisioned_product(name).await?;
        let Some(stack) = own.and_then(|product| product.stack) else {
            return Ok(gathered);
        };
        for (_, text) in running_templates(cx, self.target.name, &stack).await? {
            let read = gathered.references.add_template(&text, &self.target);
            let count = if read {
                &mut gathered.read
            } else {
                &mut gathered.unread
            };
            *count = count.saturating_add(1);
        }
        Ok(gathered)
    }

    /// The buckets of nested templates that cannot be read.
    async fn buckets(
        &self,
        cx: &CheckContext<'_>,
        references: &References,
    ) -> Result<Findings, StepError> {
        let reader = cx.ports.get::<dyn TemplateReader>(self.target.name)?;
        let mut findings = Findings::none();
        for url in references.one_a_bucket() {
            let Ok(source) = TemplateSource::url(url) else {
                continue;
            };
            match reader.summary(&source).await {
                Ok(_) => {}
                Err(error) if is_about_the_bucket(error.kind) => {
                    findings.push(unreadable(self.component.name(), &source, &error));
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(findings)
    }

    /// Whether the organisation forbids the caller to pull from the registry; `None` where that
    /// cannot be asked.
    async fn forbidden(
        &self,
        cx: &CheckContext<'_>,
        registry: &Registry,
        repositories: &BTreeSet<String>,
    ) -> Result<Option<bool>, StepError> {
        // A build without IAM's service says so in the check of the rights.
        let Ok(rights) = cx.ports.get::<dyn RightsReader>(self.target.name) else {
            return Ok(None);
        };
        let identity = cx.ports.get::<dyn IdentityReader>(self.target.name)?;
        let caller = identity.caller().await?;
        let asked = async {
            let Some(holder) = holder_of(rights.as_ref(), &caller).await? else {
                return Ok(None);
            };
            let question = RightsQuestion {
                principal: holder.arn,
                actions: vec![PULL.to_owned()],
                resources: registry.resources(repositories),
                context: vec![
                    ContextValue {
                        key: "aws:RequestedRegion",
                        value: registry.region.to_string(),
                    },
                    ContextValue {
                        key: "aws:ResourceAccount",
                        value: registry.account.to_string(),
                    },
                ],
            };
            let verdicts = rights.simulate(&question).await?;
            Ok(verdicts
                .first()
                .map(|one| one.allowed_by_organizations == Some(false)))
        };
        match asked.await {
            Err(StepError::Port(error)) if error.kind == ErrorKind::Denied => Ok(None),
            answer => answer,
        }
    }

    /// The registries of other accounts.
    async fn registries(
        &self,
        cx: &CheckContext<'_>,
        references: &References,
    ) -> Result<Findings, StepError> {
        let mut findings = Findings::none();
        for (registry, repositories) in &references.images {
            if registry.account == self.target.account {
                continue;
            }
            let forbidden = self.forbidden(cx, registry, repositories).await?;
            findings.push(self.registry(registry, repositories, forbidden == Some(true)));
        }
        Ok(findings)
    }

    fn registry(
        &self,
        registry: &Registry,
        repositories: &BTreeSet<String>,
        forbidden: bool,
    ) -> Finding {
        let Registry { account, region } = registry;
        let at = self.component.name();
        let named = named(repositories);
        let repository = repositories.first().map_or("REPOSITORY", String::as_str);
        let attempt = format!(
            "aws ecr batch-get-image --registry-id {account} --region {region} --repository-name {} \
             --image-ids imageTag=TAG --query failures",
            printable(repository, 256)
        );
        if forbidden {
            let seen = format!(
                "images{named} come from the registry of account {account} in {region}, from which the \
                 organisation's policies (SCP) do not let this account pull"
            );
            return Finding::warns("image-registry-denied", at, seen)
                .why(WHY_DENIED)
                .remedy(format!(
                    "Ask who runs the organisation to allow {PULL} and ecr:GetDownloadUrlForLayer there, and try: \
                     {attempt}"
                ))
                .row("R24");
        }
        let seen = format!("images{named} come from the registry of account {account} in {region}");
        Finding::informs("image-registry-elsewhere", at, seen)
            .why(WHY_IMAGES)
            .remedy(format!("Try it with a role of this account: {attempt}"))
            .row("R24")
    }

    /// What could not be looked at.
    fn unseen(&self, gathered: &Gathered) -> Option<Finding> {
        let Gathered {
            references,
            read,
            unread,
        } = gathered;
        let mut unseen = Vec::new();
        if *read == 0 && *unread == 0 {
            unseen.push(
                "which nested templates and images the version has is told before it is deployed only where a \
                 parameter's default names them"
                    .to_owned(),
            );
        }
        if *unread > 0 {
            unseen.push(format!("{unread} of its templates cannot be read"));
        }
        if references.made_up > 0 {
            unseen.push(format!(
                "parameters make the addresses of {} nested templates, which were not looked at",
                references.made_up
            ));
        }
        if unseen.is_empty() {
            return None;
        }
        let seen = unseen.join("; ");
        let finding = Finding::informs("vendor-parts-not-known", self.component.name(), seen)
            .why("Under a data perimeter what cannot be read stops a launch or an update.")
            .remedy(
                "Ask TetraScience for the buckets and registries of the version, and whether your organisation's \
                 policies let this account read them.",
            )
            .row("R24");
        Some(finding)
    }
}

impl Registry {
    /// The ARNs of its repositories: of all, where none is named.
    fn resources(&self, repositories: &BTreeSet<String>) -> Vec<String> {
        let Self { account, region } = self;
        let arn = |name: &str| {
            format!(
                "arn:{}:ecr:{region}:{account}:repository/{name}",
                region.partition()
            )
        };
        if repositories.is_empty() {
            return vec![arn("*")];
        }
        repositories.iter().map(|name| arn(name)).collect()
    }
}

/// Some repositories in brackets, and how many more there are; nothing where none is named.
fn named(repositories: &BTreeSet<String>) -> String {
    let shown: Vec<String> = repositories
        .iter()
        .take(NAMED)
        .map(|name| printable(name, 256))
        .collect();
    match repositories.len().checked_sub(NAMED) {
        _ if shown.is_empty() => String::new(),
        None | Some(0) => format!(" ({})", shown.join(", ")),
        Some(more) => format!(" ({} and {more} more)", shown.join(", ")),
    }
}

#[async_trait]
impl Check for VendorPartsCheck {
    fn id(&self) -> &'static str {
        self.id
    }

    fn row(&self) -> &'static str {
        "R24"
    }

    fn title(&self) -> String {
        format!(
            "Nested templates and images of the {}",
            self.component.title()
        )
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let name = self.target.name;
        let Ok(offered) = offered(cx, name, self.component.as_ref()).await? else {
            return Ok(not_looked_yet(self.component.as_ref(), "R24"));
        };
        let mut gathered = self.gather(cx).await?;
        let declared = offered.resolved.contract.parameters.values();
        for default in declared.filter_map(|one| one.default.as_deref()) {
            gathered.references.add_text(default);
        }
        let mut findings = self.buckets(cx, &gathered.references).await?;
        findings.extend(self.registries(cx, &gathered.references).await?);
        findings.extend(self.unseen(&gathered));
        let evidence = vec![Evidence {
            what: format!(
                "nested templates and images of the {}",
                self.component.title()
            ),
            seen: format!(
                "{} templates read, those of {} buckets can be; no image of another account",
                gathered.read,
                gathered.references.one_a_bucket().len()
            ),
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
