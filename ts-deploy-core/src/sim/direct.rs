//! A stack that its owner made, and the templates that such stacks are made of.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::chronicle::Chronicle;
use super::product::{Offer, SimProduct, SimVersion};
use super::provisioned::Held;
use super::refusal::{Answer, Refusal};
use super::template::SimTemplate;
use super::world::Place;
use crate::hash::of_parts;
use crate::ids::{ProductVersionName, StackName};
use crate::parameter::Contract;
use crate::port::catalog::{Guidance, RecordId, VersionId};
use crate::port::stack::{
    Capability, ChangeSetArn, ChangeSetName, ResourceChange, StackArn, TemplateSource,
    TemplateSummary,
};

/// A template of the simulated world, of which stacks can be made directly.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimTemplateFile {
    /// Its text, where the template is given by an address and a backend could read it there.
    pub text: Option<String>,
    /// The parameters it declares.
    pub contract: Contract,
    /// What has to be acknowledged.
    pub capabilities: BTreeSet<Capability>,
    /// The macros it runs through.
    pub transforms: Vec<String>,
    /// What it makes.
    pub resources: SimTemplate,
}

/// A template under its source; the newest of one source counts, earlier ones stay for the stacks
/// that were made of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct HeldTemplate {
    source: String,
    id: VersionId,
    text: Option<String>,
    capabilities: BTreeSet<Capability>,
    transforms: Vec<String>,
}

/// What a provisioned thing has more when it is a stack that its owner made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Direct {
    pub(super) name: StackName,
    pub(super) protected: bool,
    pub(super) change_sets: Vec<HeldChangeSet>,
}

/// A change set, as it was decided when it was made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct HeldChangeSet {
    pub(super) arn: ChangeSetArn,
    pub(super) name: ChangeSetName,
    pub(super) token: String,
    pub(super) fingerprint: String,
    pub(super) made: Timestamp,
    /// The newest operation of the stack at that time.
    pub(super) base: RecordId,
    pub(super) version: VersionId,
    pub(super) parameters: BTreeMap<String, Held>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) changes: Vec<ResourceChange>,
    /// True when nothing would change.
    pub(super) same: bool,
    /// The operation that carries it out.
    pub(super) executed: Option<RecordId>,
}

/// The name under which a template's one version is kept.
const ONLY: &str = "template";

impl Place {
    /// Puts a template where `source` says.
    pub(super) fn put_template(
        &mut self,
        seed: u64,
        source: &TemplateSource,
        file: SimTemplateFile,
    ) {
        let Ok(name) = ProductVersionName::parse(ONLY) else {
            return;
        };
        let source_digest = source.digest();
        let content = serde_json::to_string(&file).unwrap_or_default();
        let (seed, content) = (seed.to_string(), of_parts([content.as_str()]));
        let own = [
            seed.as_str(),
            self.account.as_str(),
            self.region.as_str(),
            &source_digest,
            &content,
        ];
        let version = SimVersion {
            name,
            created: Timestamp::UNIX_EPOCH,
            active: true,
            guidance: Guidance::Default,
            contract: file.contract,
            resources: file.resources,
        };
        let product = SimProduct {
            name: ONLY.to_owned(),
            versions: vec![version],
        };
        let offer = Offer::new(product, &[], &own);
        self.templates.retain(|known| known.source != source_digest);
        for version in &offer.versions {
            self.templates.push(HeldTemplate {
                source: source_digest.clone(),
                id: version.id.clone(),
                text: source.as_body().map(str::to_owned).or(file.text.clone()),
                capabilities: file.capabilities.clone(),
                transforms: file.transforms.clone(),
            });
        }
        if !self
            .template_offers
            .iter()
            .any(|known| known.id == offer.id)
        {
            self.template_offers.push(offer);
        }
    }

    /// The template at `source`. Whatever is wrong with one is a `ValidationError` in AWS.
    pub(super) fn template(&self, source: &TemplateSource) -> Answer<Template<'_>> {
        let digest = source.digest();
        let known = self.templates.iter().find(|known| known.source == digest);
        let found = known.and_then(|known| {
            let mut offers = self.template_offers.iter();
            let version = offers.find_map(|offer| offer.version(&known.id))?;
            Some(Template { known, version })
        });
        found.ok_or_else(|| {
            Refusal::invalid(format!(
                "S3 error: The specified key does not exist: nothing is known of {source}"
            ))
        })
    }

    /// The template that a stack has already.
    pub(super) fn template_of(&self, id: &VersionId) -> Answer<Template<'_>> {
        let known = self.templates.iter().find(|known| known.id == *id);
        let mut offers = self.template_offers.iter();
        let version = offers.find_map(|offer| offer.version(id));
        known
            .zip(version)
            .map(|(known, version)| Template { known, version })
            .ok_or_else(|| Refusal::invalid("the stack's template cannot be read any more"))
    }

    /// The stack of this ARN that its owner made, unless it is deleted.
    pub(super) fn own_stack(
        &self,
        seed: u64,
        arn: &StackArn,
        now: Timestamp,
    ) -> Option<Chronicle<'_>> {
        self.own_chronicles(seed)
            .find(|chronicle| chronicle.scene.root.arn == *arn)
            .filter(|chronicle| !chronicle.is_gone(now))
    }
}

/// A template in its place.
#[derive(Clone, Copy)]
pub(super) struct Template<'a> {
    known: &'a HeldTemplate,
    version: &'a SimVersion,
}

impl<'a> Template<'a> {
    pub(super) fn id(&self) -> &'a VersionId {
        &self.known.id
    }

    pub(super) fn contract(&self) -> &'a Contract {
        &self.version.contract
    }

    pub(super) fn resources(&self) -> &'a SimTemplate {
        &self.version.resources
    }

    pub(super) fn text(&self) -> Option<&'a str> {
        self.known.text.as_deref()
    }

    /// Refuses a request that does not acknowledge what the template may do.
    pub(super) fn acknowledged(&self, given: &BTreeSet<Capability>) -> Answer<()> {
        let covered = |needed: &&Capability| {
            given.contains(needed)
                || (**needed == Capability::Iam && given.contains(&Capability::NamedIam))
        };
        let missing: Vec<&str> = self
            .known
            .capabilities
            .iter()
            .filter(|needed| !covered(needed))
            .map(|needed| needed.as_str())
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let missing = missing.join(", ");
        Err(Refusal::invalid(format!(
            "Requires capabilities : [{missing}]"
        )))
    }

    /// As `GetTemplateSummary` shows it.
    pub(super) fn summary(&self) -> TemplateSummary {
        let stacks = self.version.resources.stacks.iter();
        let kinds = stacks.flat_map(|stack| stack.resources.iter().map(|one| one.kind.clone()));
        let capabilities = &self.known.capabilities;
        TemplateSummary {
            contract: self.version.contract.clone(),
            capabilities: capabilities.clone(),
            capabilities_reason: (!capabilities.is_empty())
                .then(|| "The following resource(s) require capabilities".to_owned()),
            transforms: self.known.transforms.clone(),
            resource_types: kinds.collect(),
        }
    }
}
