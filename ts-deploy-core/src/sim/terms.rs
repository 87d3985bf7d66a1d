//! What the vendor asks for with a version, and the templates of products and of what runs.

use async_trait::async_trait;
use serde_json::{Map, Value, json};

use super::chronicle::{Chronicle, template_of};
use super::place::{SimPlace, Verb};
use super::product::Offer;
use super::refusal::{Answer, Refusal};
use super::template::{SimStack, SimTemplate};
use super::world::{Place, World};
use crate::port::PortResult;
use crate::port::catalog::{PathId, ProductId, VersionId};
use crate::port::product_terms::{ProductTermsReader, TagOptions};
use crate::port::stack::{StackArn, TemplateSource, TemplateSummary};
use crate::port::stack_template::StackTemplateReader;

const NESTED: &str = "AWS::CloudFormation::Stack";
/// The name of the root template.
const ROOT: &str = "main";

impl SimPlace {
    /// Lets the vendor ask for these tags with a product.
    pub fn ask_for_tags(&self, product: &ProductId, options: &TagOptions) {
        self.arrange(|place, _| {
            for offer in place.offers.iter_mut().filter(|one| one.id == *product) {
                offer.tag_options.clone_from(options);
            }
        });
    }

    /// Changes what each version of a product makes, as a release of the vendor's would.
    pub fn amend(&self, product: &ProductId, change: impl Fn(&mut SimTemplate)) {
        self.arrange(|place, _| {
            let offers = place.offers.iter_mut().filter(|one| one.id == *product);
            for offered in offers.flat_map(|one| &mut one.versions) {
                change(&mut offered.version.resources);
            }
        });
    }
}

impl Place {
    fn terms_of(&self, product: &ProductId) -> Answer<&Offer> {
        let missing = || Refusal::not_found(format!("Product {product} not found"));
        self.offered(product).ok_or_else(missing)
    }

    /// The folder that holds the templates of a version.
    fn folder(&self, version: &VersionId) -> String {
        let (region, suffix) = (&self.region, self.region.partition().dns_suffix());
        format!("https://ts-platform-artifacts-{region}.s3.{region}.{suffix}/{version}/")
    }

    /// The root template, or a nested one, at an address of the catalog's; `None` for any other
    /// address.
    pub(super) fn catalog_template(&self, source: &TemplateSource) -> Option<TemplateSummary> {
        let url = source.as_url()?;
        let versions = self.offers.iter().flat_map(|offer| &offer.versions);
        let mut within = versions.filter_map(|one| {
            let file = url.strip_prefix(&self.folder(&one.id))?;
            Some((&one.version, file.strip_suffix(".json")?))
        });
        let (version, name) = within.next()?;
        if name == ROOT {
            return Some(TemplateSummary {
                contract: version.contract.clone(),
                resource_types: [NESTED.to_owned()].into(),
                ..TemplateSummary::default()
            });
        }
        let mut stacks = version.resources.stacks.iter();
        let nested = stacks.find(|one| one.logical == name)?;
        Some(TemplateSummary {
            resource_types: nested
                .resources
                .iter()
                .map(|one| one.kind.clone())
                .collect(),
            ..TemplateSummary::default()
        })
    }

    /// The text of a stack's template.
    fn template_text(&self, world: &World, arn: &StackArn) -> Option<String> {
        let mut all = self.all_chronicles(world.seed);
        all.find_map(|chronicle| {
            let root = chronicle.scene.root.arn == *arn;
            let logical = if root {
                None
            } else {
                Some(nested_name(&chronicle, arn, world)?)
            };
            let offers = self.offers_of(chronicle.provisioned);
            let (template, operation) = if let Some(effective) = chronicle.effective {
                (effective.template, effective.operation)
            } else {
                let operation = chronicle.runs.last()?.operation;
                (template_of(offers, operation), operation)
            };
            let resources = match logical {
                None => roots(template, &self.folder(&operation.version)),
                Some(logical) => parts(template.stacks.iter().find(|one| one.logical == logical)?),
            };
            Some(json!({ "Resources": resources }).to_string())
        })
    }
}

fn nested_name(chronicle: &Chronicle<'_>, arn: &StackArn, world: &World) -> Option<String> {
    let resources = chronicle.resources(world.now).into_iter();
    let mut nested = resources.filter(|one| one.resource_type == NESTED);
    let found = nested.find(|one| one.physical_id == arn.0)?;
    Some(found.logical_id)
}

/// The resources of the root template, whose nested ones are in the same folder.
fn roots(template: &SimTemplate, folder: &str) -> Map<String, Value> {
    let stacks = template.stacks.iter();
    let all = stacks.map(|stack| {
        let url = format!("{folder}{}.json", stack.logical);
        let resource = json!({ "Type": NESTED, "Properties": { "TemplateURL": url } });
        (stack.logical.clone(), resource)
    });
    all.collect()
}

/// The resources of a nested one.
fn parts(stack: &SimStack) -> Map<String, Value> {
    let mut all = Map::new();
    for one in &stack.resources {
        let mut resource = json!({ "Type": one.kind });
        if let Some(properties) = &one.properties {
            resource["Properties"] = properties.clone();
        }
        if !one.when.is_empty() {
            resource["Condition"] = json!(format!("Makes{}", one.logical));
        }
        all.insert(one.logical.clone(), resource);
    }
    all
}

#[async_trait]
impl ProductTermsReader for SimPlace {
    async fn tag_options(
        &self,
        product: &ProductId,
        version: &VersionId,
        path: &PathId,
    ) -> PortResult<TagOptions> {
        let verb = Verb("servicecatalog", "DescribeProvisioningParameters");
        self.read(verb, |place, world| {
            let offer = place.terms_of(product)?;
            let known = offer.version(version).is_some()
                && place
                    .paths(offer, world.sight())
                    .iter()
                    .any(|one| one.id == *path);
            if known {
                Ok(offer.tag_options.clone())
            } else {
                Err(no_version(version))
            }
        })
    }

    async fn template(
        &self,
        product: &ProductId,
        version: &VersionId,
    ) -> PortResult<Option<TemplateSource>> {
        let verb = Verb("servicecatalog", "DescribeProvisioningArtifact");
        self.read(verb, |place, _| {
            let offer = place.terms_of(product)?;
            if offer.version(version).is_none() {
                return Err(no_version(version));
            }
            let address = format!("{}{ROOT}.json", place.folder(version));
            Ok(TemplateSource::url(address).ok())
        })
    }
}

fn no_version(version: &VersionId) -> Refusal {
    Refusal::not_found(format!("Provisioning artifact {version} not found"))
}

#[async_trait]
impl StackTemplateReader for SimPlace {
    async fn template_of(&self, stack: &StackArn) -> PortResult<String> {
        self.read(Verb("cloudformation", "GetTemplate"), |place, world| {
            let missing = || Refusal::not_found(format!("Stack with id {stack} does not exist"));
            place.template_text(world, stack).ok_or_else(missing)
        })
    }
}
