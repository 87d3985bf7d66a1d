//! Products and their versions, as data that a test or an embedder may add to.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::naming::catalog_id;
use super::template::SimTemplate;
use crate::ids::ProductVersionName;
use crate::parameter::Contract;
use crate::port::catalog::{
    Guidance, LaunchPath, PathId, Product, ProductId, ProductVersion, VersionId,
};
use crate::port::product_terms::TagOptions;

/// A product of the simulated catalog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimProduct {
    /// Its name; names need not be unique, as in AWS.
    pub name: String,
    /// Its versions.
    pub versions: Vec<SimVersion>,
}

/// A version of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimVersion {
    /// Its name, which `CFTemplateVersion` must equal where the contract declares that.
    pub name: ProductVersionName,
    /// When it was made.
    pub created: Timestamp,
    /// False when the vendor took it back: nothing can be launched or updated to it.
    pub active: bool,
    /// What the vendor says about using it.
    pub guidance: Guidance,
    /// The parameters it declares.
    pub contract: Contract,
    /// What it makes.
    pub resources: SimTemplate,
}

/// A product in the catalog of one place, with its ids and the portfolios it is reached through.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Offer {
    pub(super) id: ProductId,
    pub(super) name: String,
    pub(super) portfolios: Vec<String>,
    pub(super) versions: Vec<OfferedVersion>,
    /// The tags that the vendor asks for.
    #[serde(default)]
    pub(super) tag_options: TagOptions,
    /// Whether a role of the vendor's makes what it is made of.
    #[serde(default)]
    pub(super) launch_role: bool,
}

/// A version in the catalog of one place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct OfferedVersion {
    pub(super) id: VersionId,
    pub(super) version: SimVersion,
}

impl Offer {
    /// Puts `product` into a catalog; `own` is what tells it from every other offer.
    pub(super) fn new(product: SimProduct, portfolios: &[&str], own: &[&str]) -> Self {
        let id = catalog_id("prod-", own);
        let versions = product.versions.into_iter().map(|version| OfferedVersion {
            id: VersionId(catalog_id("pa-", &[id.as_str(), version.name.as_str()])),
            version,
        });
        Self {
            versions: versions.collect(),
            portfolios: portfolios.iter().map(|name| (*name).to_owned()).collect(),
            name: product.name,
            id: ProductId(id),
            tag_options: TagOptions::new(),
            launch_role: false,
        }
    }

    /// As `SearchProducts` shows it.
    pub(super) fn summary(&self) -> Product {
        Product {
            id: self.id.clone(),
            name: self.name.clone(),
        }
    }

    /// The version of this id.
    pub(super) fn version(&self, id: &VersionId) -> Option<&SimVersion> {
        let found = self.versions.iter().find(|offered| offered.id == *id)?;
        Some(&found.version)
    }

    /// All versions, as `ListProvisioningArtifacts` shows them.
    pub(super) fn summaries(&self) -> Vec<ProductVersion> {
        let summary = |offered: &OfferedVersion| ProductVersion {
            id: offered.id.clone(),
            name: offered.version.name.clone(),
            created: offered.version.created,
            active: offered.version.active,
            guidance: offered.version.guidance,
        };
        self.versions.iter().map(summary).collect()
    }

    /// The launch paths: one a portfolio.
    pub(super) fn paths(&self) -> impl Iterator<Item = LaunchPath> {
        self.portfolios.iter().map(|portfolio| LaunchPath {
            id: PathId(catalog_id("lpv3-", &[&self.id.0, portfolio])),
            name: portfolio.clone(),
            launch_role: self.launch_role,
        })
    }
}
